"""Player commands: Premium only, and refused if they aren't possible right now.

Source: docs/reference/spotify.md, section 3.1.
"""

from __future__ import annotations

import secrets

from aiohttp import web

from sandbox.spotify.calls import Answer, ApiError, Call, Handler, Route
from sandbox.spotify.catalogue import Thing
from sandbox.spotify.items import Device, tracks_of
from sandbox.spotify.player import Player


def _refuse(status: int, message: str, reason: str | None = None) -> ApiError:
    return ApiError(status, f"Player command failed: {message}", reason=reason)


def _not_now() -> ApiError:
    return _refuse(403, "Restriction violated", "UNKNOWN")


def _ready(call: Call, *, needs_item: bool = True) -> Player:
    """Check what every command needs, and return the player with its device chosen."""
    player = call.person.player
    player.move_on()
    if not call.person.premium:
        raise _refuse(403, "Premium required", "PREMIUM_REQUIRED")
    if "device_id" in call.query:
        device = _device(player, call.query["device_id"])
        if device is not player.active:
            player.transfer(device, play=False)
    if player.active is None:
        raise _refuse(404, "No active device found", "NO_ACTIVE_DEVICE")
    if player.active.is_restricted or (needs_item and player.kind is None):
        raise _not_now()
    return player


def _device(player: Player, device_id: str) -> Device:
    for device in player.devices:
        if device.id is not None and device.id == device_id:
            return device
    raise ApiError(404, "Device not found")


def _play(call: Call) -> None:
    player = _ready(call, needs_item=False)
    body = call.body
    if not body.get("context_uri") and not body.get("uris"):
        if player.playing or player.kind is None:
            raise _not_now()
        player.resume()
        return
    if player.kind == "ad":
        raise _not_now()
    line, around = _line(call)
    first = _first(line, around, body.get("offset"))
    player.play_line(line, first, int(body.get("position_ms") or 0), around)


def _line(call: Call) -> tuple[list[Thing], Thing | None]:
    context_uri, uris = call.body.get("context_uri"), call.body.get("uris")
    if context_uri:
        around = call.state.catalogue.by_uri(str(context_uri))
        if around is None or around.kind in ("track", "episode"):
            raise ApiError(400, "Invalid context uri")
        return list(tracks_of(around)), around
    found = [call.state.catalogue.by_uri(str(uri)) for uri in uris or []]
    line = [one for one in found if one is not None and one.kind in ("track", "episode")]
    if not line or len(line) < len(found):
        raise ApiError(400, "Invalid track uri")
    return line, None


def _first(line: list[Thing], around: Thing | None, offset: object) -> Thing:
    if not line:
        raise _not_now()
    if not isinstance(offset, dict) or not offset:
        return line[0]
    if around is not None and around.kind == "artist":
        raise ApiError(400, "Can't have offset for context type: ARTIST")
    if "uri" in offset:
        wanted = [one for one in line if one.data["uri"] == offset["uri"]]
        if not wanted:
            raise _not_now()
        return wanted[0]
    position = offset.get("position")
    if not isinstance(position, int) or not 0 <= position < len(line):
        raise ApiError(400, "Invalid offset position")
    return line[position]


def _pause(call: Call) -> None:
    player = _ready(call)
    if not player.playing or player.kind == "ad":
        raise _not_now()
    player.pause()


def _next(call: Call) -> None:
    player = _ready(call)
    if player.kind == "ad" or not player.has_next():
        raise _not_now()
    player.next()


def _previous(call: Call) -> None:
    player = _ready(call)
    if player.kind == "ad" or not player.has_previous():
        raise _not_now()
    player.previous()


def _seek(call: Call) -> None:
    position = call.number("position_ms")
    if position < 0:
        raise ApiError(400, "Invalid position_ms")
    player = _ready(call)
    if player.kind in ("ad", "unknown"):
        raise _not_now()
    player.seek(position)


def _volume(call: Call) -> None:
    volume = call.number("volume_percent")
    if not 0 <= volume <= 100:
        raise ApiError(400, "Invalid volume_percent")
    device = _ready(call, needs_item=False).active
    if device is None or not device.supports_volume:
        raise ApiError(403, "Cannot control device volume", reason="VOLUME_CONTROL_DISALLOW")
    device.volume_percent = volume


def _shuffle(call: Call) -> None:
    wanted = call.query.get("state", "").lower()
    if wanted not in ("true", "false"):
        raise ApiError(400, "Invalid state")
    _ready(call).set_shuffle(wanted == "true")


def _repeat(call: Call) -> None:
    wanted = call.query.get("state", "")
    if wanted not in ("track", "context", "off"):
        raise ApiError(400, "Invalid state")
    _ready(call).repeat = wanted


def _add(call: Call) -> None:
    thing = call.state.catalogue.by_uri(call.query.get("uri", ""))
    if thing is None or thing.kind not in ("track", "episode"):
        raise ApiError(400, "Invalid track uri")
    player = call.person.player
    device_id = call.query.get("device_id")
    elsewhere = device_id is not None and _device(player, device_id) is not player.active
    if call.person.premium and elsewhere:
        raise _not_now()
    _ready(call).queue.append(thing)


def _transfer(call: Call) -> None:
    ids = call.body.get("device_ids")
    if not isinstance(ids, list) or len(ids) != 1:
        raise ApiError(400, "Exactly one device_id must be provided")
    player = call.person.player
    player.move_on()
    if not call.person.premium:
        raise _refuse(403, "Premium required", "PREMIUM_REQUIRED")
    device = _device(player, str(ids[0]))
    if device.is_restricted:
        raise _not_now()
    player.transfer(device, play=call.body.get("play") is True)


def _command(method: str, path: str, act: Handler) -> Route:
    def handler(call: Call) -> Answer:
        act(call)
        # Since 2024 the answer is often 200 with a scrap of text instead of 204.
        return None if call.state.quiet_writes else web.Response(text=secrets.token_urlsafe(8))

    return Route(method, path, handler, ("user-modify-playback-state",))


ROUTES = (
    _command("PUT", "/me/player", _transfer),
    _command("PUT", "/me/player/play", _play),
    _command("PUT", "/me/player/pause", _pause),
    _command("POST", "/me/player/next", _next),
    _command("POST", "/me/player/previous", _previous),
    _command("PUT", "/me/player/seek", _seek),
    _command("PUT", "/me/player/volume", _volume),
    _command("PUT", "/me/player/shuffle", _shuffle),
    _command("PUT", "/me/player/repeat", _repeat),
    _command("POST", "/me/player/queue", _add),
)
