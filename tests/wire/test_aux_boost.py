"""Boosts and votes to skip in an aux: everyone has some, nobody has all."""

from __future__ import annotations

import asyncio
import re

from tests.conftest import MakeWorld
from tests.wire.aux_party import Party, party_in, skips

TITLES = ("青い封筒", "最終便", "雨のポスト")
_BACK = re.compile(r"<t:\d+:R>")


async def add_some(party: Party) -> None:
    await party.owner.says("!aux trust everyone")
    for title in TITLES:
        await party.owner.says(f"!aux add {title}")


async def test_a_boost_puts_a_song_next_once(party: Party) -> None:
    await add_some(party)
    (await party.guest.says("!aux boost 7")).contains("No waiting song has the number")
    (await party.guest.says("!aux boost 1")).contains("number 1", "青い封筒")
    (await party.guest.uses("aux boost", number="3")).contains("number 1", "雨のポスト")
    await party.lists("雨のポスト", "青い封筒", "最終便")
    refused = await party.guest.uses("aux boost", number="3")
    refused.contains("No boost left")
    assert refused.private
    assert _BACK.search(refused.words), refused.words
    (await party.other.says("!aux boost 3")).contains("最終便")
    await party.lists("最終便", "雨のポスト", "青い封筒")
    for _ in range(3):
        (await party.owner.says("!aux boost 3")).contains("number 1")
    await party.lists("最終便", "雨のポスト", "青い封筒")


async def test_two_boosts_at_once_cost_one_and_move_one(party: Party) -> None:
    await add_some(party)
    said = await asyncio.gather(*(party.guest.uses("aux boost", number=one) for one in ("2", "3")))
    refused = [one for one in said if "No boost left" in one.words]
    assert len(refused) == 1, [one.words for one in said]
    first = "雨のポスト" if said[0] is refused[0] else "最終便"
    await party.lists(first, "青い封筒")


async def test_a_boost_is_back_after_a_quarter_of_an_hour(make_world: MakeWorld) -> None:
    world = await make_world()
    party = await party_in(world, await world.regular("Owner W"))
    await add_some(party)
    await party.guest.says("!aux boost 2")
    (await party.guest.says("!aux boost 2")).contains("No boost left")
    world.bot.advance_clock(901)
    (await party.guest.says("!aux boost 2")).contains("number 1")


async def test_nobody_skips_everything(party: Party) -> None:
    await party.owner.says("!aux trust everyone")
    await party.guest.says("!aux add 青い封筒")
    before = skips(party)
    for title in ("窓辺の切手", *TITLES[1:]):
        party.owner.plays(title, progress_ms=0)
        party.world.later()
        for _ in range(2):
            (await party.guest.says("!aux skip")).contains("1 of 2")
    party.owner.plays("静かな行進", progress_ms=0)
    party.world.later()
    await party.owner.says("!aux")
    asked = len(party.world.spotify.requests)
    refused = await party.guest.says("!aux skip")
    refused.contains("No votes to skip left", "still count")
    assert _BACK.search(refused.words), refused.words
    assert len(party.world.spotify.requests) == asked, "nothing is asked for a vote that isn't one"
    (await party.other.says("!aux skip")).contains("1 of 2")
    assert skips(party) == before
    party.world.bot.advance_clock(301)
    (await party.guest.says("!aux skip")).contains("Skipped by vote")


async def test_a_vote_that_changes_nothing_costs_nothing(party: Party) -> None:
    panel = party.owner.now(party.panel)
    for title in ("最終便", "雨のポスト") * 2:
        party.owner.plays(title, progress_ms=0)
        party.world.later()
        (await party.guest.presses(panel, "Vote to skip")).contains("That song is over")
    for _ in range(5):
        (await party.guest.says("!aux skip")).contains("1 of 2")
    party.owner.plays("青い封筒", progress_ms=0)
    party.world.later()
    (await party.guest.says("!aux skip")).contains("1 of 2")
