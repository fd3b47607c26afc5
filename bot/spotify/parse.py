"""JSON of the catalogue into models, tolerant of absent and unknown fields.

Shapes: spotify.md section 7. What cannot be shown at all raises Malformed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar, get_args
from urllib.parse import urlsplit

from bot.spotify.errors import Malformed
from bot.spotify.models import (
    Album,
    AlbumKind,
    AlbumPage,
    Artist,
    ArtistRef,
    Episode,
    Found,
    Image,
    Page,
    Playable,
    Playlist,
    Profile,
    Show,
    ShowPage,
    Track,
)
from bot.spotify.reading import (
    Json,
    demand,
    demand_text,
    each,
    flag,
    mapping,
    number,
    text,
)

_ID = re.compile(r"[A-Za-z0-9]{1,64}")
_LONGEST_URL = 512

T = TypeVar("T")


def _id(source: Json) -> str | None:
    value = text(source, "id")
    return value if value and _ID.fullmatch(value) else None


def _image(source: Json) -> Image | None:
    url = text(source, "url")
    if url is None or len(url) > _LONGEST_URL or not url.isascii():
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.netloc or " " in url:
        return None
    return Image(url, number(source, "width"), number(source, "height"))


def images(value: object) -> tuple[Image, ...]:
    """Parse a list of pictures, largest first."""
    return tuple(sorted(each(value, _image), key=lambda image: -(image.width or 0)))


def _artist_ref(source: Json) -> ArtistRef | None:
    name = text(source, "name")
    return ArtistRef(name, _id(source)) if name else None


def artist(source: object) -> Artist:
    """Parse an artist; raises Malformed without ID or name."""
    data = demand(source)
    return Artist(demand_text(data, "id"), demand_text(data, "name"), images(data.get("images")))


def _artist_or_none(source: Json) -> Artist | None:
    return artist(source) if _id(source) and text(source, "name") else None


def _album_kind(value: str | None) -> AlbumKind:
    for kind in get_args(AlbumKind):
        if value and value.lower() == kind:
            found: AlbumKind = kind
            return found
    return "unknown"


def album(source: Json) -> Album | None:
    """Parse an album; None without a name."""
    name = text(source, "name")
    if name is None:
        return None
    return Album(
        name=name,
        id=_id(source),
        kind=_album_kind(text(source, "album_type")),
        artists=each(source.get("artists"), _artist_ref),
        images=images(source.get("images")),
        release_date=text(source, "release_date") or "",
        total_tracks=number(source, "total_tracks"),
    )


def track(source: Json) -> Track | None:
    """Parse a track, local files included; None without a name."""
    name = text(source, "name")
    if name is None:
        return None
    album_data = mapping(source.get("album"))
    return Track(
        name=name,
        artists=each(source.get("artists"), _artist_ref),
        album=album(album_data) if album_data else None,
        duration_ms=max(0, number(source, "duration_ms") or 0),
        id=_id(source),
        explicit=flag(source, "explicit"),
        is_local=flag(source, "is_local"),
        number=number(source, "track_number"),
    )


def show(source: Json) -> Show | None:
    """Parse a podcast; None without a name."""
    name = text(source, "name")
    if name is None:
        return None
    return Show(
        name=name,
        id=_id(source),
        images=images(source.get("images")),
        description=text(source, "description") or "",
        total_episodes=number(source, "total_episodes"),
        explicit=flag(source, "explicit"),
    )


def episode(source: Json) -> Episode | None:
    """Parse a podcast episode; None without a name."""
    name = text(source, "name")
    if name is None:
        return None
    of_show = mapping(source.get("show"))
    return Episode(
        name=name,
        duration_ms=max(0, number(source, "duration_ms") or 0),
        id=_id(source),
        show=show(of_show) if of_show else None,
        images=images(source.get("images")),
        explicit=flag(source, "explicit"),
        release_date=text(source, "release_date") or "",
        description=text(source, "description") or "",
    )


def playable(source: Json) -> Playable | None:
    """Parse a track or an episode, whichever it is."""
    return episode(source) if text(source, "type") == "episode" else track(source)


def playlist(source: object) -> Playlist:
    """Parse a playlist's details; raises Malformed without ID or name."""
    data = demand(source)
    owner = mapping(data.get("owner"))
    # Older apps still get `tracks` for `items` (spotify.md 2.4).
    contents = mapping(data.get("items")) or mapping(data.get("tracks")) or {}
    public = data.get("public")
    return Playlist(
        id=demand_text(data, "id"),
        name=demand_text(data, "name"),
        owner_name=(text(owner, "display_name") or text(owner, "id")) if owner else None,
        owner_id=text(owner, "id") if owner else None,
        images=images(data.get("images")),
        description=text(data, "description") or "",
        total=number(contents, "total"),
        public=public if isinstance(public, bool) else None,
        collaborative=flag(data, "collaborative"),
        snapshot_id=text(data, "snapshot_id"),
    )


def playlist_or_none(source: Json) -> Playlist | None:
    """Parse a playlist of a list; None where it lacks ID or name."""
    return playlist(source) if _id(source) and text(source, "name") else None


def profile(source: object) -> Profile:
    """Parse GET /me. Apps older than May 2026 may lack `account_id`: then the ID stands in."""
    data = demand(source)
    user_id = demand_text(data, "id")
    return Profile(text(data, "account_id") or user_id, user_id, text(data, "display_name"))


def album_page(source: object) -> Page[Album]:
    """Parse a page of albums."""
    return page(source, album)


def album_with_tracks(source: object) -> AlbumPage:
    """Parse GET /albums/{id}; raises Malformed without a name."""
    data = demand(source)
    found = album(data)
    if found is None:
        raise Malformed("an album without a name")
    tracks = each((mapping(data.get("tracks")) or {}).get("items"), track)
    return AlbumPage(found, tuple(replace(one, album=found) for one in tracks))


def show_with_episodes(source: object) -> ShowPage:
    """Parse GET /shows/{id}; raises Malformed without a name."""
    data = demand(source)
    found = show(data)
    if found is None:
        raise Malformed("a podcast without a name")
    episodes = each((mapping(data.get("episodes")) or {}).get("items"), episode)
    return ShowPage(found, tuple(replace(one, show=found) for one in episodes))


def page(source: object, parse: Callable[[Json], T | None]) -> Page[T]:
    """Parse a page of a listing; entries that cannot be read are left out."""
    data = demand(source)
    items = each(data.get("items"), parse)
    return Page(items, number(data, "total") or len(items))


_FOUND: dict[str, Callable[[Json], Found | None]] = {
    "track": track,
    "artist": _artist_or_none,
    "album": album,
    "playlist": playlist_or_none,
    "show": show,
    "episode": episode,
}


def found(source: object, kind: str) -> Page[Found]:
    """Parse one kind of a search's answer; Spotify's own playlists come as null."""
    return page(mapping(demand(source).get(f"{kind}s")) or {}, _FOUND[kind])


def artists_listed(source: object) -> Page[Artist]:
    """Parse a page of artists: the top list, or a search's."""
    return page(source, _artist_or_none)


def followed(source: object) -> Page[Artist]:
    """Parse GET /me/following."""
    return artists_listed(mapping(demand(source).get("artists")) or {})


def booleans(source: object) -> tuple[bool, ...]:
    """Parse GET /me/library/contains; raises Malformed for anything but a list."""
    if not isinstance(source, list):
        raise Malformed("expected a list")
    return tuple(one is True for one in source)
