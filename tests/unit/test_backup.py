"""A backup is whole and checked, or there is none; what's stored isn't touched."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.storage import backup
from bot.storage.backup import Stopped, back_up
from bot.storage.backup_folder import BackupFolder, BackupPlan
from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.errors import DatabaseBusy, DatabaseFull, DatabaseUnusable, StorageError
from bot.storage.keys import check_key
from bot.storage.restore import restore
from bot.storage.whole_files import own_as
from tests.host import unmeasured
from tests.unit.links import link, save_link

CIPHER = Cipher([bytes(32)])
ROOT = Path(__file__).parents[2]


@pytest.fixture
async def file(tmp_path: Path) -> Path:
    """A database with one link."""
    found = tmp_path / "data" / "earshot.db"
    database = await Database.open(f"sqlite:///{found}")
    await check_key(database, CIPHER)
    await save_link(database, CIPHER, link())
    await database.close()
    return found


def links_in(file: Path) -> int:
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        (found,) = database.execute("SELECT count(*) FROM accounts").fetchone()
        return int(found)


def add(database: sqlite3.Connection, person: int) -> None:
    database.execute(
        "INSERT INTO accounts SELECT ?, ?, spotify_id, display_name, scopes, client_id, "
        "access_token, refresh_token, expires_at, authorized_at, status, version, lease_owner, "
        "lease_until, first_linked_at, reminded, premium FROM accounts WHERE discord_id = 1",
        (person, f"account-{person}"),
    )


def test_a_backup_has_what_is_only_in_the_log_and_is_one_file_of_the_users_own(
    file: Path, tmp_path: Path
) -> None:
    to = tmp_path / "new" / "folder" / "x.db"
    with closing(sqlite3.connect(file, isolation_level=None)) as bot:
        add(bot, 2)
        assert file.with_name("earshot.db-wal").stat().st_size
        back_up(file, to)
    assert links_in(to) == 2
    assert stat.S_IMODE(to.stat().st_mode) == 0o600
    assert stat.S_IMODE(to.parent.stat().st_mode) == 0o700
    assert os.listdir(to.parent) == ["x.db"]


def test_backups_while_much_is_written_are_each_of_one_moment(file: Path, tmp_path: Path) -> None:
    written, stop = [1], threading.Event()

    def write() -> None:
        with closing(sqlite3.connect(file, isolation_level=None, timeout=9)) as bot:
            bot.execute("PRAGMA synchronous=OFF")
            while not stop.is_set():
                add(bot, written[-1] + 1)
                written.append(written[-1] + 1)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(20):
            before = written[-1]
            back_up(file, tmp_path / f"{number}.db")
            assert before <= links_in(tmp_path / f"{number}.db") <= written[-1] + 1
    finally:
        stop.set()
        writer.join()
    assert len(written) > 50


@pytest.mark.parametrize(
    ("to", "words"),
    [
        ("there.db", "is there already; choose another name"),
        ("dangling.db", "is there already"),
        ("folder", "is a folder; add the name of a file"),
        ("there.db/x.db", "isn't a folder"),
    ],
)
def test_nothing_is_overwritten(file: Path, tmp_path: Path, to: str, words: str) -> None:
    (tmp_path / "there.db").write_text("mine")
    (tmp_path / "dangling.db").symlink_to(tmp_path / "nowhere")
    (tmp_path / "folder").mkdir()
    before = sorted(os.listdir(tmp_path))
    with pytest.raises(DatabaseUnusable, match=words):
        back_up(file, tmp_path / to)
    assert (tmp_path / "there.db").read_text() == "mine"
    assert sorted(os.listdir(tmp_path)) == before


class _WritesMeanwhile(threading.Event):
    """Is asked between the steps of a copy, and then writes."""

    def __init__(self, bot: sqlite3.Connection) -> None:
        super().__init__()
        self._bot = bot
        self.times = 0

    def is_set(self) -> bool:
        self.times += 1
        add(self._bot, 1 + self.times)
        return self.times > 300


def test_a_backup_never_starts_over(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "_PAGES", 5)
    with closing(sqlite3.connect(file, isolation_level=None)) as bot:
        writes = _WritesMeanwhile(bot)
        back_up(file, tmp_path / "x.db", writes)
    assert writes.times > 5
    assert links_in(tmp_path / "x.db") == 1, "what was there when it began"


def test_a_file_that_appears_meanwhile_stays(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "check_whole", lambda *_: (tmp_path / "x.db").write_text("mine"))
    with pytest.raises(DatabaseUnusable, match="is there already"):
        back_up(file, tmp_path / "x.db")
    assert (tmp_path / "x.db").read_text() == "mine"


LIMITED = """
import resource, sys
from pathlib import Path
from bot.storage.backup import back_up
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
back_up(Path(sys.argv[1]), Path(sys.argv[2]))
"""


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 0.99])
def test_a_disk_that_takes_no_more_is_said_and_nothing_is_left(
    file: Path, tmp_path: Path, share: float
) -> None:
    to = tmp_path / "backups" / "x.db"
    most = str(int(file.stat().st_size * share))
    command = [sys.executable, "-c", LIMITED, str(file), str(to), most]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=unmeasured())
    last = done.stderr.strip().splitlines()[-1]
    assert "StorageError" not in last
    assert "can't be written" in last or "there is no room" in last, done.stderr
    assert os.listdir(to.parent) == []
    assert links_in(file) == 1


def test_too_little_room_is_noticed_before(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = file.stat().st_size - 1
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("U", (), {"free": free}))
    with pytest.raises(DatabaseFull, match=f"there is no room in {tmp_path}; make room"):
        back_up(file, tmp_path / "x.db")


@pytest.mark.parametrize("damage", ["half", "bytes", "text"])
def test_a_damaged_database_makes_no_backup_and_no_older_one_goes(file: Path, damage: str) -> None:
    folder = BackupFolder(file, BackupPlan(keep=1))
    first = folder.add("nightly")
    whole = bytearray(file.read_bytes())
    if damage == "half":
        whole = whole[: len(whole) // 2]
    elif damage == "bytes":
        whole[4096 * 3 : 4096 * 5] = os.urandom(4096 * 2)
    else:
        whole = bytearray(b"no database" * 1000)
    file.write_bytes(whole)
    with pytest.raises(StorageError, match="is damaged"):
        folder.add("nightly")
    assert [one.file for one in folder.all()] == [first]
    assert links_in(first) == 1


def test_a_stop_gives_the_backup_up(file: Path, tmp_path: Path) -> None:
    stopping = threading.Event()
    stopping.set()
    with pytest.raises(Stopped):
        back_up(file, tmp_path / "backups" / "x.db", stopping)
    assert os.listdir(tmp_path / "backups") == []


def test_the_oldest_of_a_kind_goes_and_nothing_else(file: Path) -> None:
    now = [1_700_000_000.0]
    folder = BackupFolder(file, BackupPlan(keep=2), lambda: now[0])
    by_hand = [folder.add("by-hand") for _ in range(3)]
    before = folder.add("before-upgrade")
    foreign = [
        folder.path / name
        for name in ("other-20200101T000000Z-nightly.db", "earshot-2020-nightly.db", "notes.txt")
    ]
    for one in foreign:
        one.write_text("mine")
    nightly = []
    for _ in range(4):
        now[0] += 86400
        nightly.append(folder.add("nightly"))
    assert {one.file for one in folder.all()} == {*by_hand, before, *nightly[-2:]}
    assert all(one.read_text() == "mine" for one in foreign)
    assert folder.last() == now[0]


def test_a_backup_from_the_future_does_not_keep_others_from_being_made(file: Path) -> None:
    BackupFolder(file, BackupPlan(), lambda: 4_000_000_000.0).add("nightly")
    assert BackupFolder(file, BackupPlan(), lambda: 1_700_000_000.0).last() is None


def test_only_one_process_makes_a_backup_and_a_killed_ones_draft_goes(file: Path) -> None:
    folder = BackupFolder(file, BackupPlan())
    with folder._alone(0), pytest.raises(DatabaseBusy, match="another backup is being made"):
        folder.add("nightly")
    for end in ("", "-journal"):
        (folder.path / f".earshot-20200101T000000Z-nightly.db.0123abcd.part{end}").touch()
    made = folder.add("nightly")
    assert os.listdir(folder.path) == [made.name]


@pytest.fixture
def as_root(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Let root's work be given away; return what was, each time with its real name."""
    given: list[Path] = []

    def chown(file: Path, _user: int, _group: int, *, follow_symlinks: bool = True) -> None:
        given.append(Path(file).resolve() if follow_symlinks else Path(file))

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(os, "chown", chown)
    return given


