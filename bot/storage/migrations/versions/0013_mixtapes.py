"""Channel mixtapes, and the links that were posted in them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "mixtapes",
        sa.Column("channel_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("guild_id", sa.BigInteger, nullable=False),
        sa.Column("owner_id", sa.BigInteger, nullable=False),
        sa.Column("owner_name", sa.Text, nullable=False),
        sa.Column("playlist_id", sa.Text, nullable=False),
        sa.Column("playlist_name", sa.Text, nullable=False),
        sa.Column("each", sa.Integer, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("paused", sa.Integer, nullable=False, server_default="0"),
        sa.Column("created_at", sa.BigInteger, nullable=False),
    )
    for column in ("guild_id", "owner_id"):
        op.create_index(f"ix_mixtapes_{column}", "mixtapes", [column])
    op.create_table(
        "mixtape_turns",
        sa.Column("channel_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("next_at", sa.Float, nullable=False),
        sa.Column("held_until", sa.Float, nullable=False, server_default="0"),
    )
    op.create_index("ix_mixtape_turns_next_at", "mixtape_turns", ["next_at"])
    op.create_table(
        "mixtape_songs",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("channel_id", sa.BigInteger, nullable=False),
        sa.Column("message_id", sa.BigInteger, nullable=False),
        sa.Column("place", sa.BigInteger, nullable=False),
        sa.Column("uri", sa.Text, nullable=False),
        sa.Column("added_by", sa.BigInteger, nullable=False),
        sa.Column("added_name", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("told", sa.Integer, nullable=False, server_default="0"),
    )
    op.create_index("ix_mixtape_songs_added_by", "mixtape_songs", ["added_by"])
    op.create_index("ix_mixtape_songs_message", "mixtape_songs", ["channel_id", "message_id"])
    op.create_index("ix_mixtape_songs_uri", "mixtape_songs", ["channel_id", "uri"])
