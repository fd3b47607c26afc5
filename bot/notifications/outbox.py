"""Telling people something once: kept first, then sent by direct message (bot/background/notifications.py).

Where direct messages are closed, it is told at the person's next command.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bot.storage.notifications import NotificationStore
from bot.storage.records import NotificationRecord

HOSTS = 0
"""Stands for whoever hosts the bot, where a letter names its reader."""

Kind = Literal[
    "reminder",
    "ended",
    "taken",
    "removed",
    "app_trouble",
    "app_gone",
    "seat_wanted",
    "seats_full",
    "half",
    "broken",
]


@dataclass(frozen=True, slots=True)
class Notification:
    """What a person shall be told; `value` is what its words need."""

    id: int
    discord_id: int
    kind: str
    value: Mapping[str, Any]


class Outbox:
    """Keeps letters; `wake` is called when there is a new one."""

    def __init__(self, store: NotificationStore, clock: Callable[[], float]) -> None:
        self._store = store
        self._clock = clock
        self.wake: Callable[[], None] = lambda: None

    async def write(
        self,
        discord_id: int,
        kind: Kind,
        once: str,
        value: Mapping[str, Any],
        *,
        delay: int = 0,
        about: int | None = None,
    ) -> None:
        """Tell a person something, unless they were told with the same `once` before.

        `delay` is in seconds; `about` is whom else the letter names: it goes when they unlink.
        """
        text, due = json.dumps(dict(value)), int(self._clock()) + delay
        if await self._store.put(discord_id, kind, f"{kind}:{once}", text, due, about=about):
            self.wake()

    async def collect(
        self, discord_id: int, kind: Kind, change: Callable[[str | None], str], *, apart: int
    ) -> None:
        """Add to the letter of a kind that waits, or begin one `apart` seconds after the last."""
        await self._store.collect(discord_id, kind, change, int(self._clock()), apart=apart)
        self.wake()

    async def due(self) -> list[Notification]:
        """Return what is to be sent now."""
        return [_read(one) for one in await self._store.due(self._clock())]

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

    async def knows(self, discord_id: int, kind: Kind) -> None:
        """Note that the person was told otherwise what letters of this kind would say."""
        await self._store.known(discord_id, kind)

    async def take_closed(self, discord_id: int) -> list[Notification]:
        """Return what could not be sent to a person; each is given out once."""
        closed = await self._store.closed(discord_id)
        return [_read(one) for one in closed if await self._store.take_closed(one.id)]

    async def has_closed(self, discord_id: int) -> bool:
        """Whether something could not be sent to this person."""
        return bool(await self._store.closed(discord_id))


def _read(record: NotificationRecord) -> Notification:
    return Notification(record.id, record.discord_id, record.kind, json.loads(record.value))
