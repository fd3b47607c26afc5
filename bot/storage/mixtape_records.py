"""Channel mixtapes and what was posted in them, as they are stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

PostState = Literal[
    "waiting",
    "writing",
    "in",
    "known",
    "refused",
    "barring",
    "barred",
    "full",
    "asked",
    "leaving",
    "edited",
    "undoing",
    "gone",
    "was_known",
    "was_refused",
    "was_barred",
    "was_full",
]
"""What became of a link.

`waiting` to be looked at; `writing`: it may be in the playlist, or not; `in` the playlist;
`known`: it was there already; `refused`: Spotify doesn't have it; `barred`: not in the owner's
country; `barring`: the same, and it goes; `full`: its person's limit; `asked`: an
album, its person is asked; `leaving`: it goes because its message went; `edited`: it goes
because its message doesn't link to it any more; `undoing`: it goes
because someone said so; `gone`; `was_…`: its message doesn't link to it any more, and loses the
reaction for that.
"""

HELD: tuple[PostState, ...] = ("waiting", "writing", "in")
"""States that count against a person's limit, and make the same song a duplicate."""

LEAVING: tuple[PostState, ...] = ("barring", "leaving", "edited", "undoing")
"""States in which a song is to be taken out of the playlist."""

OPEN: tuple[PostState, ...] = ("waiting", "writing", *LEAVING)
"""States in which there is something to do at Spotify."""


UNLINKED: dict[PostState, PostState] = {
    "known": "was_known",
    "refused": "was_refused",
    "barred": "was_barred",
    "full": "was_full",
}
"""What a state becomes once its message, which shows it, doesn't link to the song any more."""


@dataclass(frozen=True, slots=True)
class Mixtape:
    """A channel whose links go into a playlist; `each` is how many one person may have in it."""

    channel_id: int
    guild_id: int
    owner_id: int
    owner_name: str
    playlist_id: str
    playlist_name: str
    each: int
    language: str
    paused: int
    created_at: int


@dataclass(frozen=True, slots=True)
class Turn:
    """A channel's turn: until `until` (unix seconds) no one else does anything for it."""

    channel_id: int
    until: float


@dataclass(frozen=True, slots=True)
class Post:
    """A message with links: their URIs, or `short:host/code`, in order.

    `place` is where they come among others: the message's ID, or a later one for an edit.
    """

    message_id: int
    place: int
    person: int
    name: str
    uris: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PostedSong:
    """One link of a message, and what became of it.

    `posted` is the album or short link that `uri` came from, empty if it was posted as it is.
    """

    id: int
    channel_id: int
    message_id: int
    place: int
    uri: str
    posted: str
    added_by: int
    added_name: str
    state: PostState
    told: int

    @property
    def link(self) -> str:
        """What the message links to."""
        return self.posted or self.uri
