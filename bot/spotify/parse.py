"""JSON of the Web API into models, tolerant of absent and unknown fields.

Shapes: spotify.md section 7. What cannot be shown at all raises Malformed.
"""

from __future__ import annotations

import re
from typing import get_args
from urllib.parse import urlsplit

from bot.spotify.models import (
    Album,
    AlbumKind,
    Artist,
    ArtistRef,
    Device,
    Episode,
    Image,
    Page,
    Playback,
    PlayContext,
    PlayingKind,
    Playlist,
    Profile,
    Show,
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
    )


def episode(source: Json) -> Episode | None:
    """Parse a podcast episode; None without a name."""
    name = text(source, "name")
    if name is None:
        return None
    show = mapping(source.get("show"))
    show_name = text(show, "name") if show else None
    return Episode(
        name=name,
        duration_ms=max(0, number(source, "duration_ms") or 0),
        id=_id(source),
        show=Show(show_name, _id(show), images(show.get("images"))) if show and show_name else None,
        images=images(source.get("images")),
        explicit=flag(source, "explicit"),
        release_date=text(source, "release_date") or "",
    )


def _device(source: Json | None) -> Device | None:
    if source is None:
        return None
    return Device(
        name=text(source, "name") or "",
        type=text(source, "type") or "",
        id=text(source, "id"),
        is_private_session=flag(source, "is_private_session"),
        volume_percent=number(source, "volume_percent"),
    )


def _context(source: Json | None) -> PlayContext | None:
    if source is None:
        return None
    kind = text(source, "type")
    if kind is None:
        return None
    last = (text(source, "uri") or "").rpartition(":")[2]
    return PlayContext(kind, last if _ID.fullmatch(last) else None)


def _kind(source: Json, item: Json | None) -> PlayingKind:
    said = text(source, "currently_playing_type") or (text(item, "type") if item else None)
    for kind in get_args(PlayingKind):
        if said == kind:
            found: PlayingKind = kind
            return found
    return "unknown"


def playback(source: object) -> Playback | None:
    """Parse GET /me/player; None when nothing is visible (204)."""
    if source is None:
        return None
    data = demand(source)
    raw = mapping(data.get("item"))
    kind = _kind(data, raw)
    item: Track | Episode | None = None
    if raw is not None:
        item = episode(raw) if text(raw, "type") == "episode" else track(raw)
    progress = number(data, "progress_ms")
    return Playback(
        kind=kind,
        item=item,
        is_playing=flag(data, "is_playing"),
        progress_ms=max(0, progress) if progress is not None else None,
        device=_device(mapping(data.get("device"))),
        context=_context(mapping(data.get("context"))),
    )


def playlist(source: object) -> Playlist:
    """Parse a playlist's details; raises Malformed without ID or name."""
    data = demand(source)
    owner = mapping(data.get("owner"))
    return Playlist(
        id=demand_text(data, "id"),
        name=demand_text(data, "name"),
        owner_name=(text(owner, "display_name") or text(owner, "id")) if owner else None,
        images=images(data.get("images")),
    )


def profile(source: object) -> Profile:
    """Parse GET /me. Apps older than May 2026 may lack `account_id`: then the ID stands in."""
    data = demand(source)
    user_id = demand_text(data, "id")
    return Profile(text(data, "account_id") or user_id, user_id, text(data, "display_name"))


def album_page(source: object) -> Page[Album]:
    """Parse a page of albums."""
    data = demand(source)
    items = each(data.get("items"), album)
    return Page(items, number(data, "total") or len(items))


def artists_found(source: object) -> Page[Artist]:
    """Parse the artists of a search."""
    page = mapping(demand(source).get("artists")) or {}
    items = each(page.get("items"), _artist_or_none)
    return Page(items, number(page, "total") or len(items))


def tracks_found(source: object) -> Page[Track]:
    """Parse the tracks of a search."""
    page = mapping(demand(source).get("tracks")) or {}
    items = each(page.get("items"), track)
    return Page(items, number(page, "total") or len(items))
