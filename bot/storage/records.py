"""Database rows as dataclasses. Secrets have no repr; times are unix seconds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

LinkStatus = Literal["active", "dead", "revoked"]
"""Whether Spotify still accepts a link; "revoked" if Spotify said so."""


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

    @property
    def grant(self) -> tuple[int, int, int]:
        """Return what tells one version of a link's tokens from any other.

        Versions start again when a person unlinks and links, so the time they authorized counts.
        """
        return self.discord_id, self.authorized_at, self.version


@dataclass(frozen=True, slots=True)
class AccountRecord(AccountSummary):
    """A link with its tokens; both are empty if the link is dead."""

    access_token: str = field(default="", repr=False)
    refresh_token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class NewLink:
    """A new login to be saved."""

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
    """The result of a refresh; `expires_at` is unix seconds."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_at: int
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class MessageRef:
    """A message that can be edited later.

    This works through its channel, or for 15 minutes with the token of the interaction it answers.
    """

    message_id: int
    channel_id: int | None = None
    application_id: int | None = None
    token: str | None = field(default=None, repr=False)

    def to_json(self) -> dict[str, str | int]:
        """Return the JSON to seal and store: only the known values."""
        values = {
            "message_id": self.message_id,
            "channel_id": self.channel_id,
            "application_id": self.application_id,
            "token": self.token,
        }
        return {name: value for name, value in values.items() if value is not None}

    @classmethod
    def from_json(cls, stored: Mapping[str, object]) -> MessageRef:
        """Read what to_json wrote; missing or invalid values are None, and prevent an edit."""
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
    """A Spotify app added by a host or member; `guild_id` is the server its seats are for."""

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
    """Something that a person will be told once."""

    id: int
    discord_id: int
    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class WaitingRecord:
    """A command that waits until its person links or allows more; `payload` is stored sealed."""

    id: str
    discord_id: int
    created_at: int
    scopes: frozenset[str]
    payload: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ReleasedCommand:
    """A command that the bot of its server may run now."""

    id: str
    discord_id: int
    guild_id: int


@dataclass(frozen=True, slots=True)
class LiveMessageRecord:
    """A message that follows a person's music; `next_at` and `until` are unix seconds."""

    message_id: int
    person: int
    viewer: int
    reads_left: int
    next_at: float
    until: int
    delivery: str = field(repr=False)


Trust = Literal["ask", "role", "everyone"]
"""Who can add songs to an aux without asking its owner."""

Turns = Literal["fair", "order"]
"""Whether people's songs take turns, or play in the order in which they were added."""

SongState = Literal[
    "suggested",
    "queued",
    "handed",
    "playing",
    "played",
    "removed",
    "refused",
    "blocked",
    "unasked",
]
"""Where a song of an aux is.

"blocked" waited, and "unasked" was a suggestion, until the owner blocked it.
"""

Untold = Literal["", "refused", "unasked", "blocked", "removed", "gone"]
"""Why a song left an aux's queue, if its person doesn't know yet.

Its owner refused it, couldn't be asked, has blocked or removed it; or Spotify doesn't have it.
"""


@dataclass(frozen=True, slots=True)
class NewAux:
    """An aux to be opened."""

    guild_id: int
    channel_id: int
    owner_id: int
    owner_name: str
    trust: Trust
    each: int
    language: str


@dataclass(frozen=True, slots=True)
class AuxSession:
    """An open aux: whose player, in which channel, and who may add songs."""

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
    turns: Turns = "fair"
    context_uri: str | None = None
    context_item: str | None = None
    voice_id: int | None = None


@dataclass(frozen=True, slots=True)
class NewAuxSong:
    """A song to be added to an aux; `artist_ids` has spaces between, `explicit` is 0 or 1."""

    session_id: int
    uri: str
    title: str
    artists: str
    duration_ms: int
    added_by: int
    added_name: str
    state: SongState
    artist_ids: str = ""
    explicit: int = 0


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
    artist_ids: str = ""
    explicit: int = 0
    untold: Untold = ""


@dataclass(frozen=True, slots=True)
class Ballot:
    """A counted vote: how many there are, and what it did.

    `decided` marks the one vote that reached the limit; `over` marks votes against a song that has
    already been skipped. `changed` says that the vote is a new one.
    """

    votes: int
    decided: bool = False
    over: bool = False
    changed: bool = False
