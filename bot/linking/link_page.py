"""What a browser is shown of a link: every state it can be in, and only what is known of it.

The browser that consented sees names; any other one sees what happened, and no secret.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.apps.registry import AppRegistry
from bot.linking.browsers import holds
from bot.linking.errors import LinkRefused
from bot.linking.login import from_text
from bot.linking.outcomes import LinkResult, Outcome, as_outcome
from bot.linking.pkce import ticket_ref
from bot.linking.undo_link import UNDO_WITHIN
from bot.storage.accounts import AccountStore
from bot.storage.errors import Undecryptable
from bot.storage.pending_logins import PendingLoginStore
from bot.storage.records import TicketRecord
from bot.storage.tickets import TicketStore

_TOLD_TO_ALL = frozenset({"replaced", "burned", "expired", "not_me", "interrupted"})
"""Ends that name nobody, and that any browser with the address may know."""

_OF_A_DISCONNECT: dict[str, Outcome] = {
    "claimed": "working",
    "interrupted": "unsure",
    "denied": "kept",
    "disconnected": "disconnected",
    "nothing_linked": "nothing_linked",
    "not_removed_yet": "not_removed_yet",
    "replaced": "removal_over",
}


class LinkPages:
    """Reads tickets for pages."""

    def __init__(
        self,
        tickets: TicketStore,
        accounts: AccountStore,
        pending: PendingLoginStore,
        apps: AppRegistry,
        *,
        discord_url: str,
        clock: Callable[[], float],
        finished: Callable[[str], None],
    ) -> None:
        self._tickets = tickets
        self._accounts = accounts
        self._pending = pending
        self._apps = apps
        self._discord_url = discord_url.rstrip("/")
        self._clock = clock
        self._finished = finished

    async def usable(self, ticket: str) -> TicketRecord:
        """Return a ticket that can be begun; raises LinkRefused, which says why it can't."""
        record = await self.get(ticket_ref(ticket))
        if record is None:
            raise LinkRefused("unknown")
        if record.status not in ("open", "started"):
            raise LinkRefused(self._to_a_stranger(record))
        if record.expires_at <= self._clock():
            raise LinkRefused("expired")
        return record

    async def get(self, ref: str) -> TicketRecord | None:
        """Return a ticket as it stands now: what nobody completes any more has ended."""
        record = await self._tickets.get(ref)
        if record is None or record.status != "claimed":
            return record
        await self.settle()
        return await self._tickets.get(ref)

    async def settle(self) -> None:
        """End the links whose completing was cut off; who asked for them is told."""
        for ref in await self._tickets.settle(int(self._clock())):
            self._finished(ref)

    async def result(self, ref: str, browser: str | None) -> LinkResult:
        """Return what the result page shows to this browser."""
        record = await self.get(ref)
        if record is None:
            return LinkResult("unknown")
        if record.purpose == "disconnect":
            over = record.status == "started" and record.expires_at <= self._clock()
            status = "replaced" if over else record.status
            return LinkResult(_OF_A_DISCONNECT.get(status, "not_removed"))
        if not holds(record, browser):
            return LinkResult(self._to_a_stranger(record))
        return await self.to_its_own(record)

    async def to_its_own(self, record: TicketRecord) -> LinkResult:
        """Return what the browser sees that consented, however it has proved that."""
        outcome = self._outcome(record)
        code, spotify = None, record.spotify_name
        if outcome == "code":
            outcome, code, spotify = await self._waiting(record.ref)
        if outcome == "linked" and not await self._still_linked(record):
            outcome, spotify = "over", None
        undo_until = (record.linked_at or 0) + UNDO_WITHIN
        app = await self._apps.get(record.client_id)
        return LinkResult(
            outcome=outcome,
            discord_name=record.asker.name,
            discord_handle=record.asker.handle,
            spotify_name=record.demands_name if outcome == "other_account" else spotify,
            back_url=f"{self._discord_url}/channels/{record.asker.place or '@me'}",
            other_name=record.other_name,
            undo_until=undo_until if outcome == "linked" and undo_until > self._clock() else None,
            code=code,
            commands=len(record.waiting) if outcome == "linked" else 0,
            owner=app.owner_for(record.discord_id) if app is not None else None,
        )

    def _outcome(self, record: TicketRecord) -> Outcome:
        ended = as_outcome(record.status)
        if ended is not None:
            return ended
        if record.status == "claimed":
            return "working"
        if record.expires_at <= self._clock():
            return "expired"
        return "code" if record.status == "pending" else "unfinished"

    def _to_a_stranger(self, record: TicketRecord) -> Outcome:
        ended = as_outcome(record.status)
        if ended is not None:
            if ended in _TOLD_TO_ALL:
                return ended
            return "used" if ended == "linked" else "ended"
        if record.status == "claimed":
            return "working"
        if record.expires_at <= self._clock():
            return "expired"
        return "elsewhere" if record.status == "pending" else "wrong_browser"

    async def _still_linked(self, record: TicketRecord) -> bool:
        known = await self._accounts.summary(record.discord_id)
        return known is not None and known.authorized_at == record.linked_at

    async def _waiting(self, ref: str) -> tuple[Outcome, str | None, str | None]:
        """Return what a login waits for, the code to type, and whose login it is."""
        try:
            pending = await self._pending.get(ref, self._clock())
        except Undecryptable:
            pending = None
        if pending is None:
            return "expired", None, None
        if pending.reason != "code":
            return "unfinished", None, None
        return "code", from_text(pending.login).code, pending.spotify_name
