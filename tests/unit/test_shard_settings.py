"""SHARD_COUNT and SHARD_IDS: which shards a process runs, and wrong ones in plain words."""

from __future__ import annotations

import socket

import pytest

from bot.config.settings import load
from bot.doctor.checks import at_start
from tests.unit.test_config import GOOD, problem


def shards(hostname: str, monkeypatch: pytest.MonkeyPatch, **values: str) -> tuple[int, ...] | None:
    monkeypatch.setattr(socket, "gethostname", lambda: hostname)
    return load({**GOOD, **values}).shard_ids


def test_all_shards_unless_some_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shards("laptop", monkeypatch) is None
    assert shards("laptop", monkeypatch, SHARD_COUNT="4") is None
    assert shards("laptop", monkeypatch, SHARD_COUNT="8", SHARD_IDS="0-3, 7") == (0, 1, 2, 3, 7)


@pytest.mark.parametrize(
    ("hostname", "found"),
    [
        ("earshot-0", (0, 1)),
        ("earshot-2", (4,)),
        ("earshot-1.earshot.music.svc.cluster.local", (2, 3)),
        ("node7-earshot-1", (2, 3)),
        ("bot1", (2, 3)),
    ],
)
def test_the_number_of_a_statefulsets_pod_gives_its_shards(
    hostname: str, found: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = {"SHARD_COUNT": "5", "SHARD_IDS": "from-hostname:2"}
    assert shards(hostname, monkeypatch, **wanted) == found


@pytest.mark.parametrize(
    ("hostname", "values", "words"),
    [
        ("laptop", {"SHARD_IDS": "from-hostname:2"}, "needs a SHARD_COUNT too"),
        ("laptop", {"SHARD_COUNT": "4", "SHARD_IDS": "from-hostname:2"}, "no number at its end"),
        ("earshot-2", {"SHARD_COUNT": "4", "SHARD_IDS": "from-hostname:2"}, "2 of them at most"),
        ("laptop", {"SHARD_COUNT": "4", "SHARD_IDS": "2-4"}, "the last one is 3"),
    ],
)
def test_shards_that_do_not_fit_are_explained(
    hostname: str, values: dict[str, str], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: hostname)
    said = problem(**values)
    assert "one setting is wrong" in said
    assert "SHARD_IDS" in said
    assert words in said


def test_two_wrong_settings_are_two_problems() -> None:
    said = problem(SHARD_COUNT="many", SHARD_IDS="all")
    assert "2 settings are wrong" in said


def test_shards_that_nobody_can_run_are_said_at_start() -> None:
    some = load({**GOOD, "SHARD_COUNT": "2", "SHARD_IDS": "0"})
    assert any("1 of 2 shards" in one.what for one in at_start(some))
    whole = load({**GOOD, "SHARD_COUNT": "2", "SHARD_IDS": "0-1"})
    assert not [one for one in at_start(whole) if one.check == "shards"]
