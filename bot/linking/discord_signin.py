"""Who a browser is, by Discord's own sign-in: the full answer to a forwarded link (level 5).

The browser is asked at the start page, and again at a callback that reaches another browser.
Source: Discord's OAuth2 page; docs/security.md, level 5; RFC 9700 section 4.4 (each state
belongs to one server and one purpose).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import TypeVar

from bot.accounts.discord_oauth import DiscordOAuth
from bot.accounts.errors import DiscordUnavailable
from bot.accounts.linked_roles import LinkedRoles
from bot.linking.attempt import LinkAttempt, LinkAttempts
from bot.linking.authorization import AuthorizationResponse
from bot.linking.context import LinkContext
from bot.linking.errors import BelongsToAnother, LinkRefused
from bot.linking.outcomes import LinkEnd, as_outcome
from bot.opaque_values import hashed, new_token
from bot.storage.ticket_records import TicketRecord

T = TypeVar("T")

_REMEMBERED = 1_000


class DiscordSignIn:
    """Asks Discord, where the host has given the client secret."""

    def __init__(
        self,
        context: LinkContext,
        attempts: LinkAttempts,
        discord: DiscordOAuth | None,
        roles: LinkedRoles,
    ) -> None:
        self._tickets = context.tickets
        self._clock = context.clock
        self._attempts = attempts
        self._discord = discord
        self._roles = roles
        self._looking: set[str] = set()
        """Links whose sign-in this process is just looking at."""
        self._went: OrderedDict[str, str] = OrderedDict()
        self._refused: OrderedDict[str, BelongsToAnother] = OrderedDict()

    @property
    def on(self) -> bool:
        """Whether browsers are signed in with Discord."""
        return self._discord is not None

    async def ask(self, attempt: LinkAttempt, browser: str) -> str:
        """Return the address at Discord where this browser says who it is.

        For a login that waits, it must be the browser that brought it. Raises LinkRefused when
        the ticket has ended or waits for another browser, DiscordUnavailable.
        """
        if self._discord is None:
            raise DiscordUnavailable
        state = new_token()
        address = await self._discord.authorize_url(state)
        ref, now = attempt.ref, int(self._clock())
        who, asks = hashed(browser), hashed(state)
        if attempt.record.status == "pending":
            asked = await self._tickets.ask_holder_identity(
                ref, now=now, holder_hash=who, identity_hash=asks
            )
        else:
            asked = await self._tickets.ask_identity(
                ref, now=now, browser_hash=who, identity_hash=asks
            )
        if not asked:
            raise LinkRefused("used")
        return address

    @asynccontextmanager
    async def checked(
        self, response: AuthorizationResponse, browsers: Mapping[str, str]
    ) -> AsyncIterator[LinkAttempt]:
        """Give the attempt of whom Discord names; nobody else gets further.

        Raises LinkRefused, BelongsToAnother or DiscordUnavailable. A sign-in is good once, and
        only in the browser that was sent there. Opened again there (a reload), it waits while the
        first is looked at, and then goes on as that one did.
        """
        state = response.state
        ref = (await self._asked(state, browsers)).ref
        if ref in self._looking:
            raise LinkRefused("signing_in")
        self._looking.add(ref)
        try:
            # Read again: another request may have ended between reading and looking.
            attempt = await self._asked(state, browsers)
            if hashed(state) in self._refused:
                raise self._refused[hashed(state)]
            record = attempt.record
            if not _is_settled(record):
                await self._ask_discord(attempt, response)
            elif as_outcome(record.status) is None and record.expires_at <= self._clock():
                raise LinkRefused("expired")
            yield attempt
        finally:
            self._looking.discard(ref)

    def went(self, attempt: LinkAttempt, state: str) -> str | None:
        """Return where this sign-in has sent its browser already, for it to go there again.

        None after a restart, too: then it is sent to Spotify as if for the first time.
        """
        return self._went.get(hashed(state)) if attempt.record.status == "started" else None

    def goes(self, state: str, location: str) -> None:
        """Remember where a sign-in sends its browser."""
        _remember(self._went, hashed(state), location)

    async def _asked(self, state: str, browsers: Mapping[str, str]) -> LinkAttempt:
        """Return the attempt of a sign-in in its own browser; raises LinkRefused."""
        if self._discord is None:
            raise LinkRefused("unknown")
        attempt = await self._attempts.by_discord_state(state)
        if attempt is None:
            raise LinkRefused("unknown")
        cookie = browsers.get(attempt.ref)
        if not attempt.is_held_in(cookie):
            raise LinkRefused("elsewhere" if attempt.began_in(cookie) else "wrong_browser")
        return attempt

    async def _ask_discord(self, attempt: LinkAttempt, response: AuthorizationResponse) -> None:
        """Use the sign-in up, and refuse everyone but the ticket's person."""
        record, used = attempt.record, hashed(response.state)
        if self._discord is None or not await self._tickets.take_identity(attempt.ref, used):
            raise LinkRefused("signed_in")
        if record.expires_at <= self._clock():
            raise LinkRefused("expired")
        if response.code is None:
            await _refuse(attempt, "denied")
            raise LinkRefused("not_signed_in")
        try:
            grant = await self._discord.exchange(response.code)
            someone = await self._discord.me(grant)
        except DiscordUnavailable:
            await _refuse(attempt, "unavailable")
            raise
        if someone.id != record.discord_id:
            await _refuse(attempt, "not_yours")
            refusal = BelongsToAnother(record.asker.name, record.asker.handle, someone.handle)
            _remember(self._refused, used, refusal)
            raise refusal
        await self._roles.keep(someone.id, grant, attempt.ref)


async def _refuse(attempt: LinkAttempt, outcome: LinkEnd) -> None:
    """A login that waits for Discord's word is thrown away; a start page can be used again."""
    if attempt.record.status == "pending":
        await attempt.end(outcome)


def _remember(kept: OrderedDict[str, T], state: str, what: T) -> None:
    kept[state] = what
    if len(kept) > _REMEMBERED:
        kept.popitem(last=False)


def _is_settled(record: TicketRecord) -> bool:
    """Whether Discord has named the ticket's person already, or it has ended."""
    named = record.identified and record.status in ("open", "started", "claimed")
    return named or as_outcome(record.status) is not None
