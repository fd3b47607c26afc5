"""The answer of `nowplaying`: its buttons, its styles, and how it follows the music."""

from __future__ import annotations

import asyncio
import io

import pytest
from PIL import Image

from sandbox.discord.limits import walk
from sandbox.spotify.catalogue import Thing
from tests.conftest import MakeWorld
from tests.needs import needs_fonts
from tests.world import Reply, Someone, World, until


@pytest.fixture
def album(regular: Someone) -> list[Thing]:
    """Songs of an album; the regular hears the second one."""
    every = regular.world.spotify.catalogue.all("album")
    songs = next(one.children for one in every if len(one.children) > 4)
    regular.listener.player.play_track(songs[1].id)
    regular.world.later()
    return songs


async def test_nobody_else_drives_ones_player(
    world: World, regular: Someone, album: list[Thing]
) -> None:
    jonas = world.someone()
    card, own = await jonas.says(f"!np {regular.mention}"), await regular.says("!np")
    for shown, act in (
        (card, "toggle"),
        (card, "next"),
        (own, "like" if "Like" in own.buttons else "unlike"),
    ):
        pressed = await world.discord.press(jonas.person, shown.id, shown.id_of(f"np:{act}:"))
        refused = await jonas.finished(pressed, "general")
        assert refused.private
        refused.contains("somebody else's")
    assert regular.listener.player.thing is album[1]
    assert regular.listener.player.playing


async def test_one_drives_ones_player_from_anybodys_answer(
    world: World, regular: Someone, album: list[Thing]
) -> None:
    card = await world.someone().says(f"!np {regular.mention}")
    more = await regular.presses(card, "…")
    (await regular.turns(card, card.id_of("np:next:"))).contains(album[2].id)
    (await regular.turns(more, more.id_of("np:prev:"))).contains(album[1].id)
    (await regular.turns(card, card.id_of("np:toggle:"))).contains("paused")
    assert not regular.listener.player.playing


async def test_what_comes_next_is_shown_in_private(regular: Someone, album: list[Thing]) -> None:
    more = await regular.presses(await regular.says("!np"), "…")
    queue = await regular.presses(more, "Up next")
    assert queue.private
    queue.contains("plays next", album[2].name)


async def test_disallowed_controls_are_disabled(regular: Someone) -> None:
    regular.listener.player.play_ad()
    regular.world.later()
    card = await regular.says("!np")
    card.contains("advertisement")
    assert not [one for one in card.custom_ids if one.startswith("np:next")]


async def test_whoever_presses_acts_on_their_own_account(world: World, regular: Someone) -> None:
    other = await world.regular("Other O")
    regular.plays("最終便", progress_ms=60_000)
    other.plays("窓辺の切手")
    world.later()
    card = await regular.says("!np")
    more = await other.presses(card, "…")
    assert more.private
    queued = await other.presses(more, "Queue for me")
    assert queued.private
    assert [one.name for one in other.listener.player.queue] == ["最終便"]
    assert not regular.listener.player.queue
    (await other.presses(more, "Play from here")).contains("It plays for you too")
    assert other.listener.player.thing is regular.listener.player.thing
    assert abs(other.listener.player.progress_ms() - regular.listener.player.progress_ms()) < 3000
    world.kept.discard(other.listener.id)


async def test_play_from_here_when_the_song_is_over(world: World, regular: Someone) -> None:
    album = next(one for one in world.spotify.catalogue.all("album") if len(one.children) > 4)
    track = album.children[0]
    world.later()
    left = track.data["duration_ms"] - 1500
    regular.listener.player.play_track(track.id, progress_ms=left)
    more = await regular.presses(await regular.says("!np"), "…")
    await until(lambda: regular.listener.player.progress_ms() > track.data["duration_ms"] + 50)
    (await regular.presses(more, "Play from here")).contains("starts from the beginning")


async def test_it_follows_to_the_next_song_without_polling(make_world: MakeWorld) -> None:
    world = await make_world()
    mira = await world.linked()
    album = next(one for one in world.spotify.catalogue.all("album") if len(one.children) > 4)
    first, second = album.children[:2]
    left = 4000
    mira.listener.player.play_track(first.id, progress_ms=first.data["duration_ms"] - left)
    card = await mira.says("!np")
    card.contains(first.id)
    before = world.spotify.count("/v1/me/player")
    await world.discord.wait_for(lambda: second.id in mira.now(card).words, 12)
    assert world.spotify.count("/v1/me/player") - before == 1, "one read, at the end"


