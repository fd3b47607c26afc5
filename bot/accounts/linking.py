"""The link in the browser, from the start page to the result page.

Reads in the order of reliability-in-detail.md 1.2: look up the hash, check the browser, claim,
exchange, ask who it is, save. A browser that did not begin the link gets no link from it: what
it brings waits until the person has confirmed it (1.1, levels L4 and L5).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping

from bot.accounts.apps import Apps
from bot.accounts.authorize import authorize_url
from bot.accounts.browsers import same_browser
from bot.accounts.completing import Completing
from bot.accounts.errors import LinkRefused
from bot.accounts.identity import Identity
from bot.accounts.login import Failed, Login, from_text
from bot.accounts.outcomes import LinkPage, LinkResult, Outcome, Step, as_outcome
from bot.accounts.secrets import challenge_of, hashed, new_token, new_verifier, ticket_ref
from bot.accounts.undoing import UNDO_WITHIN, Undoing
from bot.spotify.errors import NoSeat
from bot.storage.accounts import AccountStore
from bot.storage.errors import NotSaved, Undecryptable
from bot.storage.pending import PendingStore
from bot.storage.records import ClaimedTicket, TicketRecord
from bot.storage.tickets import TicketStore

CONFIRM_WITHIN = 600
"""Seconds in which a login in another browser must be confirmed."""

_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
_CODE_LENGTH = 8


class Linking:
    """What the web pages call."""

    def __init__(
        self,
        tickets: TicketStore,
        accounts: AccountStore,
        pending: PendingStore,
        apps: Apps,
        completing: Completing,
        identity: Identity,
        undoing: Undoing,
        *,
        accounts_url: str,
        discord_url: str,
        clock: Callable[[], float],
        finished: Callable[[str], None],
    ) -> None:
        self._tickets = tickets
        self._accounts = accounts
        self._pending = pending
        self._apps = apps
        self._completing = completing
        self._identity = identity
        self.undoing = undoing
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
            demands=record.demands_name,
            signs_in=self._identity.on,
        )

    async def begin(self, ticket: str, browser: str) -> str:
        """Bind the link to this browser and return where to go: Discord, or Spotify at once.

        Raises LinkRefused, or DiscordUnavailable.
        """
        record = await self._usable(ticket)
        if self._identity.on:
            return await self._identity.ask(record, browser)
        return await self._to_spotify(record, browser)

    async def not_me(self, ticket: str) -> None:
        """Burn a link that reached somebody it is not for; whoever asked is told."""
        record = await self._usable(ticket)
        if await self._tickets.burn(record.ref, int(self._clock())):
            self._finished(record.ref)

    async def finish(
        self,
        *,
        state: str,
        code: str | None,
        error: str | None,
        browsers: Mapping[str, str],
        fresh: str,
    ) -> Step:
        """Take Spotify's callback and return where the browser goes next.

        `browsers` maps refs to this browser's cookies; `fresh` is one that it may be given. A
        callback that comes too late or twice changes nothing. Raises LinkRefused for an unknown
        state.
        """
        record = await self._tickets.by_state(hashed(state))
        if record is None:
            raise LinkRefused("unknown")
        if record.purpose == "disconnect":
            return await self.undoing.disconnect(record, state, code, error, browsers)
        mine = same_browser(record, browsers.get(record.ref))
        if self._identity.on and not record.identified:
            mine = False
        if not mine and error is not None:
            return Step(record.ref)
        claimed = await self._claim(record, state)
        if claimed is None:
            return Step(record.ref)
        try:
            login = await self._completing.sign_in(claimed, code, error)
        except Failed as failed:
            await self._completing.stop(record, failed.outcome)
            return Step(record.ref)
        if not mine:
            try:
                return await self._in_another_browser(record, login, fresh)
            except NotSaved:
                await self._completing.stop(record, "not_saved")
                return Step(record.ref)
        await self._completing.end(record, login)
        return Step(record.ref)

    async def identified(
        self, *, state: str, code: str | None, error: str | None, browsers: Mapping[str, str]
    ) -> Step:
        """Take Discord's callback: who the browser is. Raises LinkRefused, BelongsToAnother."""
        record = await self._identity.check(state, code, error, browsers)
        browser = browsers[record.ref]
        if record.status != "pending":
            location = await self._to_spotify(record, browser, identified=True)
            return Step(record.ref, location)
        pending = await self._pending.get(record.ref, self._clock())
        if pending is not None:
            await self._completing.end(record, from_text(pending.login))
        return Step(record.ref)

    async def result(self, ref: str, browser: str | None) -> LinkResult:
        """Return what the result page shows to this browser."""
        record = await self._tickets.get(ref)
        if record is None:
            return LinkResult("unknown")
        if record.purpose == "disconnect":
            ended = as_outcome(record.status) or "unknown"
            return LinkResult(ended, spotify_name=record.spotify_name)
        outcome = self._seen_by(record, browser)
        if not same_browser(record, browser):
            return LinkResult(outcome)
        code, spotify = None, record.spotify_name
        if outcome == "code":
            code, spotify = await self._code_of(ref)
            outcome = "code" if code else "expired"
        undo_until = (record.linked_at or 0) + UNDO_WITHIN
        return LinkResult(
            outcome=outcome,
            discord_name=record.asker.name,
            discord_handle=record.asker.handle,
            spotify_name=record.demands_name if outcome == "other_account" else spotify,
            back_url=f"{self._discord_url}/channels/{record.asker.place or '@me'}",
            other_name=record.other_name,
            undo_until=undo_until if outcome == "linked" and undo_until > self._clock() else None,
            code=code,
        )

    async def _to_spotify(
        self, record: TicketRecord, browser: str, *, identified: bool = False
    ) -> str:
        """State and PKCE verifier are born here, so that no forwarded link holds them.

        Starting again voids the earlier ones.
        """
        app = await self._apps.get(record.client_id)
        if app is None:
            raise LinkRefused("rejected")
        state, verifier = new_token(), new_verifier()
        started = await self._tickets.start(
            record.ref,
            now=int(self._clock()),
            browser_hash=hashed(browser),
            state_hash=hashed(state),
            verifier=verifier,
            identified=identified,
        )
        if not started:
            raise LinkRefused("used")
        challenge = challenge_of(verifier)
        return authorize_url(
            self._accounts_url, app, state=state, challenge=challenge, scopes=record.scopes
        )

    async def _in_another_browser(self, record: TicketRecord, login: Login, fresh: str) -> Step:
        """Store nothing usable: the login waits for its person's word."""
        try:
            profile = await self._completing.who(record, login)
        except NoSeat:
            profile = None
        except Failed as failed:
            await self._completing.stop(record, failed.outcome)
            return Step(record.ref)
        until = int(self._clock()) + CONFIRM_WITHIN
        reason = "identity" if self._identity.on else "code"
        code = "".join(secrets.choice(_ALPHABET) for _ in range(_CODE_LENGTH))
        held = Login(login.answer, login.authorized_at, profile, code)
        await self._completing.hold(record, held, reason, until)
        await self._tickets.hold(record.ref, hashed(fresh), until)
        if self._identity.on:
            kept = await self._tickets.get(record.ref)
            if kept is not None:
                return Step(record.ref, await self._identity.ask(kept, fresh), binds=True)
        self._finished(record.ref)
        return Step(record.ref, binds=True)

    async def _code_of(self, ref: str) -> tuple[str | None, str | None]:
        try:
            pending = await self._pending.get(ref, self._clock())
        except Undecryptable:
            return None, None
        if pending is None or pending.reason != "code":
            return None, None
        return from_text(pending.login).code, pending.spotify_name

    async def _usable(self, ticket: str) -> TicketRecord:
        record = await self._tickets.get(ticket_ref(ticket))
        if record is None:
            raise LinkRefused("unknown")
        ended = as_outcome(record.status)
        if ended is not None:
            shown = ended in ("replaced", "burned", "expired", "not_me")
            raise LinkRefused(ended if shown else "used")
        if record.status in ("claimed", "pending"):
            raise LinkRefused("used")
        if record.expires_at <= self._clock():
            raise LinkRefused("expired")
        return record

    def _seen_by(self, record: TicketRecord, browser: str | None) -> Outcome:
        ended = as_outcome(record.status)
        if not same_browser(record, browser):
            running = record.status in ("open", "started")
            return "wrong_browser" if running else "used"
        if ended is not None:
            return ended
        if record.expires_at <= self._clock():
            return "expired"
        if record.status == "pending":
            return "code"
        return "unavailable" if record.status == "claimed" else "unknown"

    async def _claim(self, record: TicketRecord, state: str) -> ClaimedTicket | None:
        try:
            return await self._tickets.claim(hashed(state), now=int(self._clock()))
        except Undecryptable:
            await self._tickets.finish(record.ref, "unavailable")
            return None
