"""Commands that wait until their person links or allows more. Payloads are sealed."""

from __future__ import annotations

import time
from collections.abc import Iterable

from sqlalchemy import delete, insert, select, update

from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.records import ReleasedCommand, WaitingRecord
from bot.storage.tables import waiting_commands

_EACH = 5


class WaitingCommandStore:
    """The waiting_commands table."""

    def __init__(self, database: Database, cipher: Cipher) -> None:
        self._database = database
        self._cipher = cipher

    async def put(
        self,
        command_id: str,
        discord_id: int,
        now: int,
        scopes: Iterable[str],
        payload: str,
        *,
        guild_id: int | None,
    ) -> None:
        """Store a command; keep a person's newest five, and delete those older than an hour."""
        sealed = self._cipher.seal(payload, "waiting_commands", "payload", command_id, discord_id)
        row = {
            "id": command_id,
            "discord_id": discord_id,
            "created_at": now,
            "scopes": " ".join(sorted(scopes)),
            "payload": sealed,
            "made_ns": time.time_ns(),
            "guild_id": guild_id,
        }
        old = delete(waiting_commands).where(waiting_commands.c.created_at < now - 3600)
        beyond = (
            select(waiting_commands.c.id)
            .where(waiting_commands.c.discord_id == discord_id)
            .order_by(waiting_commands.c.created_at.desc(), waiting_commands.c.made_ns.desc())
            .offset(_EACH)
        )
        too_many = delete(waiting_commands).where(waiting_commands.c.id.in_(beyond))
        async with self._database.write() as connection:
            await connection.execute(old)
            await connection.execute(insert(waiting_commands).values(row))
            await connection.execute(too_many)

    async def scopes(self, command_id: str, discord_id: int) -> frozenset[str] | None:
        """Return what this person's command waits for, or None if it is gone."""
        query = select(waiting_commands.c.scopes).where(
            waiting_commands.c.id == command_id, waiting_commands.c.discord_id == discord_id
        )
        async with self._database.read() as connection:
            scopes = (await connection.execute(query)).scalar_one_or_none()
        return frozenset(scopes.split()) if scopes is not None else None

    async def existing(self, ids: Iterable[str], since: float) -> set[str]:
        """Return which of these commands still exist and were stored since a time."""
        query = select(waiting_commands.c.id).where(
            waiting_commands.c.id.in_(list(ids)), waiting_commands.c.created_at >= since
        )
        async with self._database.read() as connection:
            return {str(row[0]) for row in await connection.execute(query)}

    async def places(self, ids: Iterable[str]) -> dict[str, int]:
        """Return where these commands were given: the servers of those given in one."""
        query = select(waiting_commands.c.id, waiting_commands.c.guild_id).where(
            waiting_commands.c.id.in_(list(ids)), waiting_commands.c.guild_id.is_not(None)
        )
        async with self._database.read() as connection:
            return {str(row.id): int(row.guild_id) for row in await connection.execute(query)}

    async def release(self, ids: Iterable[str]) -> None:
        """Let the bots of these commands' servers run them."""
        release = update(waiting_commands).where(waiting_commands.c.id.in_(list(ids)))
        async with self._database.write(alone=False) as connection:
            await connection.execute(release.values(released=1))

    async def released(self, since: float) -> list[ReleasedCommand]:
        """Return what may run, oldest first: commands stored since a time."""
        query = (
            select(
                waiting_commands.c.id, waiting_commands.c.discord_id, waiting_commands.c.guild_id
            )
            .where(
                waiting_commands.c.created_at >= since,
                waiting_commands.c.released == 1,
                waiting_commands.c.guild_id.is_not(None),
            )
            .order_by(waiting_commands.c.created_at, waiting_commands.c.made_ns)
        )
        async with self._database.read() as connection:
            return [ReleasedCommand(*row) for row in await connection.execute(query)]

    async def take(self, command_id: str) -> WaitingRecord | None:
        """Remove and return a command; only one caller gets it. Raises Undecryptable."""
        take = (
            delete(waiting_commands)
            .where(waiting_commands.c.id == command_id)
            .returning(waiting_commands)
        )
        async with self._database.write() as connection:
            row = (await connection.execute(take)).one_or_none()
        if row is None:
            return None
        payload = self._cipher.open(
            row.payload, "waiting_commands", "payload", row.id, row.discord_id
        )
        return WaitingRecord(
            row.id, row.discord_id, row.created_at, frozenset(row.scopes.split()), payload
        )
