"""Columns called what they are; grants left behind at Discord; PKCE for Discord's sign-in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_TICKETS = {
    "state_hash": "spotify_state_hash",
    "identity_hash": "discord_state_hash",
    "holder_hash": "consenting_browser_hash",
    "again": "offer_secrets",
    "waiting_id": "waiting_ids",
    "demands": "required_account_id",
    "demands_name": "required_name",
}


def upgrade() -> None:
    """Rename what has misled readers, and add the new columns."""
    for former, name in _TICKETS.items():
        op.alter_column("link_tickets", former, new_column_name=name)
    op.add_column("link_tickets", sa.Column("discord_verifier", sa.LargeBinary))
    for column in ("discord_id", "expires_at"):
        op.drop_index(f"ix_pending_grants_{column}", "pending_grants")
    op.rename_table("pending_grants", "waiting_logins")
    for column in ("discord_id", "expires_at"):
        op.create_index(f"ix_waiting_logins_{column}", "waiting_logins", [column])
    op.add_column("discord_grants", sa.Column("left_at", sa.Integer))
