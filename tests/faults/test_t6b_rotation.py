"""T6b: a rotation of the keys that is killed again and again loses nothing, and ends.

The attack: docs/reference/threats-and-faults.md, T6b.
"""

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
from tests.faults.figures import count, figure
from tests.wire.backing_up import runs
from tests.wire.copying import KEY, OTHER_KEY

ROWS = count(2000, 10_000)
KILLS = count(5, 20)


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


async def test_t6b_a_rotation_that_is_killed_again_and_again_loses_no_row(
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
    rotating = {**world.bot.environment, "TOKEN_ENCRYPTION_KEYS": f"{OTHER_KEY},{KEY}"}
    chance, done = random.Random(7), []
    for _ in range(KILLS):
        before = resealed(world.bot.database, newest)
        process = await host.start(
            "-m", "bot", "keys", "rotate", folder=tmp_path, settings=rotating
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
    assert done == sorted(done)
    both = f"{OTHER_KEY},{KEY}"
    code, output = await runs(world, "keys", "rotate", TOKEN_ENCRYPTION_KEYS=both)
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
    what = (
        f"{KILLS} kills of `keys rotate` ({done[0]:,} to {done[-1]:,} of {2 * ROWS:,} values done)"
    )
    figure("T6b", what, f"0 of {ROWS:,} rows lost, 0 left on the old key", "0 lost, 0 left")
