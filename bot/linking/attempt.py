"""One attempt to link, step by step: start, claim, exchange, hold, complete, or fail.

The steps are those of RFC 6749, section 4.1, and RFC 7636; their order, and why each comes before
the next, is in docs/reference/threats-and-faults.md, section 1.2. Every way into a link (callback,
pasted address, typed code, a seat given) takes these same steps, and each end is published here.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from functools import partial

from bot.accounts.scopes import EVERYTHING
from bot.http.errors import ServiceError
from bot.linking.authorization import AuthorizationResponse, new_request
from bot.linking.context import LinkTools
from bot.linking.errors import LinkRefused
from bot.linking.failures import Failed, outcome_of, tell_not_renewable
from bot.linking.logins import FreshToken, HeldLogin, Login, from_text, to_text
from bot.linking.outcomes import LinkEnd, RemovalEnd, as_outcome
from bot.notifications.kinds import LinkAttempted, LinkEnded, LinkEndsSoon
from bot.opaque_values import hashed, is_hash_of
from bot.spotify.api import SpotifyApi
from bot.spotify.apps import SpotifyApp
from bot.spotify.errors import NoSeat
from bot.spotify.models import Profile
from bot.spotify.transport import Caller
from bot.storage.errors import NotSaved, SpotifyAccountTaken, TicketGone, Undecryptable
from bot.storage.ticket_records import HeldFor, NewTicket, TicketRecord

HELD_FOR = 600
"""Seconds in which a login that is held must be confirmed."""


class LinkAttempt:
    """A ticket as it was read, and what may be done with it now.

    Where several requests try the same step, the store lets one of them take it.
    """

    def __init__(self, record: TicketRecord, tools: LinkTools) -> None:
        self.record = record
        self.ref = record.ref
        self._context = tools.context
        self._tools = tools

    def began_in(self, cookie: str | None) -> bool:
        """Whether the link began in the browser with this cookie."""
        return is_hash_of(self.record.browser_hash, cookie)

    def is_held_in(self, cookie: str | None) -> bool:
        """Whether the browser with this cookie is the one that consented, as far as anyone has.

        That is the browser that began, unless another one brought the login. It alone sees names
        and the code, and may undo.
        """
        return is_hash_of(self.record.holder_hash or self.record.browser_hash, cookie)

    async def start(self, browser_hash: str | None, *, identified: bool = False) -> str:
        """Bind the link to a browser; return where its person agrees (RFC 6749, section 4.1.1).

        State and PKCE verifier are made here, so that no forwarded link holds them. Starting
        again voids the earlier ones. Raises LinkRefused when it has ended.
        """
        app = await self._context.apps.get(self.record.client_id)
        if app is None:
            raise LinkRefused("rejected")
        request, verifier = new_request(self._tools.spotify.accounts_url, app)
        started = await self._context.steps.start(
            self.ref,
            now=self._now(),
            browser_hash=browser_hash,
            state_hash=hashed(request.state),
            verifier=verifier,
            identified=identified,
        )
        if not started:
            raise LinkRefused("used")
        scopes = self.record.scopes
        return request.url(EVERYTHING | scopes if self.record.everything else scopes)

    async def claim(
        self, state: str, *, holder: str | None = None, again: bool = False
    ) -> str | None:
        """Take the right to complete this: the PKCE verifier, None for everyone who comes late.

        `holder` and `again` are those of LinkAttemptStore.claim.
        """
        try:
            return await self._context.steps.claim(
                hashed(state), now=self._now(), holder=holder, again=again
            )
        except Undecryptable:
            await self.end("unavailable")
            return None

    async def exchange(self, verifier: str, response: AuthorizationResponse) -> Login:
        """Exchange the code for tokens (RFC 6749, section 4.1.3; RFC 7636, section 4.5).

        Raises Failed, also where the access could not be renewed later.
        """
        if response.code is None:
            raise Failed("denied" if response.error == "access_denied" else "unavailable")
        app = await self._app()
        try:
            answer = await self._tools.spotify.endpoint.exchange_code(app, response.code, verifier)
        except ServiceError as failure:
            raise Failed(await outcome_of(self._tools, app, failure)) from None
        if answer.scopes is None:
            answer = replace(answer, scopes=self.record.scopes)
        if answer.refresh_token is None and self.record.purpose != "disconnect":
            await tell_not_renewable(self._tools, app)
            raise Failed("half")
        return Login(answer, self._now())

    async def take(
        self, response: AuthorizationResponse, *, holder: str | None = None, again: bool = False
    ) -> Login | None:
        """Claim, then exchange; None for those who come late, or when it failed and has ended."""
        verifier = await self.claim(response.state, holder=holder, again=again)
        if verifier is None:
            return None
        try:
            return await self.exchange(verifier, response)
        except Failed as failed:
            await self.fail(failed)
            return None

    async def identify(self, login: Login) -> Profile:
        """Ask who agreed: a missing seat shows only here. Raises NoSeat or Failed."""
        app = await self._app()
        caller = Caller(FreshToken(login.answer.access_token), f"link:{self.ref}", app.quota_owner)
        try:
            return await SpotifyApi(self._tools.spotify.transport, caller).me()
        except NoSeat:
            raise
        except ServiceError as failure:
            raise Failed(await outcome_of(self._tools, app, failure)) from None

    async def complete(self, login: Login) -> LinkEnd:
        """Save the link, or say why not; its person is told in Discord."""
        try:
            await self._complete(login)
        except Failed as failed:
            await self.fail(failed)
            return failed.outcome
        except TicketGone:
            now = await self._context.tickets.get(self.ref)
            return (as_outcome(now.status) if now else None) or "burned"
        except NotSaved:
            if self.record.status == "no_seat":
                # A login that waits for its seat goes on waiting.
                raise
            await self.end("not_saved")
            return "not_saved"
        self._tools.results.publish(self.ref)
        return "linked"

    async def _complete(self, login: Login) -> None:
        app = await self._app()
        try:
            profile = login.profile or await self.identify(login)
        except NoSeat:
            await self.hold(login, "seat")
            await self._tools.seats.wanted(self.record, app)
            raise Failed("no_seat") from None
        await self._context.apps.well(app)
        if self.record.demands not in (None, profile.account_id):
            raise Failed("other_account", profile.name)
        await self._save(login, profile)

    async def _save(self, login: Login, profile: Profile) -> None:
        record, outbox = self.record, self._tools.outbox
        try:
            link = login.link(record, profile)
            await self._context.steps.save_link(link, ticket_ref=self.ref, now=self._now())
        except SpotifyAccountTaken as taken:
            tried = LinkAttempted(record.asker.name, record.asker.handle)
            await outbox.write(taken.discord_id, self.ref, tried, about=record.discord_id)
            raise Failed("taken") from None
        # From here on it is linked, whatever can be noted.
        with suppress(NotSaved):
            await outbox.knows(record.discord_id, LinkEnded, LinkEndsSoon)
        self._tools.spotify.transport.forget(str(record.discord_id))

    async def hold(self, login: Login, reason: HeldFor) -> None:
        """Keep a login, sealed, until its person has confirmed it or has a seat.

        That a code is awaited is told in Discord. Raises TicketGone or NotSaved.
        """
        now = self._now()
        pending = login.pending(self.record, reason, now, now + HELD_FOR)
        await self._context.logins.put(pending)
        if reason == "code":
            self._tools.results.publish(self.ref)

    async def held(self) -> HeldLogin | None:
        """Return the login that waits; None when none does, or it can't be read."""
        try:
            pending = await self._context.logins.get(self.ref, self._context.clock())
        except Undecryptable:
            return None
        return HeldLogin(from_text(pending.login), pending.reason) if pending else None

    async def take_back(self) -> bool:
        """Give a held login back to the browser that began; False when it waits no more."""
        return await self._context.steps.come_back(self.ref)

    async def refresh(self, login: Login) -> Login:
        """Return a login that has waited, with tokens that work, kept already; raises Failed."""
        if login.answer.expires_at > self._context.clock():
            return login
        app, old = await self._app(), login.answer
        try:
            new = await self._tools.spotify.endpoint.refresh(app, old.refresh_token or "")
        except ServiceError as failure:
            raise Failed(await outcome_of(self._tools, app, failure)) from None
        kept = replace(
            new,
            refresh_token=new.refresh_token or old.refresh_token,
            scopes=new.scopes or old.scopes,
        )
        fresh = Login(kept, login.authorized_at, login.profile)
        with suppress(NotSaved):
            await self._context.logins.replace(self.ref, self.record.discord_id, to_text(fresh))
        return fresh

    async def disown(self) -> None:
        """End a link that reached someone it is not for; who asked for it is told."""
        if await self._context.tickets.disown(self.ref, self._now()):
            self._tools.results.publish(self.ref)

    async def fail(self, failed: Failed) -> None:
        """End without a link, as a login failed."""
        await self.end(failed.outcome, other_name=failed.other_name)

    async def end(self, outcome: LinkEnd | RemovalEnd, *, other_name: str | None = None) -> None:
        """End without a link; who asked for it is told in Discord."""
        try:
            await self._put_end(outcome, other_name)
        except NotSaved:
            # Without this the ticket would be in progress for ever, and nobody told.
            again = partial(self._put_end, outcome, other_name)
            self._tools.unsaved.keep(("ticket", self.ref), again)

    async def _put_end(self, outcome: LinkEnd | RemovalEnd, other_name: str | None) -> None:
        if outcome != "no_seat":
            await self._context.logins.drop(self.ref)
        await self._context.steps.finish(self.ref, outcome, other_name=other_name)
        self._tools.results.publish(self.ref)

    def _now(self) -> int:
        return int(self._context.clock())

    async def _app(self) -> SpotifyApp:
        app = await self._context.apps.get(self.record.client_id)
        if app is None:
            raise Failed("rejected")
        return app


