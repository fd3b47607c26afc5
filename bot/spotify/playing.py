"""Models of a person's player: what's playing, where, what's up next, what was played."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.spotify.models import Playable, Track

PlayingKind = Literal["track", "episode", "ad", "unknown"]
Repeat = Literal["off", "track", "context"]


@dataclass(frozen=True, slots=True)
class Device:
    """Where music plays; `id` is None for devices that can't be controlled. Volume: 0 to 100."""

    name: str
    type: str
    id: str | None = None
    is_active: bool = False
    is_private_session: bool = False
    is_restricted: bool = False
    volume_percent: int | None = None
    supports_volume: bool = True


@dataclass(frozen=True, slots=True)
class PlayContext:
    """What the track plays from; `kind` is playlist, album, artist, show, collection or newer."""

    kind: str
    id: str | None


@dataclass(frozen=True, slots=True)
class Playback:
    """What a person's player shows. `item` is None for ads and unknown items.

    `is_playing_known` is False if Spotify doesn't say whether it's playing or paused.
    `disallows` has Spotify's names for actions that aren't possible now: skipping_next, seeking, ….
    """

    kind: PlayingKind
    item: Playable | None
    is_playing: bool
    progress_ms: int | None
    device: Device | None = None
    context: PlayContext | None = None
    repeat: Repeat = "off"
    shuffle: bool = False
    disallows: frozenset[str] = frozenset()
    is_playing_known: bool = True

    @property
    def is_private(self) -> bool:
        """Whether the person has asked Spotify not to show this."""
        return self.device is not None and self.device.is_private_session

    @property
    def left_ms(self) -> int | None:
        """Milliseconds until the item ends; None if not known."""
        if self.item is None or self.progress_ms is None or not self.is_playing:
            return None
        if not self.item.duration_ms:
            return None
        return max(0, self.item.duration_ms - self.progress_ms)

    @property
    def ends_in_ms(self) -> int | None:
        """The same for showing: also None if the position is past the end, so one must be wrong."""
        return self.left_ms or None


@dataclass(frozen=True, slots=True)
class Queue:
    """What's playing and what's up next, as far as Spotify says."""

    current: Playable | None
    upcoming: tuple[Playable, ...]


@dataclass(frozen=True, slots=True)
class PlayedTrack:
    """A track that was played; `at` is unix seconds."""

    track: Track
    at: int | None


@dataclass(frozen=True, slots=True)
class SavedItem:
    """A saved track or a playlist entry; `at` is unix seconds. `item` may be empty."""

    item: Playable | None
    at: int | None = None
