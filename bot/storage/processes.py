"""Other processes that share the database: what they are told, and what only one of them does."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

Hear = Callable[[str], None]
"""Called with the text that another process has sent."""


class Processes(Protocol):
    """What one process knows of the others."""

    @property
    def shared(self) -> bool:
        """Whether there may be others."""
        ...

    @property
    def leading(self) -> bool:
        """Whether this process does the work that only one may do."""
        ...

    @property
    def connected(self) -> bool:
        """Whether the others (and the database) can be reached right now."""
        ...

    def subscribe(self, channel: str, hear: Hear) -> None:
        """Call `hear` with each text that another process sends to a channel."""
        ...

    def send(self, channel: str, text: str) -> None:
        """Tell the others, soon and at most once: nothing may depend on its arrival.

        At most 7,000 bytes.
        """
        ...

    async def claim_shards(self, shards: Iterable[int]) -> None:
        """Claim shards of the gateway for this process, until it ends.

        Raises DatabaseUnusable if another process has one of them and keeps it.
        """
        ...


class OnlyProcess:
    """There are no others: a SQLite file has one process (bot/storage/only_process.py)."""

    shared = False
    leading = True
    connected = True

    def subscribe(self, channel: str, hear: Hear) -> None:
        """Do nothing: no one sends anything."""

    def send(self, channel: str, text: str) -> None:
        """Do nothing: no one listens."""

    async def claim_shards(self, shards: Iterable[int]) -> None:
        """Do nothing: the file is claimed."""
