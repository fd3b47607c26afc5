"""Telling a double click from a press: the same press within a second counts once."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

import discord

WINDOW = 1.0
"""Seconds within which a person who presses the same thing again means the press before."""

_KEPT = 2000

Key = tuple[int, int, str, str]


@dataclass(slots=True)
class _Last:
    """When something was pressed last (by Discord's clock), and how many presses run."""

    at: float
    running: int = 0


class Presses:
    """Remembers the newest presses."""

    def __init__(self) -> None:
        self._last: OrderedDict[Key, _Last] = OrderedDict()

    @contextmanager
    def one(self, interaction: discord.Interaction[Any]) -> Iterator[bool]:
        """Give whether a press is to be carried out: not while or just after the same one.

        A press that waited for a link is carried out in any case.
        """
        if "payload" in interaction.extras:
            yield True
            return
        at = interaction.created_at.timestamp()
        last = self._last.setdefault(_key(interaction), _Last(at - WINDOW))
        if last.running or abs(at - last.at) < WINDOW:
            yield False
            return
        last.at, last.running = at, last.running + 1
        self._last.move_to_end(_key(interaction))
        while len(self._last) > _KEPT:
            self._last.popitem(last=False)
        try:
            yield True
        finally:
            last.running -= 1


def _key(interaction: discord.Interaction[Any]) -> Key:
    data = cast(dict[str, Any], interaction.data or {})
    filled = data.get("values") or data.get("components") or []
    return (
        interaction.user.id,
        interaction.message.id if interaction.message else 0,
        str(data.get("custom_id", "")),
        json.dumps(filled, sort_keys=True, default=str),
    )
