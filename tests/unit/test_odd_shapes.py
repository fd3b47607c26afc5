"""Whatever Spotify sends is parsed or refused with a typed error, and nothing false is shown."""

from __future__ import annotations

import copy
import re
from typing import Any

import pytest
from discord import ui
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.http.errors import ServiceError
from bot.spotify import parse, parse_player
from bot.spotify.parse_parts import plain_text
from sandbox.discord.limits import walk
from tests.unit.shapes import LONGEST_MONTH, READ_AT, SHAPES, Shape, places, shape

_DROP = object()
_ODD: tuple[Any, ...] = (
    _DROP,
    None,
    True,
    False,
    0,
    -1,
    -90_000.5,
    12.75,
    "185000",
    2**60,
    1e300,
    "",
    "   ",
    "\u3164",
    "\u200b\u2060",
    "null",
    "0000",
    "2012-00",
    "Fjällräven <b>&amp;</b> [x](https://evil.example)",
    "spotify:user:x:collection",
    "spotify:local:a:b:c:1",
    "unknown",
    [],
    {},
    [None],
    [None, {"name": None}, {}],
    {"id": None, "name": "", "uri": "spotify:playlist:null"},
)
_LINK = re.compile(r"\]\(([^)]*)\)")
_GOOD = re.compile(
    r"https://open\.spotify\.com/(?:track|album|artist|playlist|show|episode)/\w{22}"
)
_WRONG = re.compile(
    r"\b(?:None|nan|inf|undefined|True|False)\b|\u2068\s*\u2069|\*\*\*\*|-\d+:\d\d|<t:-"
)


def _parts(view: ui.LayoutView) -> list[dict[str, Any]]:
    raw: list[dict[str, Any]] = view.to_components()  # type: ignore[no-untyped-call]
    return [part for one in raw for part in walk([one])]


def _texts(view: ui.LayoutView) -> list[str]:
    keys = ("content", "label", "placeholder", "description")
    parts = _parts(view)
    texts = [str(part[key]) for part in parts for key in keys if part.get(key)]
    for part in parts:
        texts += [str(option["label"]) for option in part.get("options") or []]
    return texts


def _check(view: ui.LayoutView) -> None:
    for part in _parts(view):
        if "content" in part:
            _check_markdown(part["content"])
        if part.get("url"):
            assert _GOOD.fullmatch(part["url"]), part["url"]
        values = [option["value"] for option in part.get("options") or []]
        assert len(set(values)) == len(values)
        assert sum(bool(option.get("default")) for option in part.get("options") or []) <= 1
    for text in _texts(view):
        assert not _WRONG.search(text), text
        assert " ·  · " not in text, text
        assert not re.search(r" · *$", text, re.MULTILINE), text


def _check_markdown(text: str) -> None:
    assert text.strip()
    assert "<b>" not in text
    for address in _LINK.findall(re.sub(r"\\.", "", text)):
        assert _GOOD.fullmatch(address), text
    for moment in re.findall(r"<t:(\d+):R>", text):
        assert 0 < int(moment) < READ_AT + LONGEST_MONTH, text


def _changed(answer: Any, changes: list[tuple[int, Any]]) -> Any:
    found = copy.deepcopy(answer)
    for number, value in changes:
        known = places(found)
        if not known:
            break
        *above, last = known[number % len(known)]
        inside = found
        for key in above:
            inside = inside[key]
        if value is _DROP:
            del inside[last]
        else:
            inside[last] = copy.deepcopy(value)
    return found


@pytest.mark.parametrize("one", SHAPES, ids=repr)
def test_normal_shapes(one: Shape) -> None:
    views = one.shows(copy.deepcopy(one.answer))
    assert views
    for view in views:
        _check(view)


