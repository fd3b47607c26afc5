"""The aux: pings of its owner, songs that were skipped, and where each song was asked about."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the columns."""
    for column in (
        sa.Column("pings", sa.Integer, nullable=False, server_default="1"),
        sa.Column("pinged_at", sa.Float, nullable=False, server_default="0"),
        sa.Column("skipped_uri", sa.Text),
        sa.Column("skipped_at", sa.Float, nullable=False, server_default="0"),
    ):
        op.add_column("aux_sessions", column)
    op.add_column("aux_songs", sa.Column("question_id", sa.BigInteger))
