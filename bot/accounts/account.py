"""A person's own account here: what is linked since when, and removing it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.accounts.deletion import AccountDeletion
from bot.accounts.lifetime import GRANT_LIFETIME, SOON
from bot.accounts.privacy import Level, Privacy
from bot.apps.registry import AppRegistry
from bot.spotify.apps import AppOwner
from bot.storage.accounts import AccountStore

SPOTIFY_APPS_PAGE = "https://www.spotify.com/account/apps/"
"""Where a person takes Spotify's own permission away; there is no API for it."""

_HASHES = (
    "browser_hash",
    "holder_hash",
    "state_hash",
    "identity_hash",
    "lease_owner",
    "lease_until",
)


@dataclass(frozen=True, slots=True)
class AccountView:
    """What `account` shows; times are unix seconds."""

    spotify_name: str
    scopes: frozenset[str]
    linked_at: int
    ends_at: int
    active: bool
    ends_soon: bool
    privacy: Level
    owner: AppOwner | None = None


class Accounts:
    """Reads and removes people's links."""

    def __init__(
        self,
        store: AccountStore,
        privacy: Privacy,
        forgetting: AccountDeletion,
        apps: AppRegistry,
        clock: Callable[[], float],
    ) -> None:
        self._apps = apps
        self._clock = clock
        self._store = store
        self._privacy = privacy
        self._forgetting = forgetting

    async def view(self, discord_id: int) -> AccountView | None:
        """Return what is linked, or None."""
        summary = await self._store.summary(discord_id)
        if summary is None:
            return None
        ends_at = summary.authorized_at + GRANT_LIFETIME
        app = await self._apps.get(summary.client_id)
        return AccountView(
            spotify_name=summary.display_name or summary.spotify_id,
            scopes=summary.scopes,
            linked_at=summary.authorized_at,
            ends_at=ends_at,
            active=summary.status == "active",
            ends_soon=ends_at - SOON <= self._clock(),
            privacy=await self._privacy.level(discord_id),
            owner=app.owner_for(discord_id) if app is not None else None,
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
        return await self._forgetting.person(discord_id)
