"""The bot and the doctor refuse a damaged database or key in words, and leave it alone."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.config.settings import Settings, load
from bot.container import open_container
from bot.doctor.findings import Finding
from bot.doctor.storage import check_storage
from bot.storage import tables
from bot.storage.database import Database
from bot.storage.errors import StorageError

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.abcdef." + "x" * 38
KEY = "A" * 43 + "="


def settings_for(folder: Path, **more: str) -> Settings:
    return load(
        {
            "DISCORD_TOKEN": TOKEN,
            "SPOTIPY_CLIENT_ID": "0" * 32,
            "DATABASE_URL": f"sqlite:///{folder / 'earshot.db'}",
            **more,
        }
    )


async def used_folder(folder: Path) -> Path:
    """Create data as it is after some use."""
    async with open_container(settings_for(folder)):
        pass
    with sqlite3.connect(folder / "earshot.db") as database:
        for number in range(400):
            value = random.Random(number).randbytes(40).hex() + "Žluť 窓辺"
            row = ("person", number, "privacy", value)
            database.execute("INSERT INTO settings VALUES (?, ?, ?, ?)", row)
    database.close()
    return folder


@pytest.fixture(scope="module")
async def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return await used_folder(tmp_path_factory.mktemp("sound") / "data")


def corrupt(file: Path, seed: int) -> None:
    """Damage the file somewhere, as disks and incomplete copies do."""
    chance, data = random.Random(seed), bytearray(file.read_bytes())
    where, much = chance.randrange(len(data)), chance.choice((1, 8, 100, 512, 4096, 20_000))
    match seed % 5:
        case 0:
            data[where : where + much] = chance.randbytes(min(much, len(data) - where))
        case 1:
            data[where : where + much] = bytes(min(much, len(data) - where))
        case 2:
            del data[where:]
        case 3:
            data[:100] = chance.randbytes(100)
        case 4:
            for _ in range(60):
                data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    file.write_bytes(data)


async def opened(folder: Path, **more: str) -> str | None:
    """Open the data and read every row; return the reason if the bot refuses in words."""
    try:
        async with open_container(settings_for(folder, **more)):
            pass
        database = await Database.open(f"sqlite:///{folder / 'earshot.db'}")
        async with database.read() as connection:
            for table in tables.metadata.sorted_tables:
                (await connection.execute(select(table))).all()
        await database.close()
    except StorageError as error:
        return str(error)
    return None


def doctors(folder: Path, **more: str) -> list[Finding]:
    found = list(check_storage(settings_for(folder, **more)))
    return [one for one in found if one.verdict == "bad"]


async def damaged_is_told(sound: Path, folder: Path, seed: int) -> None:
    shutil.copytree(sound, folder)
    corrupt(folder / "earshot.db", seed)
    before = (folder / "earshot.db").read_bytes()
    found, told = doctors(folder), await opened(folder)
    assert bool(found) == (told is not None), (seed, found, told)
    if told is None:
        return
    assert found[0].prevents_start
    assert found[0].what in told
    assert (folder / "earshot.db").read_bytes() == before, "it is left as it was"


@pytest.mark.parametrize("seed", range(20))
async def test_random_damage_is_reported_in_words(sound: Path, tmp_path: Path, seed: int) -> None:
    await damaged_is_told(sound, tmp_path / "data", seed)


def _execute(statement: str) -> Callable[[Path], object]:
    def act(folder: Path) -> None:
        with sqlite3.connect(folder / "earshot.db") as database:
            database.execute("PRAGMA writable_schema = ON")
            database.execute(statement)
        database.close()

    return act


def _writes(name: str, data: bytes) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_bytes(data)


def _folder_instead(name: str) -> Callable[[Path], object]:
    def act(folder: Path) -> None:
        (folder / name).unlink()
        (folder / name).mkdir()

    return act


BROKEN: list[tuple[str, Callable[[Path], object], str]] = [
    ("zero bytes", _writes("earshot.db", b""), "is empty, but there is a key"),
    ("a text", _writes("earshot.db", b"Dear diary,\n" * 500), "is damaged or no database"),
    ("a short text", _writes("earshot.db", b"?"), "is damaged or no database"),
    ("a folder", _folder_instead("earshot.db"), "is no file"),
    ("another program's", _execute("DROP TABLE alembic_version"), "is damaged or no database"),
    (
        "a newer one",
        _execute("UPDATE alembic_version SET version_num = '0099_later'"),
        "was written by a newer Earshot",
    ),
    (
        "a version that is none",
        _execute("UPDATE alembic_version SET version_num = '0!x'"),
        "is damaged or no database",
    ),
    (
        "no version",
        _execute("DELETE FROM alembic_version"),
        "is damaged or no database",
    ),
    (
        "text that is none",
        _execute("UPDATE settings SET value = CAST(x'ff00fe' AS TEXT) WHERE subject = 7"),
        "is damaged or no database",
    ),
    (
        "a table's name that is none",
        _execute("UPDATE sqlite_master SET name = CAST(x'fffe' AS TEXT) WHERE name = 'settings'"),
        "is damaged or no database",
    ),
    ("one table more", _execute("CREATE TABLE x (y)"), ""),
    ("no key", lambda folder: (folder / "token.key").unlink(), "the key they were encrypted with"),
    ("a key's folder", _folder_instead("token.key"), "is a folder, not a file"),
    ("an empty key", _writes("token.key", b"\n"), "there is no encryption key in it"),
    ("a short key", _writes("token.key", b"AAAA\n"), "not base64 of 32 bytes"),
    ("a key that is no base64", _writes("token.key", b"?" * 44), "not base64 of 32 bytes"),
    ("a binary key", _writes("token.key", bytes(range(128, 160))), "not base64 of 32 bytes"),
    ("a different key", _writes("token.key", KEY.encode()), "not the one"),
    ("a second, bad key", lambda one: (one / "token.key").open("a").write("zz\n"), "not base64"),
]


@pytest.mark.parametrize(
    ("act", "words"), [pytest.param(act, words, id=name) for name, act, words in BROKEN]
)
async def test_every_fault_is_reported_by_both_and_changes_nothing(
    sound: Path, tmp_path: Path, act: Callable[[Path], object], words: str
) -> None:
    folder = tmp_path / "data"
    shutil.copytree(sound, folder)
    act(folder)
    before = {one.name: one.read_bytes() for one in folder.iterdir() if one.is_file()}
    found, told = doctors(folder), await opened(folder)
    if not words:
        assert (found, told) == ([], None)
        return
    assert told is not None
    assert words in told
    assert words in " ".join(one.what for one in found)
    assert found[0].fix
    after = {one.name: one.read_bytes() for one in folder.iterdir() if one.is_file()}
    assert {name: after[name] for name in before} == before
    assert set(after) - set(before) <= {"earshot.db-wal", "earshot.db-shm", "earshot.db.lock"}
    assert "token.key" in before or "token.key" not in after, "no new key where one was"


async def test_a_zero_byte_database_without_any_key_is_a_first_start(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "earshot.db").touch()
    assert await opened(folder) is None


async def test_a_configured_key_counts_as_a_key_too(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "earshot.db").touch()
    told = await opened(folder, TOKEN_ENCRYPTION_KEYS=KEY)
    assert told is not None
    assert "is empty, but there is a key" in told
    (folder / "earshot.db").unlink()
    assert await opened(folder, TOKEN_ENCRYPTION_KEYS=KEY) is None


async def test_a_half_written_key_after_a_kill_does_no_harm(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / ".token.key.1").write_text("half")
    assert await opened(folder) is None
    assert (folder / "token.key").stat().st_size > 40
