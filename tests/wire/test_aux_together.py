"""The aux as the others see it, and what happens when several press at once."""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
import time
from collections.abc import AsyncIterator

import pytest

from sandbox.discord.faults import Fault
from sandbox.discord.words import words_of
from tests.conftest import MakeWorld
from tests.wire.test_aux import Party, party_in
from tests.world import Someone, World, until


@pytest.fixture
async def party(world: World, regular: Someone) -> AsyncIterator[Party]:
    yield await party_in(world, regular)
    await regular.says("!aux close")


def skips(party: Party) -> int:
    return sum(
        one.method == "POST" and one.path.endswith("/me/player/next")
        for one in party.world.spotify.requests
    )


def pinged(party: Party) -> list[str]:
    return [ping for _, ping in party.world.discord.world.pings]


def plays(someone: Someone) -> str:
    thing = someone.listener.player.thing
    return thing.name if thing is not None else ""


async def test_a_song_typed_into_the_form_is_asked_about_for_all_to_see(party: Party) -> None:
    sent = await party.guest.fills_in(party.panel, "Suggest a song", {"song": "最終便"})
    told = await party.guest.finished(sent, "general")
    assert told.private
    told.contains("最終便", "is asked")
    for someone in (party.owner, party.other, party.guest):
        asked = await someone.sees("should this go in?", after=party.panel.id)
        assert not asked.private
        asked.contains("最終便", "Guest G")
    (await party.owner.presses_in_place(asked, "Let it in")).contains("In the queue")
    assert "In the queue" in party.other.now(asked).words


async def test_a_right_click_is_asked_about_for_all_to_see(party: Party) -> None:
    message = await party.other.writes("雨のポスト")
    told = await party.other.picks("Queue", message=message)
    assert told.private
    for someone in (party.owner, party.guest):
        asked = await someone.sees("should this go in?", after=message)
        assert not asked.private
        asked.contains("雨のポスト", "Other T")


async def test_the_panel_keeps_what_plays_and_its_cover_after_every_change(party: Party) -> None:
    def whole() -> bool:
        panel = party.other.now(party.panel)
        parts = panel.message["components"][0]["components"]
        covers = [one for one in parts if one.get("accessory", {}).get("type") == 11]
        return "▶️ [" in panel.words and "窓辺の切手" in panel.words and bool(covers)

    assert whole()
    await party.guest.fills_in(party.panel, "Suggest a song", {"song": "最終便"})
    await party.world.discord.wait_for(lambda: "1 suggestion" in party.owner.now(party.panel).words)
    assert whole()
    for change, words in (
        ("!aux limit 3", "at most 3 songs"),
        ("!aux trust everyone", "Everybody puts songs in"),
        ("!aux remove 1", "Nothing is waiting"),
    ):
        await party.owner.says(change)
        await party.other.becomes(party.panel, words)
        assert whole(), change


async def test_the_owner_alone_is_pinged_and_once_a_minute(party: Party) -> None:
    before = len(pinged(party))
    await party.guest.says("!aux add 青い封筒")
    assert pinged(party)[before:] == [party.owner.mention]
    asked = [
        one.body["allowed_mentions"]
        for one in party.world.discord.rest.requests
        if isinstance(one.body, dict) and "should this go in?" in str(one.body)
    ]
    assert asked[-1].get("parse") == [], "whatever a song or a guest is called"
    assert [int(one) for one in asked[-1]["users"]] == [party.owner.person.id]
    await party.other.uses("aux add", song="最終便")
    await party.guest.fills_in(party.panel, "Suggest a song", {"song": "雨のポスト"})
    await party.owner.sees("雨のポスト", after=party.panel.id)
    assert pinged(party)[before:] == [party.owner.mention]


async def test_the_owner_may_turn_pings_off(party: Party) -> None:
    before = len(pinged(party))
    (await party.guest.says("!aux pings off")).contains("Only whoever opened")
    (await party.owner.says("!aux pings off")).contains("don't ping")
    (await party.guest.says("!aux add 青い封筒")).contains("should this go in?")
    assert pinged(party)[before:] == []
    panel = party.owner.now(party.panel)
    (await party.guest.presses(panel, "Pings off")).contains("somebody else's")
    await party.owner.presses_in_place(panel, "Pings off")
    await party.other.says("!aux add 最終便")
    assert pinged(party)[before:] == [party.owner.mention]


