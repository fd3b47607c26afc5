"""Tells the pages for guests that an aux has changed."""

from __future__ import annotations

import asyncio
import secrets
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager

_KEPT = 5000


class AuxChanges:
    """Counts the changes of each aux; a version names one state of it in this process."""

    def __init__(self) -> None:
        # Versions of an earlier process are those of other states.
        self._process = secrets.token_hex(4)
        self._counts: OrderedDict[int, int] = OrderedDict()
        self._watched: dict[int, set[asyncio.Event]] = {}

    def version(self, session_id: int) -> str:
        """Return the name of an aux's present state."""
        return f"{self._process}-{self._counts.get(session_id, 0)}"

    def tell(self, session_id: int) -> None:
        """Note a change, and wake everyone who watches."""
        self._counts[session_id] = self._counts.pop(session_id, 0) + 1
        if len(self._counts) > _KEPT:
            self._counts.popitem(last=False)
        for changed in self._watched.get(session_id, ()):
            changed.set()

    @contextmanager
    def watched(self, session_id: int) -> Iterator[asyncio.Event]:
        """Yield an event that every change sets; clear it before looking."""
        changed = asyncio.Event()
        watchers = self._watched.setdefault(session_id, set())
        watchers.add(changed)
        try:
            yield changed
        finally:
            watchers.discard(changed)
            if not watchers and self._watched.get(session_id) is watchers:
                del self._watched[session_id]
