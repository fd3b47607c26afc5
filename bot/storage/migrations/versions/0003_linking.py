"""Linking for real people: pending logins, seats, letters, reminders, linked roles."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the tables and the new columns."""
    _widen_accounts_and_tickets()
    op.create_table(
        "pending_grants",
        sa.Column("ref", sa.Text, primary_key=True),
        sa.Column("discord_id", sa.BigInteger, nullable=False, index=True),
        sa.Column("client_id", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("spotify_name", sa.Text),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("created_at", sa.Integer, nullable=False),
        sa.Column("expires_at", sa.Integer, nullable=False, index=True),
    )
    op.create_table(
        "apps",
        sa.Column("client_id", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("secret", sa.LargeBinary),
        sa.Column("quota_owner", sa.Text, nullable=False),
        sa.Column("owner_id", sa.BigInteger, nullable=False, index=True),
        sa.Column("guild_id", sa.BigInteger),
        sa.Column("added_at", sa.Integer, nullable=False),
    )
    op.create_table(
        "app_troubles",
        sa.Column("client_id", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("since", sa.Integer, nullable=False),
    )
    op.create_table(
        "letters",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("discord_id", sa.BigInteger, nullable=False),
        sa.Column("about", sa.BigInteger),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("once", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("due_at", sa.Integer, nullable=False),
        sa.Column("status", sa.Text, nullable=False, index=True),
        sa.UniqueConstraint("discord_id", "once", name="uq_letters_discord_id"),
    )
    op.create_table(
        "discord_grants",
        sa.Column("discord_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("tokens", sa.LargeBinary, nullable=False),
        sa.Column("expires_at", sa.Integer, nullable=False),
    )


def _widen_accounts_and_tickets() -> None:
    op.add_column(
        "accounts",
        sa.Column("first_linked_at", sa.Integer, nullable=False, server_default="0"),
    )
    op.execute("UPDATE accounts SET first_linked_at = authorized_at")
    op.add_column("accounts", sa.Column("reminded", sa.Integer, nullable=False, server_default="0"))
    op.add_column("accounts", sa.Column("premium", sa.Integer))
    op.add_column(
        "link_tickets", sa.Column("purpose", sa.Text, nullable=False, server_default="link")
    )
    for name in ("demands", "demands_name", "other_name", "identity_hash"):
        op.add_column("link_tickets", sa.Column(name, sa.Text))
    for name in ("identified", "tries"):
        op.add_column(
            "link_tickets", sa.Column(name, sa.Integer, nullable=False, server_default="0")
        )
    op.add_column("link_tickets", sa.Column("linked_at", sa.Integer))
    op.create_index("ix_link_tickets_identity_hash", "link_tickets", ["identity_hash"], unique=True)
