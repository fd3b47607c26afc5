"""Whom to ask about a seat, whose silence counts, and who is offered one: each rule by itself."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.seat_questions import TOKEN_LASTS, SeatQuestions
from bot.storage.seat_waiters import SeatWaiters
from bot.storage.tables import accounts, apps
from bot.storage.upsert import insert
from tests.unit.links import link, save_link

DAY = 24 * 3600
NOW = 1_800_000_000
SIXTY = NOW - 60 * DAY
MIRA = 1


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(f"sqlite:///{tmp_path / 'e.db'}", alone=True)
    used = SIXTY - DAY
    made = replace(link(MIRA), expires_at=used + TOKEN_LASTS, authorized_at=used)
    await save_link(opened, Cipher([bytes(32)]), made)
    yield opened
    await opened.close()


@pytest.fixture
def questions(database: Database) -> SeatQuestions:
    return SeatQuestions(database)


async def due(
    questions: SeatQuestions, *, now: int = NOW, warned: bool = False, after: int = 0
) -> list[int]:
    return await questions.to_ask(now - 60 * DAY, after, 10, warned=warned)


async def changed(database: Database, **values: int | str) -> None:
    async with database.write() as connection:
        await connection.execute(update(accounts).values(**values))


async def test_who_is_asked(database: Database, questions: SeatQuestions) -> None:
    assert await due(questions) == [MIRA]
    assert await due(questions, after=NOW - 30 * DAY) == [], "the link ends by itself"
    await changed(database, authorized_at=0)
    assert await due(questions, after=NOW - 30 * DAY) == [MIRA], "taken over: not known when"
    await changed(database, expires_at=NOW - DAY)
    assert await due(questions) == [], "used since"
    await changed(database, expires_at=0, first_linked_at=NOW - DAY)
    assert await due(questions) == [], "linked since"
    await changed(database, first_linked_at=0, status="revoked")
    assert await due(questions) == [], "has no seat"


async def test_an_owner_on_their_own_app_is_not_asked(
    database: Database, questions: SeatQuestions
) -> None:
    own = {
        "client_id": link(MIRA).client_id,
        "name": "own",
        "kind": "member",
        "owner_id": MIRA,
        "quota_owner": f"member:{MIRA}",
        "added_at": 1,
    }
    async with database.write() as connection:
        await connection.execute(insert(apps).values(**own))
    assert await due(questions) == []
    async with database.write() as connection:
        await connection.execute(update(apps).values(owner_id=MIRA + 1))
    assert await due(questions) == [MIRA]


async def test_only_who_was_warned_can_lose_a_seat_by_silence(questions: SeatQuestions) -> None:
    await questions.ask(MIRA, NOW, warned=False)
    (asked,) = await questions.unseen(10)
    await questions.set_told(asked, NOW)
    later = NOW + 15 * DAY
    assert await questions.silent(later, 10) == [], "they were told that nothing changes"
    assert await due(questions, now=later) == []
    assert await due(questions, now=later, warned=True) == [MIRA], "the host allows it since"
    await questions.ask(MIRA, later, warned=True)
    assert await questions.silent(later + DAY, 10) == [], "not known to have reached them"
    assert not await questions.keep(MIRA, NOW, later), "an earlier question is over"
    (asked,) = await questions.unseen(10)
    await questions.set_told(asked, later)
    assert await questions.silent(later, 10) == [asked]


async def test_an_answer_or_a_use_at_the_last_moment_counts(
    database: Database, questions: SeatQuestions
) -> None:
    await questions.ask(MIRA, NOW, warned=True)
    (asked,) = await questions.unseen(10)
    await questions.set_told(asked, NOW)
    (silent,) = await questions.silent(NOW, 10)
    await changed(database, expires_at=NOW + DAY)
    assert not await questions.take(silent, NOW + 1)
    await changed(database, expires_at=0)
    assert await questions.keep(MIRA, NOW, NOW + 1)
    assert not await questions.take(silent, NOW + 2)


async def test_what_a_dying_process_began_is_finished(questions: SeatQuestions) -> None:
    await questions.ask(MIRA, NOW, warned=True)
    (asked,) = await questions.unseen(10)
    await questions.set_told(asked, NOW)
    assert await questions.take(asked, NOW + 1)
    assert not await questions.keep(MIRA, NOW, NOW + 2), "too late"
    assert await questions.silent(NOW, 10) == [asked]
    assert await questions.take(asked, NOW + 3)


async def test_seats_are_offered_in_order_and_each_once(database: Database) -> None:
    waiters = SeatWaiters(database)
    for person, since in ((5, NOW), (6, NOW + 1), (5, NOW + 2)):
        await waiters.join(person, since)
    assert await waiters.next(10) == [5, 6]
    assert await waiters.offer(5, NOW + 10)
    assert not await waiters.offer(5, NOW + 11), "another process was first"
    assert (await waiters.next(10), await waiters.offered(9)) == ([6], 1)
    await waiters.drop(NOW + 9, NOW - 1)
    assert await waiters.offered(9) == 1
    await waiters.drop(NOW + 10, NOW - 1)
    assert (await waiters.next(10), await waiters.offered(9)) == ([6], 0)
    await waiters.drop(0, NOW + 1)
    assert await waiters.next(10) == []


async def test_who_links_waits_no_longer(database: Database) -> None:
    waiters = SeatWaiters(database)
    await waiters.join(7, NOW)
    await save_link(database, Cipher([bytes(32)]), link(7, "other"))
    assert await waiters.next(10) == []
