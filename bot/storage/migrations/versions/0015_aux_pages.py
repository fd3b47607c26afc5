"""The page of an aux, and its guests."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "aux_pages",
        sa.Column("code_hash", sa.Text, primary_key=True),
        sa.Column("session_id", sa.Integer, nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("closed", sa.Integer, nullable=False, server_default="0"),
    )
    for column in ("session_id", "made_at"):
        op.create_index(f"ix_aux_pages_{column}", "aux_pages", [column])
    op.create_table(
        "aux_guests",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("session_id", sa.Integer, nullable=False),
        sa.Column("token_hash", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
    )
    for column in ("session_id", "token_hash"):
        op.create_index(f"ix_aux_guests_{column}", "aux_guests", [column])
