"""Spotify apps that hosts and members have added, and the problems of all apps."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Delete, delete, or_, select, update
from sqlalchemy.engine import Row
from sqlalchemy.sql.elements import ColumnElement

from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.errors import Undecryptable
from bot.storage.kept_rows import KeptRows
from bot.storage.records import AppRecord
from bot.storage.tables import app_troubles, apps
from bot.storage.upsert import insert

_KEPT = 1000


class AppStore:
    """The apps and app_troubles tables. Client secrets are sealed."""

    def __init__(self, database: Database, cipher: Cipher) -> None:
        self._database = database
        self._cipher = cipher
        self._kept: KeptRows[str, AppRecord | None] = KeptRows(
            database.changes, apps, at_most=_KEPT
        )

    async def put(self, app: AppRecord) -> None:
        """Save an app; replaces one with the same client ID, and clears its problem."""
        secret = None
        if app.secret is not None:
            secret = self._cipher.seal(app.secret, *_context(app.client_id))
        row = {
            "client_id": app.client_id,
            "name": app.name,
            "kind": app.kind,
            "secret": secret,
            "quota_owner": app.quota_owner,
            "owner_id": app.owner_id,
            "guild_id": app.guild_id,
            "added_at": app.added_at,
            "owner_name": app.owner_name,
            "owner_handle": app.owner_handle,
        }
        upsert = insert(apps).values(row)
        async with self._database.write() as connection:
            await connection.execute(
                upsert.on_conflict_do_update(index_elements=["client_id"], set_=row)
            )
            await connection.execute(_delete_trouble(app.client_id))

    async def all(self) -> list[AppRecord]:
        """Return every app, oldest first; a secret that can't be decrypted is empty."""
        return await self._some()

    async def get(self, client_id: str) -> AppRecord | None:
        """Return an app."""

        async def read() -> AppRecord | None:
            return next(iter(await self._some(apps.c.client_id == client_id)), None)

        return await self._kept.get(client_id, read)

    async def of_member(self, owner_id: int) -> AppRecord | None:
        """Return a member's own app."""
        own = await self._some(apps.c.owner_id == owner_id)
        return next((one for one in own if one.kind == "member"), None)

    async def usable_by(
        self, discord_id: int, client_id: str | None, guild_id: int | None
    ) -> list[AppRecord]:
        """Return the host's apps, a person's own, this one, and those offered to a server."""
        usable = [apps.c.kind == "host", apps.c.owner_id == discord_id]
        if client_id is not None:
            usable.append(apps.c.client_id == client_id)
        if guild_id is not None:
            usable.append(apps.c.guild_id == guild_id)
        return await self._some(or_(*usable))

    async def counted_for(self, quota_owner: str) -> list[str]:
        """Return the client IDs of the apps whose requests count for a developer account."""
        query = select(apps.c.client_id).where(apps.c.quota_owner == quota_owner)
        async with self._database.read() as connection:
            return [str(row[0]) for row in await connection.execute(query)]

    async def share(self, client_id: str, guild_id: int | None, name: str, handle: str) -> None:
        """Offer an app's seats to a server, or to no one; save its owner's name."""
        share = (
            update(apps)
            .where(apps.c.client_id == client_id)
            .values(guild_id=guild_id, owner_name=name, owner_handle=handle)
        )
        async with self._database.write() as connection:
            await connection.execute(share)

    async def remove(self, client_id: str) -> None:
        """Delete an app."""
        async with self._database.write() as connection:
            await connection.execute(delete(apps).where(apps.c.client_id == client_id))
            await connection.execute(_delete_trouble(client_id))

    async def mark(self, client_id: str, kind: str, now: int) -> bool:
        """Save what is wrong with an app; True if that is new."""
        row = insert(app_troubles).values(client_id=client_id, kind=kind, since=now)
        upsert = row.on_conflict_do_update(
            index_elements=["client_id"],
            set_={"kind": kind, "since": now},
            where=app_troubles.c.kind != kind,
        )
        async with self._database.write() as connection:
            return (await connection.execute(upsert)).rowcount == 1

    async def clear(self, client_id: str) -> None:
        """Clear an app's problem."""
        async with self._database.write() as connection:
            await connection.execute(_delete_trouble(client_id))

    async def troubles(self, client_ids: Sequence[str]) -> dict[str, str]:
        """Return what is wrong with which of these apps, by client ID."""
        query = select(app_troubles.c.client_id, app_troubles.c.kind).where(
            app_troubles.c.client_id.in_(client_ids)
        )
        async with self._database.read() as connection:
            return {str(row[0]): str(row[1]) for row in await connection.execute(query)}

    async def _some(self, *conditions: ColumnElement[bool]) -> list[AppRecord]:
        query = select(apps).where(*conditions).order_by(apps.c.added_at, apps.c.client_id)
        async with self._database.read() as connection:
            return [self._opened(row) for row in await connection.execute(query)]

    def _opened(self, row: Row[tuple[object, ...]]) -> AppRecord:
        columns = row._mapping
        secret = None
        if columns["secret"] is not None:
            try:
                secret = self._cipher.open(columns["secret"], *_context(columns["client_id"]))
            except Undecryptable:
                secret = ""
        return AppRecord(
            client_id=columns["client_id"],
            name=columns["name"],
            kind=columns["kind"],
            quota_owner=columns["quota_owner"],
            owner_id=columns["owner_id"],
            guild_id=columns["guild_id"],
            added_at=columns["added_at"],
            secret=secret,
            owner_name=columns["owner_name"],
            owner_handle=columns["owner_handle"],
        )


def _context(client_id: str) -> tuple[str, ...]:
    return "apps", "secret", client_id


def _delete_trouble(client_id: str) -> Delete:
    return delete(app_troubles).where(app_troubles.c.client_id == client_id)
