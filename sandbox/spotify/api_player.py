"""The player: what's playing, devices, queue, recently played.

Source: docs/reference/spotify.md, section 3.1.
"""

from __future__ import annotations

from sandbox.spotify.calls import Answer, ApiError, Call, Route
from sandbox.spotify.catalogue import Json
from sandbox.spotify.dates import iso
from sandbox.spotify.items import Played

_HIDDEN = ("device", "repeat_state", "shuffle_state", "smart_shuffle")


def _state(call: Call) -> Answer:
    return call.person.player.state(call.query.get("additional_types", "track"))


def _currently(call: Call) -> Answer:
    player = call.person.player
    state = player.state(call.query.get("additional_types", "track"))
    if state is None or player.private:
        return None
    return {name: value for name, value in state.items() if name not in _HIDDEN}


def _devices(call: Call) -> Answer:
    player = call.person.player
    player.move_on()
    known = player.devices
    if player.active is not None and player.active not in known:
        known = [player.active, *known]
    return {
        "devices": [one.json(active=one is player.active, private=player.private) for one in known]
    }


def _queue(call: Call) -> Answer:
    player, catalogue = call.person.player, call.state.catalogue
    player.move_on()
    return {
        "currently_playing": player.item,
        "queue": [catalogue.full(one) for one in player.upcoming()],
    }


def _recent(call: Call) -> Answer:
    player = call.person.player
    player.move_on()
    if "after" in call.query and "before" in call.query:
        raise ApiError(400, "Both after and before specified, only one is allowed")
    found = list(player.history)
    if "after" in call.query:
        found = [one for one in found if int(one.at * 1000) > call.number("after")]
    if "before" in call.query:
        found = [one for one in found if int(one.at * 1000) < call.number("before")]
    limit = call.limit()
    shown = found[:limit]
    cursors = (
        {"after": str(int(shown[0].at * 1000)), "before": str(int(shown[-1].at * 1000))}
        if shown
        else None
    )
    more = cursors is not None and len(found) > limit
    address = f"{call.href()}?before={cursors['before'] if cursors else ''}&limit={limit}"
    return {
        "items": [_played(call, one) for one in shown],
        "next": address if more else None,
        "cursors": cursors,
        "limit": limit,
        "href": call.href(),
    }


def _played(call: Call, played: Played) -> Json:
    return {
        "track": call.state.catalogue.full(played.track),
        "played_at": iso(played.at, "milliseconds"),
        "context": played.context,
    }


_READ = "user-read-playback-state"
ROUTES = (
    Route("GET", "/me/player", _state, (_READ,)),
    Route("GET", "/me/player/currently-playing", _currently, ("user-read-currently-playing",)),
    Route("GET", "/me/player/devices", _devices, (_READ,)),
    Route("GET", "/me/player/queue", _queue, (_READ, "user-read-currently-playing")),
    Route("GET", "/me/player/recently-played", _recent, ("user-read-recently-played",)),
)
