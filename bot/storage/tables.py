"""The tables. Blobs are sealed (cipher.py); everything else is stored as is."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    Index,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)

from bot.storage.metadata import metadata as metadata
from bot.storage.whole import Whole

accounts = Table(
    "accounts",
    metadata,
    Column("discord_id", BigInteger, primary_key=True, autoincrement=False),
    Column("spotify_account_id", Text, nullable=False, unique=True),
    Column("spotify_id", Text, nullable=False),
    Column("display_name", Text),
    Column("scopes", Text, nullable=False),
    Column("client_id", Text, nullable=False),
    Column("access_token", LargeBinary),
    Column("refresh_token", LargeBinary),
    Column("expires_at", Whole, nullable=False),
    Column("authorized_at", Whole, nullable=False),
    Column("status", Text, nullable=False),
    Column("version", Whole, nullable=False),
    Column("lease_owner", Text),
    Column("lease_until", Float, nullable=False, server_default="0"),
    Column("first_linked_at", Whole, nullable=False, server_default="0"),
    Column("reminded", Whole, nullable=False, server_default="0"),
    Column("premium", Whole),
    # Who is on an app; and whom to remind: not everyone whose link is old.
    Index("ix_accounts_client_id", "client_id", "status"),
    Index("ix_accounts_status", "status", "reminded", "authorized_at"),
    Index("ix_accounts_unused", "expires_at", "status"),
)

link_tickets = Table(
    "link_tickets",
    metadata,
    Column("ref", Text, primary_key=True),
    Column("discord_id", BigInteger, nullable=False, index=True),
    Column("asker", Text, nullable=False),
    Column("scopes", Text, nullable=False),
    Column("client_id", Text, nullable=False),
    Column("created_at", Whole, nullable=False),
    Column("expires_at", Whole, nullable=False, index=True),
    Column("status", Text, nullable=False),
    Column("browser_hash", Text),
    Column("spotify_state_hash", Text, unique=True),
    Column("verifier", LargeBinary),
    Column("spotify_name", Text),
    Column("delivery", LargeBinary),
    Column("announced", Whole, nullable=False, server_default="0"),
    Column("waiting_ids", Text),
    Column("purpose", Text, nullable=False, server_default="link"),
    Column("required_account_id", Text),
    Column("required_name", Text),
    Column("other_name", Text),
    Column("discord_state_hash", Text, unique=True),
    Column("identified", Whole, nullable=False, server_default="0"),
    Column("tries", Whole, nullable=False, server_default="0"),
    Column("linked_at", Whole),
    Column("consenting_browser_hash", Text),
    Column("claimed_at", Whole),
    Column("offer_secrets", LargeBinary),
    Column("everything", Whole, nullable=False, server_default="0"),
    Column("authorized_at", Whole),
    Column("discord_verifier", LargeBinary),
    # In which order those of one second were made: nanoseconds.
    Column("made_ns", BigInteger, nullable=False, server_default="0"),
    Column("telling", Text),
    Column("telling_until", Float, nullable=False, server_default="0"),
    Index("ix_link_tickets_status", "status", "expires_at"),
    Index("ix_link_tickets_announced", "announced", "created_at"),
)
for _named in ("spotify_name", "required_account_id", "required_name", "other_name"):
    # A deletion looks for the person's Spotify in others' tickets; hardly any ticket names one.
    _column = link_tickets.c[_named]
    # PostgreSQL's index is partial as well (migration 0009); saying so here would load its dialect.
    Index(f"ix_link_tickets_{_named}", _column, sqlite_where=_column.is_not(None))

tallies = Table(
    "tallies",
    metadata,
    Column("id", Whole, primary_key=True),
    Column("who", Text, nullable=False, index=True),
    Column("at", Whole, nullable=False, index=True),
)

waiting_logins = Table(
    "waiting_logins",
    metadata,
    Column("ref", Text, primary_key=True),
    Column("discord_id", BigInteger, nullable=False, index=True),
    Column("client_id", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("spotify_name", Text, index=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("created_at", Whole, nullable=False),
    Column("expires_at", Whole, nullable=False, index=True),
)

apps = Table(
    "apps",
    metadata,
    Column("client_id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False, index=True),
    Column("secret", LargeBinary),
    Column("quota_owner", Text, nullable=False, index=True),
    Column("owner_id", BigInteger, nullable=False, index=True),
    Column("guild_id", BigInteger, index=True),
    Column("added_at", Whole, nullable=False),
    Column("owner_name", Text),
    Column("owner_handle", Text),
)

app_troubles = Table(
    "app_troubles",
    metadata,
    Column("client_id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("since", Whole, nullable=False),
)

notifications = Table(
    "letters",
    metadata,
    Column("id", Whole, primary_key=True),
    Column("discord_id", BigInteger, nullable=False),
    Column("about", BigInteger, index=True),
    Column("kind", Text, nullable=False),
    Column("once", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("due_at", Whole, nullable=False, index=True),
    Column("status", Text, nullable=False),
    Column("sending_until", Float, nullable=False, server_default="0"),
    UniqueConstraint("discord_id", "once"),
    Index("ix_letters_status", "status", "due_at"),
    Index("ix_letters_kind", "kind", "status"),
)

discord_grants = Table(
    "discord_grants",
    metadata,
    Column("discord_id", BigInteger, primary_key=True, autoincrement=False),
    Column("tokens", LargeBinary, nullable=False),
    Column("expires_at", Whole, nullable=False),
    Column("left_at", Whole),
)

settings = Table(
    "settings",
    metadata,
    Column("scope", Text, primary_key=True),
    Column("subject", BigInteger, primary_key=True, autoincrement=False),
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

breakers = Table(
    "breakers",
    metadata,
    Column("quota_owner", Text, primary_key=True),
    Column("endpoint_group", Text, primary_key=True),
    Column("closed_until", Float, nullable=False),
    Column("failures", Whole, nullable=False),
)

budgets = Table(
    "budgets",
    metadata,
    Column("quota_owner", Text, primary_key=True),
    Column("day", Text, primary_key=True),
    Column("spent", Whole, nullable=False),
)

waiting_commands = Table(
    "waiting_commands",
    metadata,
    Column("id", Text, primary_key=True),
    Column("discord_id", BigInteger, nullable=False, index=True),
    Column("created_at", Whole, nullable=False, index=True),
    Column("scopes", Text, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("made_ns", BigInteger, nullable=False, server_default="0"),
    # The server where it was given; released: its person has linked, and that server's bot runs it.
    Column("guild_id", BigInteger),
    Column("released", Whole, nullable=False, server_default="0"),
    Index("ix_waiting_commands_released", "released", "created_at"),
)

memos = Table(
    "memos",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("discord_id", BigInteger, nullable=False, index=True),
    Column("expires_at", Whole, nullable=False, index=True),
    Column("value", Text, nullable=False),
)

follows = Table(
    "follows",
    metadata,
    Column("message_id", BigInteger, primary_key=True, autoincrement=False),
    Column("person", BigInteger, nullable=False, index=True),
    Column("viewer", BigInteger, nullable=False, index=True),
    Column("reads_left", Whole, nullable=False),
    Column("next_at", Float, nullable=False, index=True),
    Column("until", Whole, nullable=False),
    Column("delivery", LargeBinary, nullable=False),
)

people_in_servers = Table(
    "people_in_servers",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("discord_id", BigInteger, primary_key=True, autoincrement=False, index=True),
    Column("seen_at", Whole, nullable=False),
    Index("ix_people_in_servers_newest", "guild_id", "seen_at"),
    Index("ix_people_in_servers_seen_at", "seen_at"),
)
"""Linked people, and the servers where they have used a command."""

servers = Table(
    "servers",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
)
"""The servers of every process: written only where there are several."""

gateway_sessions = Table(
    "gateway_sessions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("shard_count", Whole, nullable=False),
    Column("sequence", Whole, nullable=False),
    Column("saved_at", Float, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

# Tables that have a module of their own; `metadata` is complete with them.
from bot.storage import aux_page_tables, aux_tables, mixtape_tables, seat_tables  # noqa: E402, F401
