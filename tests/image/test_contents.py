"""What is in the image that `make image` has built from the Dockerfile."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packaging.utils import canonicalize_name

from tests.image.container import needs_the_image
from tools.image import BILL, KEPT, ROOT

APP, VENV = ROOT / "app", ROOT / "venv"
_COMPILERS = ("ar", "as", "c++", "cc", "clang", "cpp", "g++", "gcc", "git", "ld", "make", "rustc")


@pytest.fixture(autouse=True)
def built() -> None:
    needs_the_image()


def _files(*folders: Path) -> Iterator[Path]:
    return (one for folder in folders for one in folder.rglob("*") if not one.is_symlink())


def test_it_has_no_compiler() -> None:
    folders = ("usr/bin", "usr/sbin", "usr/local/bin", "venv/bin")
    programs = {one.name.partition("-")[0] for name in folders for one in (ROOT / name).iterdir()}
    assert "python3" in programs
    assert programs & set(_COMPILERS) == set()


def test_it_has_no_tests_and_nothing_of_the_repository() -> None:
    names = {one.name for one in _files(APP, VENV)}
    assert {"earshot.po", "earshot.mo", "worker.py"} <= names
    assert names & {"tests", "test", "conftest.py", "sandbox", ".git", ".env", "pip"} == set()
    left = {name for name in names if name.startswith("test_") and name.endswith(".py")}
    assert left <= {"test_utils.py"}, "aiohttp's, for its users' tests"


def test_the_bot_in_it_is_compiled_and_has_every_file() -> None:
    repository = Path(__file__).parents[2]
    for room in ("bot", "cogs"):
        kinds = (".py", ".po", ".html", ".css", ".js", ".svg", ".txt", ".mako")
        wanted = {
            str(one.relative_to(repository))
            for one in (repository / room).rglob("*")
            if one.suffix in kinds
        }
        there = {str(one.relative_to(APP)) for one in _files(APP / room)}
        assert len(wanted) > 15
        assert wanted - there == set(), "run make image again"
        sources = {one for one in there if one.endswith(".py")}
        compiled = {one for one in there if one.endswith(".pyc")}
        assert len(compiled) == len(sources)


def test_only_data_can_be_written_by_the_bot_and_nobody_becomes_another_user() -> None:
    open_folders, powers, owned = set(), [], []
    for one in _files(ROOT):
        status = one.lstat()
        if stat.S_ISDIR(status.st_mode) and status.st_mode & stat.S_IWOTH:
            open_folders.add(str(one.relative_to(ROOT)))
        if stat.S_ISREG(status.st_mode) and status.st_mode & (stat.S_ISUID | stat.S_ISGID):
            powers.append(one)
        if status.st_uid == 10001:
            owned.append(str(one.relative_to(ROOT)))
    assert open_folders - {"tmp", "var/tmp", "run/lock"} == {"data"}
    assert powers == []
    assert owned == ["data"]


def test_the_kept_list_is_of_this_image() -> None:
    kept = json.loads(KEPT.read_text("utf-8"))
    assert kept["folders"] == sorted(one.name for one in ROOT.iterdir())


def test_its_list_names_everything_that_is_in_it() -> None:
    text = BILL.read_text("utf-8")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    kept, purls = json.loads(KEPT.read_text("utf-8")), set[str]()
    for one in json.loads(text)["components"]:
        purls.add(one["purl"].partition("@")[0])
    assert purls == {f"pkg:pypi/{one}" for one in map(canonicalize_name, kept["distributions"])} | {
        f"pkg:deb/debian/{quote(one)}" for one in kept["debian"]
    }
