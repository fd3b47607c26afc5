"""Short-lived notes behind a button that cannot hold them in its ID: a search, a question."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from typing import Any

from bot.storage.button_state import ButtonStateStore

_DAY = 24 * 3600


class ButtonState:
    """Keeps notes for a day."""

    def __init__(self, store: ButtonStateStore, clock: Callable[[], float]) -> None:
        self._store = store
        self._clock = clock

    async def put(
        self, kind: str, discord_id: int, value: Mapping[str, Any], seconds: int = _DAY
    ) -> str:
        """Keep a note of a person's; return its ID (12 characters)."""
        memo_id = secrets.token_urlsafe(9)
        now = int(self._clock())
        await self._store.put(memo_id, kind, discord_id, value, now=now, until=now + seconds)
        return memo_id

    async def restore(
        self, memo_id: str, kind: str, discord_id: int, value: Mapping[str, Any], seconds: int
    ) -> None:
        """Keep a note again under the ID it had, after it was taken in vain."""
        now = int(self._clock())
        await self._store.put(memo_id, kind, discord_id, value, now=now, until=now + seconds)

    async def get(self, memo_id: str, kind: str) -> tuple[int, dict[str, Any]] | None:
        """Return whose it is and what it says; None when it is gone."""
        return await self._store.get(memo_id, kind, int(self._clock()))

    async def change(self, memo_id: str, key: str, name: str, value: str) -> dict[str, Any] | None:
        """Set `value[key][name]` and return the whole; None when it is gone."""
        return await self._store.change(memo_id, key, name, value)

    async def take(self, memo_id: str, kind: str) -> tuple[int, dict[str, Any]] | None:
        """Take a note out: only one of several who press at once gets it."""
        return await self._store.take(memo_id, kind, int(self._clock()))
