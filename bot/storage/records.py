"""Rows as values. Secrets have no repr; times are unix seconds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

LinkStatus = Literal["active", "dead", "revoked"]
"""Whether Spotify accepts a link; revoked where Spotify said so."""


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
    status: LinkStatus
    version: int
    first_linked_at: int = 0
    reminded: int = 0
    premium: bool | None = None


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
class RefreshedTokens:
    """What a refresh gave; `expires_at` is unix seconds."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_at: int
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class MessageRef:
    """A message that can be edited later.

    By its channel, or for fifteen minutes by the token of the interaction that it answers.
    """

    message_id: int
    channel_id: int | None = None
    application_id: int | None = None
    token: str | None = field(default=None, repr=False)

    def to_json(self) -> dict[str, str | int]:
        """Return what is stored, sealed: only what is known."""
        values = {
            "message_id": self.message_id,
            "channel_id": self.channel_id,
            "application_id": self.application_id,
            "token": self.token,
        }
        return {name: value for name, value in values.items() if value is not None}

    @classmethod
    def from_json(cls, stored: Mapping[str, object]) -> MessageRef:
        """Return what to_json wrote; what is missing or odd is None, and then cannot be edited."""
        token = stored.get("token")
        return cls(
            message_id=_number(stored.get("message_id")) or 0,
            channel_id=_number(stored.get("channel_id")),
            application_id=_number(stored.get("application_id")),
            token=token if isinstance(token, str) else None,
        )


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None


@dataclass(frozen=True, slots=True)
class AppRecord:
    """A Spotify app that a host or a member has added; `guild_id` is whom its seats are for."""

    client_id: str
    name: str
    kind: str
    quota_owner: str
    owner_id: int
    guild_id: int | None
    added_at: int
    secret: str | None = field(default=None, repr=False)
    owner_name: str | None = None
    owner_handle: str | None = None


@dataclass(frozen=True, slots=True)
class NotificationRecord:
    """Something that a person shall be told once; `about` is whom else it names."""

    id: int
    discord_id: int
    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class WaitingRecord:
    """A command that waits until its person has linked or allowed more; `payload` is sealed."""

    id: str
    discord_id: int
    created_at: int
    scopes: frozenset[str]
    payload: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class FollowRecord:
    """A message that follows a person's music; `next_at` and `until` are unix seconds."""

    message_id: int
    person: int
    viewer: int
    reads_left: int
    next_at: float
    until: int
    delivery: str = field(repr=False)


Trust = Literal["ask", "role", "everyone"]
"""Whose songs go into an aux without asking its owner."""

SongState = Literal["suggested", "queued", "handed", "playing", "played", "removed", "refused"]


@dataclass(frozen=True, slots=True)
class NewAux:
    """An aux, to be opened."""

    guild_id: int
    channel_id: int
    owner_id: int
    owner_name: str
    trust: Trust
    each: int
    language: str


@dataclass(frozen=True, slots=True)
class AuxSession:
    """An open aux: whose player, in which channel, and who may put songs in."""

    id: int
    guild_id: int
    channel_id: int
    owner_id: int
    owner_name: str
    trust: Trust
    role_id: int | None
    each: int
    panel_id: int | None
    language: str
    created_at: int
    active_at: int
    next_at: float
    pings: int = 1
    pinged_at: float = 0.0
    skipped_uri: str | None = None
    skipped_at: float = 0.0


@dataclass(frozen=True, slots=True)
class NewAuxSong:
    """A song, to be put into an aux."""

    session_id: int
    uri: str
    title: str
    artists: str
    duration_ms: int
    added_by: int
    added_name: str
    state: SongState


@dataclass(frozen=True, slots=True)
class AuxSong:
    """A song of an aux."""

    id: int
    session_id: int
    uri: str
    title: str
    artists: str
    duration_ms: int
    added_by: int
    added_name: str
    state: SongState
    place: float
    removed_at: float | None = None
    question_id: int | None = None


@dataclass(frozen=True, slots=True)
class Ballot:
    """A counted vote: how many there are, and what it did.

    `decided` is for the one vote that made it enough; `over` is for votes against a song that
    has been skipped already.
    """

    votes: int
    decided: bool = False
    over: bool = False
