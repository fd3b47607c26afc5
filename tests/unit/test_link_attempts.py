"""A link attempt's steps, when something fails between them."""

from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.accounts.scopes import EVERYTHING
from bot.linking.attempt import LinkAttempt
from bot.linking.spotify_signin import Failed, Login
from bot.notifications.kinds import LinkAttempted
from bot.spotify.errors import AppRejected
from bot.storage import sqlite_database as database_module
from bot.storage.errors import DatabaseBusy
from tests.unit.linking import Linking
from tests.unit.processes import SCOPE, Process


@pytest.fixture
def linking(processes: list[Process]) -> Linking:
    return Linking(processes[0])


def kept_logins(tmp_path: Path) -> int:
    with sqlite3.connect(tmp_path / "e.db") as raw:
        return int(raw.execute("SELECT count(*) FROM waiting_logins").fetchone()[0])


async def without_a_seat(linking: Linking) -> tuple[LinkAttempt, Login]:
    """Return a link whose login waits for its seat."""
    linking.spotify.app.seats.remove("mira")
    attempt = await linking.opened()
    login = await attempt.take(await linking.agreed(attempt, "mira"))
    assert login is not None
    assert await attempt.complete(login) == "no_seat"
    return await linking.fresh(attempt), login


async def test_a_login_is_kept_and_its_ticket_waits_at_the_same_moment(
    linking: Linking, tmp_path: Path
) -> None:
    """Otherwise a stop in between would leave a login for a ticket that has ended."""
    linking.spotify.app.seats.remove("mira")
    attempt = await linking.opened()
    login = await attempt.take(await linking.agreed(attempt, "mira"))
    assert login is not None
    await attempt.keep_waiting(login, "seat")
    assert (await linking.fresh(attempt)).record.status == "no_seat"
    linking.spotify.clock.advance(3600)
    await linking.attempts.settle()
    assert (await linking.fresh(attempt)).record.status == "no_seat"
    assert kept_logins(tmp_path) == 1


@pytest.mark.parametrize("by", ["end", "settle"])
async def test_a_tickets_end_is_its_logins_end(linking: Linking, tmp_path: Path, by: str) -> None:
    attempt = await linking.opened()
    answer = await linking.agreed(attempt, "mira")
    login = await attempt.take(answer, other_browser="another")
    assert login is not None
    await attempt.keep_waiting(login, "code")
    assert kept_logins(tmp_path) == 1
    if by == "end":
        await attempt.end("wrong_code")
    else:
        # The browser that started claims it back, and the process dies.
        assert await attempt.claim(answer.state, over_waiting=True) is not None
        linking.spotify.clock.advance(61)
        await linking.attempts.settle()
    status = (await linking.fresh(attempt)).record.status
    assert status == ("wrong_code" if by == "end" else "interrupted")
    assert kept_logins(tmp_path) == 0


async def test_a_try_of_someone_else_does_not_end_what_was_continued(
    linking: Linking, tmp_path: Path
) -> None:
    attempt = await linking.opened()
    answer = await linking.agreed(attempt, "mira")
    login = await attempt.take(answer, other_browser="another")
    assert login is not None
    await attempt.keep_waiting(login, "code")
    guessing = await linking.fresh(attempt)
    # Its own browser brings the answer before the third wrong code is counted.
    assert await attempt.claim(answer.state, over_waiting=True) is not None
    await guessing.end("wrong_code", unchanged=True)
    assert (await linking.fresh(attempt)).record.status == "claimed"
    assert kept_logins(tmp_path) == 1
    await (await linking.fresh(attempt)).end("wrong_code", unchanged=True)
    assert (await linking.fresh(attempt)).record.status == "wrong_code"


