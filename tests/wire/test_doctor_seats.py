"""The doctor and the status page count seats: used, asked for, wanted. They name nobody."""

from __future__ import annotations

import re

from sandbox.browser import Browser, Seen
from tests.wire.doctor_setup import Setup
from tests.wire.test_seat_care import asked
from tests.wire.test_status import code, enters
from tests.world import World, until

OTHER, MEMBERS = "1" * 32, "2" * 32


async def status_page(world: World, visit: int) -> Seen:
    """Open the status page; what it showed before is asked again."""
    world.bot.advance_clock(11)
    async with Browser(f"10.30.0.{visit}") as browser:
        return await enters(browser, world, code(world))


async def test_the_host_sees_how_many_are_asked_and_wait(five: World) -> None:
    mira, *others = [await five.linked() for _ in range(5)]
    waiting = [five.someone(f"Waiting {one}", seat=False) for one in range(2)]
    page = await status_page(five, 1)
    assert "all 5 seats are taken" in page.words
    assert "nobody is being asked for an unused seat; nobody waits for a seat" in page.words
    for one in waiting:
        (await one.uses("link")).contains("All seats are taken")
    letter = await asked(five, mira)
    page = await status_page(five, 2)
    said = "1 person was asked for an unused seat and hasn't answered; 2 people wait for a seat"
    assert said in page.words
    for one in (mira, *others, *waiting):
        assert not re.search(f"{one.person.id}|{one.person.display}|{one.spotify_name}", page.words)
    await mira.turns(letter, letter.id_of("seat:give:"))
    await until(lambda: five.rows("seat_waiters", "discord_id", waiting[0].person.id))
    page = await status_page(five, 3)
    assert "4 people are linked, 1 seat is free" in page.words
    assert "nobody is being asked" in page.words
    assert "2 people wait for a seat, 1 of them with an offer" in page.words


def links(setup: Setup, number: int, client_id: str, status: str = "active") -> None:
    setup.execute(
        "INSERT INTO accounts (discord_id, spotify_account_id, spotify_id, scopes, client_id, "
        "expires_at, authorized_at, status, version) VALUES "
        f"({number}, 'a{number}', 's', '', '{client_id}', 0, 0, '{status}', 1)"
    )


def adds(setup: Setup, client_id: str, kind: str) -> None:
    setup.execute(
        "INSERT INTO apps (client_id, name, kind, quota_owner, owner_id, added_at) VALUES "
        f"('{client_id}', 'x', '{kind}', 'x', 1, 0)"
    )


async def seats_of(setup: Setup) -> list[str]:
    return [one.what for one in await setup.findings() if one.check == "seats"]


async def test_added_apps_members_apps_and_ended_links_count_as_what_they_are(
    setup: Setup,
) -> None:
    main = setup.spotify.client_id
    adds(setup, OTHER, "host")
    adds(setup, MEMBERS, "member")
    for number in range(5):
        links(setup, number, main)
    links(setup, 5, OTHER)
    links(setup, 6, OTHER, "revoked")
    for number in (7, 8):
        links(setup, number, MEMBERS)
    left, care = await seats_of(setup)
    assert left == "6 people are linked (2 more on members' own apps), 4 seats are free"
    assert care == "nobody is being asked for an unused seat; nobody waits for a seat"


async def test_only_open_questions_count(setup: Setup) -> None:
    now = 1_000_000
    for number in range(4):
        links(setup, number, setup.spotify.client_id)
        setup.execute(
            f"INSERT INTO seat_questions (discord_id, asked_at, warned) VALUES ({number}, {now}, 0)"
        )
    setup.execute(f"UPDATE seat_questions SET kept_at = {now} WHERE discord_id = 0")
    setup.execute(f"UPDATE accounts SET expires_at = {now + 3601} WHERE discord_id = 1")
    setup.execute(f"UPDATE accounts SET first_linked_at = {now + 1} WHERE discord_id = 2")
    setup.sets(UNUSED_SEATS="leave")
    assert "1 person was asked" in (await seats_of(setup))[1]
    setup.execute("DELETE FROM seat_questions")
    assert "UNUSED_SEATS=leave" in (await seats_of(setup))[1]


async def test_without_a_limit_or_before_an_update_nothing_is_made_up(setup: Setup) -> None:
    links(setup, 1, setup.spotify.client_id)
    setup.sets(SPOTIFY_SEATS="0")
    assert await seats_of(setup) == ["1 person is linked, no limit is set"]
    setup.sets(SPOTIFY_SEATS="5")
    setup.execute("DROP TABLE seat_waiters")
    assert await seats_of(setup) == ["1 person is linked, 4 seats are free"]
