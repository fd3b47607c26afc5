"""The most that each command asks of Spotify; tests/wire/test_costs.py measures it.

`{id}` stands for any ID. What is cached costs less (searches and the catalogue for hours, top
lists for an hour, playlists for a minute, players for two seconds). A link whose token has
expired costs one more request, to the accounts service.
"""

from __future__ import annotations

from dataclasses import dataclass

_SEARCH = "GET /search"
_NOW = "GET /me/player"
_MINE = "GET /me/playlists"
_ITEMS = "GET /playlists/{id}/items"
_SAVED = "GET /me/library/contains"


@dataclass(frozen=True, slots=True)
class Cost:
    """Requests and a remark; which scopes a command needs is in bot/accounts/command_needs.py."""

    requests: tuple[str, ...] = ()
    remark: str = ""


COSTS: dict[str, Cost] = {
    "link": Cost(("GET /me",), "and one request to the accounts service"),
    "nowplaying": Cost(
        (_NOW, "GET /playlists/{id}", "GET /me/library/contains"),
        "the last for yourself, if you have allowed it; then one read at the end of each song, at "
        "most 12 in 15 minutes",
    ),
    "recent": Cost(("GET /me/player/recently-played",)),
    "top tracks": Cost(("GET /me/top/tracks",)),
    "top artists": Cost(("GET /me/top/artists",)),
    "listening": Cost((_NOW,), "per person who shares it here, at most 15"),
    "play": Cost((_SEARCH, "PUT /me/player/play")),
    "pause": Cost(("PUT /me/player/pause", _NOW)),
    "resume": Cost(("PUT /me/player/play", _NOW)),
    "skip": Cost(("POST /me/player/next", _NOW)),
    "previous": Cost(("POST /me/player/previous", _NOW)),
    "seek": Cost((_NOW, "PUT /me/player/seek")),
    "volume": Cost((_NOW, "PUT /me/player/volume")),
    "shuffle": Cost((_NOW, "PUT /me/player/shuffle")),
    "repeat": Cost((_NOW, "PUT /me/player/repeat")),
    "queue": Cost(
        ("GET /me/player/queue",),
        "adding: GET /search and POST /me/player/queue for each song, at most 20 (needs the "
        "player's scope)",
    ),
    "devices": Cost(("GET /me/player/devices", _NOW, "PUT /me/player")),
    "artist": Cost((_SEARCH, "GET /artists/{id}/albums", _SEARCH)),
    "album": Cost((_SEARCH, "GET /albums/{id}")),
    "track": Cost((_SEARCH,), "podcasts and episodes: GET /shows or /episodes, own scope"),
    "search": Cost((_SEARCH,), "one for each tab and page"),
    "like": Cost((_SEARCH, "PUT /me/library"), "artists and playlists are read back: one more"),
    "unlike": Cost((_SEARCH, _SAVED, "DELETE /me/library")),
    "liked": Cost(("GET /me/tracks",)),
    "follow": Cost((_SEARCH, "PUT /me/library", _SAVED)),
    "unfollow": Cost(
        (_SEARCH, _SAVED, "DELETE /me/library", _SAVED), "undoing costs one to four more"
    ),
    "playlist list": Cost((_MINE,)),
    "playlist show": Cost((_MINE, _ITEMS)),
    "playlist create": Cost(("POST /me/playlists",)),
    "playlist add": Cost(
        (_SEARCH, _MINE, _ITEMS, "POST /playlists/{id}/items"),
        "at most four reads of 50 entries, to find duplicates",
    ),
    "playlist remove": Cost((_SEARCH, _MINE, _ITEMS, "DELETE /playlists/{id}/items")),
    "playlist rename": Cost((_MINE, "PUT /playlists/{id}"), "undoing reads it again first"),
    "playlist move": Cost((_MINE, "PUT /playlists/{id}/items", _ITEMS)),
    "playlist cover": Cost((_MINE, "PUT /playlists/{id}/images")),
    "chart": Cost(("GET /me/top/tracks",), "the covers come from Spotify's image host"),
    "taste": Cost(("GET /me/top/artists", "GET /me/top/tracks"), "per person; off by default"),
    "blend": Cost(
        ("GET /me/top/tracks", "POST /me/playlists", "POST /playlists/{id}/items"),
        "one list per person; off by default",
    ),
    "why": Cost((_NOW, "GET /me/player/devices"), "the devices only if nothing is playing"),
    "aux open": Cost(
        (_NOW, "PUT /me/player/repeat", _NOW),
        "repeat stays as it is: only a command shows whether there is Premium",
    ),
    "aux panel": Cost((_NOW,), "of the owner's player; per song then two reads, one write"),
    "aux add": Cost((_SEARCH, _NOW), "the guest's Spotify isn't used"),
    **dict.fromkeys(
        ("aux remove", "aux move", "aux undo", "aux trust", "aux limit", "aux pings"),
        Cost((_NOW,), "only if the panel doesn't know what's playing"),
    ),
    "aux skip": Cost((_NOW, "POST /me/player/queue", "POST /me/player/next", _NOW)),
}
"""By full command name; commands that aren't listed ask Spotify nothing."""
