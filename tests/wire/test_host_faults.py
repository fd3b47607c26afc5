"""What only the host can fix: `python -m bot` and doctor say it in plain words, and end with 2."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sandbox.process import free_port
from tests import host
from tests.unit.test_damaged_data import TOKEN, used_folder

Break = Callable[[Path], object]
GOOD = f"DISCORD_TOKEN={TOKEN}\nSPOTIPY_CLIENT_ID={'0' * 32}\n"
QUICK = {
    "DISCORD_API_URL": "http://127.0.0.1:9",
    "SPOTIFY_ACCOUNTS_URL": "http://127.0.0.1:9",
    "SPOTIFY_API_URL": "http://127.0.0.1:9",
}


@pytest.fixture(scope="module")
async def used(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return await used_folder(tmp_path_factory.mktemp("used") / "data")


@pytest.fixture
def place(used: Path, tmp_path: Path) -> Iterator[Path]:
    """A folder as a host has it: `.env`, and data of some use."""
    (tmp_path / ".env").write_text(GOOD)
    shutil.copytree(used, tmp_path / "data")
    yield tmp_path
    for one in (tmp_path, *tmp_path.rglob("*")):
        one.chmod(0o700)


def env(data: bytes | str) -> Break:
    raw = data if isinstance(data, bytes) else data.encode()
    return lambda place: (place / ".env").write_bytes(raw)


def mode(name: str, value: int) -> Break:
    return lambda place: (place / name).chmod(value)


def folder(name: str) -> Break:
    def act(place: Path) -> None:
        path = place / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
        path.mkdir()

    return act


def file(name: str, data: bytes = b"") -> Break:
    def act(place: Path) -> None:
        path = place / name
        if path.is_dir():
            shutil.rmtree(path)
        path.write_bytes(data)

    return act


def secret_file(name: str, data: bytes | None) -> Break:
    def act(place: Path) -> None:
        path = place / "secret"
        if data is not None:
            path.write_bytes(data)
        kept = "".join(line for line in GOOD.splitlines(True) if not line.startswith(f"{name}="))
        (place / ".env").write_text(f"{kept}{name}_FILE={path}\n")

    return act


FAULTS: list[tuple[str, Break, str]] = [
    (".env is a folder", folder(".env"), ".env: is a folder"),
    (".env is unreadable", mode(".env", 0), ".env: can't be read by user"),
    (".env in another encoding", env("COMMAND_PREFIX=é".encode("latin-1")), "isn't UTF-8 text"),
    (".env in UTF-16", env(GOOD.encode("utf-16")), "isn't UTF-8 text"),
    (".env of zeros", env(bytes(500)), "isn't UTF-8 text"),
    ("an empty .env", env(""), "DISCORD_TOKEN: is missing"),
    ("a secret's file nowhere", secret_file("DISCORD_TOKEN", None), "DISCORD_TOKEN_FILE: names a"),
    ("an empty secret's file", secret_file("DISCORD_TOKEN", b"\n"), "names an empty file"),
    (
        "an empty key's file",
        secret_file("TOKEN_ENCRYPTION_KEYS", b""),
        "TOKEN_ENCRYPTION_KEYS_FILE: names an empty file",
    ),
    (
        "a binary key's file",
        secret_file("TOKEN_ENCRYPTION_KEYS", bytes(range(256))),
        "it isn't UTF-8 text",
    ),
    (
        "a bad key in a file",
        secret_file("TOKEN_ENCRYPTION_KEYS", b"AAAA"),
        "not base64 of 32 bytes",
    ),
    (
        "a path that cannot be served",
        env(f"{GOOD}PUBLIC_URL=https://x.example/static/x\n"),
        "PUBLIC_URL: has the path /static/…, which the bot uses for its own pages",
    ),
    ("the data are a file", file("data"), "data is no folder"),
    ("the data cannot be read", mode("data", 0), "data cannot be written to by user"),
    ("the data cannot be written", mode("data", 0o500), "data cannot be written to by user"),
    ("the database cannot be read", mode("data/earshot.db", 0), "earshot.db cannot be written"),
    ("the database cannot be written", mode("data/earshot.db", 0o400), "cannot be written"),
    ("the database is a folder", folder("data/earshot.db"), "earshot.db is no file"),
    ("the database is empty", file("data/earshot.db"), "earshot.db is empty, but there is a key"),
    ("the database is a text", file("data/earshot.db", b"no " * 900), "is damaged or no database"),
    ("the key cannot be read", mode("data/token.key", 0), "token.key cannot be read by user"),
    ("the key is a folder", folder("data/token.key"), "token.key is a folder"),
    ("the key is empty", file("data/token.key"), "there is no encryption key in it"),
    ("the key is damaged", file("data/token.key", b"\xff" * 44), "not base64 of 32 bytes"),
    ("the key is lost", lambda place: (place / "data/token.key").unlink(), "is missing"),
    ("the lock is a folder", lambda place: (place / "data/earshot.db.lock").mkdir(), ""),
]


@pytest.mark.parametrize(
    ("act", "words"), [pytest.param(act, words, id=name) for name, act, words in FAULTS]
)
async def test_both_commands_say_it_in_words_and_end_with_2(
    place: Path, act: Break, words: str
) -> None:
    (place / "data" / "earshot.db.lock").unlink(missing_ok=True)
    act(place)
    settings = QUICK | {"WEB_PORT": str(free_port())}
    settings["SPOTIPY_REDIRECT_URI"] = f"http://127.0.0.1:{settings['WEB_PORT']}/callback"
    (code, said), (doctors_code, doctors_said) = await asyncio.gather(
        host.runs("-m", "bot", folder=place, settings=settings, obeys_modes=True),
        host.runs("-m", "bot", "doctor", folder=place, settings=settings, obeys_modes=True),
    )
    assert code == 2, said
    assert "Traceback" not in said + doctors_said
    if not words:
        assert "earshot.db.lock cannot be opened for writing (Is a directory)" in said
        return
    assert words in said
    assert doctors_code == 2, doctors_said
    assert words.replace(": ", " ") in doctors_said
    assert doctors_said.startswith("BAD "), "what is broken comes first"
    assert "->" in doctors_said, "and how to fix it"


async def test_a_locked_database_is_told_so_that_a_supervisor_tries_again(place: Path) -> None:
    settings = QUICK | {"WEB_PORT": str(free_port())}
    settings["SPOTIPY_REDIRECT_URI"] = f"http://127.0.0.1:{settings['WEB_PORT']}/callback"
    other = sqlite3.connect(place / "data/earshot.db", isolation_level=None)
    other.execute("PRAGMA locking_mode=EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    try:
        for command in (["-m", "bot"], ["-m", "bot", "--hold"], ["-m", "bot", "doctor"]):
            code, said = await host.runs(*command, folder=place, settings=settings)
            assert code == 1, said
            assert "is locked by another program" in said
            assert "stop the other program" in said
            assert "Traceback" not in said
            assert "Waiting: fix this" not in said
    finally:
        other.close()


async def test_everything_that_is_wrong_is_told_at_once(place: Path) -> None:
    (place / ".env").write_text(
        "DISCORD_TOKEN=nonsense\nTOKEN_ENCRYPTION_KEYS=AAAA\nWEB_HOST=a..b\nWEB_PORT=http\n"
        "SPOTIPY_CLIENT_ID_FILE=x\nSPOTIPY_CLIENT_SECRET_FILE=/nowhere\nCOMMAND_PREFIX=/\n"
        "DATABASE_URL=sqlite:///data/\n"
    )
    for command in (["-m", "bot"], ["-m", "bot", "doctor"]):
        code, said = await host.runs(*command, folder=place)
        assert code == 2
        for name in (
            "DISCORD_TOKEN",
            "TOKEN_ENCRYPTION_KEYS",
            "WEB_HOST",
            "WEB_PORT",
            "SPOTIPY_CLIENT_ID",
            "SPOTIPY_CLIENT_SECRET_FILE",
            "COMMAND_PREFIX",
            "DATABASE_URL",
        ):
            assert name in said, said
        assert "Traceback" not in said
        assert "AAAA" not in said, "no secret is shown"


async def test_what_an_unreadable_env_file_may_hold_is_not_called_missing(place: Path) -> None:
    (place / ".env").unlink()
    (place / ".env").mkdir()
    code, said = await host.runs("-m", "bot", folder=place, settings={"WEB_PORT": "x"})
    assert code == 2
    assert ".env: is a folder" in said
    assert "WEB_PORT" in said
    assert "is missing" not in said


async def test_an_env_file_of_windows_is_read(place: Path) -> None:
    text = GOOD.replace("\n", "\r\n") + "COMMAND_PREFIX=/\r\n"
    (place / ".env").write_bytes(b"\xef\xbb\xbf" + text.encode())
    code, said = await host.runs("-m", "bot", folder=place)
    assert code == 2
    assert "one setting is wrong" in said
    assert "COMMAND_PREFIX" in said


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
async def test_a_terminal_of_another_encoding_is_no_traceback(place: Path, encoding: str) -> None:
    settings = {**QUICK, "PYTHONIOENCODING": encoding, "FEATURES": "窓辺"}
    for command in (["-m", "bot"], ["-m", "bot", "doctor"]):
        code, said = await host.runs(*command, folder=place, settings=settings)
        assert code == 2
        assert "Traceback" not in said


async def test_with_hold_the_bot_waits_instead_of_ending(place: Path) -> None:
    (place / ".env").write_text("DISCORD_TOKEN=nonsense\n")
    process = await host.start("-m", "bot", "--hold", folder=place)
    assert process.stdout is not None
    said = ""
    async with asyncio.timeout(60):
        while "Waiting: fix this" not in said:
            line = await process.stdout.readline()
            assert line, f"it ended: {said}"
            said += line.decode()
    assert "DISCORD_TOKEN" in said
    assert process.returncode is None
    process.send_signal(signal.SIGTERM)
    rest, _ = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == 2
    assert "Traceback" not in rest.decode()


def test_root_obeys_modes_here(tmp_path: Path) -> None:
    """The faults of modes prove something only if the bot cannot read the files."""
    if os.geteuid() == 0 and shutil.which("setpriv") is None:
        pytest.skip("as root, needs setpriv (util-linux)")
    (tmp_path / "closed").touch(mode=0)

    async def tried() -> int | None:
        code, _ = await host.runs("-c", "open('closed').read()", folder=tmp_path, obeys_modes=True)
        return code

    assert asyncio.run(tried()) == 1
