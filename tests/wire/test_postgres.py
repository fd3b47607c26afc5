"""A bot whose data are in PostgreSQL: what it says when that can't be used, at start and later."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import psycopg
import pytest

from bot.config.settings import load
from bot.doctor.storage import check_stored
from tests.host import runs
from tests.postgres import MISSING, PostgresServer, at_hand, programs
from tests.wire.doctor_setup import Setup
from tests.world import World

KEY = base64.b64encode(bytes(32)).decode()


@pytest.fixture
def own_server() -> Iterator[PostgresServer]:
    """A server that a test may stop."""
    if not at_hand() or programs() is None:
        pytest.skip(MISSING)
    server = PostgresServer.start()
    yield server
    server.stop()


async def readiness(world: World) -> int:
    async with aiohttp.ClientSession() as http, http.get(f"{world.bot.url}/readyz") as answer:
        return answer.status


async def becomes_ready(world: World, status: int) -> None:
    async with asyncio.timeout(60):
        while await readiness(world) != status:
            await asyncio.sleep(0.1)


async def test_a_server_that_goes_away_is_said_and_everything_comes_back(
    tmp_path: Path, own_server: PostgresServer
) -> None:
    if own_server.process is None:
        pytest.skip("the server of TEST_POSTGRES_URL isn't ours to stop")
    world = await World.start(tmp_path, {}, own_server)
    try:
        mira = await world.linked()
        mira.plays()
        (await mira.says("!np")).contains("窓辺の切手")
        own_server.goes_away()
        await becomes_ready(world, 503)
        for answer in (await mira.says("!np"), await mira.uses("account")):
            answer.contains("can't reach its database", "try again in a minute")
            answer.lacks("Something broke", "isn't linked")
        own_server.run()
        await becomes_ready(world, 200)
        (await mira.uses("account")).contains(mira.spotify_name)
        (await mira.says("!np")).contains("窓辺の切手")
    finally:
        await world.close()


async def refused(setup: Setup, url: str, **more: str) -> tuple[int | None, str]:
    environ = {**setup.environ, "DATABASE_URL": url, "TOKEN_ENCRYPTION_KEYS": KEY, **more}
    code, output = await runs("-m", "bot", folder=setup.folder, settings=environ)
    assert "Traceback" not in output
    assert "hunter2" not in output, "a password is never printed"
    return code, output


async def test_what_cannot_be_used_is_refused_in_plain_words(
    setup: Setup, postgres: PostgresServer
) -> None:
    code, output = await refused(setup, "postgresql://earshot:hunter2@127.0.0.1:9/earshot")
    assert (code, "can't be reached" in output) == (1, True), output
    code, output = await refused(setup, postgres.address("nowhere"))
    assert (code, "doesn't exist; create it" in output) == (2, True), output
    code, output = await refused(setup, postgres.empty(), TOKEN_ENCRYPTION_KEYS="")
    assert (code, "every process needs the same key" in output) == (2, True), output


async def test_a_newer_schema_and_another_key_are_refused(
    setup: Setup, postgres: PostgresServer
) -> None:
    newer = await postgres.migrated()
    with psycopg.connect(newer) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    code, output = await refused(setup, newer)
    assert (code, "was written by a newer Earshot" in output) == (2, True), output
    other = await postgres.migrated()
    with psycopg.connect(other) as connection:
        connection.execute("INSERT INTO settings VALUES ('bot', 0, 'key_check', 'AAAA')")
    code, output = await refused(setup, other)
    assert (code, "the encryption key is not the one" in output) == (2, True), output


async def test_the_doctor_says_the_same(setup: Setup, postgres: PostgresServer) -> None:
    async def said(url: str) -> tuple[str, str]:
        environ = {**setup.environ, "DATABASE_URL": url, "TOKEN_ENCRYPTION_KEYS": KEY}
        ((finding,), _) = await check_stored(load(environ))
        return finding.verdict, finding.what

    sound = await postgres.migrated()
    verdict, what = await said(sound)
    assert (verdict, "the key fits" in what) == ("ok", True), what
    verdict, what = await said("postgresql://earshot:hunter2@127.0.0.1:9/earshot")
    assert (verdict, "can't be reached" in what, "hunter2" in what) == ("bad", True, False), what
    with psycopg.connect(sound) as connection:
        connection.execute("INSERT INTO settings VALUES ('bot', 0, 'key_check', 'AAAA')")
    verdict, what = await said(sound)
    assert (verdict, "the encryption key is not the one" in what) == ("bad", True), what
