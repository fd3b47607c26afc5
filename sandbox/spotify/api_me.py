"""A listener's own data: profile, top lists, saved items, follows.

Source: docs/reference/spotify.md, section 3.2.
"""

from __future__ import annotations

from aiohttp import web

from sandbox.spotify.calls import Answer, ApiError, Call, Handler, Route
from sandbox.spotify.catalogue import Json
from sandbox.spotify.dates import iso
from sandbox.spotify.people import RANGES, Listener

_MAX_URIS = 40
_CHANGE_SCOPES = {
    "artist": "user-follow-modify",
    "user": "user-follow-modify",
    "playlist": "playlist-modify-public",
}
_READ_SCOPES = {
    "artist": "user-follow-read",
    "user": "user-follow-read",
    "playlist": "playlist-read-private",
}
_KINDS = ("track", "album", "show", "episode", "audiobook", "artist", "user", "playlist")


def _me(call: Call) -> Answer:
    return call.person.json(call.state.origin)


def _top(kind: str) -> Handler:
    def handler(call: Call) -> Answer:
        span = call.query.get("time_range", "medium_term")
        if span not in RANGES:
            raise ApiError(400, "Invalid time range")
        things = call.person.top.get((kind, span), [])
        return call.page([call.state.catalogue.full(one) for one in things])

    return handler


def _saved(kind: str) -> Handler:
    def handler(call: Call) -> Answer:
        return call.page(
            [_entry(call, uri, at, kind) for uri, at in _saved_uris(call.person, kind)]
        )

    return handler


def _saved_uris(listener: Listener, kind: str) -> list[tuple[str, float]]:
    """Return what's saved of one kind, newest first."""
    return [
        (uri, at)
        for uri, at in reversed(listener.saved.items())
        if uri.startswith(f"spotify:{kind}:")
    ]


def _entry(call: Call, uri: str, at: float, kind: str) -> Json:
    thing = call.state.catalogue.by_uri(uri)
    data = call.state.catalogue.full(thing) if thing else None
    return {"added_at": iso(at), kind: data}


def _following(call: Call) -> Answer:
    if call.query.get("type") != "artist":
        raise ApiError(400, "Invalid type")
    uris = [uri for uri, _ in _saved_uris(call.person, "artist")]
    ids = [uri.rpartition(":")[2] for uri in uris]
    after = call.query.get("after")
    if after is not None and after not in ids:
        raise ApiError(400, "Invalid cursor")
    start = ids.index(after) + 1 if after else 0
    limit = call.limit()
    shown = ids[start : start + limit]
    more = start + limit < len(ids)
    last = shown[-1] if more else None
    artists = [call.state.catalogue.get("artist", one) for one in shown]
    next_page = f"{call.href()}?type=artist&after={last}&limit={limit}"
    return {
        "artists": {
            "items": [call.state.catalogue.full(one) for one in artists if one],
            "next": next_page if more else None,
            "cursors": {"after": last},
            "total": len(ids),
            "limit": limit,
            "href": call.href(),
        }
    }


def _uris(call: Call, scopes: dict[str, str], usual: str) -> list[str]:
    uris = [uri.strip() for uri in call.query.get("uris", "").split(",") if uri.strip()]
    if not uris:
        raise ApiError(400, "Missing required field: uris")
    if len(uris) > _MAX_URIS:
        raise ApiError(400, "Too many uris requested")
    for uri in uris:
        kind = uri.removeprefix("spotify:").partition(":")[0]
        if kind not in _KINDS or not _exists(call, kind, uri):
            raise ApiError(400, "Invalid uri")
        call.need(scopes.get(kind, usual))
    return uris


def _exists(call: Call, kind: str, uri: str) -> bool:
    if kind == "user":
        return uri.rpartition(":")[2] in call.state.people
    return call.state.catalogue.by_uri(uri) is not None


def _save(call: Call) -> Answer:
    for uri in _uris(call, _CHANGE_SCOPES, "user-library-modify"):
        call.person.saved.setdefault(uri, call.state.clock.now())
        thing = call.state.catalogue.by_uri(uri)
        if thing and thing.kind == "playlist" and thing not in call.person.playlists:
            call.person.playlists.append(thing)
    return web.Response(status=200)


def _forget(call: Call) -> Answer:
    for uri in _uris(call, _CHANGE_SCOPES, "user-library-modify"):
        call.person.saved.pop(uri, None)
        thing = call.state.catalogue.by_uri(uri)
        if thing and thing in call.person.playlists:
            call.person.playlists.remove(thing)
    return web.Response(status=200)


def _contains(call: Call) -> Answer:
    uris = _uris(call, _READ_SCOPES, "user-library-read")
    lists = {playlist.data["uri"] for playlist in call.person.playlists}
    return [uri in call.person.saved or uri in lists for uri in uris]


_LIBRARY = ("user-library-read",)
ROUTES = (
    Route("GET", "/me", _me),
    Route("GET", "/me/top/artists", _top("artists"), ("user-top-read",)),
    Route("GET", "/me/top/tracks", _top("tracks"), ("user-top-read",)),
    Route("GET", "/me/tracks", _saved("track"), _LIBRARY),
    Route("GET", "/me/albums", _saved("album"), _LIBRARY),
    Route("GET", "/me/shows", _saved("show"), _LIBRARY),
    Route("GET", "/me/episodes", _saved("episode"), (*_LIBRARY, "user-read-playback-position")),
    Route("GET", "/me/following", _following, ("user-follow-read",)),
    Route("PUT", "/me/library", _save),
    Route("DELETE", "/me/library", _forget),
    Route("GET", "/me/library/contains", _contains),
)
