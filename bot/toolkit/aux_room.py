"""What guests do on the page of an aux; Discord's panel shows it at once."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass
from typing import Literal

from bot.accounts.errors import AccountError
from bot.http.errors import ServiceError
from bot.music.errors import MusicError
from bot.music.resolver import Target
from bot.spotify.links import parse_link
from bot.storage.aux_pages import AuxGuest, AuxPage
from bot.together.aux_guests import AuxGuests, as_member
from bot.together.aux_sessions import AuxSession, AuxSessions
from bot.together.errors import AlreadyWaiting, NoAux, TogetherError, TooManyWaiting
from bot.toolkit.aux_panels import AuxPanels
from bot.toolkit.aux_service import AuxService
from bot.toolkit.target_parser import TargetParser
from bot.ui.language import using_locale

_log = logging.getLogger(__name__)

Said = Literal[
    "added", "asked", "already", "limit", "failed", "voted", "skipped", "late", "slow", "full"
]
"""What became of a guest's request."""


@dataclass(frozen=True, slots=True)
class Line:
    """A song as the page shows it."""

    title: str
    artists: str
    address: str | None
    added_name: str | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """What the page shows: nothing of Discord but names."""

    owner_name: str
    guest_name: str | None
    playing: Line | None
    playing_id: str
    queue: tuple[Line, ...]
    votes: int


class AuxRoom:
    """The page's side of every aux; codes are checked at each request."""

    def __init__(
        self,
        guests: AuxGuests,
        sessions: AuxSessions,
        aux: AuxService,
        panels: AuxPanels,
        parser: TargetParser,
    ) -> None:
        self._guests = guests
        self._sessions = sessions
        self._aux = aux
        self._panels = panels
        self._parser = parser

    async def open(self, session: AuxSession) -> str:
        """Open the page of an aux, under a new code; the old one ends."""
        return await self._guests.open(session)

    async def close(self, session: AuxSession) -> None:
        """Close the page of an aux."""
        await self._guests.close(session)

    async def state(self, code: str) -> Literal["open", "over", "unknown"]:
        """Return whether a page is open, was, or never was."""
        page = await self._guests.page(code)
        if page is None:
            return "unknown"
        return "over" if page.closed else "open"

    async def look(self, code: str, token: str) -> Look | None:
        """Return what the page shows, without asking Spotify; None if it's closed."""
        found = await self._find(code)
        if found is None:
            return None
        page, session = found
        guest = await self._guests.guest(page, token)
        panel = await self._sessions.panel(session)
        lines = {
            state: [
                Line(one.title, one.artists, _address(one.uri), one.added_name)
                for one in panel.songs
                if one.state == state
            ]
            for state in ("playing", "handed", "queued")
        }
        playing = next(iter(lines["playing"]), None)
        uri = next((one.uri for one in panel.songs if one.state == "playing"), None)
        current = self._panels.current(session)
        if playing is None and current is not None:
            uri = current.uri
            playing = Line(current.name, "", _address(uri))
        link = parse_link(uri) if uri else None
        return Look(
            session.owner_name,
            guest.name if guest else None,
            playing,
            link.id if link else "",
            (*lines["handed"], *lines["queued"]),
            panel.votes,
        )

    async def join(self, code: str, token: str, name: str) -> Said | None:
        """Let a guest in with the name they chose; None if they are in."""
        page = await self._guests.page(code)
        if page is None or page.closed:
            return "late"
        if not self._guests.may_join(page):
            return "slow"
        return None if await self._guests.join(page, code, token, name) else "full"

    async def add(self, code: str, token: str, words: str) -> Said | None:
        """Add the song that a guest asks for, or ask the owner; None if they aren't a guest."""
        found = await self._acting(code, token)
        if not isinstance(found, tuple):
            return found
        session, guest = found
        with using_locale(session.language):
            try:
                return await self._add(session, guest, words)
            except AlreadyWaiting:
                return "already"
            except TooManyWaiting:
                return "limit"
            except (AccountError, MusicError, ServiceError, TogetherError) as error:
                _log.info("a guest's song was not added: %s", type(error).__name__)
                return "failed"

    async def _add(self, session: AuxSession, guest: AuxGuest, words: str) -> Said:
        links = tuple(await self._parser.links(words))
        asked = Target(session.owner_id, links, "" if links else words)
        if asked.is_empty:
            return "failed"
        song = await self._aux.suggest(session, as_member(guest), asked)
        if song.state == "queued":
            return "added"
        await self._aux.ask_openly(session, song, secrets.randbits(48))
        return "asked"

    async def vote(self, code: str, token: str, about: str) -> Said | None:
        """Count a guest's vote to skip; None if they aren't a guest."""
        found = await self._acting(code, token)
        if not isinstance(found, tuple):
            return found
        session, guest = found
        with using_locale(session.language):
            try:
                vote = await self._aux.cast(session, as_member(guest).id, about or None)
            except (AccountError, ServiceError, TogetherError) as error:
                _log.info("a guest's vote was not counted: %s", type(error).__name__)
                return "failed"
        if vote is None or vote.needed == 0:
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

    async def _acting(
        self, code: str, token: str
    ) -> tuple[AuxSession, AuxGuest] | Literal["slow"] | None:
        """Return a guest who may do something now, and their aux; None if they aren't a guest."""
        found = await self._find(code)
        guest = await self._guests.guest(found[0], token) if found else None
        if found is None or guest is None:
            return None
        page, session = found
        return (session, guest) if self._guests.may_act(page, guest) else "slow"


def _address(uri: str | None) -> str | None:
    link = parse_link(uri) if uri else None
    return link.url if link else None
