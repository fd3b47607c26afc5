"""What guests do on the page of an aux; Discord's panel shows it at once."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from typing import Literal

from bot.music.errors import WrongKind
from bot.music.resolver import Target
from bot.spotify.links import SpotifyLink
from bot.storage.aux_pages import AuxGuest, AuxPage
from bot.together.aux_guests import AuxGuests, as_member
from bot.together.aux_sessions import AuxSession, AuxSessions, AuxSong
from bot.together.errors import (
    GuestGone,
    HandedOver,
    NoAux,
    NoBoostLeft,
    NoVoteLeft,
    OwnerNotAsked,
    SongGone,
)
from bot.toolkit.aux_look import Found, Look, Own, found_of, look_of
from bot.toolkit.aux_panels import AuxPanels
from bot.toolkit.aux_rules import AuxRules
from bot.toolkit.aux_said import FAILURES, Said, said_of
from bot.toolkit.aux_service import AuxService
from bot.toolkit.target_parser import TargetParser
from bot.ui.aux_panel import refused_view
from bot.ui.language import using_locale

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Watching:
    """What tells when a page changes: an event that is set, and the version of the present."""

    watched: Callable[[], AbstractContextManager[asyncio.Event]]
    version: Callable[[], str]


class AuxRoom:
    """The page's side of every aux; codes are checked at each request."""

    def __init__(
        self,
        guests: AuxGuests,
        sessions: AuxSessions,
        aux: AuxService,
        panels: AuxPanels,
        rules: AuxRules,
        parser: TargetParser,
    ) -> None:
        self._guests = guests
        self._sessions = sessions
        self._aux = aux
        self._panels = panels
        self._rules = rules
        self._parser = parser

    async def open(self, session: AuxSession, *, another: bool = False) -> str:
        """Return the address of an aux's page, which is opened if it isn't.

        With `another` it gets another address, the old one ends, and all guests leave.
        """
        known = None if another else await self._guests.address(session)
        if known is not None:
            return known
        address = await self._guests.open(session)
        self._panels.update_soon(session)
        return address

    async def close(self, session: AuxSession) -> None:
        """Close the page of an aux."""
        await self._guests.close(session)
        self._panels.update_soon(session)

    async def guests(self, session: AuxSession) -> tuple[list[AuxGuest], int]:
        """Return the guests of an aux's page, as many as can be listed, and how many are in."""
        return await self._guests.all(session)

    async def remove_guest(self, session: AuxSession, guest_id: int) -> AuxGuest:
        """Remove a guest, and what they have waiting; raises GuestGone."""
        removed = await self._guests.remove(session, guest_id)
        if removed is None:
            raise GuestGone
        guest, unanswered = removed
        self._panels.update_soon(session)
        with using_locale(session.language):
            for song in unanswered:
                self._panels.answer_soon(session, song, refused_view(song))
        return guest

    async def state(self, code: str) -> Literal["open", "over", "unknown"]:
        """Return whether a page is open, was, or never was."""
        page = await self._guests.page(code)
        if page is None:
            return "unknown"
        return "over" if page.closed else "open"

    async def look(self, code: str, token: str) -> Look | None:
        """Return what the page shows, without waiting for Spotify; None if it's closed."""
        found = await self._find(code)
        if found is None:
            return None
        page, session = found
        guest = await self._guests.guest(page, token)
        # Before looking: a change in between is told once more, never missed.
        version = self._panels.changes.version(session.id)
        panel = await self._sessions.panel(session)
        own = await self._own(session, guest)
        return look_of(panel, guest, self._panels.look(session), version, own)

    async def _own(self, session: AuxSession, guest: AuxGuest | None) -> Own:
        trouble = self._panels.playing.trouble(session)
        if guest is None or guest.removed:
            return Own(trouble)
        me = as_member(guest).id
        return Own(
            trouble,
            await self._sessions.untold(session, me),
            await self._sessions.voted_against(session, me),
        )

    async def told(self, code: str, token: str, numbers: Sequence[int]) -> None:
        """Note which of their songs a guest was shown as gone; others' are never noted."""
        found = await self._find_guest(code, token)
        if found is not None:
            _page, session, guest = found
            await self._sessions.told(session, as_member(guest).id, numbers)

    async def watching(self, code: str) -> Watching | None:
        """Return what tells when the page changes; None if it's closed."""
        found = await self._find(code)
        if found is None:
            return None
        session = found[1].id
        changes = self._panels.changes
        return Watching(partial(changes.watched, session), partial(changes.version, session))

    async def join(self, code: str, token: str, name: str) -> Said | None:
        """Let a guest in with the name they chose; None if they are in."""
        page = await self._guests.page(code)
        if page is None or page.closed:
            return "late"
        if not self._guests.may_join(page):
            return "slow"
        return None if await self._guests.join(page, code, token, name) else "full"

    async def find(self, code: str, token: str, words: str) -> tuple[Found, ...] | Said | None:
        """Return songs that a guest may mean; a link to one is added at once, as by `add`."""
        found = await self._acting(code, token)
        if not isinstance(found, tuple):
            return found
        session, guest = found
        try:
            asked = await self._parser.typed(session.owner_id, words)
            if not asked.links:
                return found_of(await self._rules.find(session, asked.words)) or "nothing"
            if all(link.kind != "track" for link in asked.links):
                raise WrongKind(asked.links[0].kind, ("track",))
        except FAILURES as error:
            _log.info("a guest found no song: %s", type(error).__name__)
            return said_of(error)
        return await self._added(session, guest, asked)

    async def add(self, code: str, token: str, song: str) -> Said | None:
        """Add a song (Spotify's ID), or ask the owner; None if they aren't a guest."""
        found = await self._acting(code, token)
        if not isinstance(found, tuple):
            return found
        session, guest = found
        return await self._added(
            session, guest, Target(session.owner_id, (SpotifyLink("track", song),))
        )

    async def _added(self, session: AuxSession, guest: AuxGuest, asked: Target) -> Said:
        member = as_member(guest)
        if not self._sessions.trusts(session, member) and not self._guests.may_ask(guest):
            return "slow"
        with using_locale(session.language):
            try:
                song = await self._aux.suggest(session, member, asked)
                if song.state == "queued":
                    return "added"
                self._panels.run_soon(self._ask(session, song))
            except FAILURES as error:
                _log.info("a guest's song was not added: %s", type(error).__name__)
                return said_of(error)
        return "asked"

    async def _ask(self, session: AuxSession, song: AuxSong) -> None:
        """Ask the owner; the page shows the song as long as it waits."""
        try:
            await self._aux.ask_openly(session, song, secrets.randbits(48))
        except OwnerNotAsked:
            _log.info("the owner of an aux could not be asked about a guest's song")

    async def take_back(self, code: str, token: str, number: int) -> Said | None:
        """Remove a waiting song of a guest's own; None if they aren't a guest."""
        found = await self._acting(code, token)
        if not isinstance(found, tuple):
            return found
        session, guest = found
        with using_locale(session.language):
            song = await self._rules.take_back(session, as_member(guest), number)
        return "late" if song is None else "removed"

    async def boost(self, code: str, token: str, number: int) -> Said | None:
        """Put a waiting song next, for the guest's boost; None if they aren't a guest."""
        found = await self._acting(code, token)
        if not isinstance(found, tuple):
            return found
        session, guest = found
        try:
            await self._rules.boost(session, as_member(guest), number)
        except NoBoostLeft:
            return "noboost"
        except (SongGone, HandedOver, NoAux):
            return "late"
        return "boosted"

    async def vote(self, code: str, token: str, about: str) -> Said | None:
        """Count a guest's vote to skip; None if they aren't a guest."""
        found = await self._acting(code, token)
        if not isinstance(found, tuple):
            return found
        session, guest = found
        with using_locale(session.language):
            try:
                vote = await self._aux.cast(session, as_member(guest).id, about or None)
            except NoVoteLeft:
                return "novote"
            except FAILURES as error:
                _log.info("a guest's vote was not counted: %s", type(error).__name__)
                return said_of(error)
        if vote is None:
            return "idle"
        if vote.needed == 0:
            return "late"
        return "skipped" if vote.passed else "voted"

    async def _find(self, code: str) -> tuple[AuxPage, AuxSession] | None:
        page = await self._guests.page(code)
        if page is None or page.closed:
            return None
        try:
            return page, await self._guests.session(page)
        except NoAux:
            return None

    async def _find_guest(
        self, code: str, token: str
    ) -> tuple[AuxPage, AuxSession, AuxGuest] | None:
        found = await self._find(code)
        guest = await self._guests.guest(found[0], token) if found else None
        return (*found, guest) if found and guest else None

    async def _acting(
        self, code: str, token: str
    ) -> tuple[AuxSession, AuxGuest] | Literal["slow", "out"] | None:
        """Return a guest who may do something now, and their aux; None if they aren't a guest."""
        found = await self._find_guest(code, token)
        if found is None:
            return None
        page, session, guest = found
        if guest.removed:
            return "out"
        return (session, guest) if self._guests.may_act(page, guest) else "slow"
