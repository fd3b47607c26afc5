"""How often one person may press, choose, send forms, use menus: as often as give a command."""

from __future__ import annotations

from collections import OrderedDict
from time import monotonic

from discord.ext import commands

PRESSES = 20
SECONDS = 30.0
_BUCKETS = 5000


class PressLimits:
    """Counts each person's presses of one kind, as commands are counted one by one."""

    def __init__(self) -> None:
        self._buckets: OrderedDict[tuple[int, str], commands.Cooldown] = OrderedDict()

    def count(self, person: int, kind: str) -> None:
        """Count a press; raises CommandOnCooldown for one too many."""
        key = person, kind
        bucket = self._buckets.pop(key, None) or commands.Cooldown(PRESSES, SECONDS)
        self._buckets[key] = bucket
        if len(self._buckets) > _BUCKETS:
            self._buckets.popitem(last=False)
        wait = bucket.update_rate_limit(monotonic())
        if wait:
            raise commands.CommandOnCooldown(bucket, wait, commands.BucketType.user)
