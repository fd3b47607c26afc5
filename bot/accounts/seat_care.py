"""Seats that nobody uses: ask their people, free what they give up, offer it to who waits.

Spotify gives a bot few seats (docs/reference/spotify.md, section 2.1), so one that isn't used for
two months is asked for. Nobody loses a seat without having said yes, unless the host has allowed
that silence is one; it counts only from when the question is known to have reached them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.accounts.deletion import AccountDeletion
from bot.accounts.lifetime import GRANT_LIFETIME
from bot.apps.services import AppServices
from bot.notifications.kinds import SeatGivenUp, SeatOffered, SeatTaken, SeatUnused
from bot.notifications.outbox import HOSTS, Outbox
from bot.storage.accounts import AccountStore
from bot.storage.personal_data import Forgotten
from bot.storage.seat_questions import SeatQuestion, SeatQuestions
from bot.storage.seat_waiters import SeatWaiters

_DAY = 24 * 3600

UNUSED_DAYS = 60
"""After so many days without any use a seat is asked for."""

SILENT_DAYS = 14
"""So many days without an answer may be taken as a yes, if the host allows it."""

OFFER_DAYS = 3
"""How long an offered seat is meant for one person, in days; then for the next as well."""

_WAITS_AT_MOST = 180 * _DAY
_SPREAD = 2
"""Seconds between two messages: Discord discourages many direct messages at once."""

_AT_ONCE = 100
"""How many of each kind one run handles."""


@dataclass(frozen=True, slots=True)
class SeatStores:
    """What is stored about seats."""

    accounts: AccountStore
    questions: SeatQuestions
    waiters: SeatWaiters


class SeatCare:
    """Asks for unused seats, and passes them on; `unused` is ask, take or leave (UNUSED_SEATS)."""

    def __init__(
        self,
        stores: SeatStores,
        apps: AppServices,
        deletion: AccountDeletion,
        outbox: Outbox,
        unused: str,
        clock: Callable[[], float],
    ) -> None:
        self._accounts, self._questions = stores.accounts, stores.questions
        self._waiters = stores.waiters
        self._apps, self._seats = apps.registry, apps.seats
        self._deletion = deletion
        self._outbox = outbox
        self._unused = unused
        self._clock = clock

    async def work(self) -> None:
        """Ask, take what may be taken, and offer what is free."""
        now = int(self._clock())
        if self._seats.limited and self._unused != "leave":
            await self._ask(now)
            if self._unused == "take":
                await self._take(now)
        await self._offer(now)

    async def keep(self, discord_id: int, asked_at: int) -> bool:
        """Note that a person keeps their seat; False if that question is over."""
        return await self._questions.keep(discord_id, asked_at, int(self._clock()))

    async def give(self, discord_id: int, asked_at: int) -> Forgotten | None:
        """Unlink a person who gives up their seat; None if that question is over."""
        if not await self._questions.is_asked(discord_id, asked_at):
            return None
        link = await self._accounts.summary(discord_id)
        question = SeatQuestion(discord_id, link.client_id if link else "", asked_at, warned=False)
        forgotten = await self._free(question, silent=False)
        await self._offer(int(self._clock()))
        return forgotten

    async def _ask(self, now: int) -> None:
        ends_first = now - GRANT_LIFETIME + SILENT_DAYS * _DAY
        until = now - UNUSED_DAYS * _DAY
        warned = self._unused == "take"
        for person in await self._questions.to_ask(until, ends_first, _AT_ONCE, warned=warned):
            await self._questions.ask(person, now, warned=warned)
        for number, one in enumerate(await self._questions.unseen(_AT_ONCE)):
            once = str(one.asked_at)
            told = await self._outbox.is_told(one.discord_id, SeatUnused, once)
            if told:
                await self._questions.set_told(one, now)
            elif told is None:
                taken_after = SILENT_DAYS if one.warned else None
                letter = SeatUnused(one.asked_at, UNUSED_DAYS, taken_after)
                await self._outbox.write(one.discord_id, once, letter, delay=number * _SPREAD)

    async def _take(self, now: int) -> None:
        for one in await self._questions.silent(now - SILENT_DAYS * _DAY, _AT_ONCE):
            if await self._questions.take(one, now):
                forgotten = await self._free(one, silent=True)
                # After the deletion, which includes what they were to be told.
                taken = SeatTaken(keeps_refusal=forgotten.keeps_refusal)
                await self._outbox.write(one.discord_id, str(now), taken)

    async def _free(self, question: SeatQuestion, *, silent: bool) -> Forgotten:
        person = question.discord_id
        link = await self._accounts.summary(person)
        app = await self._apps.get(question.client_id)
        forgotten = await self._deletion.person(person)
        if forgotten.linked and link is not None and app is not None:
            freed = SeatGivenUp(
                person, link.display_name or link.spotify_id, app.name, app.client_id, silent
            )
            reader = app.owner_id if app.kind == "member" else HOSTS
            await self._outbox.write(reader, f"{person}:{question.asked_at}", freed, about=person)
        return forgotten

    async def _offer(self, now: int) -> None:
        """Offer each free seat to the one who waits longest and has no offer."""
        await self._waiters.drop(now - OFFER_DAYS * _DAY, now - _WAITS_AT_MOST)
        waiting = await self._waiters.next(_AT_ONCE)
        if not waiting:
            return
        free = await self._seats.free() if self._seats.limited else _AT_ONCE
        for person in waiting[: max(0, free - await self._waiters.offered(free))]:
            if await self._waiters.offer(person, now):
                offered = SeatOffered(now + OFFER_DAYS * _DAY)
                await self._outbox.write(person, str(now), offered)
