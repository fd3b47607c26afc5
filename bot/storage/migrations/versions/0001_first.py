"""The first schema: accounts, link tickets, settings, breakers, budgets."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create all tables."""
    _create_links()
    _create_settings_and_limits()


def _create_links() -> None:
    op.create_table(
        "accounts",
        sa.Column("discord_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("spotify_account_id", sa.Text, nullable=False, unique=True),
        sa.Column("spotify_id", sa.Text, nullable=False),
        sa.Column("display_name", sa.Text),
        sa.Column("scopes", sa.Text, nullable=False),
        sa.Column("client_id", sa.Text, nullable=False),
        sa.Column("access_token", sa.LargeBinary),
        sa.Column("refresh_token", sa.LargeBinary),
        sa.Column("expires_at", sa.Integer, nullable=False),
        sa.Column("authorized_at", sa.Integer, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("lease_owner", sa.Text),
        sa.Column("lease_until", sa.Float, nullable=False, server_default="0"),
    )
    op.create_table(
        "link_tickets",
        sa.Column("ref", sa.Text, primary_key=True),
        sa.Column("discord_id", sa.BigInteger, nullable=False, index=True),
        sa.Column("asker", sa.Text, nullable=False),
        sa.Column("scopes", sa.Text, nullable=False),
        sa.Column("client_id", sa.Text, nullable=False),
        sa.Column("created_at", sa.Integer, nullable=False),
        sa.Column("expires_at", sa.Integer, nullable=False, index=True),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("browser_hash", sa.Text),
        sa.Column("state_hash", sa.Text, unique=True),
        sa.Column("verifier", sa.LargeBinary),
        sa.Column("spotify_name", sa.Text),
        sa.Column("delivery", sa.LargeBinary),
        sa.Column("announced", sa.Integer, nullable=False, server_default="0"),
    )


def _create_settings_and_limits() -> None:
    op.create_table(
        "settings",
        sa.Column("scope", sa.Text, primary_key=True),
        sa.Column("subject", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.create_table(
        "breakers",
        sa.Column("quota_owner", sa.Text, primary_key=True),
        sa.Column("endpoint_group", sa.Text, primary_key=True),
        sa.Column("closed_until", sa.Float, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
    )
    op.create_table(
        "budgets",
        sa.Column("quota_owner", sa.Text, primary_key=True),
        sa.Column("day", sa.Text, primary_key=True),
        sa.Column("spent", sa.Integer, nullable=False),
    )
