"""The end of every link: who agreed, may they, and the saved account.

The same for a callback, a pasted address, a typed code and a seat given later.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial

from bot.accounts.pending_writes import PendingWrites
from bot.apps.registry import AppRegistry
from bot.apps.seats import Seats
from bot.http.errors import ServiceError
from bot.linking.login import Failed, Login, OtherAccount, to_text
from bot.linking.outcomes import Outcome, as_outcome
from bot.notifications.outbox import HOSTS, Outbox
from bot.opaque_values import hashed
from bot.spotify.api import SpotifyApi
from bot.spotify.apps import SpotifyApp
from bot.spotify.errors import (
    AppRejected,
    GrantInvalid,
    NoSeat,
    OwnerWithoutPremium,
    SignInUnavailable,
)
from bot.spotify.models import Profile
from bot.spotify.tokens import TokenAnswer, TokenEndpoint
from bot.spotify.transport import Caller, Transport
from bot.storage.accounts import AccountStore
from bot.storage.errors import NotSaved, SpotifyAccountTaken, TicketGone, Undecryptable
from bot.storage.pending_logins import PendingLoginStore
from bot.storage.records import ClaimedTicket, NewLink, PendingRecord, TicketRecord
from bot.storage.tickets import TicketStore

_BEFORE_SECOND_TRY = 0.5


class FinishLink:
    """Turns a code into tokens, and tokens into a link."""

    def __init__(
        self,
        tickets: TicketStore,
        accounts: AccountStore,
        pending: PendingLoginStore,
        apps: AppRegistry,
        seats: Seats,
        letters: Outbox,
        endpoint: TokenEndpoint,
        transport: Transport,
        unsaved: PendingWrites,
        clock: Callable[[], float],
        finished: Callable[[str], None],
    ) -> None:
        self._tickets = tickets
        self._accounts = accounts
        self._pending = pending
        self._apps = apps
        self._seats = seats
        self._letters = letters
        self._endpoint = endpoint
        self._transport = transport
        self._unsaved = unsaved
        self._clock = clock
        self._finished = finished

    async def take(
        self,
        record: TicketRecord,
        state: str,
        code: str | None,
        error: str | None = None,
        *,
        holder: str | None = None,
        again: bool = False,
    ) -> Login | None:
        """Claim a ticket and exchange the code; None for whoever came late, or when it ended so.

        `holder` and `again` are those of TicketStore.claim.
        """
        now = int(self._clock())
        try:
            ticket = await self._tickets.claim(hashed(state), now=now, holder=holder, again=again)
        except Undecryptable:
            await self.stop(record, "unavailable")
            return None
        if ticket is None:
            return None
        try:
            return await self.sign_in(ticket, code, error)
        except Failed as failed:
            await self.stop(record, failed.outcome)
            return None

    async def sign_in(self, ticket: ClaimedTicket, code: str | None, error: str | None) -> Login:
        """Exchange a code; raises Failed, also where the access could not be renewed later."""
        if error is not None or code is None:
            raise Failed("denied" if error == "access_denied" else "unavailable")
        app = await self._app(ticket.client_id)
        try:
            answer = await self._exchange(app, code, ticket.verifier)
        except ServiceError as failure:
            raise Failed(await self._outcome_of(app, failure)) from None
        if answer.scopes is None:
            answer = replace(answer, scopes=ticket.scopes)
        if answer.refresh_token is None and ticket.purpose != "disconnect":
            await self._tell_half(app)
            raise Failed("half")
        return Login(answer, int(self._clock()))

    async def who(self, record: TicketRecord, login: Login) -> Profile:
        """Ask who agreed: a missing seat shows itself only here. Raises NoSeat or Failed."""
        app = await self._app(record.client_id)
        token = _FreshToken(login.answer.access_token)
        caller = Caller(token, f"link:{record.ref}", app.quota_owner)
        try:
            return await SpotifyApi(self._transport, caller).me()
        except NoSeat:
            raise
        except ServiceError as failure:
            raise Failed(await self._outcome_of(app, failure)) from None

    async def end(self, record: TicketRecord, login: Login) -> Outcome:
        """Save the link, or say why not; whoever asked is told in Discord."""
        try:
            outcome = await self._complete(record, login)
        except OtherAccount as other:
            await self.stop(record, "other_account", other_name=other.name)
            return "other_account"
        except TicketGone:
            now = await self._tickets.get(record.ref)
            return (as_outcome(now.status) if now else None) or "burned"
        except NotSaved:
            if record.status == "no_seat":
                # A login that waits for its seat goes on waiting.
                raise
            outcome = "not_saved"
        if outcome == "linked":
            self._finished(record.ref)
        else:
            await self.stop(record, outcome)
        return outcome

    async def end_quietly(self, record: TicketRecord, login: Login) -> Outcome:
        """Save the link if its person has a seat by now; else leave everything as it is."""
        try:
            profile = await self.who(record, login)
        except NoSeat:
            return "no_seat"
        except Failed as failed:
            return failed.outcome
        return await self.end(record, replace(login, profile=profile))

    async def stop(
        self, record: TicketRecord, outcome: Outcome, *, other_name: str | None = None
    ) -> None:
        """End a ticket without a link; whoever asked is told in Discord."""
        try:
            await self._put_end(record, outcome, other_name)
        except NotSaved:
            # Without this the ticket would be in progress for ever, and nobody told.
            again = partial(self._put_end, record, outcome, other_name)
            self._unsaved.keep(("ticket", record.ref), again)

    async def _put_end(
        self, record: TicketRecord, outcome: Outcome, other_name: str | None
    ) -> None:
        if outcome != "no_seat":
            await self._pending.drop(record.ref)
        await self._tickets.finish(record.ref, outcome, other_name=other_name)
        self._finished(record.ref)

    async def _complete(self, record: TicketRecord, login: Login) -> Outcome:
        try:
            profile = login.profile or await self.who(record, login)
        except NoSeat:
            await self.hold(record, login, "seat", self._clock() + 600)
            await self._seats.wanted(record, await self._app(record.client_id))
            return "no_seat"
        except Failed as failed:
            return failed.outcome
        await self._apps.well(await self._app(record.client_id))
        return await self._save(record, login, profile)

    async def hold(self, record: TicketRecord, login: Login, reason: str, until: float) -> None:
        """Keep a login until its person has confirmed it, or has a seat."""
        await self._pending.put(
            PendingRecord(
                record.ref,
                record.discord_id,
                record.client_id,
                reason,
                login.profile.name if login.profile else None,
                int(self._clock()),
                int(until),
                to_text(login),
            )
        )

    async def refreshed(self, record: TicketRecord, login: Login) -> Login:
        """Return a login that has waited, with tokens that work; raises Failed."""
        if login.answer.expires_at > self._clock():
            return login
        app = await self._app(record.client_id)
        try:
            answer = await self._endpoint.refresh(app, login.answer.refresh_token or "")
        except ServiceError as failure:
            raise Failed(await self._outcome_of(app, failure)) from None
        kept = TokenAnswer(
            answer.access_token,
            answer.refresh_token or login.answer.refresh_token,
            answer.expires_at,
            answer.scopes or login.answer.scopes,
        )
        return Login(kept, login.authorized_at, login.profile)

    async def _exchange(self, app: SpotifyApp, code: str, verifier: str) -> TokenAnswer:
        try:
            return await self._endpoint.exchange_code(app, code, verifier)
        except SignInUnavailable as failure:
            if failure.sent:
                raise
        await asyncio.sleep(_BEFORE_SECOND_TRY)
        return await self._endpoint.exchange_code(app, code, verifier)

    async def _save(self, record: TicketRecord, login: Login, profile: Profile) -> Outcome:
        if record.demands is not None and profile.account_id != record.demands:
            raise OtherAccount(profile.name)
        answer = login.answer
        link = NewLink(
            discord_id=record.discord_id,
            spotify_account_id=profile.account_id,
            spotify_id=profile.id,
            display_name=profile.display_name,
            scopes=answer.scopes or frozenset(),
            client_id=record.client_id,
            access_token=answer.access_token,
            refresh_token=answer.refresh_token,
            expires_at=answer.expires_at,
            authorized_at=login.authorized_at,
        )
        try:
            await self._accounts.save_link(link, ticket_ref=record.ref)
        except SpotifyAccountTaken as taken:
            value = {"name": record.asker.name, "handle": record.asker.handle}
            await self._letters.write(
                taken.discord_id, "taken", record.ref, value, about=record.discord_id
            )
            return "taken"
        # From here on it is linked, whatever can be noted.
        with suppress(NotSaved):
            await self._letters.knows(record.discord_id, "ended")
            await self._letters.knows(record.discord_id, "reminder")
        self._transport.forget(str(record.discord_id))
        return "linked"

    async def _tell_half(self, app: SpotifyApp) -> None:
        """Tell the app's owner, once a day, that Spotify gave access that can't be renewed."""
        reader = app.owner_id if app.kind == "member" else HOSTS
        once = f"{app.client_id}:{int(self._clock()) // (24 * 3600)}"
        await self._letters.write(reader, "half", once, {"app": app.name})

    async def _app(self, client_id: str) -> SpotifyApp:
        app = await self._apps.get(client_id)
        if app is None:
            raise Failed("rejected")
        return app

    async def _outcome_of(self, app: SpotifyApp, failure: ServiceError) -> Outcome:
        match failure:
            case OwnerWithoutPremium():
                await self._apps.note(app, "premium")
                return "owner_premium"
            case AppRejected():
                await self._apps.note(app, "rejected")
                return "rejected"
            case GrantInvalid():
                return "expired"
            case _:
                return "unavailable"


class _FreshToken:
    """A token that was given a moment ago: if it is refused, there is no other."""

    def __init__(self, token: str) -> None:
        self._token = token

    async def access_token(self) -> str:
        return self._token

    async def replace(self, rejected: str) -> str:
        del rejected
        return self._token
