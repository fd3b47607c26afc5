"""Remind people before their link expires: Spotify ends each link after six months.

Reminders are due 14 days before, 3 days before, and at the end. Each is sent once, and only the
latest one that is due.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.accounts.lifetime import GRANT_LIFETIME, REMINDERS
from bot.notifications.kinds import LinkEndsSoon
from bot.notifications.outbox import Outbox
from bot.storage.accounts import AccountStore
from bot.storage.records import AccountSummary

_DAY = 24 * 3600

_SPREAD = 2
"""Seconds between two reminders: Discord discourages many direct messages at once."""


class ExpiryReminders:
    """Writes the reminders that are due."""

    def __init__(self, accounts: AccountStore, outbox: Outbox, clock: Callable[[], float]) -> None:
        self._accounts = accounts
        self._outbox = outbox
        self._clock = clock

    async def work(self) -> None:
        """Write every reminder that is due."""
        now = self._clock()
        first = int(now) - GRANT_LIFETIME + REMINDERS[0][0] * _DAY
        for number, link in enumerate(await self._accounts.authorized_before(first)):
            await self._remind(link, now, number * _SPREAD)

    async def _remind(self, link: AccountSummary, now: float, delay: int) -> None:
        ends = link.authorized_at + GRANT_LIFETIME
        due = [stage for at, stage in _moments(ends) if at <= now]
        if not due or due[-1] <= link.reminded:
            return
        if not await self._accounts.set_reminded(link, due[-1]):
            return
        reminder = LinkEndsSoon(ends, link.display_name or link.spotify_id)
        once = f"{link.authorized_at}:{due[-1]}"
        await self._outbox.write(link.discord_id, once, reminder, delay=delay)


def _moments(ends: int) -> list[tuple[int, int]]:
    return [(ends - days * _DAY, stage) for days, stage in REMINDERS]
