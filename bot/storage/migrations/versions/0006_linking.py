"""Offers that are given again, everything allowed at once, owners' names, and tallies."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Create the table and the new columns."""
    op.add_column("link_tickets", sa.Column("again", sa.LargeBinary))
    op.add_column(
        "link_tickets", sa.Column("everything", sa.Integer, nullable=False, server_default="0")
    )
    op.add_column("apps", sa.Column("owner_name", sa.Text))
    op.add_column("apps", sa.Column("owner_handle", sa.Text))
    op.create_table(
        "tallies",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("at", sa.Integer, nullable=False),
    )
    op.create_index("ix_tallies_who", "tallies", ["who"])
