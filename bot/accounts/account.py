"""A person's own account here: what is linked since when, and removing it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.accounts.grants import GRANT_LIFETIME
from bot.accounts.privacy import Level, Privacy
from bot.spotify.transport import Transport
from bot.storage.accounts import AccountStore

SPOTIFY_APPS_PAGE = "https://www.spotify.com/account/apps/"
"""Where a person takes Spotify's own permission away; there is no API for it."""

_HASHES = ("browser_hash", "state_hash", "lease_owner", "lease_until")


@dataclass(frozen=True, slots=True)
class AccountView:
    """What `account` shows; times are unix seconds."""

    spotify_name: str
    scopes: frozenset[str]
    linked_at: int
    ends_at: int
    active: bool
    privacy: Level


class Accounts:
    """Reads and removes people's links."""

    def __init__(self, store: AccountStore, privacy: Privacy, transport: Transport) -> None:
        self._store = store
        self._privacy = privacy
        self._transport = transport

    async def view(self, discord_id: int) -> AccountView | None:
        """Return what is linked, or None."""
        summary = await self._store.summary(discord_id)
        if summary is None:
            return None
        return AccountView(
            spotify_name=summary.display_name or summary.spotify_id,
            scopes=summary.scopes,
            linked_at=summary.authorized_at,
            ends_at=summary.authorized_at + GRANT_LIFETIME,
            active=summary.status == "active",
            privacy=await self._privacy.level(discord_id),
        )

    async def linked(self) -> list[int]:
        """Return the Discord IDs of everybody whose link works."""
        return await self._store.active_ids()

    async def stored(self, discord_id: int) -> dict[str, list[dict[str, Any]]]:
        """Return all that is stored about a person, by table, without tokens and the like."""
        rows = await self._store.stored(discord_id)
        for kept in rows.values():
            for row in kept:
                for secret in _HASHES:
                    row.pop(secret, None)
        return rows

    async def forget(self, discord_id: int) -> bool:
        """Delete everything about a person at once; True when an account was linked."""
        self._transport.forget(str(discord_id))
        return await self._store.forget(discord_id)
