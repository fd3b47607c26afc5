"""Custom IDs: each is parsed as it was written, and exactly one method handles it."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType
from typing import Annotated, Any, Literal

import pytest
from discord.ext import commands
from hypothesis import given, settings
from hypothesis import strategies as st

import bot.ui
import cogs
from bot.spotify.links import KINDS, SpotifyLink
from bot.toolkit.component_router import OverlappingIds, Routes, on_component
from bot.toolkit.types import Interaction
from bot.ui import (
    aux_ids,
    button_ids,
    catalogue,
    help,
    library,
    lists,
    mixtape,
    playlists,
    together,
)
from bot.ui import settings as shown_settings
from bot.ui.buttons import PAGE, do_button
from bot.ui.component_ids import (
    LONGEST,
    AnyId,
    ComponentId,
    DoesNotFit,
    PlainId,
    Snowflake,
    component_id,
    digits,
    text_of,
)
from bot.ui.notices import GREEN, layout
from tools.declared import declared_cogs


def _modules() -> Iterator[ModuleType]:
    for room in (bot.ui, cogs):
        for found in pkgutil.iter_modules(room.__path__):
            yield importlib.import_module(f"{room.__name__}.{found.name}")


def _defined() -> list[PlainId | type[ComponentId]]:
    """Return every ID that a module of the ui or the commands defines."""
    known: dict[str, PlainId | type[ComponentId]] = {}
    for module in _modules():
        for one in vars(module).values():
            if isinstance(one, PlainId) or (
                isinstance(one, type) and issubclass(one, ComponentId) and one is not ComponentId
            ):
                known[str(one.form)] = one
    return list(known.values())


DEFINED = _defined()
NEVER_PRESSED = {PAGE.text}


def _routes() -> Routes:
    routes = Routes()
    for cog in declared_cogs():
        routes.add(cog)
    return routes


ROUTES = _routes()


def _made(kind: PlainId | type[ComponentId]) -> st.SearchStrategy[AnyId]:
    if isinstance(kind, PlainId):
        return st.just(kind)
    values = {}
    for part in kind.form.parts:
        text = st.from_regex(part.pattern, fullmatch=True)
        if part.name:
            text = text.filter(part.fits)
            values[part.name] = text.map(int) if part.is_number else text
    return st.builds(kind, **values)


@pytest.mark.parametrize("kind", DEFINED, ids=lambda one: str(one.form))
def test_a_number_that_no_database_holds_is_no_id(kind: PlainId | type[ComponentId]) -> None:
    for place, part in enumerate(kind.form.parts):
        if isinstance(kind, PlainId) or not part.is_number or part.longest < 19:
            continue
        texts = [min(one.choices) if one.choices else "1" * one.longest for one in kind.form.parts]
        texts = [
            "1" if one.is_number else text for one, text in zip(kind.form.parts, texts, strict=True)
        ]
        texts[place] = str(2**63 - 1)
        assert kind.match(":".join(texts)) is not None
        texts[place] = str(2**63)
        assert kind.match(":".join(texts)) is None


@pytest.mark.parametrize("kind", DEFINED, ids=lambda one: str(one.form))
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_an_id_is_read_back_and_answered_by_one_method(
    kind: PlainId | type[ComponentId], data: st.DataObject
) -> None:
    made = data.draw(_made(kind))
    custom_id = made.make()
    assert 0 < len(custom_id) <= LONGEST
    if isinstance(made, ComponentId):
        assert type(made).match(custom_id) == made
    if custom_id in NEVER_PRESSED:
        return
    route = ROUTES.find(custom_id)
    assert route is not None
    assert route.arguments == (() if isinstance(made, PlainId) else (made,))


@settings(max_examples=300)
@given(text=st.one_of(st.text(), st.text("aux:npdo1-", max_size=40)))
def test_no_text_has_two_answers(text: str) -> None:
    found = [one.match(text) for one in ROUTES.all]
    assert len(found) - found.count(None) <= 1


SONG = "4iV5W9uYEdYUVa79Axb7Rh"
NOTE = "aZ09_-aZ09_-"
WAITING = "aZ09_-aZ09_-aZ09_-aZ09"
OLD: dict[str, AnyId] = {
    "link:open": button_ids.LINK,
    "account:unlink": button_ids.UNLINK,
    "paste:done": button_ids.PASTED,
    "consent:no": button_ids.REFUSE,
    "widen:playlist create": button_ids.WidenButton("playlist create"),
    f"code:{'0a' * 12}": button_ids.CodeButton("0a" * 12),
    f"code:done:{'0a' * 12}": button_ids.CodeForm("0a" * 12),
    f"seat:mail:{'0a' * 12}": button_ids.MailButton("0a" * 12),
    f"seat:mailed:{'0a' * 12}": button_ids.MailForm("0a" * 12),
    f"seat:added:{'0a' * 12}": button_ids.AddedButton("0a" * 12),
    f"allow:{WAITING}": button_ids.AllowButton(WAITING),
    f"device:{WAITING}": button_ids.DeviceSelect(WAITING),
    f"consent:yes:{'0f' * 16}:-": button_ids.AgreeButton("0f" * 16, "-"),
    "transfer:12": button_ids.TransferSelect(12),
    "seat:keep:1795845318": button_ids.KeepSeatButton(1795845318),
    "seat:give:1795845318": button_ids.GiveSeatButton(1795845318),
    "meant:play:12": button_ids.SameTitleSelect("play", 12),
    "np:toggle:1:2": button_ids.PlayerButton("toggle", 1, 2),
    f"np:unlike:1:2:episode:{SONG}": button_ids.LikeButton("unlike", 1, 2, "episode", SONG),
    f"np:more:1:track:{SONG}:-1:0:5": button_ids.MoreButton(1, "track", SONG, -1, 0, 5),
    f"do:queue:album:{SONG}": button_ids.ThingButton("queue", "album", SONG),
    f"do:here:{SONG}:3:4:5": button_ids.PlayHereButton(SONG, 3, 4, 5),
    "artist:pick:9": button_ids.ArtistSelect(9),
    "aux:close:7": aux_ids.PanelButton("close", 7),
    "aux:suggest:7": aux_ids.SuggestButton(7),
    "aux:typed:7": aux_ids.SuggestForm(7),
    "aux:yes:7": aux_ids.DecideButton("yes", 7),
    "aux:trust:7": aux_ids.TrustSelect(7),
    "aux:guest:7": aux_ids.GuestSelect(7),
    "mixtape:yes:7": mixtape.AlbumButton("yes", 7),
    "aux:take:7:1:2:1764200000": aux_ids.TakeOverButton(7, 1, 2, 1764200000),
    f"search:{NOTE}:1:show:9": catalogue.SearchButton("search", NOTE, 1, "show", 9),
    f"tab:{NOTE}:1:track:0": catalogue.SearchButton("tab", NOTE, 1, "track", 0),
    f"pick:{NOTE}:1:album:2": catalogue.ResultSelect(NOTE, 1, "album", 2),
    "help:5": help.GroupSelect(5),
    "recent:1:2:3": lists.RecentPageButton(1, 2, 3),
    "top:artists:long_term:1:2:3": lists.TopPageButton("artists", "long_term", 1, 2, 3),
    "topspan:tracks:1:2": lists.TopSpanSelect("tracks", 1, 2),
    "liked:1:9999": lists.LikedPageButton(1, 9999),
    "queue:1:2:3": lists.QueuePageButton(1, 2, 3),
    "lists:1:2": playlists.ListPageButton(1, 2),
    f"plist:1:{SONG}:99999": playlists.EntryPageButton(1, SONG, 99999),
    f"which:1:{WAITING}": playlists.WhichSelect(1, WAITING),
    f"anyway:{NOTE}": playlists.AnywayButton(NOTE),
    "set:off:1": shown_settings.TurnOffSelect(1),
    "set:prefix:typed": shown_settings.PREFIX_MODAL,
    "taste:no:1:2:short_term": together.TasteButton("no", 1, 2, "short_term"),
    f"blend:make:{NOTE}": together.BlendButton("make", NOTE),
    f"undo:{NOTE}": library.UndoButton(NOTE),
}


@pytest.mark.parametrize("text", OLD)
def test_messages_sent_before_still_work(text: str) -> None:
    assert OLD[text].make() == text
    assert ROUTES.find(text) is not None


def test_every_id_with_values_is_among_the_old_ones() -> None:
    known = {type(one) for one in OLD.values()}
    assert {one for one in DEFINED if not isinstance(one, PlainId)} <= known


@component_id("test:{act}:{person}")
class Pressed(ComponentId):
    """An ID for these tests."""

    act: Literal["one", "two"]
    person: Snowflake


@component_id("test:two:{name}")
class Named(ComponentId):
    """An ID whose texts partly match another ID too."""

    name: Annotated[str, text_of("0-9a-z", 1, 9)]


class First(commands.Cog):
    @on_component(Pressed)
    async def first(self, interaction: Interaction, pressed: Pressed) -> None: ...


class Second(commands.Cog):
    @on_component(Named)
    async def second(self, interaction: Interaction, pressed: Named) -> None: ...


class Third(commands.Cog):
    @on_component(PlainId("test:two:3"))
    async def third(self, interaction: Interaction) -> None: ...


class Other(commands.Cog):
    @on_component(PlainId("test:three:3"), allow_repeats=True)
    async def other(self, interaction: Interaction) -> None: ...


@pytest.mark.parametrize("cog", [First, Second, Third])
def test_two_methods_for_one_id_are_refused_at_the_start(cog: type[commands.Cog]) -> None:
    routes = Routes()
    routes.add(First())
    routes.add(Other())
    with pytest.raises(OverlappingIds, match=r"First\.first"):
        routes.add(cog())
    route, other = routes.find("test:two:3"), routes.find("test:three:3")
    assert route is not None
    assert route.arguments == (Pressed("two", 3),)
    assert not route.allow_repeats
    assert other is not None
    assert other.allow_repeats


@pytest.mark.parametrize(
    "text", ["", "test", "test:one", "test:one:", "test:one:x", "test:one:1:2", "test:six:1", "a:b"]
)
def test_other_texts_are_not_taken(text: str) -> None:
    assert Pressed.match(text) is None


def test_a_kind_that_spotify_does_not_have_is_no_id() -> None:
    """It was taken, and what was done with it broke."""
    for kind in KINDS:
        assert ROUTES.find(f"do:play:{kind}:{SONG}") is not None
    for kind in ("a", "user", "tracks", ""):
        assert ROUTES.find(f"do:play:{kind}:{SONG}") is None


def test_what_an_id_cannot_carry_is_refused_and_its_button_left_out() -> None:
    with pytest.raises(DoesNotFit):
        Pressed("one", -1).make()
    odd = do_button("play", SpotifyLink("track", "not an ID"), "Play")
    good = do_button("play", SpotifyLink("track", SONG), "Play")
    sent: Any = layout(colour=GREEN, buttons=[odd, good]).to_components()  # type: ignore[no-untyped-call]
    (row,) = sent[0]["components"]
    assert [one["custom_id"] for one in row["components"]] == [f"do:play:track:{SONG}"]


def test_an_id_that_could_be_too_long_is_refused_where_it_is_defined() -> None:
    with pytest.raises(ValueError, match="longer than 100"):

        @component_id("long:{one}")
        class Long(ComponentId):
            one: Annotated[str, text_of("a", 1, 96)]


def test_an_id_names_each_of_its_fields() -> None:
    with pytest.raises(TypeError, match="other fields"):

        @component_id("some:{one}")
        class Some(ComponentId):
            one: Annotated[int, digits(1)]
            two: Annotated[int, digits(1)]
