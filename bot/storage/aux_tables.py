"""The tables of an aux: sessions, their songs, votes to skip, and what owners have blocked."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, Table, Text, UniqueConstraint

from bot.storage.metadata import metadata
from bot.storage.whole import Whole

aux_sessions = Table(
    "aux_sessions",
    metadata,
    Column("id", Whole, primary_key=True),
    Column("guild_id", BigInteger, nullable=False),
    Column("channel_id", BigInteger, nullable=False, unique=True),
    Column("owner_id", BigInteger, nullable=False, unique=True),
    Column("owner_name", Text, nullable=False),
    Column("trust", Text, nullable=False),
    Column("role_id", BigInteger),
    Column("each", Whole, nullable=False),
    Column("panel_id", BigInteger),
    Column("language", Text, nullable=False),
    Column("created_at", Whole, nullable=False),
    Column("active_at", Whole, nullable=False),
    Column("next_at", Float, nullable=False, index=True),
    Column("pings", Whole, nullable=False, server_default="1"),
    Column("pinged_at", Float, nullable=False, server_default="0"),
    Column("skipped_uri", Text),
    Column("skipped_at", Float, nullable=False, server_default="0"),
    Column("turns", Text, nullable=False, server_default="fair"),
    Column("context_uri", Text),
    Column("context_item", Text),
    Column("voice_id", BigInteger),
)

aux_songs = Table(
    "aux_songs",
    metadata,
    Column("id", Whole, primary_key=True),
    Column("session_id", Whole, nullable=False, index=True),
    Column("uri", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("artists", Text, nullable=False),
    Column("duration_ms", Whole, nullable=False),
    Column("added_by", BigInteger, nullable=False, index=True),
    Column("added_name", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("place", Float, nullable=False),
    Column("removed_at", Float),
    Column("question_id", BigInteger),
    Column("artist_ids", Text, nullable=False, server_default=""),
    Column("explicit", Whole, nullable=False, server_default="0"),
    # Why it left the queue, until the person who added it was told; empty for nothing to tell.
    Column("untold", Text, nullable=False, server_default=""),
)

aux_votes = Table(
    "aux_votes",
    metadata,
    Column("session_id", Whole, primary_key=True, autoincrement=False),
    Column("uri", Text, primary_key=True),
    Column("discord_id", BigInteger, primary_key=True, autoincrement=False, index=True),
)

aux_blocks = Table(
    "aux_blocks",
    metadata,
    Column("id", Whole, primary_key=True),
    Column("owner_id", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    # Empty for explicit songs in general.
    Column("uri", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("artists", Text, nullable=False),
    UniqueConstraint("owner_id", "kind", "uri"),
)
"""Kept across auxes, until its owner allows it again or deletes everything."""
