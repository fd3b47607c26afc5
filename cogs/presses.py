"""Telling a double click from a press: the same press before the first is answered counts once."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic
from typing import Any, cast

import discord

_KEPT = 2000

Key = tuple[int, int, str, str]


@dataclass(slots=True)
class _Last:
    """Until when (by Discord's clock) the last press was being answered, and how many are now."""

    until: float = 0.0
    running: int = 0


class Presses:
    """Remembers the newest presses."""

    def __init__(self) -> None:
        self._last: OrderedDict[Key, _Last] = OrderedDict()

    @contextmanager
    def one(self, interaction: discord.Interaction[Any], *, each: bool = False) -> Iterator[bool]:
        """Give whether a press is to be carried out: not before the same one has been answered.

        A press that waited for a link is carried out in any case, and every one with `each`.
        """
        if each or "payload" in interaction.extras:
            yield True
            return
        at = interaction.created_at.timestamp()
        last = self._last.setdefault(_key(interaction), _Last())
        if last.running or at <= last.until:
            yield False
            return
        begun, last.running = monotonic(), last.running + 1
        self._last.move_to_end(_key(interaction))
        while len(self._last) > _KEPT:
            self._last.popitem(last=False)
        try:
            yield True
        finally:
            last.running -= 1
            last.until = at + monotonic() - begun


def _key(interaction: discord.Interaction[Any]) -> Key:
    data = cast(dict[str, Any], interaction.data or {})
    filled = data.get("values") or data.get("components") or []
    return (
        interaction.user.id,
        interaction.message.id if interaction.message else 0,
        str(data.get("custom_id", "")),
        json.dumps(filled, sort_keys=True, default=str),
    )