@pytest.mark.parametrize("one", SHAPES, ids=repr)
@given(
    changes=st.lists(
        st.tuples(st.integers(0, 10**6), st.sampled_from(_ODD)), min_size=1, max_size=4
    )
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_in_every_odd_shape(one: Shape, changes: list[tuple[int, Any]]) -> None:
    try:
        views = one.shows(_changed(one.answer, changes))
    except ServiceError:
        return
    for view in views:
        _check(view)


@pytest.mark.parametrize("one", [one for one in SHAPES if one.name.startswith("player")], ids=repr)
@pytest.mark.parametrize("value", _ODD, ids=lambda one: "dropped" if one is _DROP else repr(one))
def test_every_single_field_of_the_player(one: Shape, value: Any) -> None:
    for number in range(len(places(one.answer))):
        try:
            views = one.shows(_changed(one.answer, [(number, value)]))
        except ServiceError:
            continue
        for view in views:
            _check(view)


def _shown(name: str, **changes: Any) -> str:
    one = shape(name)
    for path, value in changes.items():
        *above, last = path.split("__")
        inside = one.answer
        for key in above:
            inside = inside[key]
        inside[last] = value
    return "\n".join(_texts(one.shows(one.answer)[0]))


@pytest.mark.parametrize("length", [None, 0, -1, "soon", 1e18, [], {}])
def test_no_end_and_no_total_without_a_duration(length: Any) -> None:
    shown = _shown("player track", item__duration_ms=length)
    assert "ends" not in shown
    assert "`0:00`" not in shown
    assert "`0:30`" in shown


def test_a_duration_as_text_or_fraction_is_a_duration() -> None:
    for length in ("185000", 185_000.0, 185_000.9):
        assert "`3:05`" in _shown("player track", item__duration_ms=length)


def test_progress_beyond_the_duration_or_missing() -> None:
    shown = _shown("player track", item__duration_ms=185_000, progress_ms=999_000)
    assert "ends" not in shown
    assert "`3:05` " in shown
    shown = _shown("player track", item__duration_ms=185_000, progress_ms=None)
    assert "ends" not in shown
    assert "Play from here" not in shown
    assert "`" not in shown


def test_whether_it_plays_is_only_shown_if_known() -> None:
    for said in (None, "yes", 1):
        shown = _shown("player track", is_playing=said, actions={})
        assert "paused" not in shown
        assert "is listening" not in shown
    told = _shown("player track", is_playing=None, actions={"disallows": {"resuming": True}})
    assert "is listening" in told


@pytest.mark.parametrize("kind", ["ad", "unknown", "chapter", "hologram"])
def test_kinds_that_cannot_be_shown(kind: str) -> None:
    shown = _shown("player track", currently_playing_type=kind, item=None)
    assert ("An ad is playing" in shown) == (kind == "ad")
    assert "Refresh" in shown
    one = shape("player track")
    one.answer["item"]["type"] = "chapter"
    assert "doesn't say what it is" in "\n".join(_texts(one.shows(one.answer)[0]))


@pytest.mark.parametrize(
    ("uri", "kind", "words"),
    [
        ("spotify:user:mira:collection", "collection", "Liked Songs"),
        ("spotify:collection", None, "Liked Songs"),
        ("spotify:user:mira:playlist:" + "a" * 22, "playlist", f"playlist/{'a' * 22}"),
        ("spotify:album:" + "b" * 22, None, f"album/{'b' * 22}"),
        ("spotify:playlist:null", "playlist", None),
        ("spotify:search:word", "search", None),
        (None, "playlist", None),
        ("spotify:station:artist:" + "c" * 22, "station", f"artist/{'c' * 22}"),
    ],
)
def test_contexts(uri: str | None, kind: str | None, words: str | None) -> None:
    shown = _shown("player track", context={"type": kind, "uri": uri})
    if words is None:
        assert "from " not in shown.replace("Play from here", "")
    else:
        assert words in shown


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("2012", "2012"),
        ("2012-05", "2012-05"),
        ("2012-05-31", "2012-05-31"),
        ("2012-00", "2012"),
        ("2012-00-00", "2012"),
        ("0000", ""),
        ("0000-00-00", ""),
        (None, ""),
        ("soon", ""),
        ("20120", ""),
        (2012, ""),
        ("[x](y)", ""),
    ],
)
def test_dates(said: Any, read: str) -> None:
    found = parse.album({"name": "x", "release_date": said})
    assert found is not None
    assert found.release_date == read


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("Rock &amp; Roll&#x27;s <a href='https://evil.example'>best</a>", "Rock & Roll's best"),
        ("<p>One</p><p>Two<br>Three</p>", "One Two Three"),
        ("2 < 3 and I <3 it", "2 < 3 and I <3 it"),
        ("a <script>alert(1)</script>b", "a b"),
        ("plain", "plain"),
        ("null", ""),
        ("", ""),
        ("<b>open", "open"),
    ],
)
def test_descriptions(markup: str, words: str) -> None:
    assert plain_text(markup) == words
    found = parse.show({"name": "x", "description": markup})
    assert found is not None
    assert found.description == words


@given(st.text())
def test_descriptions_never_fail(markup: str) -> None:
    assert "\n" not in plain_text(markup)


def test_a_local_file_has_no_link_and_keeps_its_name() -> None:
    raw = {"uri": "spotify:local:Band:Demos:take+3%21:180", "name": "", "id": "x", "artists": [{}]}
    found = parse.track(raw)
    assert found is not None
    assert (found.name, found.id, found.is_local, found.artists) == ("take 3!", None, True, ())


def test_no_content_means_nothing() -> None:
    assert parse_player.playback(None) is None
    assert parse_player.devices(None) == ()
    assert parse_player.played_tracks(None) == ()
    assert parse_player.queue(None).upcoming == ()
