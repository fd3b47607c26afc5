"""A year in fake time: the real services against the simulated Spotify, week by week."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.accounts.errors import LinkDead
from bot.accounts.lifetime import GRANT_LIFETIME
from bot.config.settings import load
from bot.container import Container, open_container
from bot.linking.attempt import LinkAttempt
from bot.linking.authorization import AuthorizationResponse
from bot.linking.errors import CodeRefused
from bot.linking.offers import Asker, Wish
from bot.notifications.kinds import KINDS, SeatWanted
from bot.storage.ticket_records import LinkPurpose
from sandbox.spotify.clock import Clock
from sandbox.spotify.server import SpotifySandbox

DAY = 24 * 3600
PERSON = 4711


@dataclass
class Year:
    """One person, a bot's services and a clock."""

    spotify: SpotifySandbox
    services: Container

    @property
    def clock(self) -> Clock:
        return self.spotify.clock

    async def links(self, listener: str, purpose: LinkPurpose = "link") -> str:
        """Go the whole way; return the outcome."""
        links = self.services.linking
        offer = await links.issuer.issue(Asker(PERSON, "Mira", "mira"), Wish(purpose=purpose))
        authorize = await links.browser.flow.begin(offer.url.rpartition("/")[2], "cookie")
        answer = parse_qs(urlsplit(await self.spotify.consent(authorize, listener)).query)
        step = await links.browser.flow.callback(
            AuthorizationResponse(answer["state"][0], answer["code"][0], None),
            {offer.ref: "cookie"},
            "fresh",
        )
        return (await links.browser.pages.result(step.ref, "cookie")).outcome

    async def letters(self) -> list[str]:
        """Do what the workers do; return what the person is told."""
        await self.services.accounts.housekeeping.work()
        told = []
        for letter in await self.services.outbox.due():
            told.append(KINDS[type(letter.content)])
            await self.services.outbox.sent(letter)
        return told

    async def listens(self) -> None:
        """Ask for a token that works: the answers themselves are cached by the real clock."""
        await self.services.accounts.grants.token(PERSON)


@pytest.fixture
async def year(tmp_path: Path) -> AsyncIterator[Year]:
    spotify = await SpotifySandbox.start()
    callback = "http://127.0.0.1:8888/callback"
    spotify.redirect_uris.append(callback)
    settings = load(
        {
            "DISCORD_TOKEN": "MTIzNDU2Nzg5MDEyMzQ1Njc4.Gabcde." + "a" * 38,
            "SPOTIPY_CLIENT_ID": spotify.client_id,
            "SPOTIPY_CLIENT_SECRET": spotify.client_secret,
            "SPOTIPY_REDIRECT_URI": callback,
            "SPOTIFY_ACCOUNTS_URL": spotify.accounts_url,
            "SPOTIFY_API_URL": spotify.api_url,
            "DATABASE_URL": f"sqlite:///{tmp_path / 'earshot.db'}",
        }
    )
    async with open_container(settings, spotify.clock.now) as services:
        yield Year(spotify, services)
    await spotify.close()


async def test_a_year_with_one_renewal(year: Year) -> None:
    assert await year.links("mira") == "linked"
    start = year.clock.now()
    told: list[tuple[int, str]] = []
    ended: list[int] = []
    for day in range(0, 372, 2):
        told += [(day, kind) for kind in await year.letters()]
        if day == 180:
            assert await year.links("mira", "renew") == "linked"
        try:
            await year.listens()
        except LinkDead:
            ended.append(day)
        year.clock.advance(2 * DAY)
    # The first half is renewed before its last reminder; the second runs out.
    assert told == [(day, "reminder") for day in (168, 180, 348, 360, 362)]
    assert ended == [362, 364, 366, 368, 370]
    shown = await year.services.accounts.accounts.view(PERSON)
    assert shown is not None
    assert shown.linked_at is not None
    assert abs(shown.linked_at - (start + 180 * DAY)) < 60
    assert year.spotify.count("/api/token", grant_type="refresh_token") == 180


async def test_nobody_is_told_twice_of_the_same_end(year: Year) -> None:
    await year.links("mira")
    year.clock.advance(GRANT_LIFETIME + DAY)
    assert await year.letters() == ["reminder"], "the last one only: it has ended"
    for _ in range(5):
        with pytest.raises(LinkDead):
            await year.listens()
        year.clock.advance(DAY)
        assert await year.letters() == []
    assert year.spotify.count("/api/token", grant_type="refresh_token") == 1
    assert await year.links("mira", "renew") == "linked"
    await year.listens()


async def test_a_renewal_refuses_another_account_a_link_takes_it(year: Year) -> None:
    await year.links("mira")
    year.clock.advance(170 * DAY)
    assert await year.links("jonas", "renew") == "other_account"
    shown = await year.services.accounts.accounts.view(PERSON)
    assert shown is not None
    assert shown.spotify_name == "Mira Sol"
    assert await year.links("jonas") == "linked"
    shown = await year.services.accounts.accounts.view(PERSON)
    assert shown is not None
    assert "jonas" in shown.spotify_name


