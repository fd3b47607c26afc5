"""Telling people something once: kept first, then sent (bot/background/notifications.py).

Where direct messages are closed, it is told at the person's next command.
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
"""Stands for whoever hosts the bot, where a letter names its reader."""


@dataclass(frozen=True, slots=True)
class Notification:
    """What a person is told."""

    id: int
    discord_id: int
    content: Content


class Outbox:
    """Keeps notifications; `written` wakes who sends them when there is a new one."""

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

        `delay` is in seconds; `about` is whom else the letter names: it goes when they unlink.
        """
        kind, due = KINDS[type(content)], int(self._clock()) + delay
        once, text = f"{kind}:{once}", to_json(content)
        if await self._store.put(discord_id, kind, once, text, due, about=about):
            self.written.wake_all()

    async def collect(
        self,
        discord_id: int,
        change: Callable[[CommandsBroke | None], CommandsBroke],
        *,
        apart: int,
    ) -> None:
        """Add to what waits to be told, or begin one `apart` seconds after the last."""
        kind = KINDS[CommandsBroke]

        def changed(stored: str | None) -> str:
            return to_json(change(_collected(stored)))

        await self._store.collect(discord_id, kind, changed, int(self._clock()), apart=apart)
        self.written.wake_all()

    async def due(self) -> list[Notification]:
        """Return what is to be sent now."""
        return await self._readable(await self._store.due(self._clock()))

    async def seconds_to_next(self) -> float | None:
        """Return how long it is until the next letter is due."""
        at = await self._store.next_due()
        return None if at is None else max(0.0, at - self._clock())

    async def sent(self, letter: Notification) -> None:
        """Note that the person has it."""
        await self._store.set_status(letter.id, "told")

    async def not_sent(self, letter: Notification) -> None:
        """Note that the person's direct messages are closed."""
        await self._store.set_status(letter.id, "closed")

    async def knows(self, discord_id: int, *kinds: type[Content]) -> None:
        """Note that the person was told otherwise what letters of these kinds would say."""
        for kind in kinds:
            await self._store.known(discord_id, KINDS[kind])

    async def take_closed(self, discord_id: int) -> list[Notification]:
        """Return what could not be sent to a person; each is given out once."""
        closed = await self._store.closed(discord_id)
        taken = [one for one in closed if await self._store.take_closed(one.id)]
        return await self._readable(taken)

    async def has_closed(self, discord_id: int) -> bool:
        """Whether something could not be sent to this person."""
        return bool(await self._store.closed(discord_id))

    async def _readable(self, records: list[NotificationRecord]) -> list[Notification]:
        """Return what this version can tell; anything else is dropped."""
        found = []
        for one in records:
            try:
                content = from_json(one.kind, one.value)
            except Misfit as reason:
                _log.warning("a stored notification can't be read (%s): %s", one.kind, reason)
                await self._store.drop(one.id)
                continue
            found.append(Notification(one.id, one.discord_id, content))
        return found


def _collected(stored: str | None) -> CommandsBroke | None:
    try:
        return from_text(stored, CommandsBroke) if stored is not None else None
    except Misfit:
        return None
