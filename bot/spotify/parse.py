"""Parse the catalogue's JSON into models, tolerating missing and unknown fields.

Shapes: docs/reference/spotify.md, section 7. What can't be shown at all raises Malformed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar, get_args
from urllib.parse import unquote_plus

from bot.http.errors import Malformed
from bot.http.json_reading import (
    Json,
    count,
    flag,
    identifier,
    mapping,
    milliseconds,
    parse_list,
    require_identifier,
    require_mapping,
    require_text,
    require_title,
    text,
    title,
)
from bot.spotify.models import (
    Album,
    AlbumKind,
    AlbumPage,
    Artist,
    ArtistRef,
    CatalogueItem,
    Episode,
    Page,
    Playable,
    Playlist,
    Profile,
    Show,
    ShowPage,
    Track,
)
from bot.spotify.parse_parts import date, description, images

_URI_KIND = re.compile(r"spotify:(?:user:[^:]*:)?([a-z]+)")

T = TypeVar("T")


def _artist_ref(source: Json) -> ArtistRef | None:
    name = title(source)
    return ArtistRef(name, identifier(source)) if name else None


def artist(source: object) -> Artist:
    """Parse an artist; raises Malformed if it has no ID or name."""
    data = require_mapping(source)
    return Artist(require_identifier(data), require_title(data), images(data.get("images")))


def _artist_or_none(source: Json) -> Artist | None:
    return artist(source) if identifier(source) and title(source) else None


def _album_kind(value: str | None) -> AlbumKind:
    for kind in get_args(AlbumKind):
        if value and value.lower() == kind:
            found: AlbumKind = kind
            return found
    return "unknown"


def album(source: Json) -> Album | None:
    """Parse an album; None if it has no name."""
    name = title(source)
    if name is None:
        return None
    return Album(
        name=name,
        id=identifier(source),
        kind=_album_kind(text(source, "album_type")),
        artists=parse_list(source.get("artists"), _artist_ref),
        images=images(source.get("images")),
        release_date=date(source),
        total_tracks=count(source, "total_tracks"),
    )


def track(source: Json) -> Track | None:
    """Parse a track or local file; None if it has no name."""
    is_local = _is_local(source)
    name = title(source) or (_file_name(source) if is_local else None)
    if name is None:
        return None
    album_data = mapping(source.get("album"))
    return Track(
        name=name,
        artists=parse_list(source.get("artists"), _artist_ref),
        album=album(album_data) if album_data else None,
        duration_ms=milliseconds(source, "duration_ms") or 0,
        id=None if is_local else identifier(source),
        explicit=flag(source, "explicit"),
        is_local=is_local,
        number=count(source, "track_number") or None,
        barred=_is_barred(source),
    )


def _is_barred(source: Json) -> bool:
    """Whether a market has no licence for it; other reasons (Premium, explicit) pass."""
    reason = text(mapping(source.get("restrictions")) or {}, "reason")
    return source.get("is_playable") is False and reason in (None, "market")


def _is_local(source: Json) -> bool:
    return flag(source, "is_local") or (text(source, "uri") or "").startswith("spotify:local:")


def _file_name(source: Json) -> str | None:
    """Return the title from `spotify:local:artist:album:title:seconds`."""
    parts = (text(source, "uri") or "").split(":")
    return title({"name": unquote_plus(parts[4])}) if len(parts) > 4 else None


def show(source: Json) -> Show | None:
    """Parse a podcast; None if it has no name."""
    name = title(source)
    if name is None:
        return None
    return Show(
        name=name,
        id=identifier(source),
        images=images(source.get("images")),
        description=description(source),
        total_episodes=count(source, "total_episodes"),
        explicit=flag(source, "explicit"),
    )


def episode(source: Json) -> Episode | None:
    """Parse a podcast episode; None if it has no name."""
    name = title(source)
    if name is None:
        return None
    show_data = mapping(source.get("show"))
    return Episode(
        name=name,
        duration_ms=milliseconds(source, "duration_ms") or 0,
        id=identifier(source),
        show=show(show_data) if show_data else None,
        images=images(source.get("images")),
        explicit=flag(source, "explicit"),
        release_date=date(source),
        description=description(source),
    )


def playable(source: Json) -> Playable | None:
    """Parse a track or an episode; None for any other kind."""
    kind = text(source, "type") or _kind_of_uri(source)
    if kind is None:
        kind = "episode" if mapping(source.get("show")) else "track"
    if kind == "local":
        kind = "track"
    return {"episode": episode, "track": track}.get(kind, _neither)(source)


def _neither(source: Json) -> None:
    """Leave out an item of a kind that didn't exist when this was written."""


