"""A throw-away PostgreSQL server for the tests, where PostgreSQL is installed."""

from __future__ import annotations

import atexit
import contextlib
import getpass
import itertools
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg.rows import dict_row

from bot.storage.database import Database
from sandbox.process import free_port

MISSING = "PostgreSQL isn't installed (Debian: postgresql), and TEST_POSTGRES_URL isn't set"
_SKIPPED = 77
"""What the Makefile takes for "can't run here", as other test programs do; not for a failure."""

_OPTIONS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=300",
    "unix_socket_directories=",
    "listen_addresses=127.0.0.1",
)
_names = itertools.count(1)


def programs() -> Path | None:
    """Return the folder with PostgreSQL's programs, None if it isn't installed."""
    on_path = shutil.which("initdb")
    if on_path is not None:
        return Path(on_path).resolve().parent
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda one: one.parts)
    return found[-1].parent if found else None


def at_hand() -> bool:
    """Whether tests on PostgreSQL can run."""
    return bool(os.environ.get("TEST_POSTGRES_URL")) or programs() is not None


@dataclass
class PostgresServer:
    """A server, and the databases that are made on it for single tests."""

    url: str
    process: subprocess.Popen[bytes] | None = None
    folder: Path | None = None
    _templates: set[str] = field(default_factory=set)
    _command: list[str] = field(default_factory=list)

    @classmethod
    def start(cls) -> PostgresServer:
        """Start a server of our own, or use the one in TEST_POSTGRES_URL."""
        given = os.environ.get("TEST_POSTGRES_URL")
        if given:
            return cls(given)
        found = programs()
        if found is None:
            raise RuntimeError(MISSING)
        folder = Path(tempfile.mkdtemp(prefix="earshot-postgres-"))
        user = _hand_over(folder)
        port = free_port()
        as_user = ["setpriv", *_as(user), "--pdeathsig", "INT", "--"]
        data = str(folder / "data")
        how = ["-A", "trust", "-U", "earshot", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        made = subprocess.run(
            [*as_user, str(found / "initdb"), "-D", data, *how],
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            raise RuntimeError(made.stderr)
        options = [word for option in _OPTIONS for word in ("-c", option)]
        command = [*as_user, str(found / "postgres"), "-D", data, "-p", str(port), *options]
        server = cls(f"postgresql://earshot@127.0.0.1:{port}/postgres", folder=folder)
        server._command = command
        atexit.register(server.stop)
        server.run()
        return server

    def run(self) -> None:
        """Start the server, for the first time or again, and wait until it answers."""
        assert self.folder is not None
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(self._command, stdout=log, stderr=log)
        self._wait()

    def goes_away(self) -> None:
        """Shut the server down at once, also while someone is connected; its data stay."""
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        self.process.wait(30)

    def _wait(self) -> None:
        end = time.monotonic() + 60
        while True:
            try:
                self._admin("SELECT 1")
            except psycopg.OperationalError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.05)
            else:
                return

    def stop(self) -> None:
        """Stop it, and delete its files."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(20)
            self.process.kill()
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _admin(self, statement: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement.encode())

    def empty(self) -> str:
        """Make a database without tables; return its address."""
        name = f"earshot_{os.getpid()}_{next(_names)}"
        self._admin(f"CREATE DATABASE {name}")
        return self.address(name)

    async def migrated(self) -> str:
        """Make a database with today's tables, from a template that is migrated once."""
        template = f"earshot_template_{os.getpid()}"
        if template not in self._templates:
            self._admin(f"CREATE DATABASE {template}")
            await (await Database.open(self.address(template))).close()
            self._templates.add(template)
        name = f"earshot_{os.getpid()}_{next(_names)}"
        self._admin(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.address(name)

    def drop(self, url: str) -> None:
        """Delete a database, also while someone is connected."""
        self._admin(f"DROP DATABASE IF EXISTS {urlsplit(url).path[1:]} WITH (FORCE)")

    def address(self, name: str) -> str:
        """Return the address of a database."""
        return urlunsplit(urlsplit(self.url)._replace(path=f"/{name}"))


def _hand_over(folder: Path) -> str:
    """Return who the server runs as; it refuses to run as root."""
    if os.getuid():
        return getpass.getuser()
    user = "postgres"
    shutil.chown(folder, user)
    folder.chmod(0o755)
    return user


def _as(user: str) -> list[str]:
    return [] if os.getuid() else ["--reuid", user, "--regid", user, "--init-groups"]


class Rows:
    """A connection that is used like one of sqlite3: `?` for values."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection

    def execute(self, statement: str, values: Sequence[Any] = ()) -> psycopg.Cursor[Any]:
        """Run a statement."""
        text = statement.replace("%", "%%").replace("?", "%s")
        return self._connection.execute(text.encode(), values)

    def executemany(self, statement: str, values: Sequence[Sequence[Any]]) -> None:
        """Run a statement for each of several rows of values."""
        text = statement.replace("%", "%%").replace("?", "%s")
        with self._connection.cursor() as cursor:
            cursor.executemany(text.encode(), values)


@contextlib.contextmanager
def changing(url: str) -> Iterator[Rows]:
    """A database, to change it by hand."""
    with psycopg.connect(url) as connection:
        yield Rows(connection)


@contextlib.contextmanager
def locked(url: str) -> Iterator[None]:
    """Let another program hold every table as SQLite's writers do: others can only read."""
    with psycopg.connect(url) as connection:
        names = connection.execute(
            "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'"
        ).fetchall()
        tables = ", ".join(str(name) for (name,) in names)
        connection.execute(f"LOCK TABLE {tables} IN EXCLUSIVE MODE".encode())
        yield
        connection.rollback()


def contents(url: str) -> dict[str, list[dict[str, Any]]]:
    """Return every row of every table."""
    with psycopg.connect(url, row_factory=dict_row) as connection:
        names = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        ).fetchall()
        return {
            str(one["tablename"]): connection.execute(
                f'SELECT * FROM "{one["tablename"]}"'.encode()
            ).fetchall()
            for one in names
        }


def rows(url: str, query: str, value: int | str) -> list[dict[str, Any]]:
    """Return rows as dictionaries."""
    with psycopg.connect(url, row_factory=dict_row) as connection:
        return Rows(connection).execute(query, (value,)).fetchall()


if __name__ == "__main__":
    if not at_hand():
        print(f"skipped: the tests on PostgreSQL: {MISSING}")
        raise SystemExit(_SKIPPED)
