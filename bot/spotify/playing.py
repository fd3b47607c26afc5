"""A person's player as values: what plays, where, what comes next, what was heard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.spotify.models import Playable, Track

PlayingKind = Literal["track", "episode", "ad", "unknown"]
Repeat = Literal["off", "track", "context"]


@dataclass(frozen=True, slots=True)
class Device:
    """Where music plays; `id` is None for what cannot be addressed. Volume 0 to 100."""

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
    """What the track plays from; `kind` is playlist, album, artist, show, collection, or newer."""

    kind: str
    id: str | None


@dataclass(frozen=True, slots=True)
class Playback:
    """What a person's player shows. `item` is None for ads and unknown things.

    `says_whether` is False where Spotify does not tell whether it plays or is paused.
    `disallows` are Spotify's names for what is not possible now: skipping_next, seeking, ….
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
    says_whether: bool = True

    @property
    def is_private(self) -> bool:
        """Whether the person has asked Spotify not to show this."""
        return self.device is not None and self.device.is_private_session

    @property
    def left_ms(self) -> int | None:
        """Milliseconds to the end of what plays, None where that is not known."""
        if self.item is None or self.progress_ms is None or not self.is_playing:
            return None
        if not self.item.duration_ms:
            return None
        return max(0, self.item.duration_ms - self.progress_ms)

    @property
    def ends_in_ms(self) -> int | None:
        """The same for people: None too where the position is beyond the end, so one is untrue."""
        return self.left_ms or None


@dataclass(frozen=True, slots=True)
class Queue:
    """What plays and what comes next, as far as Spotify tells."""

    current: Playable | None
    upcoming: tuple[Playable, ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """A track that was played; `at` is unix seconds."""

    track: Track
    at: int | None


@dataclass(frozen=True, slots=True)
class Kept:
    """A track that was saved or put into a playlist; `at` is unix seconds. Entries may be empty."""

    item: Playable | None
    at: int | None = None
