"""The answer of `nowplaying`: its buttons, its styles, and how it follows the music."""

from __future__ import annotations

import asyncio
import io

import pytest
from PIL import Image

from tests.conftest import MakeWorld
from tests.needs import needs_fonts
from tests.world import Someone, World, until


async def test_the_owner_drives_and_others_are_politely_refused(
    world: World, regular: Someone
) -> None:
    album = next(one for one in world.spotify.catalogue.all("album") if len(one.children) > 4)
    player = regular.listener.player
    player.play_track(album.children[1].id)
    await asyncio.sleep(2.1)
    jonas = world.someone()
    card = await jonas.says(f"!np {regular.mention}")
    for act in ("prev", "toggle", "next", "like", "queue"):
        pressed = await world.discord.press(jonas.person, card.id, card.id_of(f"np:{act}:"))
        refused = await jonas.finished(pressed, "general")
        assert refused.private
        refused.contains("somebody else's")
    assert player.thing is album.children[1]
    (await regular.turns(card, card.id_of("np:next:"))).contains(album.children[2].id)
    (await regular.turns(card, card.id_of("np:prev:"))).contains(album.children[1].id)
    (await regular.turns(card, card.id_of("np:toggle:"))).contains("paused")
    assert not player.playing
    pressed = await world.discord.press(regular.person, card.id, card.id_of("np:queue:"))
    (await regular.finished(pressed, "general")).contains("plays next")
    pressed = await world.discord.press(regular.person, card.id, card.id_of("np:like:"))
    assert (await regular.finished(pressed, "general")).private


async def test_disallowed_controls_are_disabled(regular: Someone) -> None:
    regular.listener.player.play_ad()
    await asyncio.sleep(2.1)
    card = await regular.says("!np")
    card.contains("advertisement")
    assert not [one for one in card.custom_ids if one.startswith("np:next")]


async def test_whoever_presses_acts_on_their_own_account(world: World, regular: Someone) -> None:
    other = await world.regular("Other O")
    regular.plays("最終便", progress_ms=60_000)
    other.plays("窓辺の切手")
    await asyncio.sleep(2.1)
    card = await regular.says("!np")
    queued = await other.presses(card, "Queue for me")
    assert queued.private
    assert [one.name for one in other.listener.player.queue] == ["最終便"]
    assert not regular.listener.player.queue
    (await other.presses(card, "Play from here")).contains("It plays for you too")
    assert other.listener.player.thing is regular.listener.player.thing
    assert abs(other.listener.player.progress_ms() - regular.listener.player.progress_ms()) < 3000
    world.kept.discard(other.listener.id)


async def test_play_from_here_when_the_song_is_over(world: World, regular: Someone) -> None:
    album = next(one for one in world.spotify.catalogue.all("album") if len(one.children) > 4)
    track = album.children[0]
    await asyncio.sleep(2.1)
    left = track.data["duration_ms"] - 1500
    regular.listener.player.play_track(track.id, progress_ms=left)
    card = await regular.says("!np")
    await asyncio.sleep(1.6)
    (await regular.presses(card, "Play from here")).contains("starts from the beginning")


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


async def test_following_goes_on_after_a_restart_and_stops_with_the_message(
    make_world: MakeWorld,
) -> None:
    world = await make_world()
    mira = await world.linked()
    album = next(one for one in world.spotify.catalogue.all("album") if len(one.children) > 4)
    first, second = album.children[:2]
    mira.listener.player.play_track(first.id, progress_ms=first.data["duration_ms"] - 7000)
    card = await mira.says("!np")
    await world.bot.stop()
    await world.bot.start()
    await world.discord.wait_for(lambda: second.id in mira.now(card).words, 15)
    third = second.data["duration_ms"] - 3500
    mira.listener.player.play_track(second.id, progress_ms=third)
    card = await mira.says("!np")
    await world.discord.interactions.delete(world.discord.world.messages[card.id])
    await asyncio.sleep(5.5)
    before = world.spotify.count("/v1/me/player")
    mira.plays(progress_ms=0)
    await asyncio.sleep(2.5)
    assert world.spotify.count("/v1/me/player") == before


async def test_a_budget_that_runs_low_stops_it(make_world: MakeWorld) -> None:
    world = await make_world(SPOTIFY_DAILY_REQUESTS="10")
    mira = await world.linked()
    for number in range(7):
        mira.plays(world.spotify.catalogue.all("track")[number].name, progress_ms=0)
        await asyncio.sleep(2.05)
        await mira.says("!np")
    track = world.spotify.catalogue.all("track")[8]
    mira.listener.player.play_track(track.id, progress_ms=track.data["duration_ms"] - 3000)
    await asyncio.sleep(2.05)
    await mira.says("!np")
    await until(lambda: any("follows no longer" in line for line in world.bot.output))


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
    await asyncio.sleep(2.1)
    (await mira.turns(card, card.id_of("np:refresh:"))).contains("青い封筒")
    assert len(mira.now(card).message["attachments"]) == 1
    (await mira.uses("nowplaying")).contains("青い封筒")
