"""Answers that show the address of an aux's page and its QR code: they end with the page.

They're known to this process alone. One from before a restart stays as it is; its page says itself
that it's closed.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from discord import ui

from bot.together.aux_sessions import AuxSession
from bot.ui.aux_panel import page_over_view
from bot.ui.language import using_locale

_AUXES = 500
_EACH = 20
"""How many auxes, and how many answers of each, are remembered."""

Edit = Callable[[int, int, ui.LayoutView], Awaitable[None]]
"""How to replace a message of a channel, with its files."""

StillOpen = Callable[[Iterable[int]], Awaitable[frozenset[int]]]
"""Which of these auxes are open."""


@dataclass(frozen=True, slots=True)
class _Answer:
    address: str
    message_id: int


class PageAnswers:
    """Remembers the answers of each aux, and says in them that their page is closed."""

    def __init__(self, edit: Edit) -> None:
        self._edit = edit
        self._shown: OrderedDict[int, tuple[AuxSession, list[_Answer]]] = OrderedDict()

    def add(self, session: AuxSession, address: str, message_id: int) -> None:
        """Remember an answer; of very many, the oldest are forgotten."""
        _, answers = self._shown.pop(session.id, (session, []))
        self._shown[session.id] = session, [*answers, _Answer(address, message_id)][-_EACH:]
        while len(self._shown) > _AUXES:
            self._shown.popitem(last=False)

    def has_others(self, session: AuxSession, address: str | None) -> bool:
        """Whether an aux has answers with another address than that of its page now."""
        _, answers = self._shown.get(session.id, (session, []))
        return any(one.address != address for one in answers)

    async def keep_only(self, session_id: int, address: str | None) -> None:
        """Say in an aux's answers with another address, or in all, that the page is closed."""
        session, answers = self._shown.pop(session_id, (None, []))
        if session is None:
            return
        left = [one for one in answers if one.address == address]
        if left:
            self._shown[session_id] = session, left
        with using_locale(session.language):
            for one in answers:
                if one.address != address:
                    await self._edit(session.channel_id, one.message_id, page_over_view())

    async def end_gone(self, still_open: StillOpen) -> None:
        """End the answers of auxes that are gone with their owner; asks once about all."""
        known = tuple(self._shown)
        if known:
            still = await still_open(known)
            for session_id in known:
                if session_id not in still:
                    await self.keep_only(session_id, None)
