"""Tickets know which login they have linked; linked_at is from now on when that was."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the column; until now both times were one."""
    op.add_column("link_tickets", sa.Column("authorized_at", sa.Integer))
    op.execute("UPDATE link_tickets SET authorized_at = linked_at")