@pytest.mark.parametrize("link", [os.symlink, os.link])
def test_t10_root_gives_away_no_file_by_another_name(
    tmp_path: Path, as_root: list[Path], link: Callable[[Path, Path], None]
) -> None:
    secret, name = tmp_path / "shadow", tmp_path / "earshot.db.backup"
    secret.touch()
    link(secret, name)
    own_as(name, tmp_path)
    assert secret not in as_root
    assert not as_root or name.is_symlink()
    (tmp_path / "draft").touch()
    own_as(tmp_path / "draft", tmp_path)
    assert as_root[-1] == tmp_path / "draft"


@pytest.mark.parametrize(
    ("lock", "work"),
    [
        ("earshot.db.backup", lambda file, _made: BackupFolder(file, BackupPlan()).add("by-hand")),
        ("earshot.db.bot", lambda file, made: restore(made, file, CIPHER)),
    ],
)
def test_t10_a_lock_that_is_a_link_is_not_opened(
    file: Path, as_root: list[Path], lock: str, work: Callable[[Path, Path], object]
) -> None:
    secret, made = file.parents[1] / "shadow", file.parents[1] / "made.db"
    secret.touch()
    back_up(file, made)
    file.with_name(lock).unlink(missing_ok=True)
    file.with_name(lock).symlink_to(secret)
    with pytest.raises(DatabaseUnusable, match="symbolic links"):
        work(file, made)
    assert secret not in as_root
