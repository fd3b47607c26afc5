"""asyncpg against psycopg 3, both through SQLAlchemy: `python -m tests.bench.drivers`.

50 tasks at once send what a command sends (docs/scaling.md has the figures). Both take turns in one
run, so what else the machine does falls on both.
"""

from __future__ import annotations

import asyncio
import statistics
import time

from sqlalchemy import insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.storage.database import Database
from bot.storage.postgres_database import ABOUT, CONNECTIONS, EVERYONE
from bot.storage.tables import accounts, follows, settings
from tests.postgres import PostgresServer

TASKS = 50
COMMANDS = 20
ROUNDS = 15
PEOPLE = 1000
DRIVERS = ("asyncpg", "psycopg")


async def prepare(url: str) -> None:
    """Link people, each with a setting and a live message."""
    await (await Database.open(url)).close()
    engine = create_async_engine(url.replace("postgresql", "postgresql+asyncpg"))
    people = range(1, PEOPLE + 1)
    async with engine.begin() as connection:
        await connection.execute(insert(accounts), [_account(one) for one in people])
        await connection.execute(
            insert(settings),
            [{"scope": "person", "subject": one, "name": "x", "value": "1"} for one in people],
        )
        await connection.execute(insert(follows), [_follow(one) for one in people])
        await connection.execute(text("ANALYZE"))
    await engine.dispose()


def _account(person: int) -> dict[str, object]:
    texts = ("spotify_account_id", "spotify_id", "scopes", "client_id", "status")
    numbers = ("discord_id", "expires_at", "authorized_at", "version")
    return {
        **dict.fromkeys(texts, str(person)),
        **dict.fromkeys(numbers, person),
        "access_token": bytes(300),
        "refresh_token": bytes(200),
    }


def _follow(person: int) -> dict[str, object]:
    numbers = ("message_id", "person", "viewer", "reads_left", "next_at", "until")
    return {**dict.fromkeys(numbers, person), "delivery": bytes(300)}


async def command(engine: AsyncEngine, reading: AsyncEngine, person: int) -> None:
    """Send what a cold command sends: two reads, then a write about one person."""
    async with reading.connect() as connection:
        await connection.execute(select(accounts).where(accounts.c.discord_id == person))
    async with reading.connect() as connection:
        await connection.execute(select(settings.c.value).where(settings.c.subject == person))
    async with engine.connect() as connection:
        await connection.execute(ABOUT, {"everyone": EVERYONE, "person": person})
        later = update(follows).where(follows.c.message_id == person)
        await connection.execute(later.values(next_at=time.time(), reads_left=3))
        await connection.commit()


async def seconds(engine: AsyncEngine, reading: AsyncEngine) -> tuple[float, float]:
    """Return the time and the CPU time of one round."""

    async def one(task: int) -> None:
        for turn in range(COMMANDS):
            await command(engine, reading, 1 + (task * COMMANDS + turn) % PEOPLE)

    began, used = time.perf_counter(), time.process_time()
    await asyncio.gather(*map(one, range(TASKS)))
    return time.perf_counter() - began, time.process_time() - used


async def main() -> None:
    """Measure, and print the medians and their ratio."""
    server = PostgresServer.start()
    url = server.empty()
    await prepare(url)
    engines = {
        driver: create_async_engine(
            url.replace("postgresql", f"postgresql+{driver}"),
            pool_size=CONNECTIONS,
            max_overflow=0,
        )
        for driver in DRIVERS
    }
    reading = {
        driver: engine.execution_options(isolation_level="AUTOCOMMIT")
        for driver, engine in engines.items()
    }
    found: dict[str, list[tuple[float, float]]] = {driver: [] for driver in DRIVERS}
    for turn in range(ROUNDS + 1):
        for driver in DRIVERS[:: 1 if turn % 2 else -1]:
            measured = await seconds(engines[driver], reading[driver])
            if turn:  # the first round opens the connections
                found[driver].append(measured)
    _report(found)
    for engine in engines.values():
        await engine.dispose()
    server.drop(url)
    server.stop()


def _report(found: dict[str, list[tuple[float, float]]]) -> None:
    commands = TASKS * COMMANDS
    for driver, rounds in found.items():
        wall = statistics.median(one[0] for one in rounds)
        used = statistics.median(one[1] for one in rounds)
        print(
            f"{driver}: {commands / wall:.0f} commands/s, {used / commands * 1000:.2f} ms CPU each"
        )
    pairs = list(zip(found["psycopg"], found["asyncpg"], strict=True))
    for index, what in enumerate(("time", "CPU")):
        ratio = statistics.median(other[index] / one[index] for other, one in pairs)
        print(f"psycopg / asyncpg, {what}: {ratio:.2f}")


if __name__ == "__main__":
    asyncio.run(main())
