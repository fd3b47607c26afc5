"""Things that are done once in a while, whichever process does them and whatever it remembers."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import delete

from bot.storage.database import Database
from bot.storage.tables import memos
from bot.storage.upsert import insert

_KIND = "claim"
_NO_ONE = 0


class Claims:
    """Claims, in the memos table: each is gone when its time is over. They name no people."""

    def __init__(self, database: Database, clock: Callable[[], float]) -> None:
        self._database = database
        self._clock = clock

    async def take(self, what: str, seconds: int) -> bool:
        """Claim something for so many seconds; False if it's claimed already."""
        now = int(self._clock())
        row = {
            "id": what,
            "kind": _KIND,
            "discord_id": _NO_ONE,
            "expires_at": now + seconds,
            "value": "",
        }
        claim = insert(memos).values(row).on_conflict_do_nothing().returning(memos.c.id)
        async with self._database.write(alone=False) as connection:
            await connection.execute(delete(memos).where(memos.c.expires_at < now))
            return (await connection.execute(claim)).one_or_none() is not None