async def test_where_the_bot_cannot_write_nothing_is_suggested_and_that_is_said(
    party: Party,
) -> None:
    channel = party.world.discord.world.channel("general").id
    path = re.compile(f"/channels/{channel}/messages$")
    party.world.discord.rest.faults.append(Fault("POST", path, 403, 50013, 1, False))
    sent = await party.guest.fills_in(party.panel, "Suggest a song", {"song": "最終便"})
    (await party.guest.finished(sent, "general")).contains("can't write", "Nothing was suggested")
    assert "suggestion" not in party.owner.now(party.panel).words
    (await party.guest.says("!aux add 最終便")).contains("should this go in?")


async def test_trusting_everyone_settles_what_waits(party: Party) -> None:
    asked = await party.guest.says("!aux add 青い封筒")
    sent = await party.other.fills_in(party.panel, "Suggest a song", {"song": "最終便"})
    await party.other.finished(sent, "general")
    second = await party.owner.sees("最終便", after=asked.id)
    await party.owner.says("!aux trust everyone")
    for question in (asked, second):
        settled = await party.other.becomes(question, "In the queue")
        assert not settled.buttons
    await party.world.discord.wait_for(
        lambda: "suggestion" not in party.other.now(party.panel).words
    )
    words = party.other.now(party.panel).words
    assert words.index("青い封筒") < words.index("最終便")


async def test_trusting_a_role_settles_what_its_people_suggested(party: Party) -> None:
    role = party.guild.add_role("Regulars")
    await party.world.discord.gateway.dispatch(
        "GUILD_ROLE_CREATE",
        {"guild_id": str(party.guild.id), "role": _role(role)},
        party.guild.id,
    )
    asked = await party.guest.says("!aux add 青い封筒")
    other = await party.other.says("!aux add 最終便")
    party.guild.wears[party.guest.person.id] = [role]
    await party.owner.uses("aux trust", role=str(role), who="ask")
    await party.guest.becomes(asked, "In the queue")
    party.other.now(other).contains("should this go in?")


def _role(role: int) -> dict[str, object]:
    from sandbox.discord.world import role_json

    return role_json(role, "Regulars", "0")


async def test_an_offer_is_over_once_its_owner_has_passed_the_aux_on(
    make_world: MakeWorld,
) -> None:
    world = await make_world()
    owner, heir, late = [await world.regular(name) for name in ("Owner O", "Heir H", "Late L")]
    party = await party_in(world, owner)
    to_late = await owner.says(f"!aux pass {late.mention}")
    to_heir = await owner.says(f"!aux pass {heir.mention}")
    (await heir.presses_in_place(to_heir, "Take the aux")).contains("Heir H", "has the aux now")
    refused = await late.presses(to_late, "Take the aux")
    assert refused.private
    refused.contains("That offer is over")
    await world.discord.wait_for(lambda: "Heir H" in heir.now(party.panel).words)
    assert "Late L" not in heir.now(party.panel).words


async def test_an_offer_ends_with_its_aux_though_the_next_has_the_same_number(
    make_world: MakeWorld,
) -> None:
    world = await make_world()
    owner, heir = [await world.regular(name) for name in ("Owner O", "Heir H")]
    await party_in(world, owner)
    offer = await owner.says(f"!aux pass {heir.mention}")
    ended = world.rows("aux_sessions")
    await owner.says("!aux close")
    # Offers and sessions are told apart by the second in which they were made.
    second = int(time.time())
    await until(lambda: time.time() >= second + 1)
    await owner.says("!aux open")
    assert [one["id"] for one in world.rows("aux_sessions")] == [one["id"] for one in ended]
    (await heir.presses(offer, "Take the aux")).contains("That offer is over")
    assert [one["owner_id"] for one in world.rows("aux_sessions")] == [owner.person.id]


async def test_an_offer_lasts_a_quarter_of_an_hour(make_world: MakeWorld) -> None:
    world = await make_world()
    owner, heir = [await world.regular(name) for name in ("Owner O", "Heir H")]
    await party_in(world, owner)
    offer = await owner.says(f"!aux pass {heir.mention}")
    kept = world.discord.world.messages[offer.id].data
    old = offer.buttons["Take the aux"]["custom_id"]
    before, _, at = old.rpartition(":")
    with sqlite3.connect(world.bot.database) as database:
        database.execute("UPDATE aux_sessions SET created_at = created_at - 2000")
    aged = json.loads(json.dumps(kept["components"]).replace(old, f"{before}:{int(at) - 901}"))
    kept["components"] = aged
    (await heir.presses(owner.now(offer), "Take the aux")).contains("That offer is over")


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
    await asyncio.sleep(2.1)
    (await party.guest.presses(panel, "Vote to skip")).contains("That song is over")
    await party.world.discord.wait_for(lambda: "最終便" in party.owner.now(party.panel).words)
    (await party.other.presses(party.owner.now(party.panel), "Vote to skip")).contains("1 of 2")
    await party.world.discord.wait_for(lambda: "1 vote to skip" in party.other.now(panel).words)


