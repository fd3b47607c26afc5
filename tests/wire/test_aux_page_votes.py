"""Votes to skip on the page of an aux: how many there are, how many it takes, and one's own."""

from __future__ import annotations

import html
import re

from sandbox.browser import Browser, Seen
from tests.wire.aux_party import Party
from tests.wire.test_aux_page import adds, opened, sends


def votes(page: Seen) -> str:
    """Return what a page says about votes."""
    line = re.search(r'id="votes">(.*?)</p>', page.source, re.DOTALL)
    return html.unescape(line[1]) if line else ""


def may_vote(page: Seen) -> bool:
    """Whether a page has the button."""
    return 'value="vote"' in page.source


async def test_a_guest_sees_how_many_votes_there_are_and_it_takes_and_their_own(
    party: Party,
) -> None:
    address = await opened(party)
    async with Browser("10.36.0.1") as phone, Browser("10.36.0.2") as other:
        await sends(phone, address, "join", name="Gast")
        await sends(other, address, "join", name="Andere")
        before = await phone.open(address)
        assert votes(before) == "🗳️ 0 of 2 votes to skip."
        assert may_vote(before)
        mine = await sends(phone, address, "vote")
        assert votes(mine) == "🗳️ 1 of 2 votes to skip. You've voted."
        assert not may_vote(mine)
        theirs = await other.open(address)
        assert votes(theirs) == "🗳️ 1 of 2 votes to skip."
        assert may_vote(theirs)
        assert "Gast" not in theirs.source, "nobody sees who"
        # Another song: nobody has voted against it.
        party.owner.plays("最終便", progress_ms=0)
        party.world.later()
        await party.owner.presses_in_place(party.owner.now(party.panel), "Refresh")
        again = await phone.open(address)
        assert "最終便" in again.words
        assert votes(again) == "🗳️ 0 of 2 votes to skip."
        assert may_vote(again)


async def test_what_it_takes_is_what_skips(party: Party) -> None:
    await party.owner.says("!aux trust everyone")
    address = await opened(party)
    titles = iter(("青い封筒", "最終便", "返事はいらない", "星を配る", "静かな行進"))
    guests = [Browser(f"10.36.1.{number}") for number in range(5)]
    try:
        for number, guest in enumerate(guests):
            await sends(guest, address, "join", name=f"Gast {number}")
            await adds(guest, address, next(titles))
        assert votes(await guests[0].open(address)) == "🗳️ 0 of 3 votes to skip."
        for number, guest in enumerate(guests[:2], start=1):
            assert f"{number} of 3" in votes(await sends(guest, address, "vote"))
        assert "Skipped by vote" in (await sends(guests[2], address, "vote")).words
    finally:
        for guest in guests:
            await guest.session.close()
