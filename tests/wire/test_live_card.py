"""The answer of `nowplaying`: who may press its buttons, and what each does."""

from __future__ import annotations

import asyncio
import io

import pytest
from PIL import Image

from sandbox.spotify.catalogue import Thing
from tests.needs import needs_fonts
from tests.world import Someone, World, until


@pytest.fixture
def album(regular: Someone) -> list[Thing]:
    """Songs of an album; the regular hears the second one."""
    every = regular.world.spotify.catalogue.all("album")
    songs = next(one.children for one in every if len(one.children) > 4)
    regular.listener.player.play_track(songs[1].id)
    regular.world.later()
    return songs


async def test_t8a_nobody_else_drives_ones_player(
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
        refused.contains("isn't yours")
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
    queue.contains("Up next for", album[2].name)


async def test_disallowed_controls_are_disabled(regular: Someone) -> None:
    regular.listener.player.play_ad()
    regular.world.later()
    card = await regular.says("!np")
    card.contains("An ad is playing")
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
    (await other.presses(more, "Play from here")).contains("Now playing for you too")
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


async def test_a_double_click_queues_once(world: World, regular: Someone) -> None:
    other = await world.regular("Other D")
    world.later()
    more = await other.presses(await regular.says("!np"), "…")
    custom_id = more.buttons["Queue for me"]["custom_id"]
    await asyncio.gather(*(world.discord.press(other.person, more.id, custom_id) for _ in range(2)))
    await other.sees("Added to your own queue", after=more.id)
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
