"""Suggestions while a slash option is being typed: few requests, and never the last ones."""

from __future__ import annotations

import asyncio

from discord import app_commands

from bot.accounts.errors import AccountError, NotSaved
from bot.music.browsing import Browsing
from bot.music.errors import MusicError
from bot.music.player import Players
from bot.music.playlists import Playlists
from bot.spotify.errors import SpotifyError
from bot.spotify.models import Episode, Track
from bot.ui.text import plain
from bot.ui.things import link_of
from cogs.components import Interaction

Choices = list[app_commands.Choice[str]]

_TYPING_PAUSE = 0.35
_ENOUGH_TIME = 1.2
_SHORTEST = 2
_PEOPLE_KEPT = 1000


class Suggesting:
    """Suggests things, playlists and devices; a fault means no suggestions."""

    def __init__(self, browsing: Browsing, players: Players, playlists: Playlists) -> None:
        self._browsing = browsing
        self._players = players
        self._playlists = playlists
        self._typed: dict[int, str] = {}

    async def things(self, interaction: Interaction, current: str, kind: str) -> Choices:
        """Suggest things of a kind, when the person pauses typing."""
        typed, person = current.strip(), interaction.user.id
        address = "://" in typed or typed.startswith("spotify:")
        if not _SHORTEST <= len(typed) <= 100 or address or not await self._pauses(person, typed):
            return []
        try:
            async with asyncio.timeout(_ENOUGH_TIME):
                found = await self._browsing.suggest(typed, kind, viewer=person)
        except (SpotifyError, AccountError, NotSaved, MusicError, TimeoutError):
            return []
        choices = []
        for one in found:
            known = link_of(one)
            by = f" · {one.by}" if isinstance(one, Track | Episode) and one.by else ""
            if known is not None:
                label = plain(f"{one.name}{by}", 100)
                choices.append(app_commands.Choice(name=label, value=known.uri))
        return choices

    async def playlists(self, interaction: Interaction, current: str) -> Choices:
        """Suggest the person's own playlists."""
        person, typed = interaction.user.id, current.strip()
        if not await self._pauses(person, typed):
            return []
        try:
            async with asyncio.timeout(_ENOUGH_TIME):
                found = await self._playlists.suggest(person, typed)
        except (SpotifyError, AccountError, NotSaved, TimeoutError):
            return []
        return [app_commands.Choice(name=plain(one.name, 100), value=one.uri) for one in found[:25]]

    async def devices(self, interaction: Interaction, current: str) -> Choices:
        """Suggest the person's open devices."""
        typed = current.strip().casefold()
        try:
            async with asyncio.timeout(_ENOUGH_TIME):
                found = await self._players.devices(interaction.user.id)
        except (SpotifyError, AccountError, NotSaved, TimeoutError):
            return []
        return [
            app_commands.Choice(name=plain(one.name, 100), value=one.id)
            for one in found[:25]
            if one.id and len(one.id) <= 100 and typed in one.name.casefold()
        ]

    async def _pauses(self, person: int, typed: str) -> bool:
        if len(self._typed) >= _PEOPLE_KEPT:
            self._typed.clear()
        self._typed[person] = typed
        await asyncio.sleep(_TYPING_PAUSE)
        return self._typed.get(person) == typed
