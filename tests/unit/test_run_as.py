"""PUID and PGID: who a start as root becomes in the image, and whom the data are given to.

tests/image has the same in the image itself.
"""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from typing import Never

import pytest

from bot import run_as
from bot.__main__ import main
from bot.run_as import CannotRunAs, User, give, leave_root

IMAGE = {"EARSHOT_DATA": "/nowhere"}


class Started(Exception):
    """The program was started again."""


@pytest.fixture
def acts(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, object]]:
    """A start as root: what the program does about it, in order."""
    done = list[tuple[str, object]]()

    def again(program: str, _arguments: list[str]) -> Never:
        done.append(("start again", program))
        raise Started

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(os, "getgroups", lambda: [0, 2000])
    monkeypatch.setattr(os, "execv", again)
    for name in ("setgroups", "setgid", "setuid"):
        monkeypatch.setattr(os, name, lambda value, name=name: done.append((name, value)))
    monkeypatch.setenv("HOME", "/root")
    return done


@pytest.mark.parametrize(
    ("said", "user"),
    [
        ({}, User(10001, 10001)),
        ({"PUID": "", "PGID": " "}, User(10001, 10001)),
        ({"PUID": "99", "PGID": "100"}, User(99, 100)),
        ({"PUID": "1000"}, User(1000, 10001)),
        ({"PUID": "1000", "PGID": "0"}, User(1000, 0)),
        ({"PUID": "4294967294"}, User(4294967294, 10001)),
    ],
)
def test_root_becomes_the_user_and_starts_again(
    said: dict[str, str], user: User, acts: list[tuple[str, object]]
) -> None:
    with pytest.raises(Started):
        leave_root({**IMAGE, **said})
    assert acts == [
        ("setgroups", [2000]),
        ("setgid", user.gid),
        ("setuid", user.uid),
        ("start again", sys.executable),
    ]
    assert os.environ["HOME"] == "/"


@pytest.mark.parametrize(
    "said", ["abc", "-1", "1.5", "0x63", "99:100", '"99"', "٩٩", "²", "nobody", "4294967295"]
)
@pytest.mark.parametrize(("name", "option"), [("PUID", "id -u"), ("PGID", "id -g")])
def test_what_is_no_number_is_said_and_nothing_done(
    name: str, option: str, said: str, acts: list[tuple[str, object]]
) -> None:
    with pytest.raises(CannotRunAs) as refused:
        leave_root({**IMAGE, name: said})
    assert acts == []
    assert str(refused.value).startswith(f"{name} is {said!r}, which isn't the number of a ")
    assert f"`{option}`" in str(refused.value)


def test_the_bot_ends_with_2_and_these_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("EARSHOT_DATA", "/nowhere")
    monkeypatch.setenv("PUID", "nobody")
    assert main(["doctor"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("PUID is 'nobody'")


@pytest.mark.parametrize(
    ("mapped", "refused"),
    [("         0          0 4294967295\n", True), ("0 1000 1\n1 100000 65536\n", False)],
)
def test_puid_0_is_root_unless_the_container_is_rootless(
    mapped: str, refused: bool, acts: list[tuple[str, object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "read_text", lambda *_: mapped)
    said = {**IMAGE, "PUID": "0", "PGID": "0"}
    if refused:
        with pytest.raises(CannotRunAs, match="PUID is 0, which is root"):
            leave_root(said)
    else:
        leave_root(said)
    assert acts == []


def test_outside_the_image_nothing_happens(acts: list[tuple[str, object]]) -> None:
    leave_root({"PUID": "99", "PGID": "nonsense"})
    assert acts == []


@pytest.mark.parametrize(
    ("said", "noted"),
    [
        ({}, False),
        ({"PUID": "2000", "PGID": "2000"}, False),
        ({"PUID": "2000"}, False),
        ({"PUID": "99", "PGID": "100"}, True),
        ({"PGID": "100"}, True),
    ],
)
def test_a_container_that_is_started_as_a_user_stays_that(
    said: dict[str, str],
    noted: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 2000)
    monkeypatch.setattr(os, "getegid", lambda: 2000)
    leave_root({**IMAGE, **said})
    assert ("was started as 2000:2000, and stays that" in capsys.readouterr().err) is noted


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.EPERM, "CHOWN, DAC_OVERRIDE, SETGID and SETUID"), (errno.EINVAL, "don't exist in")],
)
def test_what_root_may_not_do_is_said(
    number: int, words: str, acts: list[tuple[str, object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: int) -> Never:
        raise OSError(number, "refused")

    monkeypatch.setattr(os, "setgid", refuse)
    with pytest.raises(CannotRunAs, match=words) as refused:
        leave_root({**IMAGE, "PUID": "99", "PGID": "100"})
    assert 'start the container as user "99:100"' in str(refused.value)


def test_a_share_without_owners_is_noted_and_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object, **__: object) -> Never:
        raise PermissionError(errno.EPERM, "refused")

    monkeypatch.setattr(os, "chown", refuse)
    give(tmp_path, User(99, 100))
    assert f"{tmp_path} can't be given to 99:100" in capsys.readouterr().err


def test_what_is_right_is_not_touched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "earshot.db").touch()
    monkeypatch.delattr(os, "chown")
    give(tmp_path, User(os.geteuid(), tmp_path.stat().st_gid))
    give(tmp_path / "nowhere", User(99, 100))


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root: only it gives files away")
def test_everything_is_given_but_nothing_behind_links(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "passwd").touch()
    data = tmp_path / "data"
    (data / "backups" / "old").mkdir(parents=True)
    for name in ("earshot.db", "token.key", "backups/old/1.db"):
        (data / name).touch(0o600)
    (data / "file").symlink_to(outside / "passwd")
    (data / "folder").symlink_to(outside)
    give(data, User(99, 100))
    inside = [data, *data.rglob("*")]
    assert len(inside) == 8
    assert {(one.lstat().st_uid, one.lstat().st_gid) for one in inside} == {(99, 100)}
    assert {one.stat().st_uid for one in (outside, outside / "passwd")} == {0}


def test_the_user_is_the_images() -> None:
    image = (Path(__file__).parents[2] / "Dockerfile").read_text("utf-8")
    assert f"USER {run_as._IMAGE_USER}:{run_as._IMAGE_USER}\n" in image
