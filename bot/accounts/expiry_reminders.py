"""Reminders before a link ends: Spotify ends each six months after it was made.

14 days before, 3 days before, and when it has ended; each once, only the latest that is due.
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
"""Seconds between two reminders: Discord dislikes many direct messages at once."""


class ExpiryReminders:
    """Writes the letters that are due, and throws away what has run out."""

    def __init__(
        self,
        accounts: AccountStore,
        pending: PendingLoginStore,
        letters: Outbox,
        settle: Callable[[], Awaitable[None]],
        clock: Callable[[], float],
    ) -> None:
        """`settle` ends the links whose completing was cut off."""
        self._accounts = accounts
        self._pending = pending
        self._letters = letters
        self._settle = settle
        self._clock = clock
        self._looked = False

    async def seconds_to_next(self) -> float | None:
        """Return 0 before the first look, then None: it is looked every few minutes."""
        return None if self._looked else 0.0

    async def work(self) -> None:
        """Write every reminder that is due."""
        self._looked = True
        await self._settle()
        now = self._clock()
        await self._pending.drop_expired(now)
        first = int(now) - GRANT_LIFETIME + REMINDERS[0][0] * _DAY
        for number, one in enumerate(await self._accounts.authorized_before(first)):
            await self._remind(one, now, number * _SPREAD)

    async def _remind(self, link: AccountSummary, now: float, delay: int) -> None:
        ends = link.authorized_at + GRANT_LIFETIME
        due = [stage for at, stage in _moments(ends) if at <= now]
        if not due or due[-1] <= link.reminded:
            return
        if not await self._accounts.set_reminded(link.discord_id, link.version, due[-1]):
            return
        reminder = LinkEndsSoon(ends, link.display_name or link.spotify_id)
        once = f"{link.authorized_at}:{due[-1]}"
        await self._letters.write(link.discord_id, once, reminder, delay=delay)


def _moments(ends: int) -> list[tuple[int, int]]:
    return [(ends - days * _DAY, stage) for days, stage in REMINDERS]