class LinkAttempts:
    """Opens and finds attempts."""

    def __init__(self, tools: LinkTools) -> None:
        self._context = tools.context
        self._tools = tools

    async def open(self, ticket: NewTicket) -> LinkAttempt:
        """Save a new ticket; raises LinkRefused in case it has been deleted again meanwhile."""
        await self._context.tickets.create(ticket)
        attempt = await self.by_ref(ticket.ref)
        if attempt is None:
            raise LinkRefused("used")
        return attempt

    async def by_ref(self, ref: str) -> LinkAttempt | None:
        """Return an attempt by its ticket's public name."""
        return self._of(await self._context.tickets.get(ref))

    async def by_state(self, state: str) -> LinkAttempt | None:
        """Return the attempt that a state was made for."""
        return self._of(await self._context.tickets.by_state(hashed(state)))

    async def by_discord_state(self, state: str) -> LinkAttempt | None:
        """Return the attempt that a state of Discord's sign-in was made for, also a used one."""
        return self._of(await self._context.tickets.by_identity(hashed(state)))

    async def settle(self) -> None:
        """End the attempts whose completing was cut off; who asked for them is told."""
        for ref in await self._context.steps.settle(int(self._context.clock())):
            self._tools.results.publish(ref)

    def _of(self, record: TicketRecord | None) -> LinkAttempt | None:
        return LinkAttempt(record, self._tools) if record is not None else None
