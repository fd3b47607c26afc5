"""Fair turns in an aux: who adds ten songs at once doesn't keep the others waiting."""

from __future__ import annotations

import asyncio

from tests.wire.aux_party import Party

GUESTS = ("青い封筒", "最終便", "雨のポスト")


async def waiting(party: Party) -> list[str]:
    """Return what waits, in order, as the database has it."""
    songs = [one for one in party.world.rows("aux_songs") if one["state"] == "queued"]
    return [one["title"] for one in sorted(songs, key=lambda one: (one["place"], one["id"]))]


async def test_several_people_take_turns(party: Party) -> None:
    await party.owner.says("!aux trust everyone")
    for title in GUESTS:
        await party.guest.says(f"!aux add {title}")
    await party.other.says("!aux add 静かな行進")
    await party.lists("青い封筒", "静かな行進", "最終便", "雨のポスト")
    await party.owner.says("!aux add 折り紙の海")
    await party.other.says("!aux add 糸電話")
    await party.lists("青い封筒", "静かな行進", "折り紙の海", "最終便", "糸電話", "雨のポスト")
    # What the owner moves stays there.
    (await party.owner.says("!aux move 6 1")).contains("number 1")
    await party.lists("雨のポスト", "青い封筒", "静かな行進")
    (await party.owner.says("!aux move 1 99")).contains("No waiting song has the number")


async def test_the_owner_chooses_whether_people_take_turns(party: Party) -> None:
    await party.owner.says("!aux trust everyone")
    (await party.guest.says("!aux turns order")).contains("Only the person who opened")
    (await party.owner.says("!aux turns sometimes")).contains("isn't `fair` or `order`")
    party.owner.now(party.panel).contains("up to 5 songs each · people take turns")
    (await party.owner.uses("aux turns", how="order")).contains("in the order in which")
    await party.shows("up to 5 songs each · in the order added")
    for title in GUESTS[:2]:
        await party.guest.says(f"!aux add {title}")
    await party.other.says("!aux add 静かな行進")
    await party.lists("青い封筒", "最終便", "静かな行進")
    (await party.owner.says("!aux turns fair")).contains("take turns")
    await party.owner.says("!aux add 折り紙の海")
    await party.lists("青い封筒", "最終便", "静かな行進", "折り紙の海")


async def test_a_suggestion_takes_its_turn_when_it_is_let_in(party: Party) -> None:
    early = await party.other.says("!aux add 静かな行進")
    late = await party.other.says("!aux add 糸電話")
    no = await party.guest.says("!aux add 折り紙の海")
    await party.owner.presses_in_place(no, "No")
    await party.owner.says("!aux add 青い封筒")
    await party.owner.says("!aux add 最終便")
    await party.owner.presses_in_place(late, "Add it")
    await party.lists("青い封筒", "糸電話", "最終便")
    await party.owner.presses_in_place(early, "Add it")
    await party.lists("青い封筒", "糸電話", "最終便", "静かな行進")
    (await party.owner.says("!aux undo")).contains("Back in the queue", "折り紙の海")
    await party.lists("青い封筒", "糸電話", "折り紙の海", "最終便", "静かな行進")


async def test_all_let_in_at_once_take_turns_too(party: Party) -> None:
    for title in GUESTS:
        await party.guest.says(f"!aux add {title}")
    await party.other.says("!aux add 静かな行進")
    await party.owner.says("!aux trust everyone")
    await party.lists("青い封筒", "静かな行進", "最終便", "雨のポスト")


async def test_at_once_everyone_still_gets_their_turn(party: Party) -> None:
    await party.owner.says("!aux trust everyone")
    for title in GUESTS:
        await party.guest.says(f"!aux add {title}")
    third = party.world.someone("Third", seat=False)
    titles = {"静かな行進": party.other, "糸電話": third, "折り紙の海": party.owner}
    answers = await asyncio.gather(
        *(who.says(f"!aux add {title}") for title, who in titles.items())
    )
    for one in answers:
        one.contains("In the queue")
    order = await waiting(party)
    assert order[0] == "青い封筒"
    assert set(order[1:4]) == set(titles), order
    assert order[4:] == ["最終便", "雨のポスト"], order
    places = [one["place"] for one in party.world.rows("aux_songs")]
    assert len(places) == len(set(places))


async def test_a_song_taken_out_comes_back_to_its_place(party: Party) -> None:
    await party.owner.says("!aux trust everyone")
    for title in GUESTS:
        await party.guest.says(f"!aux add {title}")
    await party.owner.says("!aux remove 2")
    await party.other.says("!aux add 静かな行進")
    (await party.owner.says("!aux undo")).contains("Back in the queue", "最終便")
    await party.lists("青い封筒", "最終便", "静かな行進", "雨のポスト")


async def test_undoing_brings_back_only_what_the_owner_took_out(party: Party) -> None:
    await party.owner.says("!aux trust everyone")
    for title in GUESTS:
        await party.guest.says(f"!aux add {title}")
    await party.owner.says("!aux remove 1")
    (await party.guest.says("!aux remove 1")).contains("Removed:", "最終便")
    (await party.owner.says("!aux undo")).contains("Back in the queue", "青い封筒")
    (await party.owner.says("!aux undo")).contains("no longer waiting")
    assert await waiting(party) == ["青い封筒", "雨のポスト"]