async def test_following_goes_on_after_a_restart(make_world: MakeWorld) -> None:
    world = await make_world()
    mira = await world.linked()
    album = next(one for one in world.spotify.catalogue.all("album") if len(one.children) > 4)
    first, second = album.children[:2]
    mira.listener.player.play_track(first.id, progress_ms=first.data["duration_ms"] - 7000)
    card = await mira.says("!np")
    await world.bot.stop()
    await world.bot.start()
    await world.discord.wait_for(lambda: second.id in mira.now(card).words, 15)


async def test_following_ends_with_the_message(make_world: MakeWorld) -> None:
    world = await make_world()
    mira = await world.linked()
    first, _ = _about_to_end(world, mira)
    card = await mira.says("!np")
    card.contains(first.id)
    assert len(world.rows("follows")) == 1
    await world.discord.interactions.delete(world.discord.world.messages[card.id])
    await until(lambda: not world.rows("follows"))
    reads = world.spotify.count("/v1/me/player")
    assert reads <= 2, "the answer's own, and one at the song's end"


async def test_a_budget_that_runs_low_stops_it(make_world: MakeWorld) -> None:
    world = await make_world(SPOTIFY_DAILY_REQUESTS="10")
    mira = await world.linked()
    for number in range(7):
        mira.plays(world.spotify.catalogue.all("track")[number].name, progress_ms=0)
        world.later()
        await mira.says("!np")
    first, second = _about_to_end(world, mira)
    world.later()
    card = await mira.says("!np")
    card.contains(first.id)
    before = world.spotify.count("/v1/me/player")
    assert len(world.rows("follows")) == 1
    await until(lambda: not world.rows("follows"))
    mira.now(card).contains(first.id)
    mira.now(card).lacks(second.id)
    assert world.spotify.count("/v1/me/player") == before, "Spotify was not asked"


def _about_to_end(world: World, someone: Someone) -> tuple[Thing, Thing]:
    """Let someone hear the last seconds of a song; return it, and the one after it."""
    album = next(one for one in world.spotify.catalogue.all("album") if len(one.children) > 4)
    first, second = album.children[:2]
    someone.listener.player.play_track(first.id, progress_ms=first.data["duration_ms"] - 3500)
    return first, second


@needs_fonts
@pytest.mark.parametrize("title", ["窓辺の切手", "رسائل المساء", "👩‍👩‍👧‍👦 Family"])
async def test_the_picture_card(world: World, title: str) -> None:
    mira = await world.linked()
    await mira.selects(await mira.uses("settings mine"), "set:style", ["card"])
    mira.plays(title)
    card = await mira.says("!np")
    item = card.message["components"][0]["components"][0]["items"][0]
    assert "Cover and progress" in item["description"]
    key = item["media"]["url"].rpartition("/attachments/")[2]
    kind, data = world.discord.world.attachments[key]
    assert kind == "image/png"
    assert Image.open(io.BytesIO(data)).size == (1000, 340)
    card.contains("open.spotify.com/track/", "Spotify")
    mira.plays("青い封筒")
    world.later()
    (await mira.turns(card, card.id_of("np:refresh:"))).contains("青い封筒")
    assert len(mira.now(card).message["attachments"]) == 1
    (await mira.uses("nowplaying")).contains("青い封筒")


def _hearts(card: Reply) -> list[str]:
    return [
        str(one["emoji"]["name"])
        for one in walk(card.message["components"])
        if (one.get("emoji") or {}).get("name") in ("💚", "🤍", "♥️", "❤️", "💛")
    ]


def _heart(card: Reply) -> str:
    """The heart that a card shows; there must be one."""
    (found,) = _hearts(card)
    return found


async def test_the_heart_shows_the_state_and_changes_it_for_all_to_see(
    world: World, regular: Someone
) -> None:
    uri = str(world.spotify.catalogue.named("track", "窓辺の切手").data["uri"])
    world.later()
    await regular.says("!unlike")
    card, jonas = await regular.says("!np"), world.someone()
    assert _heart(card) == "🤍"
    liked = await regular.presses_in_place(card, "Like")
    assert uri in regular.listener.saved
    assert _heart(liked) == _heart(jonas.now(card)) == "💚"
    unliked = await regular.presses_in_place(liked, "Liked")
    assert uri not in regular.listener.saved
    assert _heart(unliked) == "🤍"
    await regular.says("!like")
    assert _heart(await regular.uses("nowplaying")) == "💚"


