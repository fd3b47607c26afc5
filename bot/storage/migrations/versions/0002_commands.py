"""What the commands keep: waiting commands, memos, followed messages, the aux."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the tables and the ticket's new column."""
    op.add_column("link_tickets", sa.Column("waiting_id", sa.Text))
    _create_what_commands_keep()
    _create_aux()


def _create_what_commands_keep() -> None:
    op.create_table(
        "waiting_commands",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("discord_id", sa.BigInteger, nullable=False, index=True),
        sa.Column("created_at", sa.Integer, nullable=False),
        sa.Column("scopes", sa.Text, nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "memos",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("discord_id", sa.BigInteger, nullable=False, index=True),
        sa.Column("expires_at", sa.Integer, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.create_table(
        "follows",
        sa.Column("message_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("person", sa.BigInteger, nullable=False, index=True),
        sa.Column("viewer", sa.BigInteger, nullable=False),
        sa.Column("reads_left", sa.Integer, nullable=False),
        sa.Column("next_at", sa.Float, nullable=False),
        sa.Column("until", sa.Integer, nullable=False),
        sa.Column("delivery", sa.LargeBinary, nullable=False),
    )


def _create_aux() -> None:
    op.create_table(
        "aux_sessions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("guild_id", sa.BigInteger, nullable=False),
        sa.Column("channel_id", sa.BigInteger, nullable=False, unique=True),
        sa.Column("owner_id", sa.BigInteger, nullable=False, unique=True),
        sa.Column("owner_name", sa.Text, nullable=False),
        sa.Column("trust", sa.Text, nullable=False),
        sa.Column("role_id", sa.BigInteger),
        sa.Column("each", sa.Integer, nullable=False),
        sa.Column("panel_id", sa.BigInteger),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("created_at", sa.Integer, nullable=False),
        sa.Column("active_at", sa.Integer, nullable=False),
        sa.Column("next_at", sa.Float, nullable=False),
    )
    op.create_table(
        "aux_songs",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("session_id", sa.Integer, nullable=False, index=True),
        sa.Column("uri", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("artists", sa.Text, nullable=False),
        sa.Column("duration_ms", sa.Integer, nullable=False),
        sa.Column("added_by", sa.BigInteger, nullable=False),
        sa.Column("added_name", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("place", sa.Float, nullable=False),
        sa.Column("removed_at", sa.Float),
    )
    op.create_table(
        "aux_votes",
        sa.Column("session_id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("uri", sa.Text, primary_key=True),
        sa.Column("discord_id", sa.BigInteger, primary_key=True, autoincrement=False),
    )
