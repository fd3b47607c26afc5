"""Answers that show an aux's page end with the page: nobody scans a dead QR code."""

from __future__ import annotations

from tests.conftest import MakeWorld
from tests.reply import Reply
from tests.wire.aux_party import Party, party_in

CLOSED = "This page is closed."


async def shown(party: Party, how: str = "on") -> Reply:
    said = await party.owner.says(f"!aux page {how}")
    said.contains("is open to guests", "/aux/")
    assert said.message["attachments"]
    return said


async def ends(party: Party, answer: Reply) -> None:
    over = await party.guest.becomes(answer, CLOSED)
    over.lacks("/aux/", "open to guests")
    assert not over.buttons
    assert not over.message["attachments"], "the QR code is gone too"


async def test_every_end_of_a_page_is_said_where_it_was_shown(make_world: MakeWorld) -> None:
    world = await make_world()
    party = await party_in(world, await world.regular("Owner W"))
    first = await shown(party)
    again = Reply((await party.owner.uses("aux page", switch="on")).message)
    fresh = await shown(party, "new")
    for answer in (first, again):
        await ends(party, answer)
    party.owner.now(fresh).contains("is open to guests", "/aux/")
    (await party.owner.says("!aux page off")).contains("closed")
    await ends(party, fresh)
    last = await shown(party)
    await party.owner.says("!aux close")
    await ends(party, last)
    await party.owner.says("!aux open")
    gone = await shown(party)
    await party.owner.uses("unlink")
    await ends(party, gone)
    assert party.owner.now(first).words == party.owner.now(gone).words, "each says it once"


async def test_handing_over_leaves_the_page_and_its_answers_until_the_aux_ends(
    make_world: MakeWorld,
) -> None:
    """Here after half an hour in which nothing happened, without anyone's command."""
    world = await make_world()
    party = await party_in(world, await world.regular("Owner W"))
    heir = await world.regular("Heir H")
    answer = await shown(party)
    offer = await party.owner.says(f"!aux pass {heir.mention}")
    await heir.presses_in_place(offer, "Take the aux")
    await party.shows("Heir H")
    party.owner.now(answer).contains("is open to guests", "/aux/")
    with world.database() as database:
        database.execute("UPDATE aux_sessions SET active_at = active_at - 4000, next_at = 0")
    heir.listener.player.stop()
    world.later()
    await world.discord.press(party.guest.person, party.panel.id, party.button("refresh"))
    await ends(party, answer)
