"""Seats that weren't used for long: whom to ask about theirs, and what they have answered.

A seat counts as used whenever its person's token was renewed: the bot renews one only when Spotify
is asked something with it, and a token lasts an hour. So `accounts.expires_at` says when.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, or_, select, update
from sqlalchemy.engine import Row

from bot.storage.database import Database
from bot.storage.larger import larger
from bot.storage.seat_tables import seat_questions
from bot.storage.tables import accounts, apps
from bot.storage.upsert import insert

TOKEN_LASTS = 3600
"""How long Spotify's access tokens last, in seconds."""

_USED_AT = larger(accounts.c.expires_at - TOKEN_LASTS, accounts.c.first_linked_at)
_USED_SINCE_ASKED = seat_questions.c.asked_at < _USED_AT


@dataclass(frozen=True, slots=True)
class SeatQuestion:
    """A person who was asked whether they still need their seat; times are unix seconds."""

    discord_id: int
    client_id: str
    asked_at: int
    warned: bool


@dataclass(frozen=True, slots=True)
class SeatHolder:
    """Someone with a seat, when it was last used, and what became of the question about it."""

    discord_id: int
    used_at: int
    asked_at: int | None = None
    told_at: int | None = None
    kept_at: int | None = None


class SeatQuestions:
    """The seat_questions table, and the links it's about."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def to_ask(
        self, until: int, authorized_after: int, most: int, *, warned: bool
    ) -> list[int]:
        """Return people with a seat that wasn't used since `until`, and who weren't asked since.

        Who keeps theirs is asked again when as much time has passed; who didn't answer, only to be
        warned. Never asked are those whose link will soon have ended anyway (authorized before),
        and owners on their own app.
        """
        silent = and_(seat_questions.c.kept_at.is_(None), seat_questions.c.warned >= int(warned))
        asked = exists().where(
            seat_questions.c.discord_id == accounts.c.discord_id,
            seat_questions.c.asked_at >= _USED_AT,
            or_(silent, seat_questions.c.kept_at > until),
        )
        own = exists().where(
            apps.c.client_id == accounts.c.client_id,
            apps.c.kind == "member",
            apps.c.owner_id == accounts.c.discord_id,
        )
        query = (
            select(accounts.c.discord_id)
            .where(
                accounts.c.status == "active",
                accounts.c.expires_at <= until + TOKEN_LASTS,
                accounts.c.first_linked_at <= until,
                or_(accounts.c.authorized_at == 0, accounts.c.authorized_at > authorized_after),
                ~asked,
                ~own,
            )
            .limit(most)
        )
        async with self._database.read() as connection:
            return [int(row[0]) for row in await connection.execute(query)]

    async def ask(self, discord_id: int, now: int, *, warned: bool) -> None:
        """Save that a person is being asked, in place of an earlier question.

        `warned` is whether they're told that silence gives the seat up.
        """
        row: dict[str, int | None] = {
            "asked_at": now,
            "warned": int(warned),
            "told_at": None,
            "kept_at": None,
            "taken_at": None,
        }
        added = insert(seat_questions).values(discord_id=discord_id, **row)
        upsert = added.on_conflict_do_update(index_elements=["discord_id"], set_=row)
        async with self._database.write(about=discord_id) as connection:
            await connection.execute(upsert)

    async def unseen(self, most: int) -> list[SeatQuestion]:
        """Return questions that aren't known to have reached their person yet."""
        open_ones = seat_questions.c.told_at.is_(None), seat_questions.c.kept_at.is_(None)
        return await self._some(and_(*open_ones), most)

    async def set_told(self, question: SeatQuestion, now: int) -> None:
        """Save that a question has reached its person."""
        await self._change(
            question.discord_id, question.asked_at, seat_questions.c.told_at.is_(None), told_at=now
        )

    async def keep(self, discord_id: int, asked_at: int, now: int) -> bool:
        """Save that a person keeps their seat; False if that question is over."""
        return await self._change(
            discord_id, asked_at, seat_questions.c.taken_at.is_(None), kept_at=now
        )

    async def is_asked(self, discord_id: int, asked_at: int) -> bool:
        """Whether this person was asked then, and still has the link it was about."""
        query = select(seat_questions.c.discord_id).where(
            seat_questions.c.discord_id == discord_id, seat_questions.c.asked_at == asked_at
        )
        async with self._database.read() as connection:
            return (await connection.execute(query)).first() is not None

    async def silent(self, told_until: int, most: int) -> list[SeatQuestion]:
        """Return warned people whom the question had reached by then, without answer or use."""
        return await self._some(
            and_(
                seat_questions.c.warned == 1,
                seat_questions.c.told_at <= told_until,
                seat_questions.c.kept_at.is_(None),
                ~_USED_SINCE_ASKED,
            ),
            most,
        )

    async def take(self, question: SeatQuestion, now: int) -> bool:
        """Take silence as a yes; False if the person has answered or used their seat meanwhile.

        Can be repeated, so that what a dying process began is finished.
        """
        unused = exists().where(
            accounts.c.discord_id == seat_questions.c.discord_id, ~_USED_SINCE_ASKED
        )
        return await self._change(
            question.discord_id,
            question.asked_at,
            and_(seat_questions.c.kept_at.is_(None), unused),
            taken_at=now,
        )

    async def holders(self, client_id: str, most: int) -> list[SeatHolder]:
        """Return people whose link works and uses an app, those who used it last come last."""
        query = (
            select(
                accounts.c.discord_id,
                _USED_AT.label("used_at"),
                _USED_SINCE_ASKED.label("used_since"),
                seat_questions.c.asked_at,
                seat_questions.c.told_at,
                seat_questions.c.kept_at,
            )
            .outerjoin(seat_questions, seat_questions.c.discord_id == accounts.c.discord_id)
            .where(accounts.c.client_id == client_id, accounts.c.status == "active")
            .order_by(accounts.c.expires_at, accounts.c.discord_id)
            .limit(most)
        )
        async with self._database.read() as connection:
            return [_holder(row) for row in await connection.execute(query)]

    async def _some(self, which: ColumnElement[bool], most: int) -> list[SeatQuestion]:
        query = (
            select(
                seat_questions.c.discord_id,
                accounts.c.client_id,
                seat_questions.c.asked_at,
                seat_questions.c.warned,
            )
            .join(accounts, accounts.c.discord_id == seat_questions.c.discord_id)
            .where(which, accounts.c.status == "active")
            .limit(most)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).all()
        return [SeatQuestion(*row[:3], warned=bool(row[3])) for row in rows]

    async def _change(
        self, discord_id: int, asked_at: int, still: ColumnElement[bool], **values: int
    ) -> bool:
        change = (
            update(seat_questions)
            .where(
                seat_questions.c.discord_id == discord_id,
                seat_questions.c.asked_at == asked_at,
                still,
            )
            .values(**values)
        )
        async with self._database.write(about=discord_id) as connection:
            return (await connection.execute(change)).rowcount == 1


def _holder(row: Row[tuple[object, ...]]) -> SeatHolder:
    found = row._mapping
    holder = SeatHolder(found["discord_id"], int(found["used_at"]))
    if found["asked_at"] is None or found["used_since"]:
        return holder
    return SeatHolder(
        holder.discord_id, holder.used_at, found["asked_at"], found["told_at"], found["kept_at"]
    )
