"""How often something was done in the last day, apart from everything about people.

A row names nobody: who it counts for is an HMAC under the encryption keys. So deleting all
about a person neither leaves their ID here nor gives them their limits back.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.tables import tallies

USED_LINKS = "used links"
"""What a used link is counted as."""

_KEPT = 24 * 3600


class Tally:
    """The tallies table."""

    def __init__(self, database: Database, cipher: Cipher, clock: Callable[[], float]) -> None:
        self._database = database
        self._cipher = cipher
        self._clock = clock

    async def times(self, what: str, person: int, seconds: int) -> list[int]:
        """Return when somebody did something within the last seconds, the oldest first."""
        async with self._database.read() as connection:
            return await self._times(connection, what, person, seconds)

    async def take(self, what: str, person: int, *, most: int, seconds: int) -> bool:
        """Count something that may be done `most` times within some seconds; False beyond."""
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
    """Count one more in a transaction; what is a day old is removed on the way."""
    await connection.execute(delete(tallies).where(tallies.c.at < now - _KEPT))
    await connection.execute(insert(tallies).values(who=who, at=now))