@pytest.mark.parametrize("days", [1, 6])
async def test_a_login_that_waits_for_a_seat_goes_on_days_later(year: Year, days: int) -> None:
    """Also when others ask for links meanwhile, which removes old tickets."""
    assert await year.links("visitor") == "no_seat"
    year.clock.advance(days * DAY)
    await year.services.linking.issuer.issue(Asker(PERSON + 1, "Jonas", "jonas"))
    due = await year.services.outbox.due()
    assert len(due) == 1
    wanted = due[0].content
    assert isinstance(wanted, SeatWanted)
    year.spotify.app.seats.remove("okapi")
    year.spotify.app.add_seat("visitor")
    assert await year.services.linking.seat_given.try_again(wanted.ref) == "linked"
    await year.listens()
    ends = (await year.services.accounts.accounts.view(PERSON) or pytest.fail("gone")).ends_at or 0
    consented = year.clock.now() - days * DAY
    assert abs(ends - (consented + GRANT_LIFETIME)) < 60, "six months run from the consent"


async def test_a_seat_is_tried_again_with_rotating_tokens(year: Year) -> None:
    """What a try has refreshed is kept for the next one, and two presses at once are one try."""
    year.spotify.rotation = "rotate"
    assert await year.links("visitor") == "no_seat"
    wanted = (await year.services.outbox.due())[0].content
    assert isinstance(wanted, SeatWanted)
    seat_given = year.services.linking.seat_given
    for _ in range(2):
        year.clock.advance(DAY)
        assert await seat_given.try_again(wanted.ref) == "no_seat"
    year.clock.advance(DAY)
    year.spotify.app.seats.remove("okapi")
    year.spotify.app.add_seat("visitor")
    goes, mark = asyncio.Event(), len(year.spotify.requests)
    year.spotify.fault("/api/token", "held", until=goes)
    presses = [asyncio.create_task(seat_given.try_again(wanted.ref)) for _ in range(2)]
    await asyncio.wait(presses, timeout=0.5)
    goes.set()
    assert await asyncio.gather(*presses) == ["linked", "linked"]
    assert year.spotify.count("/api/token", since=mark) == 1
    await year.listens()


async def test_undo_counts_from_the_link_not_from_the_consent(year: Year) -> None:
    """Level 4: an attacker who types the victim's code late leaves them their ten minutes."""
    links = year.services.linking
    offer = await links.issuer.issue(Asker(PERSON, "Mira", "mira"))
    authorize = await links.browser.flow.begin(offer.url.rpartition("/")[2], "one browser")
    answer = parse_qs(urlsplit(await year.spotify.consent(authorize, "mira")).query)
    response = AuthorizationResponse(answer["state"][0], answer["code"][0], None)
    await links.browser.flow.callback(response, {}, "another browser")
    code = (await links.browser.pages.result(offer.ref, "another browser")).code
    year.clock.advance(595)
    assert await links.confirm_code.typed(offer.ref, PERSON, code or "") == "linked"
    shown = await links.browser.pages.result(offer.ref, "another browser")
    assert shown.undo_until is not None
    assert shown.undo_until - year.clock.now() > 590
    year.clock.advance(590)
    await links.browser.undo.undo(offer.ref, "another browser")
    assert await year.services.accounts.accounts.view(PERSON) is None


async def test_t9c_a_fourth_try_is_refused_though_it_is_right(
    year: Year, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tries are counted before they are compared: also while the third is still being ended."""
    links = year.services.linking
    offer = await links.issuer.issue(Asker(PERSON, "Mira", "mira"))
    authorize = await links.browser.flow.begin(offer.url.rpartition("/")[2], "one browser")
    answer = parse_qs(urlsplit(await year.spotify.consent(authorize, "mira")).query)
    await links.browser.flow.callback(
        AuthorizationResponse(answer["state"][0], answer["code"][0], None),
        {},
        "another browser",
    )
    code = (await links.browser.pages.result(offer.ref, "another browser")).code
    assert code is not None

    async def slow(*_: object, **__: object) -> None:
        return None

    monkeypatch.setattr(LinkAttempt, "end", slow)
    for typed in ("AAAAAAAA", "AAAAAAAA", "AAAAAAAA", code):
        with pytest.raises(CodeRefused):
            await links.confirm_code.typed(offer.ref, PERSON, typed)
    assert await year.services.accounts.accounts.view(PERSON) is None


async def test_a_login_is_thrown_away_after_a_week(year: Year) -> None:
    assert await year.links("visitor") == "no_seat"
    wanted = (await year.services.outbox.due())[0].content
    assert isinstance(wanted, SeatWanted)
    year.clock.advance(8 * DAY)
    await year.services.accounts.housekeeping.work()
    assert await year.services.linking.seat_given.try_again(wanted.ref) == "gone"
