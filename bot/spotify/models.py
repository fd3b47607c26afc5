"""What Spotify's answers become: frozen values with only the fields that Earshot uses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

PlayingKind = Literal["track", "episode", "ad", "unknown"]
AlbumKind = Literal["album", "single", "compilation", "ep", "unknown"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Image:
    """A picture; sizes in pixels where Spotify gives them."""

    url: str
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class ArtistRef:
    """An artist as named on a track or album; local files have no ID."""

    name: str
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Artist:
    """An artist with pictures, largest first."""

    id: str
    name: str
    images: tuple[Image, ...] = ()


@dataclass(frozen=True, slots=True)
class Album:
    """An album, single or compilation. `release_date` is YYYY, YYYY-MM or YYYY-MM-DD."""

    name: str
    id: str | None = None
    kind: AlbumKind = "unknown"
    artists: tuple[ArtistRef, ...] = ()
    images: tuple[Image, ...] = ()
    release_date: str = ""
    total_tracks: int | None = None


@dataclass(frozen=True, slots=True)
class Track:
    """A track; `id` is None for local files. Durations are milliseconds."""

    name: str
    artists: tuple[ArtistRef, ...]
    album: Album | None
    duration_ms: int
    id: str | None = None
    explicit: bool = False
    is_local: bool = False


@dataclass(frozen=True, slots=True)
class Show:
    """A podcast."""

    name: str
    id: str | None = None
    images: tuple[Image, ...] = ()


@dataclass(frozen=True, slots=True)
class Episode:
    """A podcast episode. Durations are milliseconds."""

    name: str
    duration_ms: int
    id: str | None = None
    show: Show | None = None
    images: tuple[Image, ...] = ()
    explicit: bool = False
    release_date: str = ""


@dataclass(frozen=True, slots=True)
class Device:
    """Where music plays."""

    name: str
    type: str
    id: str | None = None
    is_private_session: bool = False
    volume_percent: int | None = None


@dataclass(frozen=True, slots=True)
class PlayContext:
    """What the track plays from; `kind` is playlist, album, artist, show or collection."""

    kind: str
    id: str | None


@dataclass(frozen=True, slots=True)
class Playback:
    """What a person's player shows. `item` is None for ads and unknown things."""

    kind: PlayingKind
    item: Track | Episode | None
    is_playing: bool
    progress_ms: int | None
    device: Device | None = None
    context: PlayContext | None = None

    @property
    def is_private(self) -> bool:
        """Whether the person has asked Spotify not to show this."""
        return self.device is not None and self.device.is_private_session


@dataclass(frozen=True, slots=True)
class Playlist:
    """A playlist's own details, without its contents."""

    id: str
    name: str
    owner_name: str | None = None
    images: tuple[Image, ...] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """The person behind a token. `account_id` is stable and the key of a link (since May 2026)."""

    account_id: str
    id: str
    display_name: str | None

    @property
    def name(self) -> str:
        """What to call this account: its display name, or its ID where there is none."""
        return self.display_name or self.id


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a listing; `total` counts all pages."""

    items: tuple[T, ...]
    total: int
