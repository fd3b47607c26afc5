"""Tell people in Discord how their link ended: what to say, and in which message.

The ticket's row is the outbox: it is marked once the person has been told. What a stopped process
left unannounced is announced after the next start, or by another process. Processes that only
serve pages tell no one themselves: they pass it on.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from time import perf_counter

from bot.apps.registry import AppRegistry
from bot.linking.outcomes import Announced, Announcement, end_of
from bot.request_ids import Request, continue_request, current_request
from bot.storage.errors import NotSaved
from bot.storage.link_offers import OfferStore, ShownOffer
from bot.storage.processes import Processes
from bot.storage.ticket_records import TicketStatus
from bot.storage.tickets import TicketStore

_log = logging.getLogger(__name__)

_OLDEST = 900
_CHANNEL = "link results"
_TOLD_WITHIN = 15.0
"""Seconds after which another process tells it: the one that claimed it has died."""

_LOOKS_EVERY = 10.0
"""How often a process looks for what others left untold, in seconds."""

_WHILE_UNREADABLE = 1.0
_UNKNOWN = (0.0, None)


@dataclass(frozen=True, slots=True)
class EndedAttempt:
    """How one person's link ended.

    `shown` are the messages that show it, newest first; `waiting` are the commands to run if it
    succeeded, oldest first.
    """

    ref: str
    discord_id: int
    status: TicketStatus
    result: Announcement
    shown: Sequence[ShownOffer] = field(repr=False)
    waiting: tuple[str, ...] = ()


class LinkResultQueue:
    """A queue of ended links."""

    def __init__(
        self,
        store: TicketStore,
        offers: OfferStore,
        apps: AppRegistry,
        clock: Callable[[], float],
        processes: Processes,
    ) -> None:
        self._store = store
        self._offers = offers
        self._apps = apps
        self._clock = clock
        self._processes = processes
        self._refs: asyncio.Queue[str] = asyncio.Queue()
        self._told_here = False
        self._published: dict[str, tuple[float, Request | None]] = {}
        """Since when each link waits to be told, and the request that ended it."""

    def publish(self, ref: str) -> None:
        """Add a link that has ended; pass it on if this process tells no one."""
        if self._told_here or not self._processes.shared:
            self._published.setdefault(ref, (perf_counter(), current_request()))
            self._refs.put_nowait(ref)
        else:
            self._processes.send(_CHANNEL, ref)

    def age(self) -> float:
        """Return how long the oldest has waited to be told, in seconds."""
        oldest = next(iter(list(self._published.values())), None)
        return 0.0 if oldest is None else perf_counter() - oldest[0]

    async def begin(self) -> None:
        """Tell people from now on, beginning with what an earlier process left untold."""
        self._told_here = True
        self._processes.subscribe(_CHANNEL, self._refs.put_nowait)
        await self._add_untold()

    async def _add_untold(self) -> None:
        """Add the links of the last 15 minutes that nobody has announced."""
        for record in await self._store.unannounced(int(self._clock()) - _OLDEST):
            self._refs.put_nowait(record.ref)

    async def _next_ref(self) -> str:
        while self._processes.shared:
            with suppress(TimeoutError):
                async with asyncio.timeout(_LOOKS_EVERY):
                    return await self._refs.get()
            with suppress(NotSaved):
                await self._add_untold()
        return await self._refs.get()

    async def next(self) -> EndedAttempt:
        """Wait for the next link to announce."""
        while True:
            ref = await self._next_ref()
            continue_request(self._published.get(ref, _UNKNOWN)[1])
            try:
                ended = await self._claimed(ref)
            except NotSaved:
                # Everyone must be told, even if the database was busy for a moment.
                await asyncio.sleep(_WHILE_UNREADABLE)
                self._refs.put_nowait(ref)
                continue
            if ended is not None:
                return ended
            self._published.pop(ref, None)

    async def told(self, ended: EndedAttempt) -> None:
        """Mark the person as told; while a code is expected, the link hasn't ended yet."""
        if ended.result.outcome == "code":
            return
        try:
            await self._store.set_announced(ended.ref, ended.status)
        except NotSaved:
            _log.warning("could not save that someone was told: they may be told again")

    def finished(self, ended: EndedAttempt) -> None:
        """Forget how long someone waited to be told."""
        self._published.pop(ended.ref, None)

    async def _claimed(self, ref: str) -> EndedAttempt | None:
        """Return what to tell, None if there is nothing, or if another process tells it."""
        ended, now = await self._read(ref), self._clock()
        if ended is None or not self._processes.shared:
            return ended
        mine = await self._store.claim_telling(ref, ended.status, now, now + _TOLD_WITHIN)
        return ended if mine else None

    async def _read(self, ref: str) -> EndedAttempt | None:
        record = await self._store.get(ref)
        if record is None or record.announced or not record.discord_id:
            return None
        outcome: Announced | None = end_of(record.status)
        if record.status == "pending":
            outcome = "code"
        if outcome is None:
            return None
        app = await self._apps.get(record.client_id)
        result = Announcement(
            outcome,
            spotify_name=record.required_name
            if outcome == "other_account"
            else record.spotify_name,
            other_name=record.other_name,
            owner=app.owner_for(record.discord_id) if app is not None else None,
        )
        shown = await self._offers.shown(ref)
        return EndedAttempt(ref, record.discord_id, record.status, result, shown, record.waiting)
