"""Every sealed column, and what its values are bound to; a test fails if one is missing.

The stores seal and open these values themselves; this is for what handles all of them alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Column, Table
from sqlalchemy.engine import Row

from bot.storage import aux_page_tables as a
from bot.storage import tables as t

Context = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """A column of sealed values: bound to `words`, then to the row's values in `bound_to`."""

    column: Column[bytes]
    words: tuple[str, str]
    bound_to: Sequence[str]

    @property
    def table(self) -> Table:
        """The table."""
        return self.column.table

    @property
    def key(self) -> Column[object]:
        """The table's primary key, which is one column."""
        (key,) = self.table.primary_key.columns
        return key

    @property
    def place(self) -> str:
        """What a host calls it."""
        return f"{self.table.name}.{self.name}"

    @property
    def name(self) -> str:
        """The column's name."""
        return str(self.column.name)

    def context(self, row: Row[tuple[object, ...]]) -> Context:
        """Return what a row's value is bound to."""
        values = (row._mapping[one] for one in self.bound_to)
        return (*self.words, *(one for one in values if isinstance(one, str | int)))


_ACCOUNT = ("discord_id", "client_id", "version")
_TICKET = ("ref", "discord_id", "client_id")
_SPOTIFY = ("ref", "spotify_state_hash", "discord_id", "client_id")
_DISCORD = ("ref", "discord_state_hash", "discord_id", "client_id")
_tickets = t.link_tickets.c

SEALED: tuple[SealedColumn, ...] = (
    SealedColumn(t.accounts.c.access_token, ("accounts", "access_token"), _ACCOUNT),
    SealedColumn(t.accounts.c.refresh_token, ("accounts", "refresh_token"), _ACCOUNT),
    SealedColumn(_tickets.verifier, ("link_tickets", "verifier"), _SPOTIFY),
    SealedColumn(_tickets.delivery, ("link_tickets", "delivery"), _TICKET),
    # The column's former name: stored values are sealed for it.
    SealedColumn(_tickets.offer_secrets, ("link_tickets", "again"), _TICKET),
    SealedColumn(_tickets.discord_verifier, ("link_tickets", "discord_verifier"), _DISCORD),
    # The table's former name.
    SealedColumn(t.waiting_logins.c.sealed, ("pending_grants", "sealed"), ("ref", "discord_id")),
    SealedColumn(t.apps.c.secret, ("apps", "secret"), ("client_id",)),
    SealedColumn(t.discord_grants.c.tokens, ("discord_grants", "tokens"), ("discord_id",)),
    SealedColumn(
        t.waiting_commands.c.payload, ("waiting_commands", "payload"), ("id", "discord_id")
    ),
    SealedColumn(a.aux_pages.c.code, ("aux_pages", "code"), ("code_hash",)),
    SealedColumn(t.follows.c.delivery, ("follows", "delivery"), ("message_id",)),
    SealedColumn(
        t.gateway_sessions.c.sealed, ("gateway_sessions", "sealed"), ("id", "shard_count")
    ),
)
