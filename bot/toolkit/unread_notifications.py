"""What someone could not be told by direct message, because those are closed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.notifications.kinds import Content
from bot.notifications.outbox import HOSTS, Outbox
from bot.toolkit.bot_host import BotHost


class UnreadNotifications:
    """A person's own unread notifications; hosts also read the hosts'."""

    def __init__(self, outbox: Outbox, host: BotHost) -> None:
        self._outbox = outbox
        self._host = host

    async def exist_for(self, person: int) -> bool:
        """Whether someone has unread notifications."""
        return any([await self._outbox.has_closed(one) for one in await self._readers(person)])

    async def show(self, person: int, show: Callable[[Content], Awaitable[object]]) -> bool:
        """Show someone what they haven't read, each once; False if there's nothing.

        What `show` fails to show stays unread; its error is raised.
        """
        shown = False
        for reader in await self._readers(person):
            for one in await self._outbox.closed(reader):
                if not await self._outbox.claim_closed(one):
                    continue
                try:
                    await show(one.content)
                except BaseException:
                    await self._outbox.not_sent(one)
                    raise
                await self._outbox.sent(one)
                shown = True
        return shown

    async def _readers(self, person: int) -> list[int]:
        return [person, HOSTS] if person in await self._host.ids() else [person]
