"""Playlists: contents only of the caller's own or collaborative ones.

Source: docs/reference/spotify.md, sections 2.3 and 3.2.
"""

from __future__ import annotations

import base64
import binascii
import secrets

from aiohttp import web

from sandbox.spotify.calls import Answer, ApiError, Call, Route, paging
from sandbox.spotify.catalogue import Json, Thing, make_id
from sandbox.spotify.dates import iso
from sandbox.spotify.fields import only
from sandbox.spotify.library import fill, new_playlist

_MAX_URIS = 100
_MAX_IMAGE = 256 * 1024


def _mine(call: Call, playlist: Thing) -> bool:
    """Return whether the caller owns the playlist or collaborates on it."""
    person = call.access.person
    return person is not None and (
        playlist.data["owner"]["id"] == person.id or person.id in playlist.members
    )


def _visible(call: Call) -> Thing:
    playlist = call.thing("playlist")
    if playlist.id.startswith("37i9dQZ"):
        # Spotify's own playlists don't exist for apps in Development Mode.
        raise ApiError(404, "Resource not found")
    if not playlist.data["public"]:
        if not _mine(call, playlist):
            raise ApiError(404, "Resource not found")
        collaborative = playlist.data["collaborative"]
        call.need("playlist-read-collaborative" if collaborative else "playlist-read-private")
    return playlist


def _entry(call: Call, playlist: Thing, thing: Thing) -> Json:
    at = playlist.added.get(thing.id)
    owner = {name: playlist.data["owner"][name] for name in ("id", "type", "uri", "href")}
    return {
        "added_at": None if at is None else iso(at),
        "added_by": owner,
        "is_local": False,
        "item": call.in_market(thing),
    }


def _playlist(call: Call) -> Answer:
    playlist = _visible(call)
    data = dict(playlist.data)
    if _mine(call, playlist):
        entries = [_entry(call, playlist, one) for one in playlist.children[:50]]
        total = len(playlist.children)
        data["items"] = paging(entries, f"{data['href']}/items", 50, 0, total)
    return only(data, call.query.get("fields", ""))


def _items(call: Call) -> Answer:
    playlist = _visible(call)
    if not _mine(call, playlist):
        raise ApiError(403, "Forbidden")
    page = call.page(playlist.children)
    page["items"] = [_entry(call, playlist, one) for one in page["items"]]
    return only(page, call.query.get("fields", ""))


def _images(call: Call) -> Answer:
    return list(_visible(call).data["images"] or [])


def _my_playlists(call: Call) -> Answer:
    mine = [
        one
        for one in call.person.playlists
        if not one.data["collaborative"] or "playlist-read-collaborative" in call.access.scopes
    ]
    return call.page([call.state.catalogue.listed(one) for one in mine])


def _create(call: Call) -> Answer:
    name = call.body.get("name")
    if not isinstance(name, str) or not name:
        raise ApiError(400, "Missing required field: name")
    public = call.body.get("public", True) is True
    call.need("playlist-modify-public" if public else "playlist-modify-private")
    playlist = new_playlist(
        call.state.catalogue,
        call.person,
        name,
        secrets.token_hex(8),
        public=public,
        collaborative=call.body.get("collaborative", False) is True,
        description=str(call.body.get("description") or ""),
    )
    playlist.data["images"] = None
    page = paging([], f"{playlist.data['href']}/items", 50, 0, 0)
    return web.json_response({**playlist.data, "items": page}, status=201)


def _editable(call: Call) -> Thing:
    playlist = call.thing("playlist")
    call.need("playlist-modify-public" if playlist.data["public"] else "playlist-modify-private")
    if not _mine(call, playlist):
        raise ApiError(403, "Forbidden")
    return playlist


def _change(call: Call) -> Answer:
    playlist = _editable(call)
    if playlist.data["owner"]["id"] != call.person.id:
        raise ApiError(403, "Forbidden")
    kinds = {"name": str, "description": str, "public": bool, "collaborative": bool}
    for name, kind in kinds.items():
        if isinstance(call.body.get(name), kind):
            playlist.data[name] = call.body[name]
    playlist.name = playlist.data["name"]
    return web.Response(status=200)


