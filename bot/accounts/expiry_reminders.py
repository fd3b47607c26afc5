"""Remind people before their link expires: Spotify ends each link after six months.

Reminders are due 14 days before, 3 days before, and at the end. Each is sent once, and only the
latest one that is due.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.accounts.lifetime import GRANT_LIFETIME, REMINDERS
from bot.notifications.kinds import LinkEndsSoon
from bot.notifications.outbox import Outbox
from bot.storage.accounts import AccountStore
from bot.storage.pending_logins import PendingLoginStore
from bot.storage.records import AccountSummary

_DAY = 24 * 3600

_SPREAD = 2
"""Seconds between two reminders: Discord discourages many direct messages at once."""

_AT_ONCE = 150
"""How many reminders one run writes for each stage: as many as are sent until the next run."""


class ExpiryReminders:
    """Writes the reminders that are due, and deletes what has expired."""

    def __init__(
        self,
        accounts: AccountStore,
        pending: PendingLoginStore,
        outbox: Outbox,
        settle: Callable[[], Awaitable[None]],
        clock: Callable[[], float],
    ) -> None:
        """`settle` ends the link attempts that were interrupted."""
        self._accounts = accounts
        self._pending = pending
        self._outbox = outbox
        self._settle = settle
        self._clock = clock
        self._has_run = False

    async def seconds_to_next(self) -> float | None:
        """Return 0 before the first run, then None: the worker runs every few minutes anyway."""
        return None if self._has_run else 0.0

    async def work(self) -> None:
        """Write every reminder that is due."""
        self._has_run = True
        await self._settle()
        now = self._clock()
        await self._pending.drop_expired(now)
        number, after = 0, 0
        # From the latest stage on: someone who has missed earlier ones gets only that one.
        for days, stage in reversed(REMINDERS):
            until = int(now) - GRANT_LIFETIME + days * _DAY
            for link in await self._accounts.to_remind(stage, after, until, _AT_ONCE):
                await self._remind(link, stage, number * _SPREAD)
                number += 1
            after = until

    async def _remind(self, link: AccountSummary, stage: int, delay: int) -> None:
        if not await self._accounts.set_reminded(link.discord_id, link.version, stage):
            return
        ends = link.authorized_at + GRANT_LIFETIME
        reminder = LinkEndsSoon(ends, link.display_name or link.spotify_id)
        once = f"{link.authorized_at}:{stage}"
        await self._outbox.write(link.discord_id, once, reminder, delay=delay)
