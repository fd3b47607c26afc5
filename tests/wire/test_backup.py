"""`python -m bot db backup`, `db restore` and `db check`, with a real bot and its people."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import sqlite3
import stat
import time
from pathlib import Path

import psycopg
import pytest

from tests import host
from tests.conftest import MakeWorld
from tests.postgres import PostgresServer, programs
from tests.wire.backing_up import backups, runs
from tests.wire.copying import OTHER_KEY
from tests.world import World

ROOT = Path(__file__).parents[2]


@pytest.fixture
async def own(make_world: MakeWorld) -> World:
    """A bot of this test's own, with its data in a file."""
    world = await make_world()
    if world.postgres is not None:
        pytest.skip("PostgreSQL is backed up with its own tools")
    return world


def nearly_four(seconds: int) -> str:
    """Return a time zone in which it's four o'clock in so many seconds."""
    offset = int((time.time() + seconds) % 86400) - 4 * 3600
    hours, rest = divmod(abs(offset), 3600)
    return f"TST{'-' if offset < 0 else ''}{hours}:{rest // 60:02}:{rest % 60:02}"


async def test_the_bot_makes_one_at_night(own: World) -> None:
    world, mira = own, await own.linked()
    for seconds in (10, 30, 60):
        # A slow computer may start it after four.
        await world.bot.stop()
        world.bot.environment["TZ"] = nearly_four(seconds)
        await world.bot.start()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds + 15):
                while not [one for one in world.bot.output if "made the backup" in one]:
                    await asyncio.sleep(0.1)
                break
    (made,) = backups(world)
    assert re.fullmatch(r"earshot-\d{8}T\d{6}Z-nightly\.db", made.name)
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert not list(made.parent.glob("*key*"))
    with contextlib.closing(sqlite3.connect(made)) as database:
        rows = database.execute("SELECT discord_id FROM accounts").fetchall()
    assert rows == [(mira.person.id,)]
    code, output = await runs(world, "db", "check")
    assert (code, "The last of 1 backups in" in output) == (0, True), output


async def test_a_backup_without_a_name_goes_into_the_folder(own: World) -> None:
    await own.linked()
    code, output = await runs(own, "db", "backup")
    (made,) = backups(own)
    assert code == 0, output
    assert f"Backed up {own.bot.database} to {made}" in output
    assert f"keep a copy of {made.parents[1] / 'token.key'} too" in output
    code, output = await runs(own, "db", "backup", BACKUP_FOLDER="else/where")
    assert code == 0, output
    assert len(list((made.parents[1] / "else" / "where").glob("*-by-hand.db"))) == 1
    code, output = await runs(own, "db", "backup", "with.db", "--with-key")
    assert (code, "keep them apart" in output) == (0, True), output
    key = made.parents[1] / "with.db.key"
    assert key.read_bytes() == (made.parents[1] / "token.key").read_bytes()
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


REFUSED = [
    (("db", "backup", "there.db"), "No backup was made: there.db is there already"),
    (("db", "backup", "folder"), "No backup was made: folder is a folder"),
    (("db", "backup", "there.db/x.db"), "there.db isn't a folder; name a file in one"),
    (("db", "restore", "nowhere.db"), "Nothing was changed: there is no file nowhere.db"),
    (("db", "restore", "folder"), "Nothing was changed: folder is a folder; name a file in it"),
    (("db", "restore", "linked.db"), "linked.db is a link; name the file itself"),
    (("db", "restore", "text.db"), "text.db is no SQLite file"),
    (("db", "restore", "short.db"), "short.db is cut off; copy it again"),
    (("db", "restore", "newer.db"), "newer.db was written by a newer Earshot"),
    (("db", "restore", "other.db"), "other.db is another program's; choose a backup of Earshot"),
    (("db", "check", "short.db"), "It can't be used: short.db is cut off"),
]


