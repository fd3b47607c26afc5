"""Models of Spotify's catalogue: frozen values with only the fields that Earshot uses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

AlbumKind = Literal["album", "single", "compilation", "ep", "unknown"]
TimeRange = Literal["short_term", "medium_term", "long_term"]
"""The time range of a top list: about four weeks, six months, a year."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Image:
    """An image; sizes are in pixels, if Spotify gives them."""

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
    """An artist with images, largest first."""

    id: str
    name: str
    images: tuple[Image, ...] = ()

    @property
    def uri(self) -> str:
        """Spotify's URI."""
        return f"spotify:artist:{self.id}"


@dataclass(frozen=True, slots=True)
class Album:
    """An album, single or compilation. `release_date` is YYYY, YYYY-MM, YYYY-MM-DD or ""."""

    name: str
    id: str | None = None
    kind: AlbumKind = "unknown"
    artists: tuple[ArtistRef, ...] = ()
    images: tuple[Image, ...] = ()
    release_date: str = ""
    total_tracks: int | None = None


@dataclass(frozen=True, slots=True)
class Track:
    """A track; `id` is None for local files. Durations are in milliseconds, 0 if not known.

    `barred`: it can't be played in the market that was asked about; False if none was.
    """

    name: str
    artists: tuple[ArtistRef, ...]
    album: Album | None
    duration_ms: int
    id: str | None = None
    explicit: bool = False
    is_local: bool = False
    number: int | None = None
    barred: bool = False

    @property
    def uri(self) -> str | None:
        """Spotify's URI, None for local files."""
        return f"spotify:track:{self.id}" if self.id else None

    @property
    def images(self) -> tuple[Image, ...]:
        """The cover, largest first."""
        return self.album.images if self.album else ()

    @property
    def by(self) -> str:
        """The artists' names on one line."""
        return ", ".join(artist.name for artist in self.artists)


@dataclass(frozen=True, slots=True)
class Show:
    """A podcast."""

    name: str
    id: str | None = None
    images: tuple[Image, ...] = ()
    description: str = ""
    total_episodes: int | None = None
    explicit: bool = False


@dataclass(frozen=True, slots=True)
class Episode:
    """A podcast episode. Durations are in milliseconds, 0 if not known."""

    name: str
    duration_ms: int
    id: str | None = None
    show: Show | None = None
    images: tuple[Image, ...] = ()
    explicit: bool = False
    release_date: str = ""
    description: str = ""
    is_local: bool = False

    @property
    def uri(self) -> str | None:
        """Spotify's URI."""
        return f"spotify:episode:{self.id}" if self.id else None

    @property
    def by(self) -> str:
        """The podcast's name."""
        return self.show.name if self.show else ""


Playable = Track | Episode


@dataclass(frozen=True, slots=True)
class Playlist:
    """A playlist's details, without its contents; `public` is None if not known."""

    id: str
    name: str
    owner_name: str | None = None
    owner_id: str | None = None
    images: tuple[Image, ...] = ()
    description: str = ""
    total: int | None = None
    public: bool | None = None
    collaborative: bool = False
    snapshot_id: str | None = None

    @property
    def uri(self) -> str:
        """Spotify's URI."""
        return f"spotify:playlist:{self.id}"


@dataclass(frozen=True, slots=True)
class AlbumPage:
    """An album with its first fifty tracks."""

    album: Album
    tracks: tuple[Track, ...]


@dataclass(frozen=True, slots=True)
class ShowPage:
    """A podcast with its newest episodes."""

    show: Show
    episodes: tuple[Episode, ...]


CatalogueItem = Track | Artist | Album | Playlist | Show | Episode


@dataclass(frozen=True, slots=True)
class Profile:
    """A token's owner. `account_id` is stable (since May 2026), and links are keyed by it."""

    account_id: str
    id: str
    display_name: str | None

    @property
    def name(self) -> str:
        """What to call this account: its display name, or its ID if there is none."""
        return self.display_name or self.id


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a listing; `total` counts all pages."""

    items: tuple[T, ...]
    total: int
