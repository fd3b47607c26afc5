"""Check a file that is to be restored: whole, Earshot's, not too new, and sealed with our key."""

from __future__ import annotations

import re
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.storage.backup import check_integrity
from bot.storage.cipher import Cipher
from bot.storage.errors import DatabaseUnusable, WrongKey
from bot.storage.keys import fits
from bot.storage.migrate import revisions

_MAGIC = b"SQLite format 3\0"
_HEAD = 100
_LARGEST_PAGE = 65536
_REVISION = re.compile(r"\d{4}(?:_\w+)?")
_OURS = frozenset({"accounts", "settings", "alembic_version"})
_PUT_BACK = (
    "put the key back that belongs to it (token.key next to the database, or "
    "TOKEN_ENCRYPTION_KEYS), then try again"
)


@dataclass(frozen=True, slots=True)
class Contents:
    """What's in a database: how many links there are, and the revision of its schema."""

    links: int
    schema: str

    @property
    def older(self) -> bool:
        """Whether the next start upgrades it."""
        return self.schema != revisions()[-1]


def check_kind(file: Path) -> None:
    """Raise DatabaseUnusable unless it's a SQLite file that can be read and isn't cut off."""
    try:
        mode = file.lstat().st_mode
        if stat.S_ISLNK(mode):
            raise DatabaseUnusable(f"{file} is a link; name the file itself")
        if stat.S_ISDIR(mode):
            raise DatabaseUnusable(f"{file} is a folder; name a file in it")
        if not stat.S_ISREG(mode):
            raise DatabaseUnusable(f"{file} isn't a file; name a backup")
        size = file.stat().st_size
        with file.open("rb") as opened:
            head = opened.read(_HEAD)
    except (FileNotFoundError, NotADirectoryError):
        raise DatabaseUnusable(f"there is no file {file}; check the path") from None
    except OSError as error:
        raise DatabaseUnusable(
            f"{file} can't be read ({error.strerror}); give it to the user of the bot"
        ) from None
    if not size:
        raise DatabaseUnusable(f"{file} is empty; choose another backup")
    if not head.startswith(_MAGIC[: len(head)]):
        raise DatabaseUnusable(f"{file} is no SQLite file; choose one that db backup made")
    if size < _size_in(head) and not has_log(file, "-wal"):
        raise DatabaseUnusable(f"{file} is cut off; copy it again, or choose another backup")


def has_log(file: Path, end: str) -> bool:
    """Whether a database isn't complete without the log beside it, which someone copied too."""
    log = file.with_name(file.name + end)
    return log.is_file() and log.stat().st_size > 0


def _size_in(head: bytes) -> int:
    """Return how long a file should be; SQLite notes that in its header."""
    if len(head) < _HEAD:
        return _HEAD
    page = int.from_bytes(head[16:18], "big")
    counted = int.from_bytes(head[28:32], "big")
    valid = head[24:28] == head[92:96]
    return (_LARGEST_PAGE if page == 1 else page) * (counted if valid else 1)


def examine(file: Path, named: Path, cipher: Cipher | None) -> Contents:
    """Return what's in a database; `named` is what messages call it.

    Raises DatabaseUnusable or WrongKey if a bot couldn't use it. Nothing is changed.
    """
    with _reading(file, named) as database:
        tables = {row[0] for row in database.execute("SELECT name FROM sqlite_master")}
        if not tables:
            raise DatabaseUnusable(f"{named} has no tables; choose another backup")
        if not tables >= _OURS:
            raise DatabaseUnusable(f"{named} is another program's; choose a backup of Earshot")
        check_integrity(database)
        schema = _schema(database, named)
        _check_key(database, named, cipher)
        (links,) = database.execute("SELECT count(*) FROM accounts").fetchone()
        return Contents(int(links), schema)


@contextmanager
def _reading(file: Path, named: Path) -> Iterator[sqlite3.Connection]:
    uri = f"{file.absolute().as_uri()}?mode=ro"
    try:
        with closing(sqlite3.connect(uri, uri=True, timeout=2)) as database:
            yield database
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise DatabaseUnusable(
            f"{named} is damaged ({type(error).__name__}); choose another backup"
        ) from None


def _schema(database: sqlite3.Connection, named: Path) -> str:
    row = database.execute("SELECT version_num FROM alembic_version").fetchone()
    version = str(row[0]) if row else ""
    if version in revisions():
        return version
    if not _REVISION.fullmatch(version):
        raise DatabaseUnusable(f"{named} is another program's; choose a backup of Earshot")
    raise DatabaseUnusable(
        f"{named} was written by a newer Earshot (this one knows schema {revisions()[-1]}); "
        "install that version, or choose an older backup"
    )


def _check_key(database: sqlite3.Connection, named: Path, cipher: Cipher | None) -> None:
    query = "SELECT value FROM settings WHERE scope = 'bot' AND name = 'key_check'"
    check = database.execute(query).fetchone()
    if check is None and not _has_sealed(database):
        return
    if cipher is None:
        raise WrongKey(f"{named} was sealed with a key, and there is none here; {_PUT_BACK}")
    if check is None or not fits(check[0], cipher):
        raise WrongKey(f"{named} was sealed with another key than the one here; {_PUT_BACK}")


def _has_sealed(database: sqlite3.Connection) -> bool:
    tokens = "access_token IS NOT NULL OR refresh_token IS NOT NULL"
    query = f"SELECT 1 FROM accounts WHERE {tokens} LIMIT 1"  # noqa: S608 - words of our own
    return database.execute(query).fetchone() is not None
