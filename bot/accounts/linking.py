"""The link itself, from the start page to the saved account.

Reads in the order of reliability-in-detail.md 1.2: look up the hash, check the browser, claim,
exchange, ask who it is, save.
"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Callable, Mapping

from bot.accounts.authorize import authorize_url
from bot.accounts.errors import LinkRefused
from bot.accounts.outcomes import LinkPage, LinkResult, Outcome, as_outcome
from bot.accounts.secrets import (
    challenge_of,
    hashed,
    new_token,
    new_verifier,
    ticket_ref,
)
from bot.spotify.api import SpotifyApi
from bot.spotify.apps import SpotifyApp
from bot.spotify.errors import (
    AppRejected,
    GrantInvalid,
    NoSeat,
    OwnerWithoutPremium,
    SignInUnavailable,
    SpotifyError,
)
from bot.spotify.models import Profile
from bot.spotify.tokens import TokenAnswer, TokenEndpoint
from bot.spotify.transport import Caller, Transport
from bot.storage.accounts import AccountStore
from bot.storage.errors import SpotifyAccountTaken, TicketGone, Undecryptable
from bot.storage.records import ClaimedTicket, NewLink, TicketRecord
from bot.storage.tickets import TicketStore

Finished = Callable[[str], None]

_BEFORE_SECOND_TRY = 0.5


class Linking:
    """What the web pages call; `finished` is told the ref of every link that has ended."""

    def __init__(
        self,
        tickets: TicketStore,
        accounts: AccountStore,
        endpoint: TokenEndpoint,
        transport: Transport,
        app: SpotifyApp,
        *,
        accounts_url: str,
        discord_url: str,
        clock: Callable[[], float],
        finished: Finished,
    ) -> None:
        self._tickets = tickets
        self._accounts = accounts
        self._endpoint = endpoint
        self._transport = transport
        self._app = app
        self._accounts_url = accounts_url
        self._discord_url = discord_url.rstrip("/")
        self._clock = clock
        self._finished = finished

    async def view(self, ticket: str) -> LinkPage:
        """Return what the start page shows; changes nothing. Raises LinkRefused."""
        record = await self._usable(ticket)
        current = await self._accounts.summary(record.discord_id)
        return LinkPage(
            discord_name=record.asker.name,
            discord_handle=record.asker.handle,
            avatar_url=record.asker.avatar_url,
            guild_name=record.asker.guild_name,
            scopes=tuple(sorted(record.scopes)),
            expires_at=record.expires_at,
            current_spotify=(current.display_name or current.spotify_id) if current else None,
        )

    async def begin(self, ticket: str, browser: str) -> str:
        """Bind the link to this browser and return the authorize address.

        State and PKCE verifier are born here, so that no forwarded link holds them; starting
        again voids the earlier ones. Raises LinkRefused.
        """
        record = await self._usable(ticket)
        state, verifier = new_token(), new_verifier()
        started = await self._tickets.start(
            record.ref,
            now=int(self._clock()),
            browser_hash=hashed(browser),
            state_hash=hashed(state),
            verifier=verifier,
        )
        if not started:
            raise LinkRefused("used")
        return authorize_url(
            self._accounts_url,
            self._app,
            state=state,
            challenge=challenge_of(verifier),
            scopes=record.scopes,
        )

    async def finish(
        self, *, state: str, code: str | None, error: str | None, browsers: Mapping[str, str]
    ) -> str:
        """Take the callback and return the ref whose result page to show.

        `browsers` maps refs to this browser's cookies. A callback in another browser, or one
        that comes too late or twice, changes nothing. Raises LinkRefused for an unknown state.
        """
        record = await self._tickets.by_state(hashed(state))
        if record is None:
            raise LinkRefused("unknown")
        if not _same_browser(record, browsers.get(record.ref)):
            return record.ref
        claimed = await self._claim(record, state)
        if claimed is None:
            return record.ref
        outcome = await self._complete(claimed, code, error)
        if outcome != "linked":
            await self._tickets.finish(record.ref, outcome)
        self._finished(record.ref)
        return record.ref

    async def result(self, ref: str, browser: str | None) -> LinkResult:
        """Return what the result page shows to this browser."""
        record = await self._tickets.get(ref)
        if record is None:
            return LinkResult("unknown")
        outcome = self._seen_by(record, browser)
        if not _same_browser(record, browser):
            return LinkResult(outcome)
        return LinkResult(
            outcome=outcome,
            discord_name=record.asker.name,
            discord_handle=record.asker.handle,
            spotify_name=record.spotify_name,
            back_url=f"{self._discord_url}/channels/{record.asker.place or '@me'}",
        )

    async def _usable(self, ticket: str) -> TicketRecord:
        record = await self._tickets.get(ticket_ref(ticket))
        if record is None:
            raise LinkRefused("unknown")
        ended = as_outcome(record.status)
        if ended is not None:
            raise LinkRefused("used" if ended not in ("replaced", "burned", "expired") else ended)
        if record.status == "claimed":
            raise LinkRefused("used")
        if record.expires_at <= self._clock():
            raise LinkRefused("expired")
        return record

    def _seen_by(self, record: TicketRecord, browser: str | None) -> Outcome:
        ended = as_outcome(record.status)
        if not _same_browser(record, browser):
            return "used" if ended is not None else "wrong_browser"
        if ended is not None:
            return ended
        if record.status == "claimed":
            return "unavailable"
        return "expired" if record.expires_at <= self._clock() else "unknown"

    async def _claim(self, record: TicketRecord, state: str) -> ClaimedTicket | None:
        try:
            return await self._tickets.claim(hashed(state), now=int(self._clock()))
        except Undecryptable:
            await self._tickets.finish(record.ref, "unavailable")
            return None

    async def _complete(
        self, ticket: ClaimedTicket, code: str | None, error: str | None
    ) -> Outcome:
        if error is not None or code is None:
            return "denied" if error == "access_denied" else "unavailable"
        try:
            answer = await self._exchange(code, ticket.verifier)
            profile = await self._who(ticket.ref, answer)
            await self._save(ticket, answer, profile)
        except SpotifyAccountTaken:
            return "taken"
        except TicketGone:
            return "burned"
        except SpotifyError as failure:
            return _outcome_of(failure)
        return "linked"

    async def _exchange(self, code: str, verifier: str) -> TokenAnswer:
        try:
            return await self._endpoint.exchange_code(self._app, code, verifier)
        except SignInUnavailable as failure:
            if failure.sent:
                raise
        await asyncio.sleep(_BEFORE_SECOND_TRY)
        return await self._endpoint.exchange_code(self._app, code, verifier)

    async def _who(self, ref: str, answer: TokenAnswer) -> Profile:
        """Ask who agreed, at once: a missing seat shows itself only here (spotify.md 2.2)."""
        caller = Caller(_FreshToken(answer.access_token), f"link:{ref}", self._app.quota_owner)
        return await SpotifyApi(self._transport, caller).me()

    async def _save(self, ticket: ClaimedTicket, answer: TokenAnswer, profile: Profile) -> None:
        link = NewLink(
            discord_id=ticket.discord_id,
            spotify_account_id=profile.account_id,
            spotify_id=profile.id,
            display_name=profile.display_name,
            scopes=answer.scopes if answer.scopes is not None else ticket.scopes,
            client_id=ticket.client_id,
            access_token=answer.access_token,
            refresh_token=answer.refresh_token,
            expires_at=answer.expires_at,
            authorized_at=int(self._clock()),
        )
        await self._accounts.save_link(link, ticket_ref=ticket.ref)
        self._transport.forget(str(ticket.discord_id))


class _FreshToken:
    """A token that was given a moment ago: if it is refused, there is no other."""

    def __init__(self, token: str) -> None:
        self._token = token

    async def access_token(self) -> str:
        return self._token

    async def replace(self, rejected: str) -> str:
        del rejected
        return self._token


def _same_browser(record: TicketRecord, browser: str | None) -> bool:
    if browser is None or record.browser_hash is None:
        return False
    return hmac.compare_digest(record.browser_hash, hashed(browser))


def _outcome_of(failure: SpotifyError) -> Outcome:
    match failure:
        case NoSeat():
            return "no_seat"
        case OwnerWithoutPremium():
            return "owner_premium"
        case AppRejected():
            return "rejected"
        case GrantInvalid():
            return "expired"
        case _:
            return "unavailable"
