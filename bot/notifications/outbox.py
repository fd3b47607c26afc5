"""Tell people something once: stored first, then sent (bot/background/notification_sender.py).

If their direct messages are closed, they see it with their next command.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from bot.notifications.kinds import KINDS, CommandsBroke, Content, from_json, to_json
from bot.storage.notifications import NotificationStore
from bot.storage.records import NotificationRecord
from bot.storage.typed_json import Misfit, from_text
from bot.wakeups import Wakeups

_log = logging.getLogger(__name__)

HOSTS = 0
"""The reader of notifications for the people who host the bot."""


@dataclass(frozen=True, slots=True)
class Notification:
    """Something that a person is told."""

    id: int
    discord_id: int
    content: Content


_SENT_WITHIN = 15.0
"""Seconds after which another process sends it: the one that claimed it has died."""


class Outbox:
    """Stores notifications; `written` wakes the sender when there is a new one."""

    def __init__(self, store: NotificationStore, clock: Callable[[], float]) -> None:
        self._store = store
        self._clock = clock
        self.written = Wakeups()

    async def write(
        self,
        discord_id: int,
        once: str,
        content: Content,
        *,
        delay: int = 0,
        about: int | None = None,
    ) -> None:
        """Tell a person something, unless they were told with the same `once` before.

        `delay` is in seconds; `about` is another person it mentions: it is deleted when they
        unlink.
        """
        kind, due = KINDS[type(content)], int(self._clock()) + delay
        once, text = f"{kind}:{once}", to_json(content)
        if await self._store.put(discord_id, kind, once, text, due, about=about):
            self.written.wake_all()

    async def is_told(self, discord_id: int, kind: type[Content], once: str) -> bool | None:
        """Whether a notification has reached its person; None if there is none."""
        status = await self._store.status(discord_id, f"{KINDS[kind]}:{once}")
        return None if status is None else status == "told"

    async def collect(
        self,
        discord_id: int,
        change: Callable[[CommandsBroke | None], CommandsBroke],
        *,
        apart: int,
    ) -> None:
        """Add to an unsent notification, or start one due `apart` seconds after the last."""
        kind = KINDS[CommandsBroke]

        def changed(stored: str | None) -> str:
            return to_json(change(_collected(stored)))

        await self._store.collect(discord_id, kind, changed, int(self._clock()), apart=apart)
        self.written.wake_all()

    async def due(self) -> list[Notification]:
        """Return what should be sent now."""
        return await self._readable(await self._store.due(self._clock()))

    async def claim(self, notification: Notification) -> bool:
        """Claim one to send it now; True only for the one process that may."""
        person = notification.discord_id
        return await self._store.claim_due(
            notification.id, person, self._clock(), hold=_SENT_WITHIN
        )

    async def seconds_to_next(self) -> float | None:
        """Return the seconds until the next notification is due."""
        at = await self._store.next_due()
        return None if at is None else max(0.0, at - self._clock())

    async def sent(self, notification: Notification) -> None:
        """Mark a notification as delivered."""
        await self._store.set_status(notification.id, notification.discord_id, "told")

    async def not_sent(self, notification: Notification) -> None:
        """Mark a notification as undeliverable: the person's direct messages are closed."""
        await self._store.set_status(notification.id, notification.discord_id, "closed")

    async def mark_told(self, discord_id: int, *kinds: type[Content]) -> None:
        """Mark these kinds as already delivered to a person in another way."""
        for kind in kinds:
            await self._store.mark_told(discord_id, KINDS[kind])

    async def closed(self, discord_id: int) -> list[Notification]:
        """Return what could not be sent to a person."""
        return await self._readable(await self._store.closed(discord_id))

    async def claim_closed(self, notification: Notification) -> bool:
        """Claim one that could not be sent, to show it now; True only for the one caller.

        Then call `sent` or `not_sent`.
        """
        return await self._store.claim_closed(notification.id, notification.discord_id)

    async def has_closed(self, discord_id: int) -> bool:
        """Whether this person has notifications that could not be sent."""
        return await self._store.has_closed(discord_id)

    async def _readable(self, records: list[NotificationRecord]) -> list[Notification]:
        """Return the notifications that this version can read, and delete any other."""
        readable = []
        for record in records:
            try:
                content = from_json(record.kind, record.value)
            except Misfit as reason:
                _log.warning("a stored notification can't be read (%s): %s", record.kind, reason)
                await self._store.drop(record.id)
                continue
            readable.append(Notification(record.id, record.discord_id, content))
        return readable


def _collected(stored: str | None) -> CommandsBroke | None:
    try:
        return from_text(stored, CommandsBroke) if stored is not None else None
    except Misfit:
        return None
