"""Filters double clicks, and limits how often one person may press."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic
from typing import Any, cast

import discord
from discord.ext import commands

from bot.storage.counts_elsewhere import Key as Counted
from bot.storage.counts_elsewhere import Tell, tell_nobody
from bot.toolkit.context import PAYLOAD
from bot.toolkit.decorators import SECONDS, USES

_KEPT = 2000

Key = tuple[int, int, str, str]


@dataclass(slots=True)
class _Last:
    """The last press: when it was made by Discord's clock, and started and ended by ours."""

    token: str
    at: float
    begun: float
    ended: float | None = None


class DoublePresses:
    """Remembers recent presses; `shown_at` tells when an interaction's answer was sent."""

    def __init__(self, shown_at: Callable[[str], float | None]) -> None:
        self._shown_at = shown_at
        self._last: OrderedDict[Key, _Last] = OrderedDict()

    @contextmanager
    def guard(
        self, interaction: discord.Interaction[Any], *, allow_repeats: bool = False
    ) -> Iterator[bool]:
        """Yield whether to run a press: not before the same one has been answered.

        A press that waited for a link always runs, and with `allow_repeats` every press does.
        """
        if allow_repeats or PAYLOAD in interaction.extras:
            yield True
            return
        key, at = _key(interaction), interaction.created_at.timestamp()
        before = self._last.get(key)
        if before is not None and self._unanswered(before, at):
            yield False
            return
        this = self._last[key] = _Last(interaction.token, at, monotonic())
        self._last.move_to_end(key)
        while len(self._last) > _KEPT:
            self._last.popitem(last=False)
        try:
            yield True
        finally:
            this.ended = monotonic()

    def _unanswered(self, before: _Last, at: float) -> bool:
        """Whether a press at this time was made before its person saw the previous answer."""
        seen = self._shown_at(before.token) or before.ended
        return seen is None or at <= before.at + seen - before.begun


def _key(interaction: discord.Interaction[Any]) -> Key:
    data = cast(dict[str, Any], interaction.data or {})
    filled = data.get("values") or data.get("components") or []
    return (
        interaction.user.id,
        interaction.message.id if interaction.message else 0,
        str(data.get("custom_id", "")),
        json.dumps(filled, sort_keys=True, default=str),
    )


_BUCKETS = 5000


class PressLimits:
    """Limits each person's presses of one kind, as the cooldown does for commands."""

    def __init__(self) -> None:
        self._buckets: OrderedDict[tuple[int, str], commands.Cooldown] = OrderedDict()
        self.tell: Tell = tell_nobody

    def count(self, person: int, kind: str) -> None:
        """Count a press; raises CommandOnCooldown above the limit."""
        bucket = self._bucket(person, kind)
        wait = bucket.update_rate_limit(monotonic())
        if wait:
            raise commands.CommandOnCooldown(bucket, wait, commands.BucketType.user)
        self.tell((person, kind))

    def counted_elsewhere(self, key: Counted, times: int) -> None:
        """Count presses that another process has answered."""
        match key:
            case (int(person), str(kind)):
                self._bucket(person, kind).update_rate_limit(monotonic(), tokens=times)
            case _:
                raise ValueError("not a person's press")

    def _bucket(self, person: int, kind: str) -> commands.Cooldown:
        key = person, kind
        bucket = self._buckets.pop(key, None) or commands.Cooldown(USES, SECONDS)
        self._buckets[key] = bucket
        if len(self._buckets) > _BUCKETS:
            self._buckets.popitem(last=False)
        return bucket
