"""Artists, albums, tracks, shows, episodes and search (docs/reference/spotify.md, section 3.2)."""

from __future__ import annotations

from typing import Any

from sandbox.spotify.calls import Answer, ApiError, Call, Route, paging
from sandbox.spotify.catalogue import Json, Thing
from sandbox.spotify.search import search

_KINDS = ("album", "artist", "playlist", "track", "show", "episode", "audiobook")
_GROUPS = ("album", "single", "appears_on", "compilation")


def _artist(call: Call) -> Answer:
    return call.state.catalogue.full(call.thing("artist"))


def _artist_albums(call: Call) -> Answer:
    artist = call.thing("artist")
    groups = call.query.get("include_groups", ",".join(_GROUPS)).split(",")
    if not set(groups) <= set(_GROUPS):
        raise ApiError(400, "Invalid include_groups")
    found = [one for one in artist.children if one.data["album_type"] in groups]
    if "appears_on" in groups:
        found += _appears_on(call, artist)
    found.sort(key=lambda one: str(one.data["release_date"]), reverse=True)
    albums = [call.state.catalogue.listed(one) for one in found]
    return call.page(albums, default=5, most=10)


def _appears_on(call: Call, artist: Thing) -> list[Thing]:
    return [
        album
        for album in call.state.catalogue.all("album")
        if album.parent is not artist
        and any(artist.data in track.data["artists"] for track in album.children)
    ]


def _album(call: Call) -> Answer:
    album = call.thing("album")
    tracks = [one.data for one in album.children]
    page = paging(tracks[:50], f"{album.data['href']}/tracks", 50, 0, len(tracks))
    return {**call.state.catalogue.full(album), "tracks": page}


def _album_tracks(call: Call) -> Answer:
    return call.page([one.data for one in call.thing("album").children])


def _track(call: Call) -> Answer:
    return call.in_market(call.thing("track"))


def _resumable(call: Call, data: Json) -> Json:
    if call.access.person is None:
        return data
    return {**data, "resume_point": {"fully_played": False, "resume_position_ms": 0}}


def _episode(call: Call) -> Answer:
    return _resumable(call, call.state.catalogue.full(call.thing("episode")))


def _show(call: Call) -> Answer:
    show = call.thing("show")
    episodes = [_resumable(call, one.data) for one in show.children]
    page = paging(episodes[:50], f"{show.data['href']}/episodes", 50, 0, len(episodes))
    return {**show.data, "episodes": page}


def _show_episodes(call: Call) -> Answer:
    return call.page([_resumable(call, one.data) for one in call.thing("show").children])


def _search(call: Call) -> Answer:
    query = call.query.get("q", "").strip()
    if not query:
        raise ApiError(400, "No search query")
    if len(query) > 250:
        raise ApiError(400, "Query exceeds maximum length of 250 characters")
    kinds = [kind.strip() for kind in call.query.get("type", "").split(",")]
    if kinds == [""]:
        raise ApiError(400, "Missing parameter type")
    if not set(kinds) <= set(_KINDS):
        raise ApiError(400, "Bad search type field")
    return {f"{kind}s": _found(call, query, kind) for kind in kinds}


def _found(call: Call, query: str, kind: str) -> Json:
    catalogue = call.state.catalogue
    hits = search(catalogue, query, kind)
    found: list[Any] = [catalogue.listed(one) for one in hits if _public(one)]
    if kind == "playlist":
        # Spotify's own playlists are found too, but returned as null.
        found.insert(0, None)
    return call.page(found, default=5, most=10)


def _public(thing: Thing) -> bool:
    return thing.kind != "playlist" or bool(thing.data["public"])


_PODCASTS = ("user-read-playback-position",)
ROUTES = (
    Route("GET", "/artists/{id}", _artist),
    Route("GET", "/artists/{id}/albums", _artist_albums),
    Route("GET", "/albums/{id}", _album),
    Route("GET", "/albums/{id}/tracks", _album_tracks),
    Route("GET", "/tracks/{id}", _track),
    Route("GET", "/episodes/{id}", _episode, _PODCASTS),
    Route("GET", "/shows/{id}", _show, _PODCASTS),
    Route("GET", "/shows/{id}/episodes", _show_episodes, _PODCASTS),
    Route("GET", "/search", _search),
)
