"""Find out who uses a browser with Discord's own sign-in: stops any forwarded link (level 5).

A browser is asked on the start page, and another one again if a callback reaches it.
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
from bot.http.oauth import new_verifier
from bot.linking.attempt import LinkAttempt, LinkAttempts
from bot.linking.authorization import AuthorizationResponse
from bot.linking.context import LinkContext
from bot.linking.errors import BelongsToAnother, LinkRefused
from bot.linking.outcomes import AttemptEnd, end_of
from bot.opaque_values import hashed, new_token
from bot.storage.discord_signins import DiscordSignInStore
from bot.storage.ticket_records import TicketRecord

T = TypeVar("T")

_REMEMBERED = 1_000


class DiscordSignIn:
    """Asks Discord who uses a browser, if the host has set the client secret."""

    def __init__(
        self,
        context: LinkContext,
        attempts: LinkAttempts,
        store: DiscordSignInStore,
        discord: DiscordOAuth | None,
        roles: LinkedRoles,
    ) -> None:
        self._store = store
        self._clock = context.clock
        self._attempts = attempts
        self._discord = discord
        self._roles = roles
        self._in_progress: set[str] = set()
        """Refs of the links whose sign-in is being checked right now."""
        self._destinations: OrderedDict[str, str] = OrderedDict()
        self._refused: OrderedDict[str, BelongsToAnother] = OrderedDict()

    @property
    def enabled(self) -> bool:
        """Whether browsers must sign in with Discord."""
        return self._discord is not None

    async def ask(self, attempt: LinkAttempt, cookie: str) -> str:
        """Return the address where this browser signs in to Discord.

        For a login that waits, it must be the browser that brought it. Raises LinkRefused if
        the ticket has ended or waits for another browser, or DiscordUnavailable.
        """
        if self._discord is None:
            raise DiscordUnavailable
        state, verifier = new_token(), new_verifier()
        ref, now = attempt.ref, int(self._clock())
        who, asks = hashed(cookie), hashed(state)
        if attempt.record.status == "pending":
            address = await self._discord.identify_url(state, verifier)
            asked = await self._store.begin_for_login(
                ref, now=now, browser_hash=who, state_hash=asks, verifier=verifier
            )
        else:
            address = await self._discord.authorize_url(state)
            asked = await self._store.begin(ref, now=now, browser_hash=who, state_hash=asks)
        if not asked:
            raise LinkRefused("used")
        return address

    @asynccontextmanager
    async def checked(
        self, response: AuthorizationResponse, cookies: Mapping[str, str]
    ) -> AsyncIterator[LinkAttempt]:
        """Provide the attempt if Discord names its person; anyone else is stopped.

        Raises LinkRefused, BelongsToAnother or DiscordUnavailable. A sign-in works once, and
        only in the browser that was sent there. If that browser reloads, the second request waits
        while the first is checked, and then gets the same result.
        """
        state = response.state
        ref = (await self._asked(state, cookies)).ref
        if ref in self._in_progress:
            raise LinkRefused("signing_in")
        self._in_progress.add(ref)
        try:
            # Read again: another request may have finished since the first read.
            attempt = await self._asked(state, cookies)
            if hashed(state) in self._refused:
                raise self._refused[hashed(state)]
            record = attempt.record
            if not _is_settled(record):
                await self._ask_discord(attempt, response)
            elif end_of(record.status) is None and record.is_over(self._clock()):
                raise LinkRefused("expired")
            yield attempt
        finally:
            self._in_progress.discard(ref)

    def destination_of(self, attempt: LinkAttempt, state: str) -> str | None:
        """Return where this sign-in has already sent its browser, to send it there again.

        Also None after a restart: then it goes to Spotify as if for the first time.
        """
        return self._destinations.get(hashed(state)) if attempt.record.status == "started" else None

    def remember_destination(self, state: str, location: str) -> None:
        """Remember where a sign-in sends its browser."""
        _remember(self._destinations, hashed(state), location)

    async def _asked(self, state: str, cookies: Mapping[str, str]) -> LinkAttempt:
        """Return the attempt of a sign-in in its own browser; raises LinkRefused."""
        if self._discord is None:
            raise LinkRefused("unknown")
        attempt = await self._attempts.by_discord_state(state)
        if attempt is None:
            raise LinkRefused("unknown")
        cookie = cookies.get(attempt.ref)
        if not attempt.consented_in(cookie):
            raise LinkRefused("elsewhere" if attempt.began_in(cookie) else "wrong_browser")
        return attempt

    async def _ask_discord(self, attempt: LinkAttempt, response: AuthorizationResponse) -> None:
        """Use up the sign-in, and refuse everyone but the ticket's person."""
        record, state_hash = attempt.record, hashed(response.state)
        used = await self._store.use(attempt.ref, state_hash)
        if self._discord is None or used is None:
            raise LinkRefused("signed_in")
        if record.is_over(self._clock()):
            raise LinkRefused("expired")
        if response.code is None:
            await _refuse(attempt, "denied")
            raise LinkRefused("not_signed_in")
        try:
            grant = await self._discord.exchange(response.code, used.verifier)
            user = await self._discord.me(grant)
        except DiscordUnavailable:
            await _refuse(attempt, "unavailable")
            raise
        if user.id != record.discord_id:
            await _refuse(attempt, "not_yours")
            refusal = BelongsToAnother(record.asker.name, record.asker.handle, user.handle)
            _remember(self._refused, state_hash, refusal)
            raise refusal
        await self._roles.keep(user.id, grant, attempt.ref)


async def _refuse(attempt: LinkAttempt, outcome: AttemptEnd) -> None:
    """Discard a login that waits for Discord's answer; a start page can be used again."""
    if attempt.record.status == "pending":
        await attempt.end(outcome)


def _remember(kept: OrderedDict[str, T], state: str, value: T) -> None:
    kept[state] = value
    if len(kept) > _REMEMBERED:
        kept.popitem(last=False)


def _is_settled(record: TicketRecord) -> bool:
    """Whether Discord has already named the ticket's person, or the ticket has ended."""
    named = record.identified and (record.is_open or record.status == "claimed")
    return named or end_of(record.status) is not None