async def test_a_stale_heart_takes_nothing_away(world: World, regular: Someone) -> None:
    """Two old answers to one song: pressing "Like" on both likes it."""
    uri = str(world.spotify.catalogue.named("track", "窓辺の切手").data["uri"])
    regular.listener.saved.pop(uri, None)
    await regular.says("!unlike")
    first, second = await regular.says("!np"), await regular.says("!np")
    await regular.presses_in_place(first, "Like")
    assert _heart(await regular.presses_in_place(second, "Like")) == "💚"
    assert uri in regular.listener.saved


async def test_liking_the_song_that_was_shown_after_it_has_changed(
    world: World, regular: Someone
) -> None:
    before = str(world.spotify.catalogue.named("track", "窓辺の切手").data["uri"])
    regular.listener.saved.pop(before, None)
    await regular.says("!unlike")
    card = await regular.says("!np")
    regular.plays("最終便")
    world.later()
    (await regular.presses(card, "Like")).contains("Saved to your library")
    assert before in regular.listener.saved
    assert regular.now(card).words.count("最終便")


async def test_at_most_six_buttons_one_heart_and_the_rest_in_private(
    world: World, regular: Someone
) -> None:
    other = await world.regular("Other B")
    world.later()
    own, asked = await regular.says("!np"), await other.says(f"!np {regular.mention}")
    for card in (own, asked):
        # Not by their labels: those with an emoji alone have the same one.
        pressed = [one for one in walk(card.message["components"]) if one.get("type") == 2]
        assert len(pressed) <= 6, pressed
    assert "Like for me" in asked.buttons
    assert "Like for me" not in own.buttons
    assert (len(_hearts(own)), _hearts(asked)) == (1, []), "the heart is whose song it is"
    assert not [one for one in asked.custom_ids if one.startswith(("np:like", "np:unlike"))]
    before = len(world.spotify.requests)
    more = await other.presses(own, "…")
    assert more.private
    assert {"Like for me", "Queue for me", "Play from here"} <= set(more.buttons)
    assert "Up next" not in more.buttons
    mine = await regular.presses(asked, "…")
    assert mine.private
    assert "Up next" in mine.buttons
    assert len(world.spotify.requests) == before, "offering costs nothing"
    other.listener.saved.clear()
    (await other.presses(asked, "Like for me")).contains("your own library")
    assert other.listener.saved
    world.kept.discard(other.listener.id)


async def test_where_it_is_not_allowed_no_like_is_asked_for(world: World) -> None:
    mira = await world.linked()
    mira.plays()
    before = len(world.spotify.requests)
    card = await mira.says("!np")
    asked = [one.path for one in list(world.spotify.requests)[before:]]
    assert not [one for one in asked if "contains" in one]
    (await mira.presses(card, "Like")).contains("save and remove")


async def test_a_double_click_queues_once(world: World, regular: Someone) -> None:
    other = await world.regular("Other D")
    world.later()
    more = await other.presses(await regular.says("!np"), "…")
    custom_id = more.buttons["Queue for me"]["custom_id"]
    await asyncio.gather(*(world.discord.press(other.person, more.id, custom_id) for _ in range(2)))
    await other.sees("Queued on your own player", after=more.id)
    # The answer to something later: had the second click counted, it would show by now.
    (await other.uses("queue")).contains("窓辺の切手")
    assert len(other.listener.player.queue) == 1
    await other.presses(more, "Queue for me")
    assert len(other.listener.player.queue) == 2, "on purpose it is queued again"
    world.kept.discard(other.listener.id)


async def test_a_double_click_skips_once(world: World, regular: Someone) -> None:
    album = next(one for one in world.spotify.catalogue.all("album") if len(one.children) > 4)
    player = regular.listener.player
    player.play_track(album.children[0].id)
    world.later()
    card = await regular.says("!np")
    custom_id = card.id_of("np:next:")
    await asyncio.gather(
        *(world.discord.press(regular.person, card.id, custom_id) for _ in range(3))
    )
    await regular.becomes(card, album.children[1].id)
    assert player.thing is album.children[1]
