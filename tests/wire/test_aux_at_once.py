"""The aux when several press at once, or one presses twice."""

from __future__ import annotations

import asyncio

import pytest

from sandbox.discord.words import words_of
from tests.conftest import MakeWorld
from tests.wire.aux_party import Party, party_in, skips
from tests.world import until


async def add_some(party: Party) -> None:
    await party.owner.says("!aux trust everyone")
    for title in ("青い封筒", "最終便", "雨のポスト"):
        await party.owner.says(f"!aux add {title}")


async def test_one_vote_one_skip_however_many_vote_at_once(party: Party) -> None:
    guests = [party.guest, party.other, party.world.someone("Third", seat=False)]
    await add_some(party)
    before = skips(party)
    panel = party.owner.now(party.panel)
    custom_id = panel.buttons["Vote to skip"]["custom_id"]
    pressed = await asyncio.gather(
        *(party.world.discord.press(one.person, panel.id, custom_id) for one in guests)
    )
    answers = await asyncio.gather(
        *(one.finished(press, "general") for one, press in zip(guests, pressed, strict=True))
    )
    assert sorted("Skipped by vote" in one.words for one in answers) == [False, True, True]
    # A vote by command right after is meant for the song that was skipped.
    (await party.guest.says("!aux skip")).contains("Skipped")
    assert skips(party) - before == 1


async def test_the_owners_skip_and_the_deciding_vote_at_once_skip_once(party: Party) -> None:
    await add_some(party)
    await party.guest.says("!aux skip")
    before = skips(party)
    panel = party.owner.now(party.panel)
    press = party.world.discord.press
    await asyncio.gather(
        press(party.owner.person, panel.id, panel.id_of("aux:skip:")),
        press(party.other.person, panel.id, panel.id_of("aux:vote:")),
        party.owner.says("!aux skip"),
    )
    await party.other.sees("Skipped by vote", after=panel.id)
    await party.world.discord.wait_for(
        lambda: "窓辺の切手" not in party.owner.now(party.panel).words
    )
    assert skips(party) - before == 1


async def test_a_vote_from_a_panel_that_shows_an_older_song_is_not_counted(party: Party) -> None:
    panel = party.owner.now(party.panel)
    party.owner.plays("最終便", progress_ms=0)
    party.world.later()
    (await party.guest.presses(panel, "Vote to skip")).contains("That song is over")
    await party.world.discord.wait_for(lambda: "最終便" in party.owner.now(party.panel).words)
    (await party.other.presses(party.owner.now(party.panel), "Vote to skip")).contains("1 of 2")
    await party.world.discord.wait_for(lambda: "1 vote to skip" in party.other.now(panel).words)


async def test_a_double_click_counts_once(party: Party) -> None:
    asked = await party.guest.says("!aux add 青い封筒")
    press, yes = party.world.discord.press, asked.buttons["Add it"]["custom_id"]
    await asyncio.gather(*(press(party.owner.person, asked.id, yes) for _ in range(2)))
    await party.owner.becomes(asked, "In the queue")
    await party.owner.says("!aux add 最終便")
    await party.owner.says("!aux remove 1")
    await party.owner.says("!aux remove 1")
    panel = party.owner.now(party.panel)
    undo = panel.id_of("aux:undo:")
    await asyncio.gather(*(press(party.owner.person, panel.id, undo) for _ in range(2)))
    await party.world.discord.wait_for(lambda: "最終便" in party.owner.now(party.panel).words)
    # An answer to something later: had the second click been carried out, it would show by now.
    await party.owner.says("!aux limit 4")
    assert "青い封筒" not in party.owner.now(party.panel).words
    assert not [
        one
        for one in party.world.discord.messages(party.owner.person, "general")
        if one["ephemeral"] and int(one["id"]) > asked.id
    ]


async def test_the_same_song_suggested_by_two_at_once_waits_once(party: Party) -> None:
    first, second = await asyncio.gather(
        party.guest.says("!aux add 青い封筒"), party.other.says("!aux add 青い封筒")
    )
    asked = [one for one in (first, second) if "should I add this?" in one.words]
    assert len(asked) == 1, (first.words, second.words)