async def test_what_cannot_be_done_is_refused_in_plain_words(own: World) -> None:
    await own.linked()
    await runs(own, "db", "backup", "good.db")
    await own.bot.stop()
    folder = own.bot.database.parent
    good = (folder / "good.db").read_bytes()
    for name, content in (
        ("there.db", b"mine"),
        ("text.db", b"text" * 999),
        ("short.db", good[:-4096]),
        ("newer.db", good),
    ):
        (folder / name).write_bytes(content)
    (folder / "folder").mkdir()
    (folder / "linked.db").symlink_to("good.db")
    with contextlib.closing(sqlite3.connect(folder / "newer.db")) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.commit()
    with contextlib.closing(sqlite3.connect(folder / "other.db")) as database:
        database.execute("CREATE TABLE songs (name)")
    before = own.bot.database.read_bytes()
    names = sorted(os.listdir(folder))
    for words, refusal in REFUSED:
        code, output = await runs(own, *words)
        assert (code, refusal in output) == (2, True), output
    code, output = await runs(own, "db", "restore", "good.db", TOKEN_ENCRYPTION_KEYS=OTHER_KEY)
    assert (code, "was sealed with another key than the one here" in output) == (2, True), output
    code, output = await runs(own, "db", "check", BACKUP_KEEP="many")
    assert (code, "BACKUP_KEEP isn't a valid number" in output) == (2, True), output
    assert own.bot.database.read_bytes() == before
    assert sorted(os.listdir(folder)) == names
    code, output = await runs(own, "db", "check")
    assert (code, "1 link, schema" in output) == (0, True), output


async def test_a_folder_that_cannot_be_written_to_is_said(own: World) -> None:
    await runs(own, "db", "backup", "good.db")
    await own.bot.stop()
    before = own.bot.database.read_bytes()
    closed = own.bot.database.parent / "closed"
    closed.mkdir(mode=0o500)
    words = "closed can't be written to by user"
    code, output = await runs(own, "db", "backup", "closed/x.db", obeys_modes=True)
    assert (code, words in output) == (2, True), output
    code, output = await runs(own, "db", "backup", BACKUP_FOLDER="closed", obeys_modes=True)
    assert (code, words in output) == (2, True), output
    hidden = f"sqlite:///{closed}/earshot.db"
    closed.chmod(0)
    for words_of_command in (("backup", "x.db"), ("restore", "good.db"), ("check",)):
        code, output = await runs(
            own, "db", *words_of_command, obeys_modes=True, DATABASE_URL=hidden
        )
        assert code == 2, output
    code, output = await runs(own, "keys", "check", obeys_modes=True, DATABASE_URL=hidden)
    assert code == 2, output
    own.bot.database.parent.chmod(0o500)
    code, output = await runs(own, "db", "restore", "good.db", obeys_modes=True)
    own.bot.database.parent.chmod(0o700)
    assert (code, "can't be written to by user" in output or "cannot be" in output) == (2, True)
    assert own.bot.database.read_bytes() == before


async def test_postgresql_has_tools_of_its_own_and_the_docs_say_which(
    postgres: PostgresServer, tmp_path: Path
) -> None:
    """What the refusal names is run, and brings everything back."""
    found = programs()
    if found is None:
        pytest.skip("pg_dump isn't installed")
    url = await postgres.migrated()
    settings = {"DATABASE_URL": url.replace("earshot@", "earshot:hunter2@")}
    texts = {}
    for action in ("backup", "restore", "check"):
        arguments = ("-m", "bot", "db", action, *(["x.db"] if action == "restore" else []))
        code, output = await host.runs(*arguments, folder=tmp_path, settings=settings)
        assert code == 2, output
        assert "hunter2" not in output
        texts[action] = output.partition("says: ")[2].strip().removesuffix(".")
        docs = (ROOT / "docs" / "backup.md").read_text("utf-8")
        assert texts[action].replace("DATABASE", '"$DATABASE_URL"') in docs
    with psycopg.connect(url) as connection:
        connection.execute("INSERT INTO servers VALUES (7)")
    for action in ("backup", "restore", "check"):
        command = (
            texts[action].replace("DATABASE", url).replace("earshot.dump", f"{tmp_path}/e.dump")
        )
        if action == "restore":
            with psycopg.connect(url) as connection:
                connection.execute("DROP TABLE servers")
                connection.execute("DELETE FROM settings")
        program, *rest = command.split()
        process = await asyncio.create_subprocess_exec(
            str(found / program),
            *rest,
            stderr=asyncio.subprocess.STDOUT,
            stdout=asyncio.subprocess.PIPE,
        )
        printed, _ = await process.communicate()
        assert process.returncode == 0, printed
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT guild_id FROM servers").fetchall() == [(7,)]
    postgres.drop(url)
