"""Unused seats: asked for, kept, given up, taken only if the host allows it, and passed on."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import MakeWorld
from tests.world import Reply, Someone, World, until

DAY = 24 * 3600
QUESTION = "Do you still need your seat?"


def letters(someone: Someone, kind: str = "seat_unused") -> list[dict[str, Any]]:
    return [one for one in someone.rows("letters") if one["kind"] == kind]


def questions(someone: Someone) -> list[dict[str, Any]]:
    return someone.rows("seat_questions")


def unused(someone: Someone, days: float) -> None:
    """Let so many more days pass for this person, in which they use nothing."""
    seconds = int(days * DAY)
    someone.make_older(days)
    with someone.world.database() as database:
        for table, columns in (
            ("accounts", ("expires_at",)),
            ("seat_questions", ("asked_at", "told_at", "kept_at")),
            ("seat_waiters", ("since", "offered_at")),
        ):
            changes = ", ".join(f"{one} = {one} - {seconds}" for one in columns)
            database.execute(
                f"UPDATE {table} SET {changes} WHERE discord_id = ?", (someone.person.id,)
            )


async def looked(world: World) -> None:
    """Let the bot look after seats: it does when it starts, then every few minutes."""
    await world.bot.stop()
    await world.bot.start()


async def asked(world: World, someone: Someone) -> Reply:
    """Let a person be asked for their seat; the bot knows that the question has reached them."""
    unused(someone, 61)
    await looked(world)
    letter = await someone.sees(QUESTION, "dm")
    await until(lambda: [one["status"] for one in letters(someone)][-1] == "told")
    await looked(world)
    await until(lambda: questions(someone)[0]["told_at"] is not None)
    return letter


@pytest.fixture
async def own(make_world: MakeWorld) -> World:
    return await make_world(SPOTIFY_SEATS="5")


@pytest.fixture
async def taking(make_world: MakeWorld) -> World:
    return await make_world(SPOTIFY_SEATS="1", UNUSED_SEATS="take")


async def test_who_does_not_use_a_seat_is_asked_once_and_may_keep_it(own: World) -> None:
    mira, jonas, ayla = [await own.linked() for _ in range(3)]
    unused(mira, 61)
    unused(jonas, 59)
    ayla.make_older(61)  # Linked as long ago, but used since.
    await looked(own)
    letter = await mira.sees(QUESTION, "dm")
    letter.contains("60 days", "nothing changes", "deletes what I know about you")
    # Whether it has arrived is noted a little later: until then nothing is said about that.
    (await own.host.says("!seats", "dm")).contains("maybe not reached yet")
    await looked(own)
    assert len(letters(mira)) == 1
    assert not letters(jonas)
    assert not letters(ayla)
    shown = await own.host.says("!seats", "dm")
    shown.contains("not used since", "asked on", mira.mention, jonas.mention)
    (await jonas.uses("seats list")).lacks(mira.mention, "not used since")
    kept = await mira.turns(letter, letter.id_of("seat:keep:"))
    kept.contains("You keep your seat")
    assert mira.is_linked
    (await own.host.says("!seats", "dm")).contains("keeps it")
    unused(mira, 30)
    await looked(own)
    assert len(letters(mira)) == 1
    unused(mira, 31)
    await looked(own)
    await until(lambda: len(letters(mira)) == 2)


async def test_giving_it_up_unlinks_tells_the_host_and_offers_it_to_who_waits(
    five: World,
) -> None:
    mira, *_others = [await five.linked() for _ in range(5)]
    waiting, later = five.someone("Waiting", seat=False), five.someone("Later", seat=False)
    for one in (waiting, later):
        (await one.uses("link")).contains("All seats are taken", "I'll write to you")
    letter = await asked(five, mira)
    given = await mira.turns(letter, letter.id_of("seat:give:"))
    given.contains("You gave up your seat")
    assert not mira.is_linked
    assert not questions(mira)
    (await five.host.sees("A seat is free", "dm")).contains("gave up", mira.spotify_name)
    await until(lambda: not [r for r in five.rows("letters") if r["kind"] == "seat_given_up"])
    offer = await waiting.sees("There's a seat for you", "dm")
    assert "Link Spotify" in offer.buttons
    await looked(five)
    assert not letters(later, "seat_offered"), "one seat, one offer"
    unused(waiting, 3.1)
    await looked(five)
    await later.sees("There's a seat for you", "dm")
    assert not waiting.rows("seat_waiters")


async def test_silence_changes_nothing_unless_the_host_has_allowed_it(own: World) -> None:
    mira = await own.linked()
    await asked(own, mira)
    unused(mira, 30)
    await looked(own)
    await looked(own)
    assert mira.is_linked
    assert len(letters(mira)) == 1


async def test_fourteen_days_of_silence_free_a_seat_if_the_host_allows_it(taking: World) -> None:
    mira, host = await taking.linked(), taking.host
    letter = await asked(taking, mira)
    letter.contains("it's given up in 14 days")
    unused(mira, 13)
    await looked(taking)
    assert mira.is_linked
    unused(mira, 1.1)
    await looked(taking)
    told = await mira.sees("Your seat was given up", "dm")
    assert "Link Spotify" in told.buttons
    assert not mira.is_linked
    (await host.sees("A seat is free", "dm")).contains("didn't answer", mira.spotify_name)
    await until(lambda: not mira.rows("letters"))
    late = await mira.discord.press(mira.person, letter.id, letter.id_of("seat:keep:"))
    (await mira.finished(late, "dm")).lacks("You keep your seat")


async def test_who_could_not_be_asked_or_came_back_keeps_a_seat(taking: World) -> None:
    mira = await taking.linked()
    mira.person.dms_open = False
    unused(mira, 61)
    await looked(taking)
    await until(lambda: [one["status"] for one in letters(mira)] == ["closed"])
    unused(mira, 40)
    await looked(taking)
    await looked(taking)
    assert mira.is_linked, "the question hasn't reached them"
    assert questions(mira)[0]["told_at"] is None
    (await taking.host.says("!seats", "dm")).contains("asked, but maybe not reached yet")
    mira.person.dms_open = True
    mira.plays("窓辺の切手")
    mira.forget_access()
    (await mira.uses("nowplaying")).contains("窓辺の切手")
    await mira.sees(QUESTION)
    unused(mira, 20)
    await looked(taking)
    await looked(taking)
    assert mira.is_linked, "used since, so nothing is missing"
    (await taking.host.says("!seats", "dm")).lacks("not used since")


@pytest.mark.parametrize("settings", [{"UNUSED_SEATS": "leave"}, {"SPOTIFY_SEATS": "0"}])
async def test_nobody_is_asked_if_the_host_leaves_seats_or_has_enough(
    make_world: MakeWorld, settings: dict[str, str]
) -> None:
    world = await make_world(**{"SPOTIFY_SEATS": "5", **settings})
    mira = await world.linked()
    unused(mira, 100)
    await looked(world)
    await looked(world)
    assert not questions(mira)
    assert not letters(mira)


async def test_a_link_that_ends_soon_is_not_asked_for(own: World) -> None:
    mira = await own.linked()
    unused(mira, 170)
    await looked(own)
    await mira.sees("Your Spotify link ends soon", "dm")
    assert not letters(mira)
