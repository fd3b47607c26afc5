"""Rows of a link attempt as values. Secrets have no repr; times are unix seconds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.storage.records import MessageRef

Purpose = Literal["link", "renew", "choose", "disconnect"]
"""What a ticket is for; choose allows exactly its scopes."""

HeldFor = Literal["code", "identity", "seat"]
"""What a login waits for."""


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
    """A link ticket, to be saved; `ref` is the start of the ticket's hash.

    `waiting` are the commands that are carried out once it has ended well, the oldest first.
    """

    ref: str
    discord_id: int
    asker: AskerRecord
    scopes: frozenset[str]
    client_id: str
    created_at: int
    expires_at: int
    waiting: tuple[str, ...] = ()
    purpose: Purpose = "link"
    demands: str | None = None
    demands_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketRecord(NewTicket):
    """A ticket as stored; `status` is open, started, claimed, pending, or how it ended.

    `demands` is the Spotify account that alone will do, `other_name` the one that came instead;
    `identified` whether Discord has said that the browser is the asker's; `everything` whether all
    scopes were chosen on its page. `browser_hash` is the browser that began, `holder_hash` another
    one that brought the login; `claimed_at` is since when it is being completed, `linked_at` when
    it was linked, `authorized_at` when its person had agreed, as the link's row has it.
    """

    status: str
    browser_hash: str | None
    spotify_name: str | None
    announced: bool
    other_name: str | None = None
    identified: bool = False
    tries: int = 0
    linked_at: int | None = None
    holder_hash: str | None = None
    claimed_at: int | None = None
    everything: bool = False
    authorized_at: int | None = None


@dataclass(frozen=True, slots=True)
class OfferSecrets:
    """What the addresses of an open link are made of; sealed when stored.

    `state` and `challenge` belong to the address that leads straight to Spotify.
    """

    ticket: str = field(repr=False)
    state: str | None = field(default=None, repr=False)
    challenge: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class OpenOffer:
    """A link that its person has not used yet; `fresh` when it was made just now."""

    ref: str
    scopes: frozenset[str]
    expires_at: int
    secrets: OfferSecrets = field(repr=False)
    fresh: bool


@dataclass(frozen=True, slots=True)
class ShownOffer:
    """A message that shows a link; `waiting` is the command that waits for it there."""

    message: MessageRef
    waiting: str | None = None

    def to_json(self) -> dict[str, str | int]:
        """Return what is stored, sealed."""
        waiting = {"waiting": self.waiting} if self.waiting is not None else {}
        return {**self.message.to_json(), **waiting}

    @classmethod
    def from_json(cls, stored: Mapping[str, object]) -> ShownOffer:
        """Return what to_json wrote."""
        waiting = stored.get("waiting")
        return cls(MessageRef.from_json(stored), waiting if isinstance(waiting, str) else None)


@dataclass(frozen=True, slots=True)
class PendingRecord:
    """A login that is kept until something is settled; `login` is JSON, sealed when stored.

    `reason` says what: a code typed in Discord, Discord saying who the browser is, or a seat.
    """

    ref: str
    discord_id: int
    client_id: str
    reason: HeldFor
    spotify_name: str | None
    created_at: int
    expires_at: int
    login: str = field(repr=False)
