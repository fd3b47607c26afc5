"""A seat that was given: the same login is tried again, without its person doing anything."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from bot.linking.finish_link import FinishLink
from bot.linking.login import Failed, from_text
from bot.linking.outcomes import Outcome
from bot.storage.errors import Undecryptable
from bot.storage.pending_logins import PendingLoginStore
from bot.storage.records import TicketRecord
from bot.storage.tally import Tally
from bot.storage.tickets import TicketStore

_MESSAGES = 5


class SeatGiven:
    """Tries kept logins again."""

    def __init__(
        self,
        tickets: TicketStore,
        pending: PendingLoginStore,
        completing: FinishLink,
        tally: Tally,
        clock: Callable[[], float],
    ) -> None:
        self._tickets = tickets
        self._pending = pending
        self._completing = completing
        self._tally = tally
        self._clock = clock

    async def wanted(self, ref: str, discord_id: int | None) -> TicketRecord | None:
        """Return the ticket of a login that lacks a seat, with `discord_id` only that person's."""
        record = await self._tickets.get(ref)
        if record is None or (discord_id is not None and record.discord_id != discord_id):
            return None
        return record if record.status in ("no_seat", "linked") else None

    async def may_write(self, discord_id: int) -> bool:
        """Count a message to an app's owner; True for the first few of a day."""
        return await self._tally.take("mails", discord_id, most=_MESSAGES, seconds=24 * 3600)

    async def try_again(self, ref: str) -> Outcome | Literal["gone"]:
        """Try a login that lacked a seat; "gone" when it is no longer kept.

        Its person is told when they are linked; while there is no seat nothing changes.
        """
        record = await self._tickets.get(ref)
        try:
            pending = await self._pending.get(ref, self._clock())
        except Undecryptable:
            pending = None
        if record is None or pending is None or pending.reason != "seat":
            return "linked" if record is not None and record.status == "linked" else "gone"
        try:
            login = await self._completing.refreshed(record, from_text(pending.login))
        except Failed as failed:
            if failed.outcome == "expired":
                await self._completing.stop(record, "expired")
            return failed.outcome
        return await self._completing.end_quietly(record, login)
