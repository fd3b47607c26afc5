"""The gateway_sessions table: what a process that ends leaves to the next one. Sealed.

A session belongs to whichever process takes it first, and is gone from here then: two processes
that read the same events would answer them twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import delete
from sqlalchemy.engine import Row

from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.tables import gateway_sessions
from bot.storage.typed_json import from_text, to_text
from bot.storage.upsert import insert


@dataclass(frozen=True, slots=True)
class SessionSecrets:
    """What resumes a session; `discord_time` was Discord's own time when it was saved."""

    session_id: str = field(repr=False)
    resume_url: str = field(repr=False)
    api_version: int
    discord_time: float


@dataclass(frozen=True, slots=True)
class GatewaySession:
    """A shard's session at Discord's gateway, up to the event `sequence`."""

    application_id: int
    shard: int
    shards: int
    sequence: int
    saved_at: float
    secrets: SessionSecrets


class GatewaySessionStore:
    """Keeps one session for each application and shard."""

    def __init__(self, database: Database, cipher: Cipher) -> None:
        self._database = database
        self._cipher = cipher

    async def put(self, sessions: Sequence[GatewaySession]) -> None:
        """Keep sessions, in place of any others of their shards."""
        async with self._database.write(alone=False) as connection:
            for one in sessions:
                row = self._row(one)
                keep = insert(gateway_sessions).values(row)
                await connection.execute(
                    keep.on_conflict_do_update(index_elements=["id"], set_=row)
                )

    async def take(self, application_id: int, shard: int) -> GatewaySession | None:
        """Return a shard's session and delete it: only one process gets it.

        Raises Undecryptable or Misfit if it can't be read; it's deleted all the same.
        """
        this = gateway_sessions.c.id == _id(application_id, shard)
        take = delete(gateway_sessions).where(this).returning(gateway_sessions)
        async with self._database.write(alone=False) as connection:
            row = (await connection.execute(take)).one_or_none()
        return None if row is None else self._opened(row, application_id, shard)

    def _row(self, session: GatewaySession) -> dict[str, object]:
        key = _id(session.application_id, session.shard)
        context = _context(key, session.shards)
        return {
            "id": key,
            "shard_count": session.shards,
            "sequence": session.sequence,
            "saved_at": session.saved_at,
            "sealed": self._cipher.seal(to_text(session.secrets), *context),
        }

    def _opened(
        self, row: Row[tuple[object, ...]], application_id: int, shard: int
    ) -> GatewaySession:
        columns = row._mapping
        context = _context(columns["id"], columns["shard_count"])
        secrets = self._cipher.open(columns["sealed"], *context)
        return GatewaySession(
            application_id,
            shard,
            columns["shard_count"],
            columns["sequence"],
            columns["saved_at"],
            from_text(secrets, SessionSecrets),
        )


def _id(application_id: int, shard: int) -> str:
    return f"{application_id}/{shard}"


def _context(key: str, shards: int) -> tuple[str | int, ...]:
    return "gateway_sessions", "sealed", key, shards
