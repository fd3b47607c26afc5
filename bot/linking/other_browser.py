"""A login that comes in another browser than the one that began (level L4, and L5's second look).

It waits, sealed, for its person: nothing usable is stored before they have confirmed it.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.linking.browsers import holds
from bot.linking.confirm_code import ALPHABET, CODE_LENGTH
from bot.linking.discord_signin import DiscordSignIn
from bot.linking.finish_link import FinishLink
from bot.linking.link_page import LinkPages
from bot.linking.login import Failed, Login, from_text
from bot.linking.outcomes import Step
from bot.opaque_values import hashed
from bot.spotify.errors import NoSeat
from bot.storage.errors import NotSaved, TicketGone, Undecryptable
from bot.storage.pending_logins import PendingLoginStore
from bot.storage.records import TicketRecord
from bot.storage.tickets import TicketStore

CONFIRM_WITHIN = 600
"""Seconds in which a login in another browser must be confirmed."""


class OtherBrowser:
    """Takes logins from browsers that did not begin the link."""

    def __init__(
        self,
        tickets: TicketStore,
        pending: PendingLoginStore,
        completing: FinishLink,
        identity: DiscordSignIn,
        showing: LinkPages,
        clock: Callable[[], float],
        finished: Callable[[str], None],
    ) -> None:
        self._tickets = tickets
        self._pending = pending
        self._completing = completing
        self._identity = identity
        self._showing = showing
        self._clock = clock
        self._finished = finished

    async def take(
        self, record: TicketRecord, state: str, code: str | None, cookie: str | None, fresh: str
    ) -> Step:
        """Store nothing usable: the login waits for its person's word."""
        holder = cookie or fresh
        login = await self._completing.take(record, state, code, holder=hashed(holder))
        if login is None or not await self._held(record, login, code or ""):
            return Step(record.ref, binds=cookie is None)
        kept = await self._tickets.get(record.ref)
        if self._identity.on:
            if kept is None:
                return Step(record.ref)
            asked = await self._identity.ask(kept, holder)
            return Step(record.ref, asked, binds=cookie is None)
        self._finished(record.ref)
        shown = await self._showing.to_its_own(kept) if kept and cookie is None else None
        return Step(record.ref, binds=cookie is None, shown=shown)

    async def again(
        self, record: TicketRecord, code: str | None, browsers: Mapping[str, str]
    ) -> Step:
        """Show the code again to whoever brings the same login, also without a cookie."""
        known = holds(record, browsers.get(record.ref)) or self._identity.on
        if known or not await self.is_the_same(record, code):
            return Step(record.ref)
        return Step(record.ref, shown=await self._showing.to_its_own(record))

    async def is_the_same(self, record: TicketRecord, code: str | None) -> bool:
        """Whether Spotify's code is the one of the login that waits.

        Only who consented has seen it; who began a link and had another person consent has not.
        """
        try:
            pending = await self._pending.get(record.ref, self._clock())
        except Undecryptable:
            return False
        if pending is None or code is None:
            return False
        came_by = from_text(pending.login).came_by or ""
        return hmac.compare_digest(came_by, hashed(code))

    async def _held(self, record: TicketRecord, login: Login, code: str) -> bool:
        """Keep the login sealed; False when the link has ended instead."""
        try:
            profile = await self._completing.who(record, login)
        except NoSeat:
            profile = None
        except Failed as failed:
            await self._completing.stop(record, failed.outcome)
            return False
        until = int(self._clock()) + CONFIRM_WITHIN
        reason = "identity" if self._identity.on else "code"
        typed = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
        held = replace(login, profile=profile, code=typed, came_by=hashed(code))
        try:
            await self._completing.hold(record, held, reason, until)
        except TicketGone:
            return False
        except NotSaved:
            await self._completing.stop(record, "not_saved")
            return False
        return True
