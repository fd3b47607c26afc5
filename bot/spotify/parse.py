"""JSON of the catalogue into models, tolerant of absent and unknown fields.

Shapes: docs/reference/spotify.md, section 7. What cannot be shown at all raises Malformed.
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
    demand,
    demand_identifier,
    demand_text,
    demand_title,
    each,
    flag,
    identifier,
    mapping,
    milliseconds,
    text,
    title,
)
from bot.spotify.models import (
    Album,
    AlbumKind,
    AlbumPage,
    Artist,
    ArtistRef,
    Episode,
    Found,
    Page,
    Playable,
    Playlist,
    Profile,
    Show,
    ShowPage,
    Track,
)
from bot.spotify.parse_parts import about, date, images

_URI_KIND = re.compile(r"spotify:(?:user:[^:]*:)?([a-z]+)")

T = TypeVar("T")


def _artist_ref(source: Json) -> ArtistRef | None:
    name = title(source)
    return ArtistRef(name, identifier(source)) if name else None


def artist(source: object) -> Artist:
    """Parse an artist; raises Malformed without ID or name."""
    data = demand(source)
    return Artist(demand_identifier(data), demand_title(data), images(data.get("images")))


def _artist_or_none(source: Json) -> Artist | None:
    return artist(source) if identifier(source) and title(source) else None


def _album_kind(value: str | None) -> AlbumKind:
    for kind in get_args(AlbumKind):
        if value and value.lower() == kind:
            found: AlbumKind = kind
            return found
    return "unknown"


def album(source: Json) -> Album | None:
    """Parse an album; None without a name."""
    name = title(source)
    if name is None:
        return None
    return Album(
        name=name,
        id=identifier(source),
        kind=_album_kind(text(source, "album_type")),
        artists=each(source.get("artists"), _artist_ref),
        images=images(source.get("images")),
        release_date=date(source),
        total_tracks=count(source, "total_tracks"),
    )


def track(source: Json) -> Track | None:
    """Parse a track, local files included; None without a name."""
    own = _is_own_file(source)
    name = title(source) or (_file_name(source) if own else None)
    if name is None:
        return None
    album_data = mapping(source.get("album"))
    return Track(
        name=name,
        artists=each(source.get("artists"), _artist_ref),
        album=album(album_data) if album_data else None,
        duration_ms=milliseconds(source, "duration_ms") or 0,
        id=None if own else identifier(source),
        explicit=flag(source, "explicit"),
        is_local=own,
        number=count(source, "track_number") or None,
    )


def _is_own_file(source: Json) -> bool:
    return flag(source, "is_local") or (text(source, "uri") or "").startswith("spotify:local:")


def _file_name(source: Json) -> str | None:
    """Return the title in `spotify:local:artist:album:title:seconds`, where only that has it."""
    parts = (text(source, "uri") or "").split(":")
    return title({"name": unquote_plus(parts[4])}) if len(parts) > 4 else None


def show(source: Json) -> Show | None:
    """Parse a podcast; None without a name."""
    name = title(source)
    if name is None:
        return None
    return Show(
        name=name,
        id=identifier(source),
        images=images(source.get("images")),
        description=about(source),
        total_episodes=count(source, "total_episodes"),
        explicit=flag(source, "explicit"),
    )


def episode(source: Json) -> Episode | None:
    """Parse a podcast episode; None without a name."""
    name = title(source)
    if name is None:
        return None
    of_show = mapping(source.get("show"))
    return Episode(
        name=name,
        duration_ms=milliseconds(source, "duration_ms") or 0,
        id=identifier(source),
        show=show(of_show) if of_show else None,
        images=images(source.get("images")),
        explicit=flag(source, "explicit"),
        release_date=date(source),
        description=about(source),
    )


def playable(source: Json) -> Playable | None:
    """Parse a track or an episode; None for a kind of thing that is neither."""
    kind = text(source, "type") or _kind_of_uri(source)
    if kind is None:
        kind = "episode" if mapping(source.get("show")) else "track"
    if kind == "local":
        kind = "track"
    return {"episode": episode, "track": track}.get(kind, _neither)(source)


def _neither(source: Json) -> None:
    """Leave out a thing of a kind that came after this was written."""


def _kind_of_uri(source: Json) -> str | None:
    found = _URI_KIND.match(text(source, "uri") or "")
    return found[1] if found else None


def playlist(source: object) -> Playlist:
    """Parse a playlist's details; raises Malformed without ID or name."""
    data = demand(source)
    owner = mapping(data.get("owner"))
    # Older apps still get `tracks` for `items` (docs/reference/spotify.md, section 2.4).
    contents = mapping(data.get("items")) or mapping(data.get("tracks")) or {}
    public = data.get("public")
    return Playlist(
        id=demand_identifier(data),
        name=demand_title(data),
        owner_name=(title(owner, "display_name") or title(owner, "id")) if owner else None,
        owner_id=text(owner, "id") if owner else None,
        images=images(data.get("images")),
        description=about(data),
        total=count(contents, "total"),
        public=public if isinstance(public, bool) else None,
        collaborative=flag(data, "collaborative"),
        snapshot_id=text(data, "snapshot_id"),
    )


def playlist_or_none(source: Json) -> Playlist | None:
    """Parse a playlist of a list; None where it lacks ID or name."""
    return playlist(source) if identifier(source) and title(source) else None


def profile(source: object) -> Profile:
    """Parse GET /me. Apps older than May 2026 may lack `account_id`: then the ID stands in."""
    data = demand(source)
    user_id = demand_text(data, "id")
    return Profile(text(data, "account_id") or user_id, user_id, title(data, "display_name"))


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
    return Page(items, count(data, "total") or len(items))


_FOUND: dict[str, Callable[[Json], Found | None]] = {
    "track": track,
    "artist": _artist_or_none,
    "album": album,
    "playlist": playlist_or_none,
    "show": show,
    "episode": episode,
}


def found(source: object, kind: str) -> Page[Found]:
    """Parse one kind of a search's answer; Spotify's own playlists come as null.

    What has no ID cannot be opened, played or chosen, so it was not found.
    """

    def usable(one: Json) -> Found | None:
        thing = _FOUND[kind](one)
        return thing if thing is not None and thing.id else None

    return page(mapping(demand(source).get(f"{kind}s")) or {}, usable)


def artists_listed(source: object) -> Page[Artist]:
    """Parse a page of artists: the top list, or a search's."""
    return page(source, _artist_or_none)


def booleans(source: object) -> tuple[bool, ...]:
    """Parse GET /me/library/contains; raises Malformed for anything but a list."""
    if not isinstance(source, list):
        raise Malformed("expected a list")
    return tuple(one is True for one in source)
