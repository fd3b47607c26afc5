"""Whatever people and Spotify name things, every message and form is within Discord's limits."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import typing
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
from discord import ui
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import bot.ui
from bot.accounts.scopes import WORDS
from bot.music.charts import Ranked
from bot.spotify.models import ArtistRef, Image, Playable, Track
from bot.together.blend import Invitation, Said
from bot.ui.button_ids import SameTitleSelect
from bot.ui.chart import no_chart_view
from bot.ui.component_ids import PlainId
from bot.ui.fit import MOST_COMPONENTS, MOST_TEXT, shortened
from bot.ui.modals import Field
from bot.ui.notices import GREEN, layout
from bot.ui.same_title import again
from bot.ui.text import units
from bot.ui.things import beside_art
from bot.ui.usage import CommandHelp
from sandbox.discord.limits import COMPONENTS_V2, check_message, check_modal

View = Callable[..., ui.LayoutView | ui.Modal]

_ODD = (
    "👩‍👩‍👧‍👦", "🏳️‍🌈", "e\u0301\u0302\u0303\u0304\u0305", "مرحبا", "\u202eabc", "漢字", "한글",
    "**b**", "[x](http://y)",
    "`", "\\", "_", "~~", "||", "# ", "> ", "-# ", "<@1>", "@everyone", "\n", "\t", "\u200b",
    "\ud83d", "\x00", "ﷺ", "𝕳", "a", " ", ")](", "https://evil.example/",
)  # fmt: skip
_names = st.one_of(
    st.sampled_from(["", " ", "a", "Velvet Harbour", "\u200b"]),
    st.builds(lambda one, times: one * times, st.sampled_from(_ODD), st.integers(1, 400)),
    st.lists(st.sampled_from(_ODD), max_size=120).map("".join),
    st.text(max_size=60),
)
_numbers = st.one_of(st.sampled_from([0, 1, 2, 25]), st.integers(0, 2**40))


def _views() -> list[View]:
    found = []
    for module in pkgutil.iter_modules(bot.ui.__path__):
        loaded = importlib.import_module(f"bot.ui.{module.name}")
        for name, one in vars(loaded).items():
            ours = inspect.isfunction(one) and one.__module__ == loaded.__name__
            if not ours or name.startswith("_"):
                continue
            made = typing.get_type_hints(one).get("return")
            if made in (ui.LayoutView, ui.Modal):
                found.append(one)
    return found


VIEWS = _views()


def _invitation(names: dict[str, str], said: Said) -> Invitation:
    return Invitation("n" * 12, 1, "Owner", names, dict.fromkeys(names, said))


_button: st.SearchStrategy[ui.Button[Any]] = st.builds(
    lambda label, custom_id: ui.Button(label=label, custom_id=custom_id),
    _names,
    st.text("abc:", min_size=1, max_size=120),
)
_spans = st.sampled_from(["short_term", "medium_term", "long_term"])
_scopes = st.frozensets(st.sampled_from(sorted(WORDS)))
_SPECIAL: dict[str, st.SearchStrategy[Any]] = {
    "meant": st.none()
    | st.builds(
        lambda labels: again(
            SameTitleSelect("play", 1), [(str(at), one) for at, one in enumerate(labels)], "0"
        ),
        st.lists(_names, min_size=2, max_size=10),
    ),
    "trust": st.sampled_from(["ask", "role", "everyone"]),
    "state": st.sampled_from(["queued", "suggested", "playing", "handed"]),
    "kind": st.sampled_from(["tracks", "artists"]),
    "span": _spans,
    "button": _button,
    "buttons": st.lists(_button, max_size=12),
    "person": st.integers(0, 2**64 - 1),
    "viewer": st.integers(0, 2**64 - 1),
    "longest": st.integers(1, 4000),
    "size": st.integers(1, 50),
    "Chart.side": st.integers(1, 7),
    "Chart.asked": st.integers(3, 7),
    "mail_view.person": _names,
    "Diagnosis.link": st.sampled_from(["fine", "none", "expired", "revoked", "dead", "damaged"]),
    "overview_view.commands": st.lists(
        st.deferred(lambda: _built(CommandHelp)), min_size=1, max_size=60
    ),
    "uri": st.sampled_from(["spotify:track:" + "1" * 22, "spotify:episode:" + "z" * 22]),
    "scopes": _scopes,
    "missing": _scopes,
    "custom_id": st.builds(PlainId, st.text("abc:", min_size=1, max_size=100)),
    "field": st.just("field"),
    "fields": st.lists(st.deferred(lambda: _built(Field)), min_size=1, max_size=4),
    "Field.id": st.text("abc", min_size=1, max_size=20),
    "queued_view.items": st.deferred(lambda: _of(tuple[Playable, ...])).filter(len),
    "invitation": st.builds(
        _invitation,
        st.dictionaries(st.integers(0, 2**64).map(str), _names, min_size=1, max_size=8),
        st.sampled_from(["asked", "yes", "no"]),
    ),
    "ref": st.just("0" * 24),
    "note": st.just("n" * 12),
}


def _of(hint: Any, name: str = "") -> st.SearchStrategy[Any]:
    """Return values of a type, with odd words wherever there are words, and long lists."""
    origin, inside = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, type(int | str)):
        return st.one_of(*(_of(one, name) for one in inside))
    if hint is type(None):
        return st.none()
    if hint is str:
        return _names
    if hint is int or hint is float:
        return _numbers
    if hint is bool:
        return st.booleans()
    if origin is typing.Literal:
        return st.sampled_from(inside)
    if origin in (list, Sequence, frozenset, set):
        many = st.lists(_of(inside[0], name), max_size=4)
        full = st.builds(
            lambda one, times: [one] * times, _of(inside[0], name), st.integers(1, 120)
        )
        listed = st.one_of(many, full)
        return listed.map(frozenset) if origin is frozenset else listed
    if origin is tuple:
        if len(inside) == 2 and inside[1] is Ellipsis:
            return _of(list[inside[0]], name).map(tuple)  # type: ignore[valid-type]
        return st.tuples(*(_of(one, name) for one in inside))
    if origin in (dict, Mapping):
        return st.dictionaries(_of(inside[0]), _of(inside[1]), max_size=5)
    if hint is Any:
        return _names
    if hint in (Exception, BaseException):
        return st.builds(Exception)
    if hasattr(origin, "__dataclass_fields__"):
        return st.builds(
            origin, items=st.lists(_of(inside[0]), max_size=60).map(tuple), total=_numbers
        )
    if hasattr(hint, "__dataclass_fields__"):
        return _built(hint)
    return st.from_type(hint)


_building: dict[Any, st.SearchStrategy[Any]] = {}


def _built(kind: Any) -> st.SearchStrategy[Any]:
    if kind not in _building:
        _building[kind] = st.deferred(lambda: _call(kind))
    return _building[kind]


def _call(made: Any) -> st.SearchStrategy[Any]:
    hints = typing.get_type_hints(made.__init__ if inspect.isclass(made) else made)
    hints.pop("return", None)
    return st.builds(made, **{name: _argument(made, name, hint) for name, hint in hints.items()})


def _argument(made: Any, name: str, hint: Any) -> st.SearchStrategy[Any]:
    for known in (f"{made.__name__}.{name}", name):
        if known in _SPECIAL:
            return _SPECIAL[known]
    return _of(hint, name)


def _sent(view: ui.LayoutView) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = view.to_components()  # type: ignore[no-untyped-call]
    return made


def _within_limits(view: ui.LayoutView | ui.Modal) -> None:
    """Check a view against the limits, as the simulated Discord does."""
    if isinstance(view, ui.Modal):
        check_modal(view.to_dict())
    else:
        check_message({"components": _sent(view), "flags": COMPONENTS_V2})


@pytest.mark.parametrize(
    "view", [one for one in VIEWS if one is not layout], ids=lambda one: one.__qualname__
)
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_t5c_every_view_is_within_discords_limits(view: View, data: st.DataObject) -> None:
    _within_limits(data.draw(_call(view)))


_lines = st.lists(
    st.one_of(_names, st.builds("[{}](https://open.spotify.com/track/{})".format, _names, _names)),
    max_size=60,
).map("\n".join)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    texts=st.lists(_lines, max_size=30),
    pictured=st.booleans(),
    rows=st.lists(st.lists(_button, max_size=30), max_size=12),
)
def test_no_layout_can_be_too_large(
    texts: list[str], pictured: bool, rows: list[list[ui.Button[Any]]]
) -> None:
    images = (Image("https://i.scdn.co/image/x", 640, 640),) if pictured else ()
    parts = [beside_art(one, images) for one in texts]
    _within_limits(layout(*parts, colour=GREEN, rows=rows))


@settings(max_examples=200, deadline=None)
@given(text=_lines, limit=st.integers(10, 400))
def test_shortened_text_fits_and_leaves_no_link_open(text: str, limit: int) -> None:
    short = shortened(text, limit)
    assert units(short) <= max(limit, 0)
    if units(text) <= limit:
        assert short == text


def test_a_shortened_list_keeps_whole_lines_and_the_mark() -> None:
    line = "[Song](https://open.spotify.com/track/1111111111111111111111) · 3:00"
    short = shortened("\n".join([line] * 100 + ["-# Spotify"]), 1000)
    *lines, dots, mark = short.split("\n")
    assert set(lines) == {line}
    assert (dots, mark) == ("…", "-# Spotify")
    one = shortened(f"A very long line with {line} and {line}", 60)
    assert one == "A very long line with…"


def test_buttons_go_into_rows_of_five_and_keep_their_order() -> None:
    many = [ui.Button[Any](label=str(number), custom_id=f"n:{number}") for number in range(12)]
    rows = _sent(layout(ui.TextDisplay("x"), colour=GREEN, buttons=many))[0]["components"]
    shown = [[one["label"] for one in row["components"]] for row in rows[1:]]
    assert shown == [list("01234"), list("56789"), ["10", "11"]]


def test_a_long_text_chart_fits_and_starts_with_the_first() -> None:
    refs = tuple(ArtistRef("A" * 90, "1" * 22) for _ in range(5))
    songs = [
        Ranked(place, Track(f"{place} " + "𝕳*" * 90, refs, None, 1000, "1" * 22))
        for place in range(1, 50)
    ]
    view = no_chart_view(songs, "Top songs")
    _within_limits(view)
    text = _sent(view)[0]["components"][0]["content"]
    assert text.splitlines()[1].startswith("1\\. ")
    assert text.splitlines()[-2].startswith("49\\. "), "names are cut, and nothing is left out"
    assert text.endswith("\n-# Spotify")
    assert MOST_COMPONENTS == 40
    assert MOST_TEXT == 4000
