"""No query reads a whole table; who uses commands in which server."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_SINGLE = {
    "tallies": ("at",),
    "waiting_logins": ("spotify_name",),
    "apps": ("kind", "quota_owner", "guild_id"),
    "letters": ("about", "due_at"),
    "waiting_commands": ("created_at",),
    "memos": ("expires_at",),
    "follows": ("viewer", "next_at"),
    "aux_sessions": ("next_at",),
    "aux_songs": ("added_by",),
    "aux_votes": ("discord_id",),
}
_COMPOSITE = {
    "ix_accounts_client_id": ("accounts", ["client_id", "status"]),
    "ix_accounts_status": ("accounts", ["status", "reminded", "authorized_at"]),
    "ix_link_tickets_status": ("link_tickets", ["status", "expires_at"]),
    "ix_link_tickets_announced": ("link_tickets", ["announced", "created_at"]),
    "ix_letters_status": ("letters", ["status", "due_at"]),
    "ix_letters_kind": ("letters", ["kind", "status"]),
}
_NAMES = ("spotify_name", "required_account_id", "required_name", "other_name")


def upgrade() -> None:
    """Create the indexes and the table."""
    op.drop_index("ix_letters_status", "letters")
    for table, columns in _SINGLE.items():
        for column in columns:
            op.create_index(f"ix_{table}_{column}", table, [column])
    for name, (table, together) in _COMPOSITE.items():
        op.create_index(name, table, together)
    for column in _NAMES:
        named = sa.text(f"{column} IS NOT NULL")
        op.create_index(
            f"ix_link_tickets_{column}",
            "link_tickets",
            [column],
            sqlite_where=named,
            postgresql_where=named,
        )
    op.create_table(
        "people_in_servers",
        sa.Column("guild_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("discord_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("seen_at", sa.Integer, nullable=False),
    )
    op.create_index("ix_people_in_servers_discord_id", "people_in_servers", ["discord_id"])
    op.create_index("ix_people_in_servers_newest", "people_in_servers", ["guild_id", "seen_at"])
    op.create_index("ix_people_in_servers_seen_at", "people_in_servers", ["seen_at"])
