"""Telling the host what broke: one letter a day, with counts by command and nothing personal."""

from __future__ import annotations

from collections.abc import Callable

from bot.notifications.kinds import CommandsBroke
from bot.notifications.outbox import HOSTS, Outbox

_DAY = 24 * 3600
_MOST_NAMES = 20


class Breakages:
    """Collects what broke. The first is told at once, what follows within a day together."""

    def __init__(self, letters: Outbox, clock: Callable[[], float]) -> None:
        self._letters = letters
        self._clock = clock

    async def add(self, name: str) -> None:
        """Count one more of a command."""
        now = int(self._clock())

        def counted(before: CommandsBroke | None) -> CommandsBroke:
            counts = dict(before.counts) if before else {}
            known = name in counts or len(counts) < _MOST_NAMES
            shown = name if known else "…"
            counts[shown] = counts.get(shown, 0) + 1
            return CommandsBroke(before.since if before else now, counts)

        await self._letters.collect(HOSTS, counted, apart=_DAY)
