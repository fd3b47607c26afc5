"""Valid answers from the simulated Spotify, and how each is parsed and shown."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from discord import ui

from bot.music.artists import ArtistPage
from bot.music.browsing import Searched
from bot.music.charts import chart_of
from bot.music.listening import ListeningNow, NowPlaying
from bot.music.parse_ranges import TopKind
from bot.music.player import Queued
from bot.music.playlist_calls import PlaylistPage
from bot.spotify import parse, parse_player
from bot.ui import artist, catalogue, lists, player, playing, playlists
from bot.ui.chart import chart_view
from bot.ui.playing import Watching
from sandbox.spotify.catalogue import Json
from sandbox.spotify.library import new_playlist
from sandbox.spotify.state import Spotify

READ_AT = 1_790_000_000.0
LONGEST_MONTH = 31 * 86_400
_state = Spotify("http://127.0.0.1:9")
_mira = _state.people["mira"]
_catalogue = _state.catalogue


@dataclass(frozen=True)
class Shape:
    """One endpoint: its normal answer, and what becomes of any answer."""

    name: str
    answer: Json
    shows: Callable[[Any], list[ui.LayoutView]]

    def __repr__(self) -> str:
        return self.name


def _player(name: str) -> Json:
    one = _mira.player
    one.shuffle, one.repeat = False, "off"
    if name == "episode":
        one.play_episode(_catalogue.all("episode")[0].id)
    elif name == "local":
        one.play_local("Band", "Demos", "take 3")
    elif name == "ad":
        one.play_ad()
    else:
        track = _catalogue.all("track")[7]
        one.play_track(track.id, context=_catalogue.all("playlist")[0], progress_ms=30_000)
    return _plain(one.state("track,episode"))


def _plain(value: Any) -> Json:
    found: Json = json.loads(json.dumps(value))
    return found


def _watching(style: str, person: int = 2) -> Watching:
    return Watching(person, "Mira", 1, READ_AT, style)  # type: ignore[arg-type]


def _now(data: Any) -> list[ui.LayoutView]:
    playback = parse_player.playback(data)
    now = NowPlaying(playback)
    views = [playing.now_playing_view(now, _watching(one)) for one in ("layout", "compact")]
    views.append(playing.now_playing_view(now, _watching("card"), card=True))
    views.append(playing.now_playing_view(now, _watching("layout", 1)))
    views.append(player.skipped_view(playback))
    playing.card_facts(now, _watching("card"), None)
    if playback is not None:
        views.append(
            lists.listening_view(ListeningNow(((1, playback),), complete=True), {1: "Mira"})
        )
    return views


def _devices(data: Any) -> list[ui.LayoutView]:
    found = parse_player.devices(data)
    views = [player.devices_view(found, 1), player.choose_device_view(found, "w" * 22)]
    return [*views, *(player.transferred_view(one) for one in found)]


def _queue(data: Any) -> list[ui.LayoutView]:
    found = parse_player.queue(data)
    about: dict[str, Any] = {"person": 1, "person_name": "Mira", "viewer": 1}
    views = [lists.queue_view(found, page=page, **about) for page in (0, 1)]
    if found.upcoming:
        views.append(player.queued_view(Queued(found.upcoming)))
    return views


def _recent(data: Any) -> list[ui.LayoutView]:
    found = parse_player.played_tracks(data)
    return [lists.recent_view(found, person=1, person_name="Mira", viewer=1)]


def _top(kind: TopKind) -> Callable[[Any], list[ui.LayoutView]]:
    def shows(data: Any) -> list[ui.LayoutView]:
        found: Any = (
            parse.page(data, parse.track) if kind == "tracks" else parse.artist_page(data)
        ).items
        view = lists.top_view(
            found, kind=kind, span="long_term", person=1, person_name="Mira", viewer=1
        )
        return [view, *([chart_view(chart_of(found, 3), "Top")] if found else [])]

    return shows


def _liked(data: Any) -> list[ui.LayoutView]:
    return [lists.liked_view(parse_player.saved_items(data), viewer=1, page=0, size=10)]


def _lists(data: Any) -> list[ui.LayoutView]:
    found = parse.page(data, parse.playlist_or_none)
    return [playlists.playlists_view(found, viewer=1, page=0)]


def _playlist(data: Any) -> list[ui.LayoutView]:
    found = parse.playlist(data)
    entries = parse_player.saved_items(
        data.get("items") if isinstance(data.get("items"), dict) else {}
    )
    return [
        playlists.playlist_view(PlaylistPage(found, 0, entries), viewer=1),
        playlists.playlist_view(PlaylistPage(found, 0, None), viewer=1),
        catalogue.thing_view(found),
    ]


def _album(data: Any) -> list[ui.LayoutView]:
    page = parse.album_with_tracks(data)
    return [catalogue.album_view(page), catalogue.thing_view(page.album)]


def _show(data: Any) -> list[ui.LayoutView]:
    return [catalogue.show_view(parse.show_with_episodes(data))]


def _track(data: Any) -> list[ui.LayoutView]:
    found = parse.track(data)
    return [catalogue.thing_view(found), player.started_view(found)] if found else []


def _episode(data: Any) -> list[ui.LayoutView]:
    found = parse.episode(data)
    return [catalogue.thing_view(found)] if found else []


def _artist(data: Any) -> list[ui.LayoutView]:
    albums = parse.album_page(data.get("albums"))
    tracks = parse.page(data.get("tracks"), parse.track).items
    page = ArtistPage(parse.artist(data.get("artist")), albums.items, albums.total, tracks)
    return [artist.artist_view(page, viewer_id=1)]


def _search(kind: str) -> Callable[[Any], list[ui.LayoutView]]:
    def shows(data: Any) -> list[ui.LayoutView]:
        found = Searched("words", kind, 0, parse.search_results(data, kind))
        return [catalogue.search_view(found, note="n" * 12, viewer=1)]

    return shows


def _page(items: list[Any], total: int | None = None) -> Json:
    return _plain({"items": items, "total": len(items) if total is None else total, "limit": 50})


def _listed(kind: str, count: int) -> list[Json]:
    return [_catalogue.listed(one) for one in _catalogue.all(kind)[:count]]


def _shapes() -> list[Shape]:
    one_list = new_playlist(_catalogue, _mira, "Odd &amp; ends", "odd", description="<b>x</b>")
    entries = [
        {"added_at": "2026-01-01T00:00:00Z", "item": _catalogue.full(one)}
        for one in [*_catalogue.all("track")[:4], *_catalogue.all("episode")[:2]]
    ]
    album, show = _catalogue.all("album")[3], _catalogue.all("show")[0]
    full_show = {**show.data, "episodes": _page([one.data for one in show.children])}
    heard = [{"track": one, "played_at": "2026-01-01T00:00:00Z"} for one in _listed("track", 6)]
    saved = [{"added_at": "2026-01-01T00:00:00Z", "track": one} for one in _listed("track", 6)]
    artist_answers = {
        "artist": _catalogue.full(_catalogue.all("artist")[1]),
        "albums": _page(_listed("album", 5)),
        "tracks": _page(_listed("track", 5)),
    }
    found = [*(Shape(f"player {one}", _player(one), _now) for one in ("track", "episode", "local"))]
    found += [
        Shape("player ad", _player("ad"), _now),
        Shape(
            "devices",
            _plain(
                {"devices": [one.json(active=True, private=False) for one in _mira.player.devices]}
            ),
            _devices,
        ),
        Shape(
            "queue",
            _plain({"currently_playing": _listed("track", 1)[0], "queue": _listed("track", 9)}),
            _queue,
        ),
        Shape("recent", _plain({"items": heard}), _recent),
        Shape("top tracks", _page(_listed("track", 12)), _top("tracks")),
        Shape("top artists", _page(_listed("artist", 12)), _top("artists")),
        Shape("liked", _page(saved, 60), _liked),
        Shape("playlists", _page(_listed("playlist", 8)), _lists),
        Shape("playlist", _plain({**one_list.data, "items": _page(entries)}), _playlist),
        Shape(
            "album",
            _plain(
                {**_catalogue.full(album), "tracks": _page([one.data for one in album.children])}
            ),
            _album,
        ),
        Shape("show", _plain(full_show), _show),
        Shape("track", _plain(_catalogue.full(_catalogue.all("track")[2])), _track),
        Shape("episode", _plain(_catalogue.full(_catalogue.all("episode")[2])), _episode),
        Shape("artist", _plain(artist_answers), _artist),
    ]
    found += [
        Shape(
            f"search {kind}",
            _plain({f"{kind}s": _page([None, *_listed(kind, 5)], 40)}),
            _search(kind),
        )
        for kind in ("track", "artist", "album", "playlist", "show")
    ]
    return found


SHAPES = _shapes()
_BY_NAME = {one.name: one for one in SHAPES}


def shape(name: str) -> Shape:
    """Return a shape whose answer can be changed."""
    one = _BY_NAME[name]
    return Shape(one.name, copy.deepcopy(one.answer), one.shows)


def places(value: Any, above: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the path of every value inside a JSON value."""
    pairs: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        pairs = list(value.items())
    elif isinstance(value, list):
        pairs = list(enumerate(value))
    found = []
    for key, inner in pairs:
        found += [(*above, key), *places(inner, (*above, key))]
    return found