async def test_a_seat_request_that_can_not_be_written_is_written_later(
    linking: Linking, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    async def request_seat(record: Any, app: Any) -> None:
        asked.append(record.ref)
        if len(asked) == 1:
            raise DatabaseBusy

    monkeypatch.setattr(linking.tools.seats, "request_seat", request_seat)
    attempt, _ = await without_a_seat(linking)
    async with asyncio.timeout(5):
        while linking.tools.unsaved:
            await asyncio.sleep(0.01)
    assert asked == [attempt.ref] * 2
    assert await attempt.waiting_login() is not None


async def test_the_earlier_owner_is_told_who_tried_even_if_later(
    linking: Linking, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, busy = linking.tools.outbox.write, False

    async def write(*args: Any, **kwargs: Any) -> None:
        nonlocal busy
        if busy:
            busy = False
            raise DatabaseBusy
        await real(*args, **kwargs)

    monkeypatch.setattr(linking.tools.outbox, "write", write)
    first, second = await linking.opened(1), await linking.opened(2)
    for attempt, end in ((first, "linked"), (second, "taken")):
        login = await attempt.take(await linking.agreed(attempt, "mira"))
        assert login is not None
        busy = end == "taken"
        assert await attempt.complete(login) == end
    async with asyncio.timeout(5):
        while linking.tools.unsaved:
            await asyncio.sleep(0.01)
    assert [type(one.content) for one in await linking.tools.outbox.due()] == [LinkAttempted]


async def test_a_refreshed_login_survives_a_database_that_takes_no_writes(
    linking: Linking, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Spotify may have rotated the refresh token: the old one is dead then."""
    monkeypatch.setattr(database_module, "PATIENCE", 0.1)
    linking.spotify.rotation = "rotate"
    attempt, login = await without_a_seat(linking)
    linking.spotify.clock.advance(4000)
    lock = sqlite3.connect(tmp_path / "e.db", isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    fresh = await attempt.refresh(login)
    lock.execute("ROLLBACK")
    lock.close()
    async with asyncio.timeout(5):
        while linking.tools.unsaved:
            await asyncio.sleep(0.01)
    waiting = await attempt.waiting_login()
    assert waiting is not None
    assert waiting.login.answer.refresh_token == fresh.answer.refresh_token
    assert fresh.answer.refresh_token != login.answer.refresh_token


async def test_a_login_that_another_process_refreshed_goes_on_waiting(
    linking: Linking, processes: list[Process]
) -> None:
    other = Linking(processes[1])
    linking.spotify.rotation = "rotate"
    attempt, login = await without_a_seat(linking)
    linking.spotify.clock.advance(4000)
    real = linking.tools.spotify.endpoint.refresh

    async def late(app: Any, token: str) -> Any:
        await (await other.fresh(attempt)).refresh(login)
        return await real(app, token)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(linking.tools.spotify.endpoint, "refresh", late)
        assert await linking.seat_given.try_again(attempt.ref) == "no_seat"
    linking.spotify.app.add_seat("mira")
    assert await linking.seat_given.try_again(attempt.ref) == "linked"


async def test_two_logins_for_one_ticket_are_asked_for_separately(
    linking: Linking, tmp_path: Path
) -> None:
    """Otherwise one would be saved under the other's name."""
    attempt, logins = await linking.opened(), []
    for person in ("mira", "jonas"):
        login = await attempt.take(await linking.agreed(attempt, person))
        assert login is not None
        logins.append(login)
        with sqlite3.connect(tmp_path / "e.db") as raw:
            raw.execute("UPDATE link_tickets SET status = 'open'")
    profiles = await asyncio.gather(*(attempt.identify(login) for login in logins))
    assert [profile.id for profile in profiles] == ["mira", "jonas"]


@pytest.mark.parametrize(
    ("says", "everything", "allowed"),
    [
        ("nothing", False, frozenset[str]()),
        ("not", False, frozenset({SCOPE})),
        ("not", True, EVERYTHING),
    ],
)
async def test_what_was_granted_is_what_spotify_says(
    linking: Linking, says: str, everything: bool, allowed: frozenset[str]
) -> None:
    """Without a word from Spotify it is what was asked for (RFC 6749, section 5.1)."""
    linking.spotify.withheld = EVERYTHING if says == "nothing" else frozenset()
    linking.spotify.without_scope = says == "not"
    attempt = await linking.opened()
    await linking.context.tickets.set_everything(attempt.ref, everything=everything)
    attempt = await linking.fresh(attempt)
    login = await attempt.take(await linking.agreed(attempt, "mira"))
    assert login is not None
    assert login.answer.scopes == allowed


async def test_an_empty_scope_in_a_refresh_takes_nothing_away(
    linking: Linking, processes: list[Process]
) -> None:
    grants = processes[0].grants()
    await processes[0].link("mira")
    linking.spotify.clock.advance(4000)
    for grant in linking.spotify.accounts.grants.values():
        grant.scopes = frozenset()
    await grants.token(1)
    record = await linking.context.accounts.summary(1)
    assert record is not None
    assert record.scopes == {SCOPE}


async def test_what_is_only_nice_to_know_does_not_end_a_login(
    linking: Linking, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def busy(*args: Any) -> None:
        raise DatabaseBusy

    for name in ("clear_problem", "report_problem"):
        monkeypatch.setattr(linking.context.apps, name, busy)
    attempt = await linking.opened()
    login = await attempt.take(await linking.agreed(attempt, "mira"))
    assert login is not None
    assert await attempt.complete(login) == "linked"

    async def refuses(*args: Any) -> None:
        raise AppRejected("invalid_client")

    monkeypatch.setattr(linking.tools.spotify.endpoint, "exchange_code", refuses)
    second = await linking.opened()
    assert await second.take(await linking.agreed(second, "mira")) is None
    assert (await linking.fresh(second)).record.status == "rejected"


async def test_who_agreed_can_not_be_asked_while_nothing_can_be_counted(
    linking: Linking, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempt = await linking.opened()
    login = await attempt.take(await linking.agreed(attempt, "mira"))
    assert login is not None

    async def busy(*args: Any, **kwargs: Any) -> None:
        raise DatabaseBusy

    monkeypatch.setattr(linking.tools.spotify.transport._budget, "spend", busy)
    with pytest.raises(Failed) as failed:
        await attempt.identify(replace(login))
    assert failed.value.outcome == "not_saved"
