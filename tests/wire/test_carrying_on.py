"""A command that needs a link, or more permissions, is carried out after one press."""

from __future__ import annotations

from tests.conftest import MakeWorld
from tests.world import Someone, World, until


async def test_the_first_link_goes_on_with_the_command(world: World) -> None:
    mira = world.someone()
    mira.plays()
    asked = await mira.says("!np")
    offer = await mira.presses(asked, "Link Spotify")
    offer.contains("will run afterwards")
    await mira.agrees(offer)
    await mira.sees("窓辺の切手", after=asked.id)


async def test_slash_asks_in_private_with_one_button_and_goes_on(world: World) -> None:
    mira = world.someone()
    mira.plays()
    asked = await mira.uses("nowplaying")
    assert asked.private
    assert list(asked.buttons) == ["1 Open Spotify", "2 Paste the address", "Link Spotify"]
    await mira.agrees(asked)
    shown = await mira.sees("窓辺の切手", after=asked.id)
    assert not shown.private


async def test_only_the_missing_permission_is_asked_for(world: World) -> None:
    mira = await world.linked()
    mira.plays()
    asked = await mira.uses("pause")
    asked.contains("control your player")
    asked.lacks("playlists", "saved")
    page = await mira.opens(asked.link)
    assert "control your player" in page.words
    assert mira.listener.player.playing
    await mira.agrees(asked)
    await mira.sees("Paused", after=asked.id)
    assert not mira.listener.player.playing


async def test_a_pressed_button_goes_on_too(world: World, regular: Someone) -> None:
    regular.plays()
    card = await regular.says("!np")
    mira = await world.linked()
    asked = await mira.presses(await mira.presses(card, "…"), "Like it too")
    asked.contains("save and remove")
    await mira.agrees(asked)
    await mira.sees("Saved to your own library", after=asked.id)
    track = world.spotify.catalogue.named("track", "窓辺の切手")
    assert track.data["uri"] in mira.listener.saved


async def test_refusing_carries_nothing_out(world: World) -> None:
    mira = await world.linked()
    mira.plays()
    asked = await mira.uses("pause")
    address = asked.link
    from sandbox.browser import Browser

    async with Browser(mira.address) as browser:
        await browser.link(address, world.spotify, mira.listener.id, agree=False)
    await mira.sees("You cancelled")
    assert mira.listener.player.playing


async def test_over_a_restart(make_world: MakeWorld) -> None:
    world = await make_world()
    mira = await world.linked()
    mira.plays()
    slash = await mira.uses("pause")
    prefix = await mira.says("!shuffle on")
    offer = await mira.presses(prefix, "Allow")
    await world.bot.stop()
    await world.bot.start()
    page = await mira.agrees(slash)
    assert page.status == 200
    await mira.sees("Paused", after=slash.id)
    await mira.sees("Shuffle is on", after=offer.id)


async def test_too_old_or_gone_is_not_carried_out(make_world: MakeWorld) -> None:
    world = await make_world()
    mira, jonas = await world.linked(), await world.linked()
    mira.plays()
    jonas.plays()
    late, gone = await mira.uses("pause"), await jonas.uses("pause")
    with world.database() as database:
        database.execute(
            "UPDATE waiting_commands SET created_at = created_at - 1000 WHERE discord_id = ?",
            (mira.person.id,),
        )
    world.home.members.remove(jonas.person.id)
    await mira.agrees(late)
    await jonas.agrees(gone)
    await until(lambda: not _waiting(world))
    for one in (mira, jonas):
        # The answer to something later: had it been carried out, it would be by now.
        (await one.uses("account", "dm")).contains(one.spotify_name)
    assert world.spotify.count("/v1/me/player/pause") == 0
    assert mira.listener.player.playing
    assert jonas.listener.player.playing


async def test_somebody_who_left_the_channel_is_not_answered_there(make_world: MakeWorld) -> None:
    world = await make_world()
    slash, prefix = await world.linked(), await world.linked()
    asked = await slash.uses("pause", "music")
    for one in (slash, prefix):
        one.plays()
    public = await prefix.says("!pause", "music")
    offer = await prefix.presses(public, "Allow", "music")
    for one in (slash, prefix):
        await world.discord.hide_channel(one.person, "music")
    await slash.agrees(asked)
    await prefix.agrees(offer)
    await until(lambda: not _waiting(world))
    for one in (slash, prefix):
        (await one.uses("account", "dm")).contains(one.spotify_name)
    assert world.spotify.count("/v1/me/player/pause") == 0
    assert slash.listener.player.playing
    assert prefix.listener.player.playing


async def test_a_link_that_died_is_renewed_and_goes_on(world: World) -> None:
    mira = await world.linked()
    mira.plays()
    world.spotify.revoke(mira.listener)
    for access in world.spotify.tokens.values():
        if access.person is mira.listener:
            access.expires_at = 0
    asked = await mira.uses("nowplaying")
    asked.contains("link was removed")
    await mira.agrees(asked)
    await mira.sees("窓辺の切手", after=asked.id)


def _waiting(world: World) -> int:
    with world.database() as database:
        return int(database.execute("SELECT count(*) FROM waiting_commands").fetchone()[0])