def _things(call: Call, uris: object) -> list[Thing]:
    if not isinstance(uris, list) or not uris:
        raise ApiError(400, "Missing required field: uris")
    if len(uris) > _MAX_URIS:
        raise ApiError(400, "You can add a maximum of 100 tracks per request.")
    found = [call.state.catalogue.by_uri(str(uri)) for uri in uris]
    things = [one for one in found if one is not None and one.kind in ("track", "episode")]
    if len(things) < len(found):
        raise ApiError(400, "Invalid track uri")
    return things


def _snapshot(playlist: Thing, status: int = 200) -> web.Response:
    playlist.data["snapshot_id"] = make_id(secrets.token_hex(8))
    return web.json_response({"snapshot_id": playlist.data["snapshot_id"]}, status=status)


def _add(call: Call) -> Answer:
    playlist = _editable(call)
    uris = call.body.get("uris") or [one for one in call.query.get("uris", "").split(",") if one]
    things = _things(call, uris)
    before = list(playlist.children)
    position = call.body.get("position", len(before))
    if not isinstance(position, int) or not 0 <= position <= len(before):
        raise ApiError(400, "Index out of bounds")
    fill(playlist, things, call.state.clock.now())
    playlist.children[:] = [*before[:position], *things, *before[position:]]
    return _snapshot(playlist, 201)


def _replace(call: Call) -> Answer:
    playlist = _editable(call)
    if "range_start" in call.body:
        return _reorder(call, playlist)
    wanted = call.body.get("uris")
    things = [] if wanted == [] else _things(call, wanted)
    playlist.children.clear()
    fill(playlist, things, call.state.clock.now())
    return _snapshot(playlist)


def _reorder(call: Call, playlist: Thing) -> web.Response:
    start, before = call.body["range_start"], call.body.get("insert_before")
    length = call.body.get("range_length", 1)
    total = len(playlist.children)
    if not (isinstance(start, int) and isinstance(before, int) and isinstance(length, int)):
        raise ApiError(400, "Index out of bounds")
    if min(start, before, length) < 0 or start + length > total or before > total:
        raise ApiError(400, "Index out of bounds")
    moved = playlist.children[start : start + length]
    del playlist.children[start : start + length]
    place = before if before <= start else max(start, before - length)
    playlist.children[place:place] = moved
    return _snapshot(playlist)


def _remove(call: Call) -> Answer:
    playlist = _editable(call)
    entries = call.body.get("items")
    if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
        raise ApiError(400, "Missing required field: items")
    gone = {one.get("uri") for one in entries}
    playlist.children[:] = [one for one in playlist.children if one.data["uri"] not in gone]
    return _snapshot(playlist)


def _upload(call: Call) -> Answer:
    playlist = _editable(call)
    try:
        picture = base64.b64decode(call.raw, validate=True)
    except binascii.Error:
        raise ApiError(400, "Invalid image") from None
    if len(call.raw) > _MAX_IMAGE or not picture.startswith(b"\xff\xd8"):
        raise ApiError(400, "Invalid image")
    playlist.data["images"] = call.state.catalogue.images(secrets.token_hex(8))
    return web.Response(status=202)


ROUTES = (
    Route("GET", "/me/playlists", _my_playlists, ("playlist-read-private",)),
    Route("POST", "/me/playlists", _create),
    Route("GET", "/playlists/{id}", _playlist),
    Route("PUT", "/playlists/{id}", _change),
    Route("GET", "/playlists/{id}/items", _items, ("playlist-read-private",)),
    Route("POST", "/playlists/{id}/items", _add),
    Route("PUT", "/playlists/{id}/items", _replace),
    Route("DELETE", "/playlists/{id}/items", _remove),
    Route("GET", "/playlists/{id}/images", _images),
    Route("PUT", "/playlists/{id}/images", _upload, ("ugc-image-upload",)),
)
