"""A person's own account: what is linked, what is stored, and how to delete it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.accounts.deletion import AccountDeletion
from bot.accounts.export import export
from bot.accounts.lifetime import SOON, ends_at
from bot.accounts.privacy import Level, Privacy
from bot.apps.registry import AppRegistry
from bot.spotify.apps import AppOwner
from bot.storage.accounts import AccountStore
from bot.storage.errors import Undecryptable
from bot.storage.kept_refusal import HIDDEN, PRESENCE
from bot.storage.personal_data import Forgotten, PersonalData

SPOTIFY_APPS_PAGE = "https://www.spotify.com/account/apps/"
"""Where a person revokes access at Spotify; there is no API for it."""


@dataclass(frozen=True, slots=True)
class AccountView:
    """What `account` shows; times are unix seconds, None where they aren't known."""

    spotify_name: str
    scopes: frozenset[str]
    linked_at: int | None
    ends_at: int | None
    active: bool
    ends_soon: bool
    privacy: Level
    owner: AppOwner | None = None


@dataclass(frozen=True, slots=True)
class StoredData:
    """What is stored about a person: their link, their settings, and how many rows per table.

    `linked_at` is unix seconds; `rows` also counts those of the link and the settings.
    """

    rows: Mapping[str, int]
    spotify_name: str | None
    linked_at: int | None
    settings: tuple[tuple[str, str], ...]

    @property
    def has_refusal(self) -> bool:
        """Whether there is something that a deletion keeps (bot/storage/kept_refusal.py)."""
        return (PRESENCE, HIDDEN) in self.settings

    @property
    def is_refusal_alone(self) -> bool:
        """Whether there's nothing but that."""
        return self.has_refusal and sum(self.rows.values()) == 1


class Accounts:
    """Reads and deletes people's links."""

    def __init__(
        self,
        store: AccountStore,
        data: PersonalData,
        privacy: Privacy,
        deletion: AccountDeletion,
        apps: AppRegistry,
        clock: Callable[[], float],
    ) -> None:
        self._apps = apps
        self._clock = clock
        self._store = store
        self._data = data
        self._privacy = privacy
        self._deletion = deletion

    async def is_linked(self, discord_id: int) -> bool:
        """Whether anything is linked, even if it works no more; it may come from memory."""
        try:
            return await self._store.get(discord_id) is not None
        except Undecryptable:
            return True

    async def view(self, discord_id: int) -> AccountView | None:
        """Return what a person has linked, or None."""
        summary = await self._store.summary(discord_id)
        if summary is None:
            return None
        ends = ends_at(summary.authorized_at)
        app = await self._apps.get(summary.client_id)
        return AccountView(
            spotify_name=summary.display_name or summary.spotify_id,
            scopes=summary.scopes,
            linked_at=summary.authorized_at or None,
            ends_at=ends,
            active=summary.status == "active",
            ends_soon=ends is not None and ends - SOON <= self._clock(),
            privacy=await self._privacy.level(discord_id),
            owner=app.owner_for(discord_id) if app is not None else None,
        )

    async def stored(self, discord_id: int) -> StoredData:
        """Return a summary of what is stored about a person."""
        tables = await self._data.rows(discord_id)
        link = await self._store.summary(discord_id)
        return StoredData(
            rows={table: len(rows) for table, rows in tables.items()},
            spotify_name=(link.display_name or link.spotify_id) if link else None,
            linked_at=(link.authorized_at or None) if link else None,
            settings=tuple(
                (str(row["name"]), str(row["value"])) for row in tables.get("settings", ())
            ),
        )

    async def export(self, discord_id: int) -> str:
        """Return everything stored about a person as a file's text, without tokens and hashes."""
        return export(discord_id, await self._data.rows(discord_id), self._clock())

    async def forget(self, discord_id: int) -> Forgotten:
        """Delete everything about a person at once, but that they don't want to be shown."""
        return await self._deletion.person(discord_id)
