"""Votes in an aux, and the single skip that each song gets, however many people press."""

from __future__ import annotations

from sqlalchemy import delete, func, insert, or_, select, update

from bot.storage.aux_pages import is_in
from bot.storage.aux_tables import aux_sessions, aux_votes
from bot.storage.database import Database
from bot.storage.records import Ballot

_SAME_SONG = 10.0
"""How long a skipped song can't be skipped again, in seconds: Spotify may still show it."""

_SAME_WISH = 3.0
"""How long after a skip a vote is still meant for the skipped song, in seconds."""


class AuxVotes:
    """Stores votes, and the last skip."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def claim_skip(self, session_id: int, uri: str, now: float) -> bool:
        """Claim the one skip of a song; False for everyone else, who is too late."""
        claim = (
            update(aux_sessions)
            .where(
                aux_sessions.c.id == session_id,
                or_(
                    aux_sessions.c.skipped_uri.is_(None),
                    aux_sessions.c.skipped_uri != uri,
                    aux_sessions.c.skipped_at <= now - _SAME_SONG,
                ),
            )
            .values(skipped_uri=uri, skipped_at=now)
        )
        async with self._database.write() as connection:
            return (await connection.execute(claim)).rowcount == 1

    async def release_skip(self, session_id: int, uri: str) -> None:
        """Release a claimed skip that didn't happen."""
        async with self._database.write() as connection:
            await connection.execute(
                update(aux_sessions)
                .where(aux_sessions.c.id == session_id, aux_sessions.c.skipped_uri == uri)
                .values(skipped_uri=None, skipped_at=0.0)
            )

    async def vote(
        self, session_id: int, uri: str, discord_id: int, *, enough: int, now: float
    ) -> Ballot:
        """Count a vote against what plays; the vote that reaches `enough` claims the skip."""
        about = (aux_votes.c.session_id == session_id) & (aux_votes.c.uri == uri)
        async with self._database.write() as connection:
            skipped = (
                await connection.execute(
                    select(aux_sessions.c.skipped_uri, aux_sessions.c.skipped_at).where(
                        aux_sessions.c.id == session_id
                    )
                )
            ).one_or_none()
            if skipped is None or not await is_in(connection, session_id, discord_id):
                return Ballot(0, over=True)
            grace = _SAME_SONG if skipped.skipped_uri == uri else _SAME_WISH
            if skipped.skipped_at > now - grace:
                return Ballot(enough, over=True)
            old = delete(aux_votes).where(
                aux_votes.c.session_id == session_id,
                (aux_votes.c.uri != uri) | (aux_votes.c.discord_id == discord_id),
            )
            deleted = await connection.execute(old.returning(aux_votes.c.uri))
            new = uri not in deleted.scalars().all()
            await connection.execute(
                insert(aux_votes).values(session_id=session_id, uri=uri, discord_id=discord_id)
            )
            counted = select(func.count()).select_from(aux_votes).where(about)
            votes = int((await connection.execute(counted)).scalar_one())
            if votes < enough:
                return Ballot(votes, changed=new)
            await connection.execute(
                update(aux_sessions)
                .where(aux_sessions.c.id == session_id)
                .values(skipped_uri=uri, skipped_at=now)
            )
            return Ballot(votes, decided=True, changed=new)

    async def voted_against(self, session_id: int, discord_id: int) -> str | None:
        """Return what someone has voted to skip, None without a vote."""
        own = select(aux_votes.c.uri).where(
            aux_votes.c.session_id == session_id, aux_votes.c.discord_id == discord_id
        )
        async with self._database.read() as connection:
            uri: str | None = (await connection.execute(own.limit(1))).scalar_one_or_none()
            return uri

    async def count(self, session_id: int) -> int:
        """Return the number of votes to skip what plays."""
        counted = (
            select(func.count()).select_from(aux_votes).where(aux_votes.c.session_id == session_id)
        )
        async with self._database.read() as connection:
            return int((await connection.execute(counted)).scalar_one())

    async def forget(self, session_id: int, *, but: str | None) -> None:
        """Delete the votes against everything `but` what plays: a later play starts at zero."""
        old = aux_votes.c.session_id == session_id
        if but is not None:
            old &= aux_votes.c.uri != but
        async with self._database.write() as connection:
            await connection.execute(delete(aux_votes).where(old))