async def test_a_double_click_counts_once(party: Party) -> None:
    asked = await party.guest.says("!aux add 青い封筒")
    press, yes = party.world.discord.press, asked.buttons["Let it in"]["custom_id"]
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
    asked = [one for one in (first, second) if "should this go in?" in one.words]
    assert len(asked) == 1, (first.words, second.words)


async def test_ending_it_by_command_ends_the_panel_and_the_questions(
    make_world: MakeWorld,
) -> None:
    world = await make_world()
    party = await party_in(world, await world.regular("Owner E"))
    asked = await party.guest.says("!aux add 青い封筒")
    await party.owner.says("!aux close")
    ended = await party.other.becomes(party.panel, "has ended")
    assert not ended.buttons
    assert not (await party.other.becomes(asked, "Not this time")).buttons


async def test_showing_the_panel_again_leaves_one_panel(party: Party) -> None:
    again = await party.guest.says("!aux")
    assert not (await party.other.becomes(party.panel, "further down")).buttons
    await party.guest.says("!aux add 青い封筒")
    await party.other.becomes(again, "1 suggestion")


@pytest.mark.parametrize("visible", [True, False])
async def test_without_premium_it_is_not_opened_and_says_why(world: World, visible: bool) -> None:
    free = await world.regular("Free F")
    free.listener.premium = False
    free.plays("窓辺の切手", progress_ms=0)
    if not visible:
        free.listener.player.stop()
    await asyncio.sleep(2.1)
    (await free.says("!aux open", "music")).contains("Premium")
    (await free.says("!aux", "music")).contains("No aux")
    world.kept.discard(free.listener.id)


async def test_premium_that_ends_later_is_said_in_the_panel_and_to_guests(
    make_world: MakeWorld,
) -> None:
    world = await make_world()
    owner = await world.regular("Owner P")
    party = await party_in(world, owner)
    await owner.says("!aux trust everyone")
    owner.listener.premium = False
    owner.listener.player.stop()
    await asyncio.sleep(2.1)
    await party.guest.says("!aux add 青い封筒")
    await party.other.becomes(party.panel, "isn't Premium")
    owner.plays("窓辺の切手", progress_ms=0)
    await asyncio.sleep(2.1)
    await party.guest.says("!aux skip")
    (await party.other.says("!aux skip")).contains("Owner P", "isn't Premium")


async def test_an_owner_who_leaves_the_server_is_not_shown_there(make_world: MakeWorld) -> None:
    world = await make_world()
    owner = await world.regular("Owner L")
    party = await party_in(world, owner)
    await owner.says("!aux trust everyone")
    world.home.members.remove(owner.person.id)
    await party.guest.says("!aux add 青い封筒")
    ended = await party.guest.becomes(party.panel, "has ended")
    ended.lacks("窓辺の切手")
    (await party.guest.says("!aux")).contains("No aux")


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
        return has, sum("That offer is over" in words for words in messages)

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


async def test_letting_a_song_in_twice_at_once_puts_it_in_once(party: Party) -> None:
    world, owner = party.world, party.owner
    asked = await party.guest.says("!aux add 青い封筒")
    yes = asked.buttons["Let it in"]["custom_id"]
    pressed = await asyncio.gather(
        *(world.discord.press(owner.person, asked.id, yes) for _ in range(2))
    )
    await asyncio.gather(*(world.discord.answered(one, 10) for one in pressed))
    await owner.becomes(asked, "In the queue")
    states = [one["state"] for one in world.rows("aux_songs") if one["title"] == "青い封筒"]
    assert states == ["queued"]
    panel = await owner.becomes(party.panel, "青い封筒")
    assert panel.words.count("青い封筒\u2069") == 1, panel.words


async def test_an_aux_that_ends_while_its_panel_is_on_its_way_says_so_there(
    make_world: MakeWorld,
) -> None:
    world = await make_world()
    owner = await world.regular("Owner O")
    path = f"/channels/{world.discord.world.channel('general').id}/messages$"
    world.discord.disturb("POST", path, "slow", after=True, seconds=2)
    panel = await owner.says("!aux open")
    assert not world.rows("aux_sessions", "panel_id", panel.id), "the bot does not know it yet"
    await owner.says("!aux close")
    ended = await owner.becomes(panel, "aux has ended")
    assert not ended.buttons
