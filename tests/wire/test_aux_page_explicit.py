"""Explicit songs on the page of an aux: marked everywhere, and barred ones before they're added."""

from __future__ import annotations

import re

from sandbox.browser import Browser, Seen
from tests.wire.aux_party import Party
from tests.wire.test_aux_page import opened, sends

_MARK = 'role="img" aria-label="Explicit"'


def line(page: Seen, title: str, part: str) -> str:
    """Return the line of a page that shows a song, after a part's beginning."""
    lines = re.findall(r"<li>(.*?)</li>", page.source.partition(part)[2], re.DOTALL)
    found = [str(one) for one in lines if title in one]
    assert found, page.source
    return found[0]


async def test_explicit_songs_are_marked_where_songs_are_shown(party: Party) -> None:
    await party.owner.says("!aux trust everyone")
    catalogue = party.world.spotify.catalogue
    tracks = catalogue.all("track")
    rude = next(one for one in tracks if catalogue.full(one)["explicit"])
    fine = next(one for one in tracks if not catalogue.full(one)["explicit"])
    address = await opened(party)
    async with Browser("10.37.0.1") as phone:
        await sends(phone, address, "join", name="Gast")
        for one in (rude, fine):
            await sends(phone, address, "find", words=f"spotify:track:{one.id}")
        page = await phone.open(address)
        assert _MARK in line(page, rude.name, 'id="queue"')
        assert _MARK not in line(page, fine.name, 'id="queue"')
        found = await sends(phone, address, "find", words=rude.name)
        assert _MARK in line(found, rude.id, 'id="found"')
        party.owner.plays(rude.name, progress_ms=0)
        party.world.later()
        await party.owner.presses_in_place(party.owner.now(party.panel), "Refresh")
        playing = (await phone.open(address)).source.partition('id="playing"')[2]
        assert rude.name in playing.partition("</p>")[0]
        assert _MARK in playing.partition("</p>")[0]


async def test_what_is_blocked_is_said_before_it_is_added(party: Party) -> None:
    catalogue = party.world.spotify.catalogue
    rude = next(one for one in catalogue.all("track") if catalogue.full(one)["explicit"])
    address = await opened(party)
    async with Browser("10.37.0.2") as phone:
        await sends(phone, address, "join", name="Gast")
        free = await sends(phone, address, "find", words=rude.name)
        assert 'value="add"' in line(free, rude.name, 'id="found"')
        assert "Not in this aux" not in free.words
        await party.owner.says("!aux block explicit")
        await party.owner.says("!aux block 青い封筒")
        barred = await sends(phone, address, "find", words=rude.name)
        shown = line(barred, rude.name, 'id="found"')
        assert 'value="add"' not in shown
        assert "Not in this aux" in shown
        assert "wants no explicit songs in this aux" in barred.words
        blocked = await sends(phone, address, "find", words="青い封筒")
        shown = line(blocked, "青い封筒", 'id="found"')
        assert 'value="add"' not in shown
        assert "Not in this aux" in shown
    # The list is the owner's, also in later auxes.
    for _ in range(2):
        await party.owner.says("!aux unblock 1")
