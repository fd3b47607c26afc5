"""Refreshed tokens on their way into the database: used at once, saved as soon as possible.

While the database takes no writes they stay here, and the older ones in the row are not used: a
refresh token that was exchanged may be dead.
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
class _Unsaved:
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
        self._tokens: dict[int, _Unsaved] = {}

    def has(self, discord_id: int) -> bool:
        """Whether this person has tokens that aren't saved yet."""
        return discord_id in self._tokens

    def overlaid(self, discord_id: int, record: AccountRecord | None) -> AccountRecord | None:
        """Return a row as it will be once the unsaved tokens are saved."""
        unsaved = self._tokens.get(discord_id)
        if unsaved is None:
            return record
        if record is None or not unsaved.belong_to(record):
            # Unlinked or linked again: the unsaved tokens are obsolete.
            return record
        return replace(
            record,
            access_token=unsaved.tokens.access_token,
            refresh_token=unsaved.tokens.refresh_token,
            expires_at=unsaved.tokens.expires_at,
            scopes=unsaved.tokens.scopes,
            status="active",
        )

    async def save(self, record: AccountRecord, process: str, tokens: RefreshedTokens) -> bool:
        """Save tokens, or hold them; False if a newer login has replaced the grant."""
        try:
            return await self._leases.save(record, process, tokens)
        except NotSaved:
            unsaved = _Unsaved(record, process, tokens)
            self._tokens[record.discord_id] = unsaved
            self._unsaved.keep(("tokens", record.discord_id), lambda: self._save_late(unsaved))
            return True

    async def save_now(self, discord_id: int) -> bool:
        """Save a person's unsaved tokens now; False if there are none. Raises NotSaved."""
        unsaved = self._tokens.get(discord_id)
        if unsaved is None:
            return False
        await self._save_late(unsaved)
        return True

    async def _save_late(self, unsaved: _Unsaved) -> None:
        if self._tokens.get(unsaved.discord_id) is not unsaved:
            return
        try:
            saved = await self._leases.save(
                unsaved.replaced, unsaved.process, unsaved.tokens, late=self._clock()
            )
        except DatabaseBusy:
            raise
        except NotSaved:
            await self._keep_others_away(unsaved)
            raise
        if not saved and await self._another_refreshes(unsaved):
            raise DatabaseBusy("another process refreshes the same link")
        if self._tokens.get(unsaved.discord_id) is unsaved:
            del self._tokens[unsaved.discord_id]
        if saved:
            await self._outbox.mark_told(unsaved.discord_id, LinkEnded)

    async def _keep_others_away(self, unsaved: _Unsaved) -> None:
        """Extend the lease: a full disk may still take a number where it takes no token."""
        try:
            await self._leases.extend(unsaved.replaced, unsaved.process, self._clock() + LEASE)
        except NotSaved:
            return

    async def _another_refreshes(self, unsaved: _Unsaved) -> bool:
        """Whether the row is still the one that the unsaved tokens replace."""
        return unsaved.belong_to(await self._accounts.summary(unsaved.discord_id))
