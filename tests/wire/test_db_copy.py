"""A host moves from SQLite to PostgreSQL: `python -m bot db copy`."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal

import psycopg
import pytest
from sqlalchemy import func, insert, select

from bot.storage.cipher import Cipher
from bot.storage.copy_target import open_target
from bot.storage.database import Database
from bot.storage.errors import DatabaseBusy
from bot.storage.keys import check_key
from bot.storage.only_process import claim
from bot.storage.tables import metadata
from bot.storage.whole import Whole
from tests import host
from tests.needs import once_is_enough
from tests.postgres import PostgresServer
from tests.wire.copying import KEY, OTHER_KEY, Mover, row, same_on_both

pytestmark = once_is_enough


async def test_every_table_of_the_schema_arrives(mover: Mover) -> None:
    await mover.has()
    code, output = await mover.copies()
    assert code == 0, output
    for table in metadata.sorted_tables:
        assert f"{table.name}: " in output, "progress is shown for each table"
    assert "copied and compared" in output
    assert same_on_both(mover)
    with psycopg.connect(mover.to) as connection:
        for table in metadata.sorted_tables:
            found = connection.execute(f'SELECT count(*) FROM "{table.name}"'.encode()).fetchone()
            assert found is not None
            assert found[0] >= 7, f"{table.name} was forgotten"


async def test_what_is_added_afterwards_gets_new_numbers(mover: Mover) -> None:
    await mover.has()
    await mover.copies()
    numbered = [
        one
        for one in metadata.sorted_tables
        if isinstance(one.c[0].type, Whole) and one.autoincrement_column is not None
    ]
    names = "tallies letters aux_blocks aux_guests aux_sessions aux_songs mixtape_songs"
    assert {one.name for one in numbered} == set(names.split())
    database = await Database.open(mover.to)
    async with database.write() as connection:
        for table in numbered:
            added = {name: one for name, one in row(table, 99).items() if name != "id"}
            await connection.execute(insert(table).values(added))
            assert await connection.scalar(select(func.max(table.c.id))) == 8
    await check_key(database, Cipher([bytes(32)]))
    await database.close()


async def test_a_copy_can_be_repeated_and_a_used_target_is_refused(mover: Mover) -> None:
    await mover.has()
    await mover.copies()
    code, output = await mover.copies()
    assert (code, "were there already, and are the same" in output) == (0, True), output
    with psycopg.connect(mover.to) as connection:
        connection.execute("UPDATE accounts SET display_name = 'x' WHERE version = 1")
    output = await mover.is_refused("in use: it has rows that aren't from this copy")
    assert "accounts 7" in output
    with psycopg.connect(mover.to) as connection:
        connection.execute("UPDATE settings SET value = 'AAAA' WHERE name = 'key_check'")
    await mover.is_refused("written with another key")


@pytest.mark.parametrize("last_line", ["accounts: ", "settings: ", "comparing", "copied and"])
async def test_a_copy_that_is_killed_leaves_nothing_and_can_be_repeated(
    mover: Mover, last_line: str
) -> None:
    await mover.has(rows=2000)
    environ = {"DATABASE_URL": mover.to, **mover.environ}
    process = await host.start("-m", "bot", "db", "copy", folder=mover.folder, settings=environ)
    assert process.stdout is not None
    async for line in process.stdout:
        if last_line in line.decode():
            break
    with contextlib.suppress(ProcessLookupError):
        process.kill()
    await process.wait()
    if last_line != "copied and":
        assert mover.has_nothing_there()
    code, output = await mover.copies()
    assert code == 0, output
    assert ("were there already" in output) == (last_line == "copied and")
    assert same_on_both(mover)


async def test_ctrl_c_says_that_nothing_was_copied(mover: Mover) -> None:
    await mover.has(rows=2000)
    environ = {"DATABASE_URL": mover.to, **mover.environ}
    process = await host.start("-m", "bot", "db", "copy", folder=mover.folder, settings=environ)
    assert process.stdout is not None
    async for line in process.stdout:
        if b"accounts: " in line:
            break
    process.send_signal(signal.SIGINT)
    output = (await process.stdout.read()).decode()
    assert await process.wait() == 130, output
    assert "Stopped. Nothing was copied." in output
    assert "Traceback" not in output
    assert mover.has_nothing_there()


async def test_a_bot_on_either_side_is_said(mover: Mover) -> None:
    await mover.has()
    handle = claim(mover.file)
    await mover.is_refused("a bot is running with data/earshot.db; stop it first")
    os.close(handle)
    database = await Database.open(mover.to)
    async with asyncio.timeout(10):
        while not database.processes.leading:
            await asyncio.sleep(0.05)
    await mover.is_refused("a bot is running on PostgreSQL")
    await database.close()
    code, output = await mover.copies()
    assert code == 0, output


async def test_a_bot_that_starts_during_a_copy_waits_then_says_why(mover: Mover) -> None:
    async with open_target(mover.to):
        with pytest.raises(DatabaseBusy, match="is being prepared by another process"):
            await Database.open(mover.to)
    await (await Database.open(mover.to)).close()


async def test_the_source_is_checked_as_at_a_start(mover: Mover) -> None:
    await mover.is_refused("there is no database data/earshot.db")
    assert not mover.file.parent.exists()
    await mover.has()
    await mover.is_refused("the encryption key is not the one", TOKEN_ENCRYPTION_KEYS=OTHER_KEY)
    await mover.is_refused("has no key; set TOKEN_ENCRYPTION_KEYS", TOKEN_ENCRYPTION_KEYS="")
    mover.execute("UPDATE alembic_version SET version_num = '9999'")
    await mover.is_refused("was written by a newer Earshot")
    mover.file.write_bytes(b"no database" * 1000)
    await mover.is_refused("is damaged or no database")
    assert mover.has_nothing_there()


async def test_the_target_is_refused_in_plain_words(mover: Mover, postgres: PostgresServer) -> None:
    await mover.has()
    away = "postgresql://earshot:hunter2@127.0.0.1:9/earshot"
    await mover.is_refused("can't be reached", code=1, DATABASE_URL=away)
    await mover.is_refused("can't be reached", "--to", away, code=1)
    await mover.is_refused("doesn't exist; create it", "--to", postgres.address("nowhere"))
    await mover.is_refused("isn't an address of PostgreSQL", "--to", "mysql://x:hunter2@y/z")
    await mover.is_refused("--to is missing", DATABASE_URL="")
    await mover.is_refused("isn't a SQLite file", "--from", mover.to)
    mover.environ |= {"DATABASE_URL": "", "DATABASE_URL_FILE": "nowhere"}
    await mover.is_refused("names a file that can't be read")
    mover.environ = {"TOKEN_ENCRYPTION_KEYS": KEY}
    with psycopg.connect(mover.to) as connection:
        connection.execute("CREATE TABLE accounts (iban text)")
    await mover.is_refused("has tables of another program")


CHANGES = "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {} END $$"
TRIGGER = "CREATE TRIGGER t BEFORE INSERT ON aux_songs FOR EACH ROW EXECUTE FUNCTION f()"


@pytest.mark.parametrize(
    "change",
    [
        "NEW.title := NEW.title || ' '; RETURN NEW;",
        "IF NEW.id = 3 THEN RETURN NULL; END IF; RETURN NEW;",
    ],
)
async def test_a_row_that_is_changed_or_lost_on_the_way_is_noticed(
    mover: Mover, change: str
) -> None:
    await mover.has()
    await (await Database.open(mover.to)).close()
    with psycopg.connect(mover.to) as connection:
        connection.execute(CHANGES.format(change).encode())
        connection.execute(TRIGGER)
    await mover.is_refused("what was read back from aux_songs isn't what was written")
    with psycopg.connect(mover.to) as connection:
        assert connection.execute("SELECT count(*) FROM accounts").fetchone() == (0,)


async def test_a_database_that_cannot_be_filled_is_refused_in_plain_words(
    mover: Mover, postgres: PostgresServer
) -> None:
    await mover.has()
    name = mover.to.rpartition("/")[2]
    with psycopg.connect(postgres.url, autocommit=True) as admin:
        admin.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on".encode())
        await mover.is_refused("is read-only; use the server that it follows")
        admin.execute(f"ALTER DATABASE {name} RESET ALL".encode())
        admin.execute("DROP ROLE IF EXISTS guest")
        admin.execute("CREATE ROLE guest LOGIN")
        as_guest = mover.to.replace("//earshot@", "//guest@")
        refusal = "doesn't let its user create tables; make that user the owner"
        await mover.is_refused(refusal, "--to", as_guest)
        latin = f"CREATE DATABASE {name}_latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0"
        admin.execute(latin.encode())
        await mover.is_refused("doesn't store text as UTF-8", f"{mover.to}_latin")
        admin.execute(f"DROP DATABASE {name}_latin".encode())
        admin.execute("DROP ROLE guest")
    assert mover.has_nothing_there()


async def test_an_older_schema_is_upgraded_first(mover: Mover) -> None:
    await mover.has()
    tables = (
        "gateway_sessions servers mixtapes mixtape_songs mixtape_turns seat_questions seat_waiters "
        "aux_guests aux_pages aux_blocks"
    )
    indexes = "ix_waiting_commands_released ix_accounts_unused"
    for one in (
        *(f"TABLE {one}" for one in tables.split()),
        *(f"INDEX {one}" for one in indexes.split()),
    ):
        mover.execute(f"DROP {one}")
    for one in (
        *("waiting_commands.guild_id", "waiting_commands.made_ns", "waiting_commands.released"),
        *("link_tickets.made_ns", "link_tickets.telling", "link_tickets.telling_until"),
        *("letters.sending_until", "aux_sessions.turns"),
        *("aux_sessions.context_uri", "aux_sessions.context_item"),
        *("aux_songs.artist_ids", "aux_songs.explicit", "aux_songs.untold"),
        "aux_sessions.voice_id",
    ):
        mover.execute("ALTER TABLE {} DROP COLUMN {}".format(*one.split(".")))
    mover.execute("UPDATE alembic_version SET version_num = '0009'")
    code, output = await mover.copies()
    assert (code, "upgrading data/earshot.db" in output) == (0, True), output
    assert same_on_both(mover)
    assert len(list(mover.folder.glob("data/backups/*-before-upgrade.db"))) == 1


async def test_the_key_beside_the_file_is_enough(mover: Mover) -> None:
    await mover.has()
    (mover.file.parent / "token.key").write_text(KEY + "\n", "ascii")
    mover.execute("CREATE TABLE notes (of_the_host)")
    mover.environ = {}
    code, output = await mover.copies("--from", "data/earshot.db", mover.to)
    assert code == 0, output
    assert "TOKEN_ENCRYPTION_KEYS_FILE=data/token.key" in output
    assert "Left out, because they aren't Earshot's: notes." in output