def _kind_of_uri(source: Json) -> str | None:
    found = _URI_KIND.match(text(source, "uri") or "")
    return found[1] if found else None


def playlist(source: object) -> Playlist:
    """Parse a playlist's details; raises Malformed if it has no ID or name."""
    data = require_mapping(source)
    owner = mapping(data.get("owner"))
    # Older apps still get `tracks` instead of `items` (docs/reference/spotify.md, section 2.4).
    contents = mapping(data.get("items")) or mapping(data.get("tracks")) or {}
    public = data.get("public")
    return Playlist(
        id=require_identifier(data),
        name=require_title(data),
        owner_name=(title(owner, "display_name") or title(owner, "id")) if owner else None,
        owner_id=text(owner, "id") if owner else None,
        images=images(data.get("images")),
        description=description(data),
        total=count(contents, "total"),
        public=public if isinstance(public, bool) else None,
        collaborative=flag(data, "collaborative"),
        snapshot_id=text(data, "snapshot_id"),
    )


def playlist_or_none(source: Json) -> Playlist | None:
    """Parse a playlist from a list; None if it has no ID or name."""
    return playlist(source) if identifier(source) and title(source) else None


def profile(source: object) -> Profile:
    """Parse GET /me. Apps from before May 2026 may not get `account_id`; they use the ID."""
    data = require_mapping(source)
    user_id = require_text(data, "id")
    return Profile(text(data, "account_id") or user_id, user_id, title(data, "display_name"))


def album_page(source: object) -> Page[Album]:
    """Parse a page of albums."""
    return page(source, album)


def album_with_tracks(source: object) -> AlbumPage:
    """Parse GET /albums/{id}; raises Malformed if the album has no name."""
    data = require_mapping(source)
    found = album(data)
    if found is None:
        raise Malformed("an album without a name")
    tracks = parse_list((mapping(data.get("tracks")) or {}).get("items"), track)
    return AlbumPage(found, tuple(replace(one, album=found) for one in tracks))


def show_with_episodes(source: object) -> ShowPage:
    """Parse GET /shows/{id}; raises Malformed if the show has no name."""
    data = require_mapping(source)
    found = show(data)
    if found is None:
        raise Malformed("a podcast without a name")
    episodes = parse_list((mapping(data.get("episodes")) or {}).get("items"), episode)
    return ShowPage(found, tuple(replace(one, show=found) for one in episodes))


def page(source: object, parse: Callable[[Json], T | None]) -> Page[T]:
    """Parse a page of a listing; unreadable entries are left out."""
    data = require_mapping(source)
    items = parse_list(data.get("items"), parse)
    return Page(items, count(data, "total") or len(items))


_PARSERS: dict[str, Callable[[Json], CatalogueItem | None]] = {
    "track": track,
    "artist": _artist_or_none,
    "album": album,
    "playlist": playlist_or_none,
    "show": show,
    "episode": episode,
}


def search_results(source: object, kind: str) -> Page[CatalogueItem]:
    """Parse one kind of search results; Spotify's own playlists are null in them.

    Items without an ID can't be opened, played or chosen, so they're left out.
    """

    def usable(source: Json) -> CatalogueItem | None:
        item = _PARSERS[kind](source)
        return item if item is not None and item.id else None

    return page(mapping(require_mapping(source).get(f"{kind}s")) or {}, usable)


def artist_page(source: object) -> Page[Artist]:
    """Parse a page of artists, from a top list or a search."""
    return page(source, _artist_or_none)


def booleans(source: object, count: int) -> tuple[bool, ...]:
    """Parse GET /me/library/contains for so many items; raises Malformed for any other list."""
    if not isinstance(source, list) or len(source) != count:
        raise Malformed("expected a list with one value for each item")
    return tuple(one is True for one in source)
