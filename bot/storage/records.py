"""Rows as values. Secrets have no repr; times are unix seconds."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class AccountSummary:
    """A link without its tokens."""

    discord_id: int
    spotify_account_id: str
    spotify_id: str
    display_name: str | None
    scopes: frozenset[str]
    client_id: str
    expires_at: int
    authorized_at: int
    status: str
    version: int


@dataclass(frozen=True, slots=True)
class AccountRecord(AccountSummary):
    """A link with its tokens; both are empty when the link is dead."""

    access_token: str = field(default="", repr=False)
    refresh_token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class NewLink:
    """A fresh login, to be saved."""

    discord_id: int
    spotify_account_id: str
    spotify_id: str
    display_name: str | None
    scopes: frozenset[str]
    client_id: str
    access_token: str = field(repr=False)
    refresh_token: str | None = field(repr=False)
    expires_at: int
    authorized_at: int


@dataclass(frozen=True, slots=True)
class AskerRecord:
    """The Discord account that asked for a link, as its page names it."""

    name: str
    handle: str
    avatar_url: str | None = None
    guild_name: str | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class NewTicket:
    """A link ticket, to be saved; `ref` is the start of the ticket's hash."""

    ref: str
    discord_id: int
    asker: AskerRecord
    scopes: frozenset[str]
    client_id: str
    created_at: int
    expires_at: int


@dataclass(frozen=True, slots=True)
class TicketRecord(NewTicket):
    """A ticket as stored; `status` is open, started, claimed, or how it ended."""

    status: str
    browser_hash: str | None
    spotify_name: str | None
    announced: bool


@dataclass(frozen=True, slots=True)
class ClaimedTicket:
    """A ticket that this process alone may complete."""

    ref: str
    discord_id: int
    scopes: frozenset[str]
    client_id: str
    verifier: str = field(repr=False)
