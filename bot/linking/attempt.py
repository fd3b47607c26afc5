"""One attempt to link, step by step: start, claim, exchange, hold, complete, or fail.

The steps are those of RFC 6749, section 4.1, and RFC 7636; their order, and why each comes before
the next, is in docs/reference/threats-and-faults.md, section 1.2. Every way to link (callback,
pasted address, typed code, a new seat) takes these same steps, and every result is published here.
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
from bot.storage.ticket_records import CANCELLED, HeldFor, NewTicket, TicketRecord

HELD_FOR = 600
"""How long a held login can be confirmed, in seconds."""


class LinkAttempt:
    """A ticket as it was read, and the steps that can follow.

    If several requests try the same step, the store lets only one of them take it.
    """

    def __init__(self, record: TicketRecord, tools: LinkTools) -> None:
        self.record = record
        self.ref = record.ref
        self._context = tools.context
        self._tools = tools

    def began_in(self, cookie: str | None) -> bool:
        """Whether the link was started in the browser with this cookie."""
        return is_hash_of(self.record.browser_hash, cookie)

    def is_held_in(self, cookie: str | None) -> bool:
        """Whether the browser with this cookie is the one that consented, if any has.

        That is the browser that started, unless another one brought the login. Only this browser
        sees names and the code, and may undo.
        """
        return is_hash_of(self.record.holder_hash or self.record.browser_hash, cookie)

    async def start(self, browser_hash: str | None, *, identified: bool = False) -> str:
        """Bind the link to a browser; return the authorization URL (RFC 6749, section 4.1.1).

        State and PKCE verifier are made here, so that no forwarded link contains them. Starting
        again voids the earlier ones. Raises LinkRefused if the link has ended.
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
        """Claim the right to complete this: the PKCE verifier, or None for everyone who is late.

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

        Raises Failed, also if the access couldn't be renewed later.
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
        """Claim, then exchange; None for everyone who is late, or if it failed and has ended."""
        verifier = await self.claim(response.state, holder=holder, again=again)
        if verifier is None:
            return None
        try:
            return await self.exchange(verifier, response)
        except Failed as failed:
            await self.fail(failed)
            return None

    async def identify(self, login: Login) -> Profile:
        """Ask Spotify who agreed: a missing seat only shows here. Raises NoSeat or Failed."""
        app = await self._app()
        caller = Caller(FreshToken(login.answer.access_token), f"link:{self.ref}", app.quota_owner)
        try:
            return await SpotifyApi(self._tools.spotify.transport, caller).me()
        except NoSeat:
            raise
        except ServiceError as failure:
            raise Failed(await outcome_of(self._tools, app, failure)) from None

    async def complete(self, login: Login) -> LinkEnd:
        """Save the link, or return why not; the person is told in Discord."""
        try:
            await self._complete(login)
        except Failed as failed:
            await self.fail(failed)
            return failed.outcome
        except TicketGone:
            now = await self._context.tickets.get(self.ref)
            return (as_outcome(now.status) if now else None) or CANCELLED
        except NotSaved:
            if self.record.status == "no_seat":
                # A login that waits for its seat keeps waiting.
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
            await self._tools.seats.request_seat(self.record, app)
            raise Failed("no_seat") from None
        await self._context.apps.clear_problem(app)
        if self.record.required_account not in (None, profile.account_id):
            raise Failed("other_account", profile.name)
        await self._save(login, profile)

    async def _save(self, login: Login, profile: Profile) -> None:
        record, outbox = self.record, self._tools.outbox
        try:
            link = login.link(record, profile)
            await self._context.steps.save_link(link, self.ref, self._now())
        except SpotifyAccountTaken as taken:
            tried = LinkAttempted(record.asker.name, record.asker.handle)
            await outbox.write(taken.discord_id, self.ref, tried, about=record.discord_id)
            raise Failed("taken") from None
        # From here on it is linked, even if this can't be saved.
        with suppress(NotSaved):
            await outbox.mark_told(record.discord_id, LinkEnded, LinkEndsSoon)
        self._tools.spotify.transport.forget(str(record.discord_id))

    async def hold(self, login: Login, reason: HeldFor) -> None:
        """Keep a login, sealed, until its person confirms it or gets a seat.

        Discord shows that a code is expected. Raises TicketGone or NotSaved.
        """
        now = self._now()
        pending = login.pending(self.record, reason, now, now + HELD_FOR)
        await self._context.logins.put(pending)
        if reason == "code":
            self._tools.results.publish(self.ref)

    async def held(self) -> HeldLogin | None:
        """Return the held login; None if there is none, or it can't be read."""
        try:
            pending = await self._context.logins.get(self.ref, self._context.clock())
        except Undecryptable:
            return None
        return HeldLogin(from_text(pending.login), pending.reason) if pending else None

    async def give_back(self) -> bool:
        """Return a held login to the browser that started; False if it is no longer held."""
        return await self._context.steps.give_back(self.ref)

    async def refresh(self, login: Login) -> Login:
        """Return a login that has waited, with fresh tokens, saved already; raises Failed."""
        if login.answer.expires_at > self._context.clock():
            return login
        app, old = await self._app(), login.answer
        try:
            new = await self._tools.spotify.endpoint.refresh(app, old.refresh_token or "")
        except ServiceError as failure:
            raise Failed(await outcome_of(self._tools, app, failure)) from None
        tokens = replace(
            new,
            refresh_token=new.refresh_token or old.refresh_token,
            scopes=new.scopes or old.scopes,
        )
        fresh = Login(tokens, login.authorized_at, login.profile)
        with suppress(NotSaved):
            await self._context.logins.replace(self.ref, self.record.discord_id, to_text(fresh))
        return fresh

    async def disown(self) -> None:
        """End a link that reached the wrong person; the one who asked for it is told."""
        if await self._context.tickets.disown(self.ref, self._now()):
            self._tools.results.publish(self.ref)

    async def fail(self, failed: Failed) -> None:
        """End without a link because a login failed."""
        await self.end(failed.outcome, other_name=failed.other_name)

    async def end(self, outcome: LinkEnd | RemovalEnd, *, other_name: str | None = None) -> None:
        """End without a link; the person who asked for it is told in Discord."""
        try:
            await self._put_end(outcome, other_name)
        except NotSaved:
            # Otherwise the ticket would stay in progress forever, and no one would be told.
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
    """Creates and finds attempts."""

    def __init__(self, tools: LinkTools) -> None:
        self._context = tools.context
        self._tools = tools

    async def open(self, ticket: NewTicket) -> LinkAttempt:
        """Save a new ticket; raises LinkRefused if it is deleted again at once."""
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
        """Return the attempt that a Discord sign-in state was made for, even a used one."""
        return self._of(await self._context.tickets.by_identity(hashed(state)))

    async def settle(self) -> None:
        """End attempts that were interrupted; the people who asked for them are told."""
        for ref in await self._context.steps.settle(int(self._context.clock())):
            self._tools.results.publish(ref)

    def _of(self, record: TicketRecord | None) -> LinkAttempt | None:
        return LinkAttempt(record, self._tools) if record is not None else None
