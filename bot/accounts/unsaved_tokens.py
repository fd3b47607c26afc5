"""Refreshed tokens on their way into the database: used at once, saved as soon as possible.

While the database takes no writes they are held here, and the older ones in the row are not used:
a refresh token that was exchanged may be dead.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.accounts.pending_writes import PendingWrites
from bot.notifications.kinds import LinkEnded
from bot.notifications.outbox import Outbox
from bot.storage.accounts import AccountStore
from bot.storage.errors import DatabaseBusy, NotSaved
from bot.storage.records import AccountRecord, AccountSummary, RefreshedTokens
from bot.storage.refresh_leases import LEASE, RefreshLeases


@dataclass(frozen=True, slots=True)
class _Held:
    """Tokens that replace those of a row; `process` holds the lease."""

    replaced: AccountRecord
    process: str
    tokens: RefreshedTokens

    @property
    def discord_id(self) -> int:
        """Return whose they are."""
        return self.replaced.discord_id

    def belong_to(self, row: AccountSummary | None) -> bool:
        """Whether a row still is the one that they replace, of the same login."""
        return row is not None and row.grant == self.replaced.grant


class UnsavedTokens:
    """Saves refreshed tokens, and provides them until the database has them."""

    def __init__(
        self,
        accounts: AccountStore,
        leases: RefreshLeases,
        unsaved: PendingWrites,
        outbox: Outbox,
        clock: Callable[[], float],
    ) -> None:
        self._accounts = accounts
        self._leases = leases
        self._unsaved = unsaved
        self._outbox = outbox
        self._clock = clock
        self._held: dict[int, _Held] = {}

    def holds(self, discord_id: int) -> bool:
        """Whether this person has tokens that aren't saved yet."""
        return discord_id in self._held

    def overlaid(self, discord_id: int, record: AccountRecord | None) -> AccountRecord | None:
        """Return a row as it will be once the held tokens are saved."""
        held = self._held.get(discord_id)
        if held is None:
            return record
        if record is None or not held.belong_to(record):
            # Unlinked or linked again: the held tokens are obsolete.
            return record
        return replace(
            record,
            access_token=held.tokens.access_token,
            refresh_token=held.tokens.refresh_token,
            expires_at=held.tokens.expires_at,
            scopes=held.tokens.scopes,
            status="active",
        )

    async def save(self, record: AccountRecord, process: str, tokens: RefreshedTokens) -> bool:
        """Save tokens, or hold them; False if a newer login has replaced the grant."""
        try:
            return await self._leases.save(record, process, tokens)
        except NotSaved:
            held = _Held(record, process, tokens)
            self._held[record.discord_id] = held
            self._unsaved.keep(("tokens", record.discord_id), lambda: self._save_late(held))
            return True

    async def save_now(self, discord_id: int) -> bool:
        """Save a person's held tokens now; False if there are none. Raises NotSaved."""
        held = self._held.get(discord_id)
        if held is None:
            return False
        await self._save_late(held)
        return True

    async def _save_late(self, held: _Held) -> None:
        if self._held.get(held.discord_id) is not held:
            return
        try:
            saved = await self._leases.save(
                held.replaced, held.process, held.tokens, late=self._clock()
            )
        except DatabaseBusy:
            raise
        except NotSaved:
            await self._keep_others_away(held)
            raise
        if not saved and await self._another_refreshes(held):
            raise DatabaseBusy("another process refreshes the same link")
        if self._held.get(held.discord_id) is held:
            del self._held[held.discord_id]
        if saved:
            await self._outbox.mark_told(held.discord_id, LinkEnded)

    async def _keep_others_away(self, held: _Held) -> None:
        """Extend the lease: a full disk may still take a number where it takes no token."""
        try:
            await self._leases.extend(held.replaced, held.process, self._clock() + LEASE)
        except NotSaved:
            return

    async def _another_refreshes(self, held: _Held) -> bool:
        """Whether the row is still the one that the held tokens replace."""
        return held.belong_to(await self._accounts.summary(held.discord_id))
