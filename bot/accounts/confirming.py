"""The code that a browser shows and its person types in Discord (level L4)."""

from __future__ import annotations

import hmac
from collections.abc import Callable

from bot.accounts.completing import Completing
from bot.accounts.errors import CodeRefused
from bot.accounts.login import from_text
from bot.accounts.outcomes import Outcome
from bot.storage.errors import Undecryptable
from bot.storage.pending import PendingStore
from bot.storage.tickets import TicketStore

TRIES = 3


class Confirming:
    """Checks typed codes."""

    def __init__(
        self,
        tickets: TicketStore,
        pending: PendingStore,
        completing: Completing,
        clock: Callable[[], float],
    ) -> None:
        self._tickets = tickets
        self._pending = pending
        self._completing = completing
        self._clock = clock

    async def typed(self, ref: str, discord_id: int, text: str) -> Outcome:
        """Link when the code is right; only the ticket's owner may type it.

        Raises CodeRefused. Every try is counted before it is compared, so that many at once
        are no more than three.
        """
        record = await self._tickets.get(ref)
        if record is None or record.discord_id != discord_id or record.status != "pending":
            raise CodeRefused(None)
        try:
            pending = await self._pending.get(ref, self._clock())
        except Undecryptable:
            pending = None
        if pending is None or pending.reason != "code":
            raise CodeRefused(None)
        tries = await self._tickets.count_try(ref)
        login = from_text(pending.login)
        right = hmac.compare_digest(_plain(text).encode(), (login.code or "-").encode())
        if tries > TRIES or not right:
            if tries >= TRIES:
                await self._completing.stop(record, "wrong_code")
                raise CodeRefused(0)
            raise CodeRefused(TRIES - tries)
        return await self._completing.end(record, login)


def _plain(text: str) -> str:
    """Return a code as it was shown, however it was typed."""
    return "".join(letter for letter in text.upper() if letter.isalnum())
