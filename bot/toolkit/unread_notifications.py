"""What someone could not be told by direct message, because those are closed."""

from __future__ import annotations

from bot.notifications.outbox import HOSTS, Notification, Outbox
from bot.toolkit.bot_host import BotHost


class UnreadNotifications:
    """A person's own unread notifications; hosts also read the hosts'."""

    def __init__(self, outbox: Outbox, host: BotHost) -> None:
        self._outbox = outbox
        self._host = host

    async def exist_for(self, person: int) -> bool:
        """Whether someone has unread notifications."""
        return any([await self._outbox.has_closed(one) for one in await self._readers(person)])

    async def take(self, person: int) -> list[Notification]:
        """Return what someone has not read; each notification is returned only once."""
        readers = await self._readers(person)
        return [one for reader in readers for one in await self._outbox.take_closed(reader)]

    async def _readers(self, person: int) -> list[int]:
        return [person, HOSTS] if person in await self._host.ids() else [person]
