"""The rules of an aux's queue."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Add the columns and the table."""
    op.add_column(
        "aux_sessions", sa.Column("turns", sa.Text, nullable=False, server_default="fair")
    )
    op.add_column("aux_sessions", sa.Column("context_uri", sa.Text))
    op.add_column("aux_sessions", sa.Column("context_item", sa.Text))
    op.add_column("aux_songs", sa.Column("artist_ids", sa.Text, nullable=False, server_default=""))
    op.add_column(
        "aux_songs", sa.Column("explicit", sa.Integer, nullable=False, server_default="0")
    )
    op.create_table(
        "aux_blocks",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("owner_id", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("uri", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("artists", sa.Text, nullable=False),
        sa.UniqueConstraint("owner_id", "kind", "uri"),
    )
