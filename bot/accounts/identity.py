"""Who a browser is, by Discord's own sign-in: the full answer to a forwarded link (level L5).

The browser is asked at the start page, and again at a callback that reaches another browser.
Source: Discord's OAuth2 page; reliability-in-detail.md 1.1; RFC 9700 section 4.4 (each state
belongs to one server and one purpose).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.accounts.browsers import began, holds
from bot.accounts.discord_oauth import DiscordOAuth
from bot.accounts.errors import BelongsToAnother, DiscordUnavailable, LinkRefused
from bot.accounts.roles import Roles
from bot.accounts.secrets import hashed, new_token
from bot.storage.pending import PendingStore
from bot.storage.records import TicketRecord
from bot.storage.tickets import TicketStore


class Identity:
    """Asks Discord, where the host has given the client secret."""

    def __init__(
        self,
        tickets: TicketStore,
        pending: PendingStore,
        discord: DiscordOAuth | None,
        roles: Roles,
        clock: Callable[[], float],
        finished: Callable[[str], None],
    ) -> None:
        self._tickets = tickets
        self._pending = pending
        self._discord = discord
        self._roles = roles
        self._clock = clock
        self._finished = finished

    @property
    def on(self) -> bool:
        """Whether browsers are signed in with Discord."""
        return self._discord is not None

    async def ask(self, record: TicketRecord, browser: str) -> str:
        """Return the address at Discord where this browser says who it is.

        Raises LinkRefused when the ticket has ended, DiscordUnavailable.
        """
        if self._discord is None:
            raise DiscordUnavailable
        state = new_token()
        address = await self._discord.authorize_url(state)
        asked = await self._tickets.ask_identity(
            record.ref,
            now=int(self._clock()),
            browser_hash=hashed(browser),
            identity_hash=hashed(state),
        )
        if not asked:
            raise LinkRefused("used")
        return address

    async def known(self, state: str, browsers: Mapping[str, str]) -> TicketRecord:
        """Return the ticket of the sign-in with this state, in the browser that was sent there.

        Raises LinkRefused anywhere else.
        """
        if self._discord is None:
            raise LinkRefused("unknown")
        record = await self._tickets.by_identity(hashed(state))
        if record is None:
            raise LinkRefused("unknown")
        cookie = browsers.get(record.ref)
        if not holds(record, cookie):
            raise LinkRefused("elsewhere" if began(record, cookie) else "wrong_browser")
        return record

    async def check(
        self, record: TicketRecord, state: str, code: str | None, error: str | None
    ) -> None:
        """Make sure that Discord names the person of a ticket; nobody else gets further.

        Raises LinkRefused, BelongsToAnother or DiscordUnavailable. A sign-in is good once.
        """
        if self._discord is None:
            raise LinkRefused("unknown")
        if not await self._tickets.take_identity(record.ref, hashed(state)):
            raise LinkRefused("signed_in")
        if record.expires_at <= self._clock():
            raise LinkRefused("expired")
        if error is not None or code is None:
            await self._refuse(record, "denied")
            raise LinkRefused("not_signed_in")
        try:
            grant = await self._discord.exchange(code)
            someone = await self._discord.me(grant)
        except DiscordUnavailable:
            await self._refuse(record, "unavailable")
            raise
        if someone.id != record.discord_id:
            await self._refuse(record, "not_yours")
            raise BelongsToAnother(record.asker.name, record.asker.handle, someone.handle)
        await self._roles.keep(someone.id, grant, record.ref)

    async def _refuse(self, record: TicketRecord, outcome: str) -> None:
        """A login that waits for Discord's word is thrown away; a start page can be used again."""
        if record.status == "pending":
            await self._pending.drop(record.ref)
            await self._tickets.finish(record.ref, outcome)
            self._finished(record.ref)
