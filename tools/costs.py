"""What each command asks of Spotify at most: tests/wire/test_costs.py measures that it is true.

`{id}` stands for any ID. What is cached costs less (searches and the catalogue for hours, top
lists for an hour, playlists for a minute, players for two seconds); a link whose token has run
out costs one request more, at the accounts service.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.accounts import scopes

_SEARCH = "GET /search"
_NOW = "GET /me/player"
_MINE = "GET /me/playlists"
_ITEMS = "GET /playlists/{id}/items"


@dataclass(frozen=True, slots=True)
class Cost:
    """Requests, the scopes that the person must have allowed, and a remark."""

    requests: tuple[str, ...] = ()
    scopes: frozenset[str] = frozenset()
    remark: str = ""


COSTS: dict[str, Cost] = {
    "link": Cost(("GET /me",), remark="and one request to the accounts service"),
    "nowplaying": Cost(
        (_NOW, "GET /playlists/{id}"),
        scopes.AT_LINKING,
        "then one read at each song's end, at most 12 in 15 minutes",
    ),
    "recent": Cost(("GET /me/player/recently-played",), scopes.RECENT),
    "top tracks": Cost(("GET /me/top/tracks",), scopes.TOP),
    "top artists": Cost(("GET /me/top/artists",), scopes.TOP),
    "listening": Cost((_NOW,), scopes.AT_LINKING, "per person who shares it here, at most 15"),
    "play": Cost((_SEARCH, "PUT /me/player/play"), scopes.PLAYER),
    "pause": Cost(("PUT /me/player/pause", _NOW), scopes.PLAYER),
    "resume": Cost(("PUT /me/player/play", _NOW), scopes.PLAYER),
    "skip": Cost(("POST /me/player/next", _NOW), scopes.PLAYER),
    "previous": Cost(("POST /me/player/previous", _NOW), scopes.PLAYER),
    "seek": Cost((_NOW, "PUT /me/player/seek"), scopes.PLAYER),
    "volume": Cost((_NOW, "PUT /me/player/volume"), scopes.PLAYER),
    "shuffle": Cost((_NOW, "PUT /me/player/shuffle"), scopes.PLAYER),
    "repeat": Cost((_NOW, "PUT /me/player/repeat"), scopes.PLAYER),
    "queue": Cost(
        ("GET /me/player/queue",),
        scopes.QUEUE,
        "adding: GET /search and POST /me/player/queue for each song (needs the player's scope)",
    ),
    "devices": Cost(("GET /me/player/devices", _NOW, "PUT /me/player"), scopes.PLAYER),
    "artist": Cost((_SEARCH, "GET /artists/{id}/albums", _SEARCH)),
    "album": Cost((_SEARCH, "GET /albums/{id}")),
    "track": Cost((_SEARCH,), remark="podcasts and episodes: GET /shows or /episodes, own scope"),
    "search": Cost((_SEARCH,), remark="one for each tab and page"),
    "like": Cost((_SEARCH, "PUT /me/library"), scopes.LIKES),
    "unlike": Cost((_SEARCH, "DELETE /me/library"), scopes.LIKES),
    "liked": Cost(("GET /me/tracks",), scopes.LIKED),
    "follow": Cost((_SEARCH, "PUT /me/library", "GET /me/library/contains"), scopes.FOLLOWS),
    "unfollow": Cost((_SEARCH, "DELETE /me/library", "GET /me/library/contains"), scopes.FOLLOWS),
    "playlist list": Cost((_MINE,), scopes.PLAYLISTS),
    "playlist show": Cost((_MINE, _ITEMS), scopes.PLAYLISTS),
    "playlist create": Cost(("POST /me/playlists",), scopes.EDIT_PLAYLISTS),
    "playlist add": Cost(
        (_SEARCH, _MINE, _ITEMS, "POST /playlists/{id}/items"),
        scopes.EDIT_PLAYLISTS,
        "at most four reads of 50 entries, to find duplicates",
    ),
    "playlist remove": Cost(
        (_SEARCH, _MINE, _ITEMS, "DELETE /playlists/{id}/items"), scopes.EDIT_PLAYLISTS
    ),
    "playlist rename": Cost((_MINE, "PUT /playlists/{id}"), scopes.EDIT_PLAYLISTS),
    "playlist move": Cost((_MINE, "PUT /playlists/{id}/items", _ITEMS), scopes.EDIT_PLAYLISTS),
    "playlist cover": Cost((_MINE, "PUT /playlists/{id}/images"), scopes.COVERS),
    "chart": Cost(("GET /me/top/tracks",), scopes.TOP, "the covers come from Spotify's image host"),
    "taste": Cost(
        ("GET /me/top/artists", "GET /me/top/tracks"), scopes.TOP, "per person; off by default"
    ),
    "blend": Cost(
        ("GET /me/top/tracks", "POST /me/playlists", "POST /playlists/{id}/items"),
        scopes.EDIT_PLAYLISTS | scopes.TOP,
        "one list per person; off by default",
    ),
    "aux open": Cost((_NOW, _NOW), scopes.PLAYER),
    "aux panel": Cost((_NOW,), remark="of the owner's player; per song then two reads, one write"),
    "aux add": Cost((_SEARCH, _NOW), remark="no Spotify of the guest's"),
    "aux skip": Cost((_NOW, "POST /me/player/queue", "POST /me/player/next", _NOW)),
}
"""By command as it is spelled; what is not here asks Spotify nothing."""
