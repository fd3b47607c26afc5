"""S7: a refresh token that died; S11: an access token that ran out under a hundred commands
(docs/reference/threats-and-faults.md).
"""

from __future__ import annotations

import asyncio

from tests.conftest import MakeWorld
from tests.faults.figures import figure
from tests.world import Someone

AT_ONCE = 100
_EACH = 5
"""Commands of one kind in a row: more in so short a time would be refused as too many."""


async def test_s11_a_hundred_commands_on_an_expired_token_refresh_it_once(
    make_world: MakeWorld,
) -> None:
    world = await make_world()
    mira, others = (
        await world.linked(),
        [world.someone(seat=False) for _ in range(AT_ONCE // _EACH)],
    )
    mira.plays()
    world.spotify.expire_access_tokens()
    world.bot.advance_clock(3700)
    mark = len(world.spotify.requests)
    looks = [
        one.uses("nowplaying", person=str(mira.person.id)) for one in others for _ in range(_EACH)
    ]
    answers = await asyncio.gather(*looks)
    for answer in answers:
        answer.contains("窓辺の切手")
    refreshes = world.spotify.count("/api/token", since=mark, grant_type="refresh_token")
    figure("S11", f"{len(answers)} commands on an expired token", f"{refreshes} refresh", "1")
    assert refreshes == 1


async def test_s7_a_dead_refresh_token_is_tried_once_and_told_once(make_world: MakeWorld) -> None:
    world = await make_world()
    mira = await world.linked()
    mira.plays()
    world.spotify.revoke(mira.listener)
    world.spotify.expire_access_tokens()
    world.bot.advance_clock(3700)
    mark = len(world.spotify.requests)
    await asyncio.gather(*(_told(mira) for _ in range(_EACH)))
    for _ in range(3):
        await world.bot.stop()
        await world.bot.start()
        await _told(mira)
    refreshes = world.spotify.count("/api/token", since=mark, grant_type="refresh_token")
    letters = [
        one
        for one in world.discord.messages(mira.person, "dm")
        if one["author"]["bot"] and "message_reference" not in one
    ]
    figure(
        "S7",
        f"{_EACH + 3} commands and 3 restarts on a dead refresh token",
        f"{refreshes} request, {len(letters)} letters",
        "1 request, at most 1 letter",
    )
    assert refreshes == 1
    assert len(letters) <= 1


async def _told(mira: Someone) -> None:
    (await mira.uses("nowplaying")).contains("Link again to continue")
