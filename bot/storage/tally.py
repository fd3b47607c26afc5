"""Count how often something was done in the last day, separately from data about people.

A row names no one: its person is an HMAC under the encryption keys. So deleting everything about a
person doesn't leave their ID here, and doesn't reset their limits.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.tables import tallies

USED_LINKS = "used links"
"""The name that used links are counted under."""

_KEPT = 24 * 3600


class Tally:
    """The tallies table."""

    def __init__(self, database: Database, cipher: Cipher, clock: Callable[[], float]) -> None:
        self._database = database
        self._cipher = cipher
        self._clock = clock

    async def times(self, what: str, person: int, seconds: int) -> list[int]:
        """Return when someone did something in the last `seconds`, oldest first."""
        async with self._database.read() as connection:
            return await self._times(connection, what, person, seconds)

    async def take(self, what: str, person: int, *, most: int, seconds: int) -> bool:
        """Count something that is allowed `most` times per `seconds`; False beyond that."""
        async with self._database.write() as connection:
            if len(await self._times(connection, what, person, seconds)) >= most:
                return False
            await count_in(connection, self._cipher.names(what, person)[0], int(self._clock()))
            return True

    async def _times(
        self, connection: AsyncConnection, what: str, person: int, seconds: int
    ) -> list[int]:
        query = (
            select(tallies.c.at)
            .where(
                tallies.c.who.in_(self._cipher.names(what, person)),
                tallies.c.at > self._clock() - seconds,
            )
            .order_by(tallies.c.at)
        )
        return [int(row[0]) for row in await connection.execute(query)]


async def count_in(connection: AsyncConnection, who: str, now: int) -> None:
    """Count one more within a transaction; also deletes rows older than a day."""
    await connection.execute(delete(tallies).where(tallies.c.at < now - _KEPT))
    await connection.execute(insert(tallies).values(who=who, at=now))
