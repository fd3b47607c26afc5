"""D3: the data are lost; the last backup, made while people linked, brings every link back.

The fault: docs/reference/threats-and-faults.md, D3.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import time

import pytest

from tests.conftest import MakeWorld
from tests.faults.figures import count, figure
from tests.wire.backing_up import Crowd, hears, runs

BACKUPS = count(4, 10)
LINKS_BETWEEN = count(4, 40)
AT_ONCE = 8


async def test_d3_every_link_made_before_a_backup_began_is_restored_and_works(
    make_world: MakeWorld,
) -> None:
    own = await make_world()
    if own.postgres is not None:
        pytest.skip("PostgreSQL is backed up with its own tools")
    crowd, made = Crowd(own), []
    started = time.monotonic()
    async with crowd.linking():
        for number in range(BACKUPS):
            await crowd.grows_to(LINKS_BETWEEN * (number + 1))
            before = list(crowd.linked)
            code, output = await runs(own, "db", "backup", f"kept/{number}.db")
            assert code == 0, output
            made.append((f"kept/{number}.db", before))
    rate = len(crowd.linked) / (time.monotonic() - started)
    refused, output = await runs(own, "db", "restore", "kept/0.db")
    assert (refused, "a bot is running with" in output) == (2, True), output
    await own.bot.stop()
    for name, before in made:
        own.bot.database.write_bytes(b"lost" * 999)
        code, output = await runs(own, "db", "restore", name)
        assert code == 0, output
        with contextlib.closing(sqlite3.connect(own.bot.database)) as database:
            there = {row[0] for row in database.execute("SELECT discord_id FROM accounts")}
        assert {one.person.id for one in before} <= there
    await own.bot.start()
    _, before = made[-1]
    assert len(before) >= BACKUPS * LINKS_BETWEEN
    for one in before[::6]:
        one.forget_access()
    own.bot.reads_again()
    for start in range(0, len(before), AT_ONCE):
        await asyncio.gather(*(hears(one) for one in before[start : start + AT_ONCE]))
    late = crowd.linked[-1]
    assert (await late.links()).status == 200
    await hears(late)
    what = f"{BACKUPS} backups while people linked ({rate:.1f} a second), each one restored"
    measured = f"0 of {len(before)} links missing, each answers `/nowplaying`"
    figure("D3", what, measured, "every link from before the backup")
