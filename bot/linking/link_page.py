"""What a browser is shown about a link, in every state that the link can have.

The browser that consented sees names; any other one sees only what happened, and no secret.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.accounts.scopes import EVERYTHING
from bot.linking.attempt import LinkAttempt, LinkAttempts
from bot.linking.context import LinkContext
from bot.linking.discord_signin import DiscordSignIn
from bot.linking.errors import LinkRefused
from bot.linking.outcomes import Outcome, ResultPage, StartPage, end_of
from bot.linking.remove_link import UNDO_WITHIN
from bot.opaque_values import hashed, ticket_ref
from bot.storage.ticket_records import CANCELLED, TicketRecord

_PUBLIC_ENDS = frozenset({"replaced", CANCELLED, "expired", "not_me", "interrupted"})
"""Outcomes without names, which any browser with the address may see."""

_REMOVAL_OUTCOMES: dict[str, Outcome] = {
    "claimed": "working",
    "interrupted": "unsure",
    "denied": "kept",
    "disconnected": "disconnected",
    "nothing_linked": "nothing_linked",
    "not_removed_yet": "not_removed_yet",
    "replaced": "removal_over",
}


class LinkPages:
    """Reads tickets for the start page and the result page; `language` looks up a person's own."""

    def __init__(
        self,
        context: LinkContext,
        attempts: LinkAttempts,
        signin: DiscordSignIn,
        discord_url: str,
        language: Callable[[int], Awaitable[str | None]],
    ) -> None:
        self._context = context
        self._attempts = attempts
        self._signin = signin
        self._discord_url = discord_url.rstrip("/")
        self._language = language

    async def language(self, *, ref: str | None = None, state: str | None = None) -> str | None:
        """Return the language that a link's person has chosen, or None."""
        record = None
        if ref is not None:
            record = await self._context.tickets.get(ref)
        elif state is not None:
            record = await self._context.tickets.by_any_state(hashed(state))
        if record is None or not record.discord_id:
            return None
        return await self._language(record.discord_id)

    async def start(self, ticket: str) -> StartPage:
        """Return what the start page shows; changes nothing. Raises LinkRefused."""
        record = (await self.usable(ticket)).record
        current = await self._context.accounts.summary(record.discord_id)
        app = await self._context.apps.get(record.client_id)
        return StartPage(
            discord_name=record.asker.name,
            discord_handle=record.asker.handle,
            avatar_url=record.asker.avatar_url,
            guild_name=record.asker.guild_name,
            scopes=tuple(sorted(record.scopes)),
            expires_at=record.expires_at,
            current_spotify=(current.display_name or current.spotify_id) if current else None,
            required_account=record.required_name,
            asks_discord=self._signin.enabled,
            may_widen=record.purpose != "choose" and not record.scopes >= EVERYTHING,
            owner=app.owner_for(record.discord_id) if app is not None else None,
        )

    async def usable(self, ticket: str) -> LinkAttempt:
        """Return a link that can be started; raises LinkRefused with the reason if it can't."""
        attempt = await self._now(ticket_ref(ticket))
        if attempt is None:
            raise LinkRefused("unknown")
        if not attempt.record.is_open:
            raise LinkRefused(self._public_outcome(attempt.record))
        if attempt.record.is_over(self._context.clock()):
            raise LinkRefused("expired")
        return attempt

    async def result(self, ref: str, cookie: str | None) -> ResultPage:
        """Return what the result page shows to this browser."""
        attempt = await self._now(ref)
        if attempt is None:
            return ResultPage("unknown")
        record = attempt.record
        if record.purpose == "disconnect":
            over = record.status == "started" and record.is_over(self._context.clock())
            status = "replaced" if over else record.status
            return ResultPage(_REMOVAL_OUTCOMES.get(status, "not_removed"))
        if not attempt.consented_in(cookie):
            return ResultPage(self._public_outcome(record))
        return await self.shown_where_consented(attempt)

    async def shown_where_consented(self, attempt: LinkAttempt) -> ResultPage:
        """Return what the browser that consented sees; the caller has checked that."""
        record, now = attempt.record, self._context.clock()
        outcome = self._outcome(record)
        code, spotify = None, record.spotify_name
        if outcome == "code":
            outcome, code, spotify = await _expected_code(attempt)
        if outcome == "linked" and not await self._still_linked(record):
            outcome, spotify = "over", None
        undo_until = (record.linked_at or 0) + UNDO_WITHIN
        app = await self._context.apps.get(record.client_id)
        return ResultPage(
            outcome=outcome,
            discord_name=record.asker.name,
            discord_handle=record.asker.handle,
            spotify_name=record.required_name if outcome == "other_account" else spotify,
            back_url=f"{self._discord_url}/channels/{record.asker.place or '@me'}",
            other_name=record.other_name,
            undo_until=undo_until if outcome == "linked" and undo_until > now else None,
            code=code,
            commands=len(record.waiting) if outcome == "linked" else 0,
            owner=app.owner_for(record.discord_id) if app is not None else None,
        )

    async def _now(self, ref: str) -> LinkAttempt | None:
        """Return a link's current state; an interrupted attempt is ended first."""
        attempt = await self._attempts.by_ref(ref)
        if attempt is None or attempt.record.status != "claimed":
            return attempt
        await self._attempts.settle()
        return await self._attempts.by_ref(ref)

    def _outcome(self, record: TicketRecord) -> Outcome:
        ended = end_of(record.status)
        if ended is not None:
            return ended
        if record.status == "claimed":
            return "working"
        if record.is_over(self._context.clock()):
            return "expired"
        return "code" if record.status == "pending" else "unfinished"

    def _public_outcome(self, record: TicketRecord) -> Outcome:
        ended = end_of(record.status)
        if ended is not None:
            if ended in _PUBLIC_ENDS:
                return ended
            return "used" if ended == "linked" else "ended"
        if record.status == "claimed":
            return "working"
        if record.is_over(self._context.clock()):
            return "expired"
        return "elsewhere" if record.status == "pending" else "wrong_browser"

    async def _still_linked(self, record: TicketRecord) -> bool:
        known = await self._context.accounts.summary(record.discord_id)
        return known is not None and known.authorized_at == record.authorized_at


async def _expected_code(attempt: LinkAttempt) -> tuple[Outcome, str | None, str | None]:
    """Return a waiting login's outcome, the code to type, and its Spotify name."""
    waiting = await attempt.waiting_login()
    if waiting is None:
        return "expired", None, None
    if waiting.reason != "code":
        return "unfinished", None, None
    profile = waiting.login.profile
    return "code", waiting.login.code, profile.name if profile else None
