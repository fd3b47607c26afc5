"""Finds the playlist a command is about: by name, by link, or by asking if unclear."""

from __future__ import annotations

import re
from contextvars import ContextVar

from bot.accounts.scopes import EDIT_PLAYLISTS
from bot.music.errors import WhichPlaylist, WrongKind
from bot.music.playlist_names import Pick, TypedName
from bot.music.playlists import Playlists
from bot.music.resolver import Target
from bot.spotify.links import addresses_in
from bot.toolkit.answers import answer_origin
from bot.toolkit.context import Context
from bot.toolkit.playlist_arguments import Whole
from bot.toolkit.target_parser import TargetParser
from bot.toolkit.waiting_command_runner import WaitingCommandRunner
from bot.typed_text import unquoted
from bot.ui import playlists as shown

_chosen: ContextVar[str | None] = ContextVar("chosen_playlist", default=None)
"""The playlist chosen for the waiting command that runs in this task."""


class PlaylistChoice:
    """Finds which playlist is meant, and asks if that is unclear."""

    def __init__(
        self, playlists: Playlists, target_parser: TargetParser, waiting: WaitingCommandRunner
    ) -> None:
        self._playlists = playlists
        self._target_parser = target_parser
        self._waiting = waiting

    async def playlist(
        self,
        ctx: Context,
        text: str,
        rest: str = "",
        *,
        leave: int = 0,
        scopes: frozenset[str] = EDIT_PLAYLISTS,
    ) -> Pick | None:
        """Return the playlist that is meant and what was typed after it; None if it had to ask."""
        typed = await self._typed(text, rest, leave)
        try:
            return await self._playlists.choose(ctx.viewer, typed, scopes, _chosen.get())
        except WhichPlaylist as unclear:
            waiting = await self._waiting.keep(ctx, scopes)
            view = shown.which_view(unclear, ctx.viewer, waiting)
            await answer_origin(ctx, view)
            return None

    async def is_open(self, waiting: str, person: int) -> bool:
        """Whether this person's command still waits for a playlist."""
        return await self._waiting.is_of(waiting, person)

    async def run(self, waiting: str, playlist: str) -> bool:
        """Run the waiting command with the chosen playlist; False when it is gone."""
        _chosen.set(playlist)
        return await self._waiting.run(waiting)

    async def things(self, ctx: Context, text: str) -> Target:
        """Return the music that was named."""
        return await self._target_parser.parse(ctx, text)

    async def _typed(self, text: str, rest: str, leave: int) -> TypedName:
        """Return the typed name, or the playlist of a link; raises WrongKind for other links."""
        whole = isinstance(text, Whole)
        first, _, after = text.strip().partition(" ")
        links = await self._target_parser.links(first)
        if not links:
            await self._target_parser.reject_unsupported([first])
            words, linked = _before_a_link(text) if whole else (text, "")
            if linked:
                return TypedName(unquoted(words), linked)
            return TypedName(unquoted(text), rest, whole, leave)
        if links[0].kind != "playlist":
            raise WrongKind(links[0].kind, ("playlist",))
        return TypedName(links[0].uri, after if whole else rest, False, leave)


def _before_a_link(text: str) -> tuple[str, str]:
    """Return the words before the first Spotify link, and the rest: no name contains a link."""
    found = (one for one in re.finditer(r"\s\S+", text) if addresses_in(one[0]))
    start = next((one.start() for one in found), len(text))
    return text[:start].rstrip(), text[start:].strip()
