"""The page of an aux while Spotify is away, and over a kill of the bot."""

from __future__ import annotations

import re

from sandbox.browser import Browser, Seen
from tests.conftest import MakeWorld
from tests.wire.aux_party import Party, party_in
from tests.wire.test_aux_events import event, version
from tests.wire.test_aux_page import adds, opened, sends
from tests.world import World


async def test_s3_spotify_is_away_and_the_page_says_so(party: Party) -> None:
    await party.owner.says("!aux trust everyone")
    address = await opened(party)
    async with Browser("10.32.0.1") as phone:
        await sends(phone, address, "join", name="Gast")
        party.world.spotify.fault("/v1/search", "status", status=503, times=5)
        failed = await sends(phone, address, "find", words="nobody searched for this yet")
        assert "Spotify isn't answering right now" in failed.words
        assert "窓辺の切手" in failed.words, "what is known is shown all the same"
        party.world.spotify.faults.clear()
        party.world.later()
        assert "Your song is in the queue." in (await adds(phone, address, "星を配る")).words
    assert len(party.world.rows("aux_songs")) == 1


async def test_p1_a_kill_keeps_guests_and_their_songs(make_world: MakeWorld) -> None:
    world = await make_world()
    party = await party_in(world, await world.regular("Owner K"))
    await party.owner.says("!aux trust everyone")
    address = await opened(party)
    async with Browser("10.32.0.2") as phone:
        await sends(phone, address, "join", name="Gast")
        await adds(phone, address, "青い封筒")
        seen = await version(phone, address)
        await world.bot.kill()
        await world.bot.start()
        page = await phone.open(address)
        assert "Gast</bdi>" in page.source
        assert "青い封筒" in page.words
        # What plays is read once someone looks, however many do.
        before = reads(world)
        await until_shown(phone, address, "窓辺の切手")
        for _ in range(5):
            await phone.open(address)
        assert reads(world) - before <= 1
        # A page that was open all the while learns that it has missed something.
        again = {"Last-Event-ID": seen}
        async with phone.session.get(f"{address}/events", headers=again) as stream:
            assert await event(stream) != seen
        assert "Taken back" in (await _takes_back(phone, address)).words
    await party.shows("Nothing is waiting")


def reads(world: World) -> int:
    """Count how often a player was read."""
    return sum(one.path.endswith("/me/player") for one in world.spotify.requests)


async def until_shown(phone: Browser, address: str, words: str) -> None:
    """Load the page again at each event until it shows these words."""
    page, seen = await phone.open(address), ""
    while words not in page.words:
        async with phone.session.get(f"{address}/events", params={"seen": seen}) as stream:
            seen = await event(stream)
        page = await phone.open(address)


async def _takes_back(phone: Browser, address: str) -> Seen:
    page = await phone.open(address)
    number = re.search(r'name="song" value="(\d+)">\s*<button[^>]*value="back"', page.source)
    assert number, page.source
    return await sends(phone, address, "back", song=number[1])
