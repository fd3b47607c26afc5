"""Autocomplete for slash options: few requests, and never the last ones of the budget."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from discord import app_commands

from bot.accounts.errors import AccountError, NotSaved
from bot.http.errors import ServiceError
from bot.music.browsing import Browsing
from bot.music.device_names import can_be_chosen
from bot.music.errors import MusicError
from bot.music.player import Players
from bot.music.playlists import Playlists
from bot.toolkit.choices import Choices
from bot.toolkit.types import Interaction
from bot.typed_text import folded
from bot.ui.choices import Suggested, told_apart
from bot.ui.devices import device_names
from bot.ui.things import link_of

_TYPING_PAUSE = 0.35
_ENOUGH_TIME = 1.2
_SHORTEST = 2
_PEOPLE_KEPT = 1000


_MOST = 25
_LONGEST_VALUE = 100


def choices(found: Sequence[tuple[Suggested, str]]) -> Choices:
    """Return choices with distinct names (Discord takes the first of equal ones) and their IDs."""
    fitting = list({value: thing for thing, value in found if len(value) <= _LONGEST_VALUE}.items())
    names = told_apart([thing for _, thing in fitting[:_MOST]])
    return [
        app_commands.Choice(name=name, value=value)
        for name, (value, _) in zip(names, fitting, strict=False)
    ]


class Autocomplete:
    """Suggests music, playlists and devices; on a failure it suggests nothing."""

    def __init__(self, browsing: Browsing, players: Players, playlists: Playlists) -> None:
        self._browsing = browsing
        self._players = players
        self._playlists = playlists
        self._typed: dict[int, str] = {}

    async def things(self, interaction: Interaction, current: str, kind: str) -> Choices:
        """Suggest music of one kind once the person pauses typing."""
        typed, person = current.strip(), interaction.user.id
        address = "://" in typed or typed.startswith("spotify:")
        if not _SHORTEST <= len(typed) <= 100 or address or not await self._pauses(person, typed):
            return []
        try:
            async with asyncio.timeout(_ENOUGH_TIME):
                found = await self._browsing.suggest(typed, kind, viewer=person)
        except (ServiceError, AccountError, NotSaved, MusicError, TimeoutError):
            return []
        return choices([(one, known.uri) for one in found if (known := link_of(one))])

    async def playlists(self, interaction: Interaction, current: str) -> Choices:
        """Suggest the person's own playlists."""
        person, typed = interaction.user.id, current.strip()
        if not await self._pauses(person, typed):
            return []
        try:
            async with asyncio.timeout(_ENOUGH_TIME):
                found = await self._playlists.suggest(person, typed)
        except (ServiceError, AccountError, NotSaved, TimeoutError):
            return []
        return choices([(one, one.uri) for one in found])

    async def devices(self, interaction: Interaction, current: str) -> Choices:
        """Suggest the person's open devices."""
        typed = folded(current)
        try:
            async with asyncio.timeout(_ENOUGH_TIME):
                found = await self._players.devices(interaction.user.id)
        except (ServiceError, AccountError, NotSaved, TimeoutError):
            return []
        ready = [one for one in found if can_be_chosen(one) and len(str(one.id)) <= 100]
        return [
            app_commands.Choice(name=called, value=str(one.id))
            for one, called in zip(ready, device_names(ready), strict=True)
            if typed in folded(called)
        ][:25]

    async def _pauses(self, person: int, typed: str) -> bool:
        if len(self._typed) >= _PEOPLE_KEPT:
            self._typed.clear()
        self._typed[person] = typed
        await asyncio.sleep(_TYPING_PAUSE)
        return self._typed.get(person) == typed
