"""Several processes: who is telling what, the order within a second, and times after 2038."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

_TIMES = {
    "accounts": ("expires_at", "authorized_at", "first_linked_at"),
    "link_tickets": ("created_at", "expires_at", "linked_at", "claimed_at", "authorized_at"),
    "tallies": ("at",),
    "waiting_logins": ("created_at", "expires_at"),
    "apps": ("added_at",),
    "app_troubles": ("since",),
    "letters": ("due_at",),
    "discord_grants": ("expires_at", "left_at"),
    "waiting_commands": ("created_at",),
    "memos": ("expires_at",),
    "follows": ("until",),
    "aux_sessions": ("created_at", "active_at"),
    "people_in_servers": ("seen_at",),
}


def upgrade() -> None:
    """Add the columns; on PostgreSQL, widen every time (SQLite's integers have 64 bits)."""
    for table in ("link_tickets", "waiting_commands"):
        op.add_column(
            table, sa.Column("made_ns", sa.BigInteger, nullable=False, server_default="0")
        )
    op.add_column("link_tickets", sa.Column("telling", sa.Text))
    for table, column in (("link_tickets", "telling_until"), ("letters", "sending_until")):
        op.add_column(table, sa.Column(column, sa.Float, nullable=False, server_default="0"))
    if op.get_bind().dialect.name == "postgresql":
        for table, columns in _TIMES.items():
            for column in columns:
                op.alter_column(table, column, type_=sa.BigInteger)
