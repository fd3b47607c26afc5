"""The page of an aux and its guests: codes and tokens are kept as hashes only."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.aux_page_tables import aux_guests, aux_pages
from bot.storage.database import Database

_MOST_IDS = 2**31 - 1

_REMEMBERED = 30 * 86400
"""How long a closed page says that it's over, in seconds; later it's unknown."""


@dataclass(frozen=True, slots=True)
class AuxPage:
    """Which aux a page belongs to, and whether it is closed."""

    session_id: int
    closed: bool


@dataclass(frozen=True, slots=True)
class AuxGuest:
    """A guest of an aux's page, with the name they chose."""

    id: int
    name: str


class AuxPageStore:
    """Pages and their guests."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def open(self, session_id: int, code_hash: str, now: int) -> None:
        """Open a page; an earlier one of the same aux closes, and its guests leave."""
        async with self._database.write() as connection:
            await connection.execute(
                delete(aux_pages).where(
                    aux_pages.c.closed == 1, aux_pages.c.made_at < now - _REMEMBERED
                )
            )
            await close_pages(connection, session_id)
            values = {"code_hash": code_hash, "session_id": session_id, "made_at": now}
            await connection.execute(insert(aux_pages).values(values))

    async def close(self, session_id: int) -> None:
        """Close an aux's page, if it has one; its guests leave."""
        async with self._database.write() as connection:
            await close_pages(connection, session_id)

    async def page(self, code_hash: str) -> AuxPage | None:
        """Return the page with this code; None if there never was one, or long ago."""
        query = select(aux_pages).where(aux_pages.c.code_hash == code_hash)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else AuxPage(row.session_id, bool(row.closed))

    async def guest(self, session_id: int, token_hash: str) -> AuxGuest | None:
        """Return the guest of this aux with this token."""
        query = select(aux_guests).where(
            aux_guests.c.session_id == session_id, aux_guests.c.token_hash == token_hash
        )
        async with self._database.read() as connection:
            row = (await connection.execute(query.limit(1))).one_or_none()
        return None if row is None else AuxGuest(row.id, row.name)

    async def join(
        self, page: AuxPage, code_hash: str, token_hash: str, name: str, *, most: int
    ) -> bool:
        """Let a guest in; False if `most` are in already or the page has closed.

        Someone with the same token is let in once.
        """
        mine = aux_guests.c.session_id == page.session_id
        async with self._database.write() as connection:
            still = select(aux_pages.c.closed).where(aux_pages.c.code_hash == code_hash)
            if (await connection.execute(still)).scalar_one_or_none() != 0:
                return False
            known = select(aux_guests.c.id).where(mine, aux_guests.c.token_hash == token_hash)
            if (await connection.execute(known.limit(1))).one_or_none() is not None:
                return True
            counted = select(func.count()).select_from(aux_guests).where(mine)
            if int((await connection.execute(counted)).scalar_one()) >= most:
                return False
            values = {
                # Never one that a guest had before: their songs and votes aren't the new one's.
                "id": secrets.randbelow(_MOST_IDS) + 1,
                "session_id": page.session_id,
                "token_hash": token_hash,
                "name": name,
            }
            await connection.execute(insert(aux_guests).values(values))
        return True


async def close_pages(connection: AsyncConnection, session_id: int) -> None:
    """Close an aux's pages, and forget their guests."""
    mine = aux_pages.c.session_id == session_id
    await connection.execute(update(aux_pages).where(mine).values(closed=1))
    await connection.execute(delete(aux_guests).where(aux_guests.c.session_id == session_id))
