"""The tables of channel mixtapes. They hold addresses of songs, never what Spotify says of them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, Index, Table, Text

from bot.storage.metadata import metadata
from bot.storage.whole import Whole

mixtapes = Table(
    "mixtapes",
    metadata,
    Column("channel_id", BigInteger, primary_key=True, autoincrement=False),
    Column("guild_id", BigInteger, nullable=False, index=True),
    Column("owner_id", BigInteger, nullable=False, index=True),
    Column("owner_name", Text, nullable=False),
    Column("playlist_id", Text, nullable=False),
    Column("playlist_name", Text, nullable=False),
    Column("each", Whole, nullable=False),
    Column("language", Text, nullable=False),
    Column("paused", Whole, nullable=False, server_default="0"),
    Column("created_at", Whole, nullable=False),
)

mixtape_turns = Table(
    "mixtape_turns",
    metadata,
    Column("channel_id", BigInteger, primary_key=True, autoincrement=False),
    Column("next_at", Float, nullable=False, index=True),
    Column("held_until", Float, nullable=False, server_default="0"),
)
"""Where something is to be done, and when: apart from the mixtapes, which are kept in memory."""

mixtape_songs = Table(
    "mixtape_songs",
    metadata,
    Column("id", Whole, primary_key=True),
    Column("channel_id", BigInteger, nullable=False),
    Column("message_id", BigInteger, nullable=False),
    # In which order they were posted: a message's ID, or what it would be at the time of an edit.
    Column("place", BigInteger, nullable=False),
    Column("uri", Text, nullable=False),
    # The album or short link it came from, empty if it was posted as it is.
    Column("posted", Text, nullable=False, server_default=""),
    Column("added_by", BigInteger, nullable=False, index=True),
    Column("added_name", Text, nullable=False),
    Column("state", Text, nullable=False),
    # Whether the message carries the reaction for this state.
    Column("told", Whole, nullable=False, server_default="0"),
    Index("ix_mixtape_songs_message", "channel_id", "message_id"),
    Index("ix_mixtape_songs_uri", "channel_id", "uri"),
)
