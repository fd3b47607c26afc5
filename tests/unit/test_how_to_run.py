"""The command that the host is told to type is the one that works where the bot runs."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from bot import how_to_run


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("EARSHOT_DATA", raising=False)
    monkeypatch.setattr(sys, "argv", ["/somewhere/bot/__main__.py"])
    monkeypatch.setattr(how_to_run, "_DOCKER", tmp_path / ".dockerenv")


def test_installed_it_is_the_programs_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["/home/me/.local/bin/earshot"])
    assert how_to_run.typed("setup") == "earshot setup"
    assert how_to_run.to_start() == "earshot"


def test_in_the_repository_it_is_the_environments_python(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "executable", str(tmp_path / ".venv/bin/python"))
    assert how_to_run.typed("setup") == ".venv/bin/python -m bot setup"
    assert how_to_run.to_start() == ".venv/bin/python -m bot"


def test_elsewhere_it_is_the_whole_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/opt/a b/bin/python")
    assert how_to_run.typed("setup") == "'/opt/a b/bin/python' -m bot setup"


def test_where_the_shell_finds_the_same_python_its_name_is_enough(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "executable", "/venv/bin/python")
    monkeypatch.setattr(shutil, "which", lambda name: f"/venv/bin/{name}")
    assert how_to_run.typed("setup") == "python -m bot setup"


def test_in_the_image_it_is_compose(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".dockerenv").touch()
    assert "docker" not in how_to_run.typed("setup"), "another container with the repository in it"
    monkeypatch.setenv("EARSHOT_DATA", "/data")
    assert how_to_run.typed("setup") == "docker compose run --rm earshot setup"
    assert how_to_run.to_start() == "docker compose up -d"
