"""A search whose tabs and pages are turned by buttons: its words are kept for a day."""

from __future__ import annotations

from dataclasses import dataclass

from bot.music.browsing import Browsing, Searched
from bot.storage.button_state import ButtonState, Use


@dataclass(frozen=True, slots=True)
class _Search:
    """What was searched for."""

    query: str


_SEARCH = Use("search", _Search)


class Searches:
    """Begins searches, and turns their pages."""

    def __init__(self, browsing: Browsing, state: ButtonState) -> None:
        self._browsing = browsing
        self._state = state

    async def begin(self, words: str, *, viewer: int) -> tuple[Searched, str]:
        """Search for songs; return the first page and the ID that buttons carry.

        Raises QueryTooLong.
        """
        searched = await self._browsing.search(words, "track", 0, viewer=viewer)
        return searched, await self._state.put(_SEARCH, viewer, _Search(searched.query))

    async def turn(self, note: str, kind: str, offset: int, *, viewer: int) -> Searched | None:
        """Return another tab or page; None when the search is too old."""
        kept = await self._state.get(_SEARCH, note)
        if kept is None:
            return None
        return await self._browsing.search(kept.value.query, kind, offset, viewer=viewer)
