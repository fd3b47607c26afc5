"""What people's Discord shows, where no player can be read: the link ended, or Spotify is away."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.conftest import MakeWorld
from tests.presences import lets_it_be_seen, shows, shows_nothing
from tests.reply import until
from tests.world import Someone, World

FIRST, SECOND = "窓辺の切手", "青い封筒"
SHOWN = "As Discord shows it"
PLAYER = "^/v1/me/player$"


@pytest.fixture
async def away(room: World) -> AsyncIterator[World]:
    """The shared world, whose Spotify is well again afterwards."""
    yield room
    room.spotify.faults.clear()


async def has_ended(someone: Someone) -> None:
    """Let someone's link have ended at Spotify, which the bot learns when it asks."""
    someone.world.spotify.revoke(someone.listener)
    someone.forget_access()


async def test_a_link_that_has_ended(room: World) -> None:
    mira, jonas = await room.linked("Mira Q"), room.someone()
    mira.plays(SECOND)
    await shows(mira, FIRST)
    await has_ended(mira)
    (await mira.uses("nowplaying")).contains(FIRST, SHOWN)
    await mira.sees("Your Spotify link has ended", "dm")
    (await mira.says("!np")).contains(FIRST, SHOWN)
    for refused in (await jonas.says(f"!np {mira.mention}"), await jonas.says("!listening")):
        refused.lacks(FIRST, "ended")
    await lets_it_be_seen(mira)
    await shows(mira, FIRST)
    (await jonas.says(f"!np {mira.mention}")).contains(FIRST, SHOWN)
    (await jonas.says("!listening")).contains(FIRST, "Mira Q")


async def test_who_says_no_or_shows_nothing_is_told_that_the_link_has_ended(room: World) -> None:
    mira = await room.linked()
    await has_ended(mira)
    (await mira.uses("nowplaying")).contains("Your Spotify link was removed")
    await shows(mira, FIRST)
    await lets_it_be_seen(mira)
    (await mira.uses("nowplaying")).contains(FIRST)
    answer = await mira.uses("privacy")
    await mira.presses_in_place(answer, "Hide my Discord's song")
    ended = await mira.uses("nowplaying")
    ended.contains("Your Spotify link was removed")
    ended.lacks(FIRST)


async def is_seen_instead(world: World, words: str) -> None:
    """Meet a Spotify that is away: who may be shown is; the others' player is said to be away."""
    people = await world.linked("Mira Q"), await world.linked("Quiet Q")
    (mira, quiet), jonas = people, world.someone()
    for one in people:
        one.plays(SECOND)
        await shows(one, FIRST)
    await lets_it_be_seen(mira)
    await shows(mira, FIRST)
    for card in (await mira.says("!np"), await jonas.says(f"!np {mira.mention}")):
        card.contains(FIRST, SHOWN)
        card.lacks(SECOND)
    refused = await jonas.says(f"!np {quiet.mention}")
    refused.contains(words)
    refused.lacks(FIRST, SHOWN)
    here = await jonas.says("!listening")
    here.contains("Mira Q", FIRST, "there may be more")
    here.lacks("Quiet Q")
    await shows_nothing(mira)
    for nothing in (await mira.says("!np"), await jonas.says(f"!np {mira.mention}")):
        nothing.contains(words)


@pytest.mark.parametrize("fault", ["reset", "html"])
async def test_spotify_is_away(away: World, fault: str) -> None:
    away.spotify.fault(PLAYER, fault, times=100)
    await is_seen_instead(away, "Spotify isn't answering")


async def test_spotify_asks_for_a_pause(make_world: MakeWorld) -> None:
    world = await make_world(FEATURES="presence")
    world.spotify.fault(PLAYER, "ratelimit", times=100, retry_after=900)
    await is_seen_instead(world, "Spotify's rate limit was reached")
    assert world.spotify.count("/v1/me/player") == 1, "the pause is kept"


async def test_spotify_is_back(away: World) -> None:
    mira, jonas = await away.linked(), away.someone()
    mira.plays(SECOND)
    await shows(mira, FIRST)
    await lets_it_be_seen(mira)
    away.spotify.fault(PLAYER, "reset", times=100)
    card = await jonas.says(f"!np {mira.mention}")
    card.contains(FIRST, SHOWN)
    away.spotify.faults.clear()
    await shows(mira, "最終便")
    await until(lambda: SECOND in jonas.now(card).words)
    jonas.now(card).lacks(SHOWN)
    (await jonas.says(f"!np {mira.mention}")).contains(SECOND)


async def test_t8b_nobody_is_nobody_while_spotify_is_away(away: World) -> None:
    mira, jonas = await away.linked("Mira Q"), away.someone()
    await shows(mira, FIRST)
    await lets_it_be_seen(mira)
    await mira.chooses(await mira.uses("settings mine"), "nobody")
    away.spotify.fault(PLAYER, "reset", times=100)
    (await jonas.says(f"!np {mira.mention}")).lacks(FIRST, SHOWN)
    (await jonas.says("!listening")).lacks(FIRST, "Mira Q")


async def test_a_private_session_is_not_looked_around(room: World) -> None:
    """Their player can be read, and says that it's private: so nothing else is asked."""
    mira, jonas = await room.linked(), room.someone()
    mira.plays(SECOND)
    mira.listener.player.private = True
    await shows(mira, FIRST)
    await lets_it_be_seen(mira)
    (await jonas.says(f"!np {mira.mention}")).lacks(FIRST, SECOND, SHOWN)
