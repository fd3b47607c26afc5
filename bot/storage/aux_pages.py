"""The page of an aux and its guests: tokens are kept as hashes only.

So are codes; while a page is open, its code is sealed beside the hash, for Discord's panel.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.aux_page_tables import aux_guests, aux_pages
from bot.storage.aux_tables import aux_sessions, aux_songs, aux_votes
from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.errors import Undecryptable
from bot.storage.records import AuxSession, AuxSong

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
    """A guest of an aux's page, with the name they chose; the owner may have removed them.

    `songs` is how many they have added, where guests are listed.
    """

    id: int
    name: str
    removed: bool = False
    songs: int = 0


class AuxPageStore:
    """Pages and their guests."""

    def __init__(self, database: Database, cipher: Cipher) -> None:
        self._database = database
        self._cipher = cipher

    async def open(self, session: AuxSession, code: str, code_hash: str, now: int) -> bool:
        """Open a page; an earlier one of the same aux closes, and its guests leave.

        False if the aux has ended: a later one may have its number.
        """
        still = select(aux_sessions.c.id).where(
            aux_sessions.c.id == session.id, aux_sessions.c.created_at == session.created_at
        )
        async with self._database.write() as connection:
            if (await connection.execute(still)).one_or_none() is None:
                return False
            await connection.execute(
                delete(aux_pages).where(
                    aux_pages.c.closed == 1, aux_pages.c.made_at < now - _REMEMBERED
                )
            )
            await close_pages(connection, session.id)
            await connection.execute(
                insert(aux_pages).values(
                    code_hash=code_hash,
                    session_id=session.id,
                    made_at=now,
                    code=self._cipher.seal(code, *_context(code_hash)),
                )
            )
        return True

    async def code(self, session_id: int) -> str | None:
        """Return the code of an aux's open page; None without one, or if it can't be read."""
        query = select(aux_pages.c.code_hash, aux_pages.c.code).where(
            aux_pages.c.session_id == session_id, aux_pages.c.closed == 0
        )
        async with self._database.read() as connection:
            row = (await connection.execute(query.limit(1))).one_or_none()
        if row is None or row.code is None:
            return None
        try:
            return self._cipher.open(row.code, *_context(row.code_hash))
        except Undecryptable:
            return None

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
        return None if row is None else AuxGuest(row.id, row.name, bool(row.removed))

    async def guests(self, session_id: int, most: int) -> tuple[list[AuxGuest], int]:
        """Return guests who are in, those with the most songs first, and how many are in."""
        mine = (aux_guests.c.session_id == session_id) & (aux_guests.c.removed == 0)
        theirs = (aux_songs.c.session_id == session_id) & (aux_songs.c.added_by == -aux_guests.c.id)
        songs = select(func.count()).select_from(aux_songs).where(theirs).scalar_subquery()
        query = (
            select(aux_guests.c.id, aux_guests.c.name, songs.label("songs"))
            .where(mine)
            .order_by(songs.desc(), aux_guests.c.name, aux_guests.c.id)
            .limit(most)
        )
        counted = select(func.count()).select_from(aux_guests).where(mine)
        async with self._database.read() as connection:
            found = [
                AuxGuest(row.id, row.name, songs=row.songs)
                for row in await connection.execute(query)
            ]
            return found, int((await connection.execute(counted)).scalar_one())

    async def remove(self, session_id: int, guest_id: int) -> tuple[AuxGuest, list[AuxSong]] | None:
        """Remove a guest with their waiting songs and votes; None if they aren't in.

        The songs returned are those that the owner was asked about.
        """
        this = (aux_guests.c.session_id == session_id) & (aux_guests.c.id == guest_id)
        leave = update(aux_guests).where(this, aux_guests.c.removed == 0).values(removed=1)
        theirs = (aux_songs.c.session_id == session_id) & (aux_songs.c.added_by == -guest_id)
        async with self._database.write() as connection:
            row = (await connection.execute(leave.returning(aux_guests))).one_or_none()
            if row is None:
                return None
            asked = select(aux_songs).where(theirs, aux_songs.c.state == "suggested")
            unanswered = [AuxSong(**one._mapping) for one in await connection.execute(asked)]
            waiting = aux_songs.c.state.in_(("suggested", "queued"))
            await connection.execute(
                update(aux_songs).where(theirs, waiting).values(state="refused", untold="")
            )
            await connection.execute(
                delete(aux_votes).where(
                    aux_votes.c.session_id == session_id, aux_votes.c.discord_id == -guest_id
                )
            )
        return AuxGuest(row.id, row.name, removed=True), unanswered

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
            counted = (
                select(func.count()).select_from(aux_guests).where(mine, aux_guests.c.removed == 0)
            )
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


async def close_pages(connection: AsyncConnection, session_id: int, *, ended: bool = False) -> None:
    """Close an aux's pages, and forget their guests and votes.

    Whom the owner has removed is remembered until the aux has `ended`.
    """
    mine = aux_pages.c.session_id == session_id
    await connection.execute(update(aux_pages).where(mine).values(closed=1, code=None))
    guests = delete(aux_guests).where(aux_guests.c.session_id == session_id)
    await connection.execute(guests if ended else guests.where(aux_guests.c.removed == 0))
    await connection.execute(
        delete(aux_votes).where(aux_votes.c.session_id == session_id, aux_votes.c.discord_id < 0)
    )


async def is_in(connection: AsyncConnection, session_id: int, member_id: int) -> bool:
    """Whether a member may act: people of Discord always, guests while they're in."""
    if member_id >= 0:
        return True
    query = select(aux_guests.c.id).where(
        aux_guests.c.id == -member_id,
        aux_guests.c.session_id == session_id,
        aux_guests.c.removed == 0,
    )
    return (await connection.execute(query)).one_or_none() is not None


def _context(code_hash: str) -> tuple[str, str, str]:
    return ("aux_pages", "code", code_hash)
