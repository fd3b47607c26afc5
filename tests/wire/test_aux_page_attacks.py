"""Attacks on the page of an aux, and what its guests could break: T8d."""

from __future__ import annotations

import asyncio
import re

from sandbox.browser import Browser
from tests.wire.aux_party import Party
from tests.wire.test_aux_page import adds, opened, searches, sends
from tests.world import until

_BACK = re.compile(r'name="song" value="(\d+)">\s*<button[^>]*value="back"')


async def test_t8d_a_removed_guest_stays_out_also_of_a_new_link(party: Party) -> None:
    address = await opened(party)
    async with Browser("10.33.0.1") as troll:
        await sends(troll, address, "join", name="Troll")
        listed = await party.owner.says("!aux guests")
        row = party.world.rows("aux_guests", "name", "Troll")[-1]
        await party.owner.chooses(listed, str(row["id"]))
        newer = await opened(party)
        page = await troll.open(newer)
        assert "has removed you" in page.words
        assert "Join in" not in page.words
        await party.owner.says("!aux close")
        await party.owner.says("!aux open")
        assert "Join in" in (await troll.open(await opened(party))).words


async def test_t8d_a_song_on_its_way_is_lost_with_its_guest(party: Party) -> None:
    await party.owner.says("!aux trust everyone")
    address, goes = await opened(party), asyncio.Event()
    async with Browser("10.33.0.2") as troll:
        await sends(troll, address, "join", name="Troll")
        found = await sends(troll, address, "find", words="雨のポスト")
        song = re.search(r'name="song" value="(\w{22})"', found.source.partition('id="found"')[2])
        assert song
        party.world.later()
        party.world.spotify.fault(f"/v1/tracks/{song[1]}", "held", until=goes)
        adding = asyncio.create_task(sends(troll, address, "add", song=song[1]))
        await until(lambda: party.world.spotify.faults.held)
        listed = await party.owner.says("!aux guests")
        row = party.world.rows("aux_guests", "name", "Troll")[-1]
        await party.owner.chooses(listed, str(row["id"]))
        goes.set()
        assert "in the queue" not in (await adding).words
    assert not party.world.rows("aux_songs", "state", "queued")


async def test_t8d_a_guest_is_marked_and_cannot_pass_for_the_owner(party: Party) -> None:
    await party.owner.says("!aux trust everyone")
    address = await opened(party)
    async with Browser("10.33.0.3") as phone:
        await sends(phone, address, "join", name=party.owner.person.display)
        await adds(phone, address, "青い封筒")
        await party.shows("📱", "青い封筒")


async def test_t8d_a_guest_asks_the_owner_five_songs_at_once_at_most(party: Party) -> None:
    address = await opened(party)
    async with Browser("10.33.0.6") as phone:
        await sends(phone, address, "join", name="Gast")
        said = []
        for _ in range(7):
            answer = await adds(phone, address, "青い封筒")
            said.append("a lot at once" in answer.words)
            number = re.search(
                r'name="song" value="(\d+)">\s*<button[^>]*value="back"', answer.source
            )
            if number:
                await sends(phone, address, "back", song=number[1])
            party.world.bot.advance_clock(5)
        assert said.count(False) == 5


async def test_a_search_in_any_script_fits_and_another_site_is_not_searched_for(
    party: Party,
) -> None:
    address = await opened(party)
    async with Browser("10.33.0.7") as phone:
        await sends(phone, address, "join", name="Gast")
        assert (await sends(phone, address, "find", words="封" * 200)).status == 200
        before = searches(party)
        playlist = "https://open.spotify.com/user/somebody"
        page = await sends(phone, address, "find", words=playlist)
        assert "doesn't lead to a song" in page.words
        assert searches(party) == before
