"""Whether what Discord shows of a person's music may be shown here: their choice, or the host's.

Nobody needs a link for that. All choices are read once, because each presence that Discord sends is
dropped or kept by them (bot/toolkit/presence_intake.py).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from bot.storage.kept_refusal import HIDDEN, PRESENCE
from bot.storage.kept_rows import Changes
from bot.storage.settings import SettingStore
from bot.storage.tables import settings as table

FEATURE: Final = "presence"

_MOST = 50_000
"""Of how many people the choice is known beforehand, at about 0.1 KB each."""

_PAGE = 2000
"""How many are read at once, so that the event loop stops for a few milliseconds only."""

_ON: Final = "on"


class PresenceChoice:
    """People's choices; `by_default` is the host's for those who haven't chosen.

    `active` is whether Discord shows anything to the bot, so that there is something to choose.
    `granted` is called with each person who may be shown from now on, `withdrawn` with each who may
    no longer.
    """

    def __init__(self, settings: SettingStore, changes: Changes, *, by_default: bool) -> None:
        self._settings = settings
        self.by_default = by_default
        self.active = False
        self._chosen: dict[int, bool] = {}
        self._changed: set[int | None] = set()
        self._reading: asyncio.Task[None] | None = None
        self.granted: Callable[[int], object] = _no_one_else
        self.withdrawn: Callable[[int], object] = _no_one_else
        changes.add(table.name, self._reread)

    async def load(self) -> None:
        """Read everyone's choice."""
        self._reread(None)
        if self._reading is not None:
            await self._reading

    async def _load(self) -> None:
        known, last = dict[int, str](), 0
        while len(known) < _MOST:
            page = await self._settings.page("person", PRESENCE, last, _PAGE)
            known |= page
            last = max(page, default=last)
            if len(page) < _PAGE:
                break
        before, self._chosen = self._chosen, {one: value == _ON for one, value in known.items()}
        for person, shown in before.items():
            if shown and not self.covers(person):
                self.withdrawn(person)

    def covers(self, person: int) -> bool:
        """Whether others may see it, as far as that is known without asking the database."""
        return self._chosen.get(person, self.by_default)

    async def of(self, person: int) -> bool:
        """Whether others may see what Discord shows of a person."""
        value = await self._settings.get("person", person, PRESENCE)
        return self.by_default if value is None else value == _ON

    async def allows(self, person: int, viewer: int) -> bool:
        """Whether `viewer` may see it; a person's own command is a yes unless they said no."""
        value = await self._settings.get("person", person, PRESENCE)
        if value is None:
            return self.by_default or person == viewer
        return value == _ON

    async def choose(self, person: int, *, on: bool) -> None:
        """Save a person's choice."""
        await self._settings.put("person", person, PRESENCE, _ON if on else HIDDEN)

    def _reread(self, about: int | None) -> None:
        """Read what has changed, also in another process, or by a deletion."""
        self._changed.add(about)
        if self._reading is None or self._reading.done():
            self._reading = asyncio.create_task(self._read_changed())

    async def _read_changed(self) -> None:
        while self._changed:
            person = self._changed.pop()
            if person is None:
                await self._load()
                continue
            value = await self._settings.get("person", person, PRESENCE)
            before = self.covers(person)
            if value is None:
                self._chosen.pop(person, None)
            else:
                self._chosen[person] = value == _ON
            if value == HIDDEN or (before and not self.covers(person)):
                self.withdrawn(person)
            elif self.covers(person) and not before:
                self.granted(person)


def default_of(choice: PresenceChoice | None) -> bool | None:
    """Return whether people are shown who haven't chosen; None if nobody's presence is seen."""
    return choice.by_default if choice is not None and choice.active else None


def _no_one_else(person: int) -> None:
    """Tell nobody: without a connection to Discord, nothing is shown."""
