"""The answer of `nowplaying` follows the music: one read at a song's end, and no polling."""

from __future__ import annotations

from sandbox.spotify.catalogue import Thing
from tests.conftest import MakeWorld
from tests.world import Someone, World, until


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
    await until(lambda: len(world.rows("follows")) == 1)
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
