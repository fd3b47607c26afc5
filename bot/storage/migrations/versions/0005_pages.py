"""Tickets know which other browser took the login, and since when one is being completed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the columns."""
    op.add_column("link_tickets", sa.Column("holder_hash", sa.Text))
    op.add_column("link_tickets", sa.Column("claimed_at", sa.Integer))
