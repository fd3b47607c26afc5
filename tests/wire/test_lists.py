"""Recent, top, liked, chart, listening: what is listed, paged, and shared."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from PIL import Image

from tests.conftest import MakeWorld
from tests.needs import needs_fonts
from tests.world import Reply, Someone, World


async def test_recent_lists_what_was_heard_and_pages(world: World, regular: Someone) -> None:
    shown = await regular.says("!recent")
    heard = [one.track.id for one in regular.listener.player.history]
    newest = regular.listener.player.history[0].track
    shown.contains("Recently played by", newest.id, "Spotify")
    jonas = world.someone()
    pressed = await world.discord.press(jonas.person, shown.id, shown.id_of("recent:"))
    (await jonas.finished(pressed, "general")).contains("isn't yours")
    second = await regular.turns(shown, shown.id_of("recent:"))
    second.contains("2/")
    assert re.findall(r"/track/(\w{22})", second.words) == heard[10:20]
    (await regular.uses("recent")).contains("Recently played by")


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
    (await mira.allows("!recent")).contains("anything yet")
    (await mira.allows("!liked")).contains("Nothing saved")
    (await mira.says("!chart")).contains("no list")
    (await mira.allows("!queue")).contains("empty queue")


async def test_liked_pages(regular: Someone) -> None:
    shown = await regular.says("!liked")
    shown.contains("Liked Songs", "songs")
    (await regular.turns(shown, shown.id_of("liked:"))).contains("11\\.", "2/")


def _picture_of(world: World, shown: Reply) -> tuple[str, Image.Image]:
    """Return a chart's alt text and picture."""
    gallery = shown.message["components"][0]["components"][0]
    item = gallery["items"][0]
    key = item["media"]["url"].rpartition("/attachments/")[2]
    kind, data = world.discord.world.attachments[key]
    assert kind == "image/jpeg"
    return str(item["description"]), Image.open(io.BytesIO(data))


@needs_fonts
@pytest.mark.parametrize(
    ("command", "side", "kind", "span"),
    [
        ("!chart", 3, "tracks", "medium_term"),
        ("!chart artists 5 year", 5, "artists", "long_term"),
        ("!chart 6 year", 6, "tracks", "long_term"),
    ],
)
async def test_chart_is_a_picture_with_alt_text_and_all_its_links(
    world: World, regular: Someone, command: str, side: int, kind: str, span: str
) -> None:
    if side == 6:
        # Someone new, whose list has enough covers and was never read.
        regular = await world.regular("Chart S")
        songs = world.spotify.catalogue.all("track")
        regular.listener.top[kind, span] = list({id(one.parent): one for one in songs}.values())[
            :50
        ]
    shown = await regular.says(command)
    alt, picture = _picture_of(world, shown)
    assert "1." in alt
    assert len(alt) > 100
    assert picture.width >= side * 150
    best = [one.id for one in regular.listener.top[kind, span][: side * side]]
    linked = re.findall(r"open\.spotify\.com/(?:track|artist)/(\w{22})", shown.words)
    assert len(linked) == side * side
    assert linked[0] == best[0]
    assert len(set(linked)) == len(linked)
    placed = re.findall(r"(\d+) \[.+?\]\(https://open\.spotify\.com/\w+/(\w{22})", shown.words)
    assert [one for _, one in placed] == linked, "each link has its place in the list before it"
    assert all(regular.listener.top[kind, span][int(rank) - 1].id == one for rank, one in placed)
    shown.contains("Spotify")
    shown.lacks("too few")


@needs_fonts
async def test_a_chart_says_why_it_is_smaller(world: World) -> None:
    """Twenty songs are no 7 by 7: the largest square that they fill is drawn."""
    tracks = world.spotify.catalogue.all("track")
    one_each = list({id(one.parent): one for one in tracks}.values())
    mira = await world.regular("Chart C")
    top = mira.listener.top
    top["tracks", "short_term"] = [*one_each[:20], tracks[1]]
    top["tracks", "medium_term"] = one_each[:5]
    top["tracks", "long_term"] = one_each[:50]
    shown = await mira.says("!chart 7 4 weeks")
    shown.contains("only 20 covers, too few for 7 by 7", "1 song is left out")
    assert len(re.findall(r"open\.spotify\.com/track/", shown.words)) == 16
    _, small = _picture_of(world, shown)
    (await mira.says("!chart 3")).contains("only 5 covers, too few for 3 by 3")
    shown = await mira.says("!chart 7 year")
    assert len(re.findall(r"open\.spotify\.com/track/", shown.words)) == 49
    shown.lacks("too few", "left out")
    assert len(shown.words) < 4000
    _, large = _picture_of(world, shown)
    assert large.height > small.height


async def test_a_chart_that_no_font_can_draw_is_in_words(world: World) -> None:
    mira = await world.regular("Chart \u0378")
    songs = world.spotify.catalogue.all("track")
    one_each = list({id(one.parent): one for one in songs}.values())[:49]
    mira.listener.top["tracks", "long_term"] = [
        replace(one, data={**one.data, "name": one.name + " and so on" * 8}) for one in one_each
    ]
    shown = await mira.says("!chart 7 year")
    assert "attachments" not in str(shown.message["components"])
    assert re.findall(r"open\.spotify\.com/track/(\w{22})", shown.words) == [
        one.id for one in one_each
    ]


@needs_fonts
async def test_chart_by_slash(regular: Someone) -> None:
    shown = await regular.uses("chart", list="tracks", size="4", range="short_term")
    assert "attachments" in str(shown.message["components"])


async def test_who_is_listening_here(make_world: MakeWorld) -> None:
    world = await make_world()
    regular = await world.linked("Regular R")
    await world.linked("Quiet Q")
    hidden = await world.linked("Hidden H")
    hidden.plays("青い封筒")
    account = await hidden.uses("account")
    await hidden.chooses(account, "nobody")
    regular.plays("窓辺の切手")
    shown = await world.someone().says("!listening")
    shown.contains("Regular R", "窓辺の切手")
    shown.lacks("Quiet Q", "Hidden H", "青い封筒")
    (await regular.says("!listening", "dm")).contains("Not here")
    (await regular.uses("listening")).contains("Regular R")


async def test_partial_results_are_said_to_be_partial(make_world: MakeWorld) -> None:
    world = await make_world()
    regular = await world.linked("Regular R")
    slow = await world.linked("Slow S")
    slow.plays()
    regular.plays("窓辺の切手")
    # Only the one person's token is renewed: the other is read as ever, however slow the machine.
    with world.database() as database:
        database.execute(
            "UPDATE accounts SET expires_at = 0 WHERE discord_id = ?", (slow.person.id,)
        )
    world.spotify.fault("/api/token", "status", times=100, status=500)
    shown = await world.someone().says("!who")
    shown.contains("Regular R", "窓辺の切手", "there may be more")
    shown.lacks("Slow S")
