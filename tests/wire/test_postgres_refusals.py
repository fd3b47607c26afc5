"""A password that PostgreSQL refuses, and a server that is too old: at the start and in doctor."""

from __future__ import annotations

import asyncio
import base64
import struct
from collections.abc import AsyncIterator, Iterator
from urllib.parse import urlsplit

import psycopg
import pytest

from tests import host
from tests.postgres import MISSING, PostgresServer, at_hand, programs
from tests.wire.doctor_setup import Setup

KEY = base64.b64encode(bytes(32)).decode()
COMMANDS = [("-m", "bot", *words) for words in ((), ("web",), ("doctor",), ("db", "copy"))]


@pytest.fixture(scope="module")
def guarded() -> Iterator[str]:
    """The address, without a password, on a server that asks for one."""
    if not at_hand() or programs() is None:
        pytest.skip(MISSING)
    server = PostgresServer.start()
    if server.folder is None:
        pytest.skip("the server of TEST_POSTGRES_URL isn't ours to change")
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("CREATE ROLE keeper LOGIN PASSWORD 'right'")
        rules = server.folder / "data" / "pg_hba.conf"
        rules.write_text("host all earshot all trust\nhost all all all scram-sha-256\n", "ascii")
        connection.execute("SELECT pg_reload_conf()")
    yield urlsplit(server.url).netloc.rpartition("@")[2]
    server.stop()


@pytest.fixture
async def old_server() -> AsyncIterator[str]:
    """Says that it's PostgreSQL 12, and hangs up: as much of the protocol as that takes."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        (size,) = struct.unpack("!i", await reader.readexactly(4))
        request = await reader.readexactly(size - 4)
        if request == struct.pack("!i", 80877103):  # asks for TLS
            writer.write(b"N")
            (size,) = struct.unpack("!i", await reader.readexactly(4))
            await reader.readexactly(size - 4)
        writer.write(message(b"R", struct.pack("!i", 0)))
        for name, value in (("server_version", "12.22"), ("client_encoding", "UTF8")):
            writer.write(message(b"S", f"{name}\0{value}\0".encode()))
        writer.write(message(b"K", struct.pack("!ii", 1, 1)) + message(b"Z", b"I"))
        await reader.read(100)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    server.close()


def message(kind: bytes, content: bytes) -> bytes:
    return kind + struct.pack("!i", len(content) + 4) + content


async def says(setup: Setup, address: str, command: tuple[str, ...], password: str) -> str:
    url = f"postgresql://keeper:{password}@{address}/postgres"
    if command[-1] == "copy":
        setup.folder.mkdir(exist_ok=True)
        (setup.folder / "data").mkdir()
        made = "from pathlib import Path; from bot.storage.migrate import upgrade; "
        made += "upgrade(Path('data/earshot.db'))"
        assert (await host.runs("-c", made, folder=setup.folder))[0] == 0
    environ = {**setup.environ, "DATABASE_URL": url, "TOKEN_ENCRYPTION_KEYS": KEY}
    code, output = await host.runs(*command, folder=setup.folder, settings=environ)
    assert code == 2, output
    assert "Traceback" not in output
    assert password not in output
    return output


@pytest.mark.parametrize("command", COMMANDS, ids=lambda one: one[-1])
async def test_a_wrong_password_is_refused_in_plain_words(
    setup: Setup, guarded: str, command: tuple[str, ...]
) -> None:
    output = await says(setup, guarded, command, "hunter2")
    assert f"PostgreSQL at {guarded}/postgres refuses the user or the password" in output
    assert "correct them in DATABASE_URL" in output


@pytest.mark.parametrize("command", COMMANDS, ids=lambda one: one[-1])
async def test_a_server_that_is_too_old_is_refused_in_plain_words(
    setup: Setup, old_server: str, command: tuple[str, ...]
) -> None:
    output = await says(setup, old_server, command, "hunter2")
    assert "PostgreSQL 12 is too old" in output
    assert "update it to 13 or newer" in output
