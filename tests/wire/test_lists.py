"""Recent, top, liked, chart, listening: what is listed, paged, and shared."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from tests.conftest import MakeWorld
from tests.needs import needs_fonts
from tests.world import Someone, World


async def test_recent_lists_what_was_heard_and_pages(world: World, regular: Someone) -> None:
    shown = await regular.says("!recent")
    newest = regular.listener.player.history[0].track
    shown.contains("heard", newest.id, "Spotify")
    jonas = world.someone()
    pressed = await world.discord.press(jonas.person, shown.id, shown.id_of("recent:"))
    (await jonas.finished(pressed, "general")).contains("somebody else's")
    second = await regular.turns(shown, shown.id_of("recent:"))
    second.contains("2/")
    second.lacks(newest.id)
    (await regular.uses("recent")).contains("heard")


@pytest.mark.parametrize(
    ("command", "kind", "span", "words"),
    [
        ("!top", "tracks", "medium_term", "6 months"),
        ("!top tracks 4 weeks", "tracks", "short_term", "4 weeks"),
        ("!top artists year", "artists", "long_term", "year"),
    ],
)
async def test_top_as_spotify_lists_it(
    regular: Someone, command: str, kind: str, span: str, words: str
) -> None:
    shown = await regular.says(command)
    expected = [one.id for one in regular.listener.top[kind, span][:10]]
    shown.contains(words, *expected)
    places = [shown.words.index(one) for one in expected]
    assert places == sorted(places), "in Spotify's order"


async def test_top_by_slash_pages_and_changes_its_time(regular: Someone) -> None:
    shown = await regular.uses("top artists", range="long_term")
    tenth = regular.listener.top["artists", "long_term"][10]
    (await regular.turns(shown, shown.id_of("top:"))).contains(tenth.id, "2/")
    changed = await regular.selects(regular.now(shown), "topspan:", ["short_term"])
    changed.contains("4 weeks", regular.listener.top["artists", "short_term"][0].id)


async def test_another_person_shares_or_not(world: World, regular: Someone) -> None:
    jonas = world.someone()
    (await jonas.says(f"!recent {regular.mention}")).contains("Regular R")
    (await jonas.uses("top tracks", person=str(regular.person.id))).contains("Regular R")
    plain = await world.linked()
    (await jonas.says(f"!recent {plain.mention}")).contains("Nothing to show")
    settings = await regular.uses("settings mine")
    await regular.selects(settings, "set:privacy", ["nobody"])
    try:
        (await jonas.says(f"!top {regular.mention}")).contains("Nothing to show")
    finally:
        await regular.selects(regular.now(settings), "set:privacy", ["servers"])


async def test_a_new_account_has_empty_lists(world: World) -> None:
    mira = world.someone()
    mira.listener.top.clear()
    mira.listener.player.history.clear()
    mira.listener.saved.clear()
    (await mira.allows("!top")).contains("no list")
    (await mira.allows("!recent")).contains("nothing yet")
    (await mira.allows("!liked")).contains("Nothing saved")
    (await mira.says("!chart")).contains("no list")
    (await mira.allows("!queue")).contains("empty queue")


async def test_liked_pages(regular: Someone) -> None:
    shown = await regular.says("!liked")
    shown.contains("Liked Songs", "songs")
    (await regular.turns(shown, shown.id_of("liked:"))).contains("11\\.", "2/")


@needs_fonts
@pytest.mark.parametrize(("command", "side"), [("!chart", 3), ("!chart artists 5 year", 5)])
async def test_chart_is_a_picture_with_alt_text_and_links(
    world: World, regular: Someone, command: str, side: int
) -> None:
    shown = await regular.says(command)
    gallery = shown.message["components"][0]["components"][0]
    item = gallery["items"][0]
    assert "1." in item["description"]
    assert len(item["description"]) > 100
    key = item["media"]["url"].rpartition("/attachments/")[2]
    kind, data = world.discord.world.attachments[key]
    picture = Image.open(io.BytesIO(data))
    assert kind == "image/jpeg"
    assert picture.width >= side * 150
    shown.contains("open.spotify.com", "Spotify")


@needs_fonts
async def test_chart_by_slash(regular: Someone) -> None:
    shown = await regular.uses("chart", list="tracks", size="4", range="short_term")
    assert "attachments" in str(shown.message["components"])


async def test_who_is_listening_here(make_world: MakeWorld) -> None:
    world = await make_world()
    regular = await world.linked("Regular R")
    quiet, hidden = await world.linked("Quiet Q"), await world.linked("Hidden H")
    hidden.plays("青い封筒")
    account = await hidden.uses("account")
    await hidden.chooses(account, "nobody")
    regular.plays("窓辺の切手")
    shown = await world.someone().says("!listening")
    shown.contains("Regular R", "窓辺の切手")
    shown.lacks("Quiet Q", "Hidden H", "青い封筒")
    assert quiet.person
    (await regular.says("!listening", "dm")).contains("Not here")
    (await regular.uses("listening")).contains("Regular R")


async def test_partial_results_are_said_to_be_partial(world: World, regular: Someone) -> None:
    slow = await world.linked("Slow S")
    slow.plays()
    regular.plays("窓辺の切手")
    await regular.says("!np")
    world.spotify.fault("/v1/me/player", "status", times=3, status=500)
    shown = await world.someone().says("!who")
    shown.contains("there may be more")
