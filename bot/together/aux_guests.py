"""The guests of an aux's page: how they come in, and how much each may do."""

from __future__ import annotations

from collections.abc import Callable

from bot.opaque_values import hashed, new_token
from bot.storage.aux_pages import AuxGuest, AuxPage, AuxPageStore
from bot.storage.records import AuxSong
from bot.together.aux_sessions import AuxSession, AuxSessions, Member
from bot.together.errors import NoAux
from bot.together.refill import Refill

MOST = 1000
"""How many guests one page lets in."""

__all__ = ["AuxGuest", "AuxGuests", "AuxPage", "as_member"]

SIGN = "📱"
"""What stands before a guest's name: they may choose anyone's."""

LISTED = 25
"""How many guests the owner sees at once: as many as a select of Discord's has options."""

_EACH = 12
_ALL = 90
"""How much one guest, and all guests of a page, may do: a burst, and as much again a minute."""

_QUESTIONS = 5
"""How many songs of one guest the owner is asked about at once; one more each minute."""

_LONGEST_NAME = 40


class AuxGuests:
    """Opens and closes pages, and lets guests in; pages are `pages_at`, with their code."""

    def __init__(
        self,
        store: AuxPageStore,
        sessions: AuxSessions,
        pages_at: str,
        clock: Callable[[], float],
    ) -> None:
        self._store = store
        self._pages_at = pages_at
        self._sessions = sessions
        self._clock = clock
        self._each, self._all, self._joins = (Refill(one, 60 / one) for one in (_EACH, _ALL, _ALL))
        self._asks = Refill(_QUESTIONS, 60.0)

    async def open(self, session: AuxSession) -> str:
        """Open the page of an aux; return its address. Raises NoAux if it has ended."""
        code = new_token()
        if not await self._store.open(session, code, hashed(code), int(self._clock())):
            raise NoAux
        return self._pages_at + code

    async def address(self, session: AuxSession) -> str | None:
        """Return the address of an aux's page; None without one."""
        code = await self._store.code(session.id)
        return None if code is None else self._pages_at + code

    async def close(self, session: AuxSession) -> None:
        """Close the page of an aux."""
        await self._store.close(session.id)

    async def page(self, code: str) -> AuxPage | None:
        """Return the page with this code, if there is or was one."""
        return await self._store.page(hashed(code))

    async def session(self, page: AuxPage) -> AuxSession:
        """Return a page's aux; raises NoAux."""
        return await self._sessions.by_id(page.session_id)

    async def guest(self, page: AuxPage, token: str) -> AuxGuest | None:
        """Return the guest who has this token."""
        return await self._store.guest(page.session_id, hashed(token)) if token else None

    async def all(self, session: AuxSession) -> tuple[list[AuxGuest], int]:
        """Return the guests who are in, as many as can be listed, and how many are in."""
        return await self._store.guests(session.id, LISTED)

    async def remove(
        self, session: AuxSession, guest_id: int
    ) -> tuple[AuxGuest, list[AuxSong]] | None:
        """Remove a guest with what they have waiting, as AuxPageStore.remove does."""
        return await self._store.remove(session.id, guest_id)

    async def join(self, page: AuxPage, code: str, token: str, name: str) -> bool:
        """Let a guest in; False if it's full."""
        shown = " ".join(name.split())[:_LONGEST_NAME]
        return await self._store.join(page, hashed(code), hashed(token), shown, most=MOST)

    def may_join(self, page: AuxPage) -> bool:
        """Count someone who comes in; False if that's too many. Guests who are in go on acting."""
        return self._joins.takes(page.session_id)

    def may_ask(self, guest: AuxGuest) -> bool:
        """Count a song that the owner is asked about; False if that's too many."""
        return self._asks.takes(guest.id)

    def may_act(self, page: AuxPage, guest: AuxGuest) -> bool:
        """Count something a guest does; False if it's too much, of theirs or of all together."""
        return self._each.takes(guest.id) and self._all.takes(page.session_id)


def as_member(guest: AuxGuest) -> Member:
    """Return a guest as a member of the aux: no ID of Discord's is negative."""
    return Member(-guest.id, f"{SIGN} {guest.name}")
