"""What is measured of a database's disk, and what isn't told when it can't be."""

from __future__ import annotations

import asyncio
import os
import threading
import urllib.request
from collections.abc import Mapping
from pathlib import Path

import pytest
from prometheus_client import generate_latest

from bot.loop_lag import LoopLag
from bot.metrics import Metrics
from bot.storage.backup_folder import BackupFolder, BackupPlan
from bot.storage.disk_condition import DiskCondition
from bot.storage.only_process import claim
from sandbox.process import free_port

NOON = 1_700_049_600.0


def condition(file: Path, keep: int = 7) -> DiskCondition:
    def clock() -> float:
        return NOON

    return DiskCondition(BackupFolder(file, BackupPlan(keep), clock), clock)


def test_without_a_log_its_size_is_nothing(tmp_path: Path) -> None:
    assert condition(tmp_path / "earshot.db").wal_bytes() == 0
    (tmp_path / "earshot.db-wal").write_bytes(b"x" * 300)
    assert condition(tmp_path / "earshot.db").wal_bytes() == 300


def test_the_log_is_beside_the_file_that_a_link_leads_to(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "disk/earshot.db-wal").write_bytes(b"x")
    (tmp_path / "earshot.db").symlink_to("disk/earshot.db")
    assert condition(tmp_path / "earshot.db").wal_bytes() == 1


def test_a_folder_that_is_gone_tells_nothing(tmp_path: Path) -> None:
    gone = condition(tmp_path / "gone" / "earshot.db")
    assert gone.free_bytes() is None
    assert gone.backup_age() is None


def test_without_a_backup_its_age_counts_from_when_a_bot_first_had_the_file(
    tmp_path: Path,
) -> None:
    file = tmp_path / "earshot.db"
    os.close(claim(file))
    os.utime(tmp_path / "earshot.db.bot", (NOON - 500, NOON - 500))
    os.close(claim(file))
    assert condition(file).backup_age() == 500
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups/earshot-20231115T115900Z-by-hand.db").touch()
    assert condition(file).backup_age() == 60
    assert condition(file, keep=0).backup_age() is None, "the host makes them in another way"


def test_a_gauge_that_cannot_be_read_is_left_out_and_the_others_stay(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fails() -> Mapping[str, float]:
        raise OSError("/home/mira/data")

    metrics = Metrics()
    metrics.watch("earshot_disk_free_bytes", "disk", fails)
    metrics.watch("earshot_database_wal_bytes", "disk", lambda: {"": 5.0})
    page = generate_latest(metrics.registry).decode()
    assert "\nearshot_database_wal_bytes 5.0" in page
    assert "\nearshot_disk_free_bytes " not in page
    assert "OSError" in caplog.text
    assert "mira" not in caplog.text


async def test_a_disk_that_hangs_holds_up_nothing_but_the_one_who_asks() -> None:
    asked, answers = threading.Event(), threading.Event()

    def hangs() -> Mapping[str, float]:
        asked.set()
        assert threading.current_thread() is not threading.main_thread()
        return {"": float(answers.wait(10))}

    metrics, port = Metrics(), free_port()
    metrics.watch("earshot_disk_free_bytes", "disk", hangs)
    with metrics.served("127.0.0.1", port):
        scraped = asyncio.create_task(asyncio.to_thread(page_of, port))
        await asyncio.to_thread(asked.wait, 10)
        # The loop goes on: otherwise this line would come after the ten seconds, with a 0.
        answers.set()
        assert "\nearshot_disk_free_bytes 1.0" in await scraped


def page_of(port: int) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
        text: str = answer.read().decode()
    return text


async def test_the_loop_is_measured_as_late_as_it_is() -> None:
    late: list[float] = []
    measured = asyncio.Event()

    def observe(seconds: float) -> None:
        late.append(seconds)
        measured.set()

    with LoopLag(observe, every=0.01).measured():
        await measured.wait()
        measured.clear()
        threading.Event().wait(0.3)
        await measured.wait()
    assert max(late) > 0.2
    measured.clear()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(measured.wait(), 0.1)