async def test_two_take_the_aux_at_once_and_one_has_it(make_world: MakeWorld) -> None:
    world = await make_world()
    owner, ayla, jonas = [await world.regular(name) for name in ("Owner O", "Ayla A", "Jonas J")]
    party = await party_in(world, owner)
    offers = [(one, await owner.says(f"!aux pass {one.mention}")) for one in (ayla, jonas)]
    await asyncio.gather(
        *(
            world.discord.press(one.person, offer.id, offer.buttons["Take the aux"]["custom_id"])
            for one, offer in offers
        )
    )

    def settled() -> tuple[int, int]:
        has = sum("has the aux now" in one.now(offer).words for one, offer in offers)
        messages = [
            words_of(message)
            for one, _ in offers
            for message in world.discord.messages(one.person, "general")
        ]
        return has, sum("That offer has expired" in words for words in messages)

    await until(lambda: settled() == (1, 1))
    winner = next(one for one, offer in offers if "has the aux now" in one.now(offer).words)
    (session,) = world.rows("aux_sessions")
    assert session["owner_id"] == winner.person.id
    await winner.becomes(party.panel, f"{winner.person.display}\u2069 has the aux")


@pytest.mark.parametrize("other", ["the same button", "the command"])
async def test_ending_it_twice_at_once_ends_it_once(make_world: MakeWorld, other: str) -> None:
    world = await make_world()
    owner = await world.regular("Owner O")
    party = await party_in(world, owner)
    custom_id = party.panel.buttons["End the aux"]["custom_id"]

    async def ends() -> None:
        await world.discord.press(owner.person, party.panel.id, custom_id)

    if other == "the command":
        answer, _ = await asyncio.gather(owner.says("!aux close"), ends())
        assert "Something broke" not in answer.words
    else:
        await asyncio.gather(ends(), ends())
    ended = await owner.becomes(party.panel, "aux has ended")
    assert not ended.buttons
    assert not world.rows("aux_sessions")
    await owner.says("!help")
    owner.now(party.panel).contains("aux has ended")
    for message in world.discord.messages(owner.person, "general"):
        assert "Something broke" not in words_of(message)
    assert "broke" not in "".join(world.bot.output)


async def test_two_decisions_at_once_count_once(party: Party) -> None:
    """Yes and no: the first one counts, the question says which, and the other is told."""
    world, owner = party.world, party.owner
    asked = await party.guest.says("!aux add 青い封筒")
    pressed = await asyncio.gather(
        *(
            world.discord.press(owner.person, asked.id, asked.buttons[label]["custom_id"])
            for label in ("Add it", "No")
        )
    )
    await asyncio.gather(*(world.discord.answered(one, 10) for one in pressed))
    await owner.sees("no longer waiting", after=asked.id)
    settled = await owner.becomes(asked, "青い封筒")
    assert not settled.buttons
    states = [one["state"] for one in world.rows("aux_songs") if one["title"] == "青い封筒"]
    let_in = "In the queue" in settled.words
    assert let_in != ("Not this time" in settled.words), settled.words
    assert states == (["queued"] if let_in else ["refused"])
    # The answer to something later: the panel agrees with the question.
    await owner.says("!aux limit 4")
    panel = await owner.becomes(party.panel, "up to 4 songs")
    assert ("青い封筒" in panel.words) == let_in
    assert "suggestion" not in panel.words


async def test_letting_a_song_in_twice_at_once_puts_it_in_once(party: Party) -> None:
    world, owner = party.world, party.owner
    asked = await party.guest.says("!aux add 青い封筒")
    yes = asked.buttons["Add it"]["custom_id"]
    pressed = await asyncio.gather(
        *(world.discord.press(owner.person, asked.id, yes) for _ in range(2))
    )
    await asyncio.gather(*(world.discord.answered(one, 10) for one in pressed))
    await owner.becomes(asked, "In the queue")
    states = [one["state"] for one in world.rows("aux_songs") if one["title"] == "青い封筒"]
    assert states == ["queued"]
    panel = await owner.becomes(party.panel, "青い封筒")
    assert panel.words.count("青い封筒\u2069") == 1, panel.words
