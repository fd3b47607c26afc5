"""One attempt to link, step by step: start, claim, exchange, hold, complete, or fail.

The steps are those of RFC 6749, section 4.1, and RFC 7636; their order, and why each comes before
the next, is in docs/reference/threats-and-faults.md, section 1.2. Every way to link (callback,
pasted address, typed code, a new seat) takes these same steps, and every result is published here.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from bot.accounts.pending_writes import noted
from bot.accounts.scopes import EVERYTHING
from bot.linking.authorization import AuthorizationResponse, new_request
from bot.linking.context import LinkTools
from bot.linking.errors import LinkRefused
from bot.linking.outcomes import AttemptEnd, end_of
from bot.linking.spotify_signin import Failed, Login, SpotifySignIn
from bot.notifications.kinds import LinkAttempted, LinkEnded, LinkEndsSoon
from bot.opaque_values import hashed, is_hash_of
from bot.spotify.errors import NoSeat
from bot.spotify.models import Profile
from bot.storage.errors import NotSaved, SpotifyAccountTaken, TicketGone, Undecryptable
from bot.storage.ticket_records import CANCELLED, NewTicket, RemovalStatus, TicketRecord
from bot.storage.waiting_logins import WaitingLoginRecord, WaitsFor

CONFIRMED_WITHIN = 600
"""How long a waiting login can be confirmed, in seconds."""

SEAT_WAITS_FOR = 7 * 24 * 3600
"""How long a login waits for a seat, in seconds."""


@dataclass(frozen=True, slots=True)
class WaitingLogin:
    """A login that waits for something; `reason` says what."""

    login: Login
    reason: WaitsFor


class LinkAttempt:
    """A ticket as it was read, and the steps that can follow.

    If several requests try the same step, the store lets only one of them take it.
    """

    def __init__(self, record: TicketRecord, tools: LinkTools) -> None:
        self.record = record
        self.ref = record.ref
        self._context = tools.context
        self._tools = tools
        self._spotify = SpotifySignIn(tools)

    def began_in(self, cookie: str | None) -> bool:
        """Whether the link was started in the browser with this cookie."""
        return is_hash_of(self.record.browser_hash, cookie)

    def consented_in(self, cookie: str | None) -> bool:
        """Whether the browser with this cookie is the one that consented, if any has.

        That is the browser that started, unless another one brought the login. Only this browser
        sees names and the code, and may undo.
        """
        return is_hash_of(self.record.consenting_browser_hash or self.record.browser_hash, cookie)

    async def start(self, browser_hash: str | None, *, identified: bool = False) -> str:
        """Bind the link to a browser; return the authorization URL (RFC 6749, section 4.1.1).

        State and PKCE verifier are made here, so that no forwarded link contains them. Starting
        again voids the earlier ones. Raises LinkRefused if the link has ended.
        """
        app = await self._context.apps.get(self.record.client_id)
        if app is None:
            raise LinkRefused("rejected")
        request, verifier = new_request(self._tools.spotify.accounts_url, app)
        started = await self._context.attempt_store.start(
            self.ref,
            now=self._now(),
            browser_hash=browser_hash,
            spotify_state_hash=hashed(request.state),
            verifier=verifier,
            identified=identified,
        )
        if not started:
            raise LinkRefused("used")
        self._tools.count(self.record.purpose, "started")
        scopes = self.record.scopes
        return request.url(EVERYTHING | scopes if self.record.everything else scopes)

    async def claim(
        self, state: str, *, other_browser: str | None = None, over_waiting: bool = False
    ) -> str | None:
        """Claim the right to complete this: the PKCE verifier, or None for everyone who is late.

        `other_browser` and `over_waiting` are those of LinkAttemptStore.claim.
        """
        try:
            return await self._context.attempt_store.claim(
                hashed(state),
                now=self._now(),
                other_browser=other_browser,
                over_waiting=over_waiting,
            )
        except Undecryptable:
            await self.end("unavailable")
            return None

    async def exchange(self, verifier: str, response: AuthorizationResponse) -> Login:
        """Exchange the code for tokens; raises Failed."""
        return await self._spotify.exchange(self.record, response, verifier)

    async def take(
        self,
        response: AuthorizationResponse,
        *,
        other_browser: str | None = None,
        over_waiting: bool = False,
    ) -> Login | None:
        """Claim, then exchange; None for everyone who is late, or if it failed and has ended."""
        verifier = await self.claim(
            response.state, other_browser=other_browser, over_waiting=over_waiting
        )
        if verifier is None:
            return None
        try:
            return await self.exchange(verifier, response)
        except Failed as failed:
            await self.fail(failed)
            return None

    async def identify(self, login: Login) -> Profile:
        """Ask Spotify who agreed: a missing seat only shows here. Raises NoSeat or Failed."""
        return await self._spotify.identify(self.record, login)

    async def complete(self, login: Login) -> AttemptEnd:
        """Save the link, or return why not; the person is told in Discord."""
        try:
            outcome = await self._complete(login)
        except Failed as failed:
            await self.fail(failed)
            return failed.outcome
        except TicketGone:
            now = await self._context.tickets.get(self.ref)
            return (end_of(now.status) if now else None) or CANCELLED
        except NotSaved:
            if self.record.status == "no_seat":
                # A login that waits for its seat keeps waiting.
                raise
            await self.end("not_saved")
            return "not_saved"
        self._tools.results.publish(self.ref)
        return outcome

    async def _complete(self, login: Login) -> AttemptEnd:
        app = await self._spotify.app_of(self.record)
        try:
            profile = login.profile or await self.identify(login)
        except NoSeat:
            await self.keep_waiting(login, "seat")
            await self._surely("seat", partial(self._tools.seats.request_seat, self.record, app))
            return "no_seat"
        await noted(self._context.apps.clear_problem(app))
        if self.record.required_account not in (None, profile.account_id):
            raise Failed("other_account", profile.name)
        await self._save(login, profile)
        return "linked"

    async def _save(self, login: Login, profile: Profile) -> None:
        record, outbox = self.record, self._tools.outbox
        try:
            link = login.link(record, profile)
            await self._context.attempt_store.save_link(link, self.ref, self._now())
        except SpotifyAccountTaken as taken:
            tried = LinkAttempted(record.asker.name, record.asker.handle)
            earlier, about = taken.discord_id, record.discord_id
            tell = partial(outbox.write, earlier, self.ref, tried, about=about)
            await self._surely("taken", tell)
            raise Failed("taken") from None
        self._tools.count(self.record.purpose, "linked")
        # From here on it is linked, even if this can't be saved.
        await noted(outbox.mark_told(record.discord_id, LinkEnded, LinkEndsSoon))
        self._tools.spotify.transport.forget(str(record.discord_id))

    async def keep_waiting(self, login: Login, reason: WaitsFor) -> None:
        """Keep a login, sealed, until its person confirms it or gets a seat.

        Discord shows that a code is expected. Raises TicketGone or NotSaved.
        """
        record, now = self.record, self._now()
        until = now + (SEAT_WAITS_FOR if reason == "seat" else CONFIRMED_WITHIN)
        name = login.profile.name if login.profile else None
        owner = record.discord_id, record.client_id
        pending = WaitingLoginRecord(self.ref, *owner, reason, name, now, until, login.to_text())
        await self._context.waiting_logins.put(pending)
        self._tools.count(self.record.purpose, "waiting")
        if reason == "code":
            self._tools.results.publish(self.ref)

    async def waiting_login(self) -> WaitingLogin | None:
        """Return the login that waits; None if there is none, or it can't be read."""
        try:
            pending = await self._context.waiting_logins.get(self.ref, self._context.clock())
        except Undecryptable:
            return None
        return WaitingLogin(Login.from_text(pending.login), pending.reason) if pending else None

    async def give_back(self) -> bool:
        """Return a login that waits to the browser that started; False if it no longer waits."""
        return await self._context.attempt_store.give_back(self.ref)

    async def refresh(self, login: Login) -> Login:
        """Return a login that has waited, with fresh tokens, saved already; raises Failed."""
        fresh = await self._spotify.refresh(self.record, login)
        if fresh is login:
            return login
        # The old refresh token may be dead now.
        replace, person = self._context.waiting_logins.replace, self.record.discord_id
        await self._surely("login", partial(replace, self.ref, person, fresh.to_text()))
        return fresh

    async def disown(self) -> None:
        """End a link that reached the wrong person; the one who asked for it is told."""
        if await self._context.tickets.disown(self.ref, self._now()):
            self._tools.results.publish(self.ref)

    async def fail(self, failed: Failed) -> None:
        """End without a link because a login failed."""
        await self.end(failed.outcome, other_name=failed.other_name)

    async def end(
        self,
        outcome: AttemptEnd | RemovalStatus,
        *,
        other_name: str | None = None,
        unchanged: bool = False,
    ) -> None:
        """End without a link; the person who asked for it is told in Discord.

        With `unchanged`, only if its status is still that of `record`: someone else's try must not
        end what its own browser has continued meanwhile.
        """
        only_if = self.record.status if unchanged else None

        async def write() -> None:
            store = self._context.attempt_store
            await store.finish(self.ref, outcome, only_if=only_if, other_name=other_name)
            self._tools.count_end(self.record.purpose, outcome)
            self._tools.results.publish(self.ref)

        await self._surely("ticket", write)

    async def _surely(self, what: str, write: Callable[[], Awaitable[None]]) -> None:
        """Write what must not be lost: later, if the database takes nothing now."""
        try:
            await write()
        except NotSaved:
            self._tools.unsaved.keep((what, self.ref), write)

    def _now(self) -> int:
        return int(self._context.clock())


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
        return self._of(await self._context.tickets.by_discord_state(hashed(state)))

    async def settle(self) -> None:
        """End attempts that were interrupted; the people who asked for them are told."""
        for ref in await self._context.attempt_store.settle(int(self._context.clock())):
            self._tools.results.publish(ref)

    def _of(self, record: TicketRecord | None) -> LinkAttempt | None:
        return LinkAttempt(record, self._tools) if record is not None else None
