"""The tables of seat care: who was asked about an unused seat, and who waits for one."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Table

from bot.storage.metadata import metadata
from bot.storage.whole import Whole

seat_questions = Table(
    "seat_questions",
    metadata,
    Column("discord_id", BigInteger, primary_key=True, autoincrement=False),
    Column("asked_at", Whole, nullable=False),
    # Whether the question said that silence gives the seat up.
    Column("warned", Whole, nullable=False),
    # When the question is known to have reached them; silence counts from then on.
    Column("told_at", Whole),
    Column("kept_at", Whole),
    # When their silence was taken as a yes: from then on the link is being removed.
    Column("taken_at", Whole),
)

seat_waiters = Table(
    "seat_waiters",
    metadata,
    Column("discord_id", BigInteger, primary_key=True, autoincrement=False),
    Column("since", Whole, nullable=False, index=True),
    Column("offered_at", Whole),
    # Who is next, and whose offer is over.
    Index("ix_seat_waiters_offered", "offered_at", "since"),
)
