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

_AT_ONCE = 150
"""How many reminders one run writes for each stage: as many as are sent until the next run."""


class ExpiryReminders:
    """Writes the reminders that are due."""

    def __init__(self, accounts: AccountStore, outbox: Outbox, clock: Callable[[], float]) -> None:
        self._accounts = accounts
        self._outbox = outbox
        self._clock = clock

    async def work(self) -> None:
        """Write every reminder that is due."""
        now = self._clock()
        number, after = 0, 0
        # From the latest stage on: someone who has missed earlier ones gets only that one.
        for days, stage in reversed(REMINDERS):
            until = int(now) - GRANT_LIFETIME + days * _DAY
            for link in await self._accounts.to_remind(stage, after, until, _AT_ONCE):
                await self._remind(link, stage, number * _SPREAD)
                number += 1
            after = until

    async def _remind(self, link: AccountSummary, stage: int, delay: int) -> None:
        if not await self._accounts.set_reminded(link, stage):
            return
        ends = link.authorized_at + GRANT_LIFETIME
        reminder = LinkEndsSoon(ends, link.display_name or link.spotify_id)
        once = f"{link.authorized_at}:{stage}"
        await self._outbox.write(link.discord_id, once, reminder, delay=delay)
