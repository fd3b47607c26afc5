"""`python -m bot keys rotate` and `keys check`, with a real bot, and killed again and again."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import random
import sqlite3
from pathlib import Path

import pytest

from bot.storage.cipher import Cipher, key_id
from tests import host
from tests.conftest import MakeWorld
from tests.postgres import PostgresServer
from tests.wire.backing_up import hears, runs
from tests.wire.copying import KEY, OTHER_KEY
from tests.world import World

ROWS = 4000
KILLS = 12


def sealed_with(file: Path) -> set[str]:
    """Return the IDs of the keys that tokens are sealed with."""
    with contextlib.closing(sqlite3.connect(file)) as database:
        rows = database.execute("SELECT access_token, refresh_token FROM accounts").fetchall()
    return {key_id(one) for row in rows for one in row}


def resealed(file: Path, newest: Cipher) -> int:
    """Return how many tokens are sealed with the newest key."""
    found = 0
    with contextlib.closing(sqlite3.connect(file, timeout=9)) as database:
        for column in ("access_token", "refresh_token"):
            query = f"SELECT count(*) FROM accounts WHERE hex(substr({column}, 2, 4)) = upper(?)"
            found += database.execute(query, (newest.newest,)).fetchone()[0]
    return found


async def test_a_host_rotates_the_key_and_nobody_notices(make_world: MakeWorld) -> None:
    world = await make_world()
    if world.postgres is not None:
        pytest.skip("the key is in the settings")
    people = [await world.linked() for _ in range(3)]
    key = world.bot.database.with_name("token.key")
    await runs(world, "db", "backup", "before.db")
    code, output = await runs(world, "keys", "rotate")
    assert (code, "the bot doesn't know the newest key yet; start it again" in output) == (1, True)
    for one in people:
        await hears(one)
    await world.bot.stop()
    await world.bot.start()
    code, output = await runs(world, "keys", "rotate")
    assert (code, "values were sealed again" in output) == (0, True), output
    for one in people:
        one.forget_access()
    world.bot.reads_again()
    for one in people:
        await hears(one)
    code, output = await runs(world, "keys", "check")
    assert (code, "Everything can be opened" in output) == (0, True), output
    newest, former = key.read_text("ascii").split()
    assert newest not in output
    await world.bot.stop()
    key.write_text(newest + "\n", "ascii")
    await world.bot.start()
    for one in people:
        await hears(one)
    await world.bot.stop()
    code, output = await runs(world, "db", "restore", "before.db")
    assert (code, "was sealed with another key" in output) == (2, True), output
    key.write_text(f"{newest}\n{former}\n", "ascii")
    code, output = await runs(world, "db", "restore", "before.db")
    assert code == 0, output
    await world.bot.start()
    for one in people:
        await hears(one)


async def test_a_row_that_cannot_be_opened_is_named_and_only_its_person_links_again(
    make_world: MakeWorld,
) -> None:
    world = await make_world()
    mira, jonas = await world.linked(), await world.linked()
    with world.database() as database:
        swap = "UPDATE accounts SET refresh_token = access_token WHERE discord_id = ?"
        database.execute(swap, (jonas.person.id,))
    code, output = await runs(world, "keys", "check")
    assert code == 1, output
    named = f"accounts.refresh_token can't be opened: discord_id {jonas.person.id}\n"
    assert named in output
    assert str(mira.person.id) not in output
    await hears(mira)


async def test_a_rotation_that_is_killed_at_any_time_loses_no_row(
    make_world: MakeWorld, tmp_path: Path
) -> None:
    world = await make_world(TOKEN_ENCRYPTION_KEYS=KEY)
    if world.postgres is not None:
        pytest.skip("unit tests do this on PostgreSQL")
    await world.linked()
    await world.bot.stop()
    former, newest = (Cipher([base64.b64decode(one)]) for one in (KEY, OTHER_KEY))
    with contextlib.closing(sqlite3.connect(world.bot.database)) as database:
        (client_id,) = database.execute("SELECT client_id FROM accounts").fetchone()
        for person in range(1, ROWS + 1):
            sealed = [
                former.seal(f"{column}-{person}", "accounts", column, person, client_id, 1)
                for column in ("access_token", "refresh_token")
            ]
            database.execute(
                "INSERT INTO accounts SELECT ?, ?, spotify_id, display_name, scopes, client_id, ?, "
                "?, expires_at, authorized_at, status, 1, NULL, 0, first_linked_at, reminded, "
                "premium FROM accounts WHERE discord_id > 1000000 LIMIT 1",
                (person, f"account-{person}", *sealed),
            )
        database.commit()
    settings = {**world.bot.environment, "TOKEN_ENCRYPTION_KEYS": f"{OTHER_KEY},{KEY}"}
    chance, done = random.Random(7), []
    for _ in range(KILLS):
        before = resealed(world.bot.database, newest)
        process = await host.start(
            "-m", "bot", "keys", "rotate", folder=tmp_path, settings=settings
        )
        async with asyncio.timeout(60):
            while resealed(world.bot.database, newest) == before:
                await asyncio.sleep(0.002)
        await asyncio.sleep(chance.random() * 0.05)
        process.kill()
        await process.communicate()
        assert process.returncode == -9
        done.append(resealed(world.bot.database, newest))
        code, output = await runs(world, "keys", "check", TOKEN_ENCRYPTION_KEYS=OTHER_KEY)
        assert (code, "is not the one that this database" in output) == (2, True), output
    print(f"sealed again when killed: {done}, of {2 * ROWS}")
    assert done == sorted(done)
    code, output = await runs(world, "keys", "rotate", **settings)
    assert code == 0, output
    assert sealed_with(world.bot.database) == {newest.newest}
    code, output = await runs(world, "keys", "check", TOKEN_ENCRYPTION_KEYS=OTHER_KEY)
    assert (code, "Everything can be opened" in output) == (0, True), output
    with contextlib.closing(sqlite3.connect(world.bot.database)) as database:
        rows = database.execute(
            "SELECT discord_id, refresh_token FROM accounts WHERE discord_id <= ?", (ROWS,)
        ).fetchall()
    assert len(rows) == ROWS
    for person, blob in rows:
        place = ("accounts", "refresh_token", person, client_id, 1)
        assert newest.open(blob, *place) == f"refresh_token-{person}"


async def test_on_postgresql_the_keys_are_those_that_are_set(
    postgres: PostgresServer, tmp_path: Path
) -> None:
    world = await World.start(tmp_path, {"TOKEN_ENCRYPTION_KEYS": KEY}, postgres)
    try:
        mira = await world.linked()
        both = f"{OTHER_KEY},{KEY}"
        code, output = await runs(world, "keys", "rotate", TOKEN_ENCRYPTION_KEYS=both)
        assert (code, "the bot doesn't know the newest key yet" in output) == (1, True), output
        await world.bot.stop()
        world.bot.environment["TOKEN_ENCRYPTION_KEYS"] = both
        await world.bot.start()
        code, output = await runs(world, "keys", "rotate")
        assert (code, "delete the former keys from TOKEN_ENCRYPTION_KEYS" in output) == (0, True)
        await hears(mira)
        await world.bot.stop()
        world.bot.environment["TOKEN_ENCRYPTION_KEYS"] = OTHER_KEY
        await world.bot.start()
        mira.forget_access()
        world.bot.reads_again()
        await hears(mira)
        code, output = await runs(world, "keys", "rotate")
        assert (code, "is sealed with the newest key already" in output) == (0, True), output
        code, output = await runs(world, "keys", "check", TOKEN_ENCRYPTION_KEYS=KEY)
        assert (code, "the key isn't the one of this database" in output) == (2, True), output
    finally:
        await world.close()
