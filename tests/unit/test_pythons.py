"""Every supported Python version can be installed on, and all places list the same ones."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
SUPPORTED = re.findall(r"3\.\d+", MAKEFILE.partition("PYTHONS := ")[2].partition("\n")[0])
MAKE = shutil.which("make")


def _locked(name: str) -> dict[str, Requirement]:
    lines = re.findall(r"^([a-z0-9].*==.*?) \\$", (ROOT / name).read_text("utf-8"), re.MULTILINE)
    found = [Requirement(line) for line in lines]
    return {canonicalize_name(one.name): one for one in found}


def _environment(python: str) -> dict[str, str]:
    return {"python_version": python, "python_full_version": f"{python}.9", "extra": ""}


def test_all_places_name_the_same_pythons() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    beginning = "Programming Language :: Python :: "
    assert [one.removeprefix(beginning) for one in project["classifiers"]] == SUPPORTED
    allowed = SpecifierSet(project["requires-python"])
    assert all(f"{one}.0" in allowed for one in SUPPORTED)
    before, after = (int(SUPPORTED[place].partition(".")[2]) for place in (0, -1))
    assert f"3.{before - 1}.9" not in allowed
    assert f"3.{after + 1}.0" not in allowed
    span = f"Python {SUPPORTED[0]} to {SUPPORTED[-1]}"
    assert span in (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize("python", SUPPORTED)
@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_the_lock_has_all_that_this_python_needs(name: str, python: str) -> None:
    locked, missing, looked_at = _locked(name), [], 0
    environment = _environment(python)
    for package in locked.values():
        if package.marker and not package.marker.evaluate(environment):
            continue
        try:
            wanted = metadata.requires(package.name) or []
        except metadata.PackageNotFoundError:
            continue  # what only other Pythons or systems need isn't installed here
        looked_at += 1
        for text in wanted:
            need = Requirement(text)
            if need.marker and not need.marker.evaluate(environment):
                continue
            have = locked.get(canonicalize_name(need.name))
            if have is None or (have.marker and not have.marker.evaluate(environment)):
                missing.append(f"{package.name} needs {text}")
    assert looked_at > 20
    assert missing == []


def _fake_python(folder: Path, version: str) -> Path:
    """Create a program that the Makefile takes for Python `version`, and that does nothing."""
    fake = folder / f"python{version}"
    fake.write_text(f"#!/bin/sh\necho {version}\n")
    fake.chmod(0o755)
    return fake


def _make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    for name in ("Makefile", "requirements.lock", "requirements-dev.lock"):
        shutil.copy(ROOT / name, folder)
    return subprocess.run(
        [str(MAKE), "--no-print-directory", *arguments], cwd=folder, capture_output=True, text=True
    )


@pytest.mark.skipif(MAKE is None, reason="needs make")
@pytest.mark.parametrize("version", ["2.7", "3.10", "3.15"])
def test_make_install_refuses_other_pythons_in_one_line(tmp_path: Path, version: str) -> None:
    fake = _fake_python(tmp_path, version)
    done = _make(tmp_path, "install", f"PYTHON={fake}")
    assert done.returncode != 0
    assert done.stdout.splitlines() == [
        f"Earshot runs on Python {SUPPORTED[0]} to {SUPPORTED[-1]}, but {fake} is {version}. "
        "Choose another: make install PYTHON=python3.12"
    ]
    assert not (tmp_path / ".venv").exists()


@pytest.mark.skipif(MAKE is None, reason="needs make")
def test_make_install_says_when_there_is_no_python(tmp_path: Path) -> None:
    done = _make(tmp_path, "install", "PYTHON=nowhere/python3")
    assert done.returncode != 0
    assert "but nowhere/python3 is not there" in done.stdout


@pytest.mark.skipif(MAKE is None, reason="needs make")
@pytest.mark.parametrize("version", SUPPORTED)
def test_make_install_accepts_every_supported_python(tmp_path: Path, version: str) -> None:
    fake = _fake_python(tmp_path, version)
    done = _make(tmp_path, "-n", "install", f"PYTHON={fake}")
    assert done.returncode == 0, done.stderr
    assert f".venv/.installed-{version}" in done.stdout
    assert "--require-hashes -r requirements-dev.lock" in done.stdout


def test_the_locks_are_made_for_every_python() -> None:
    recipe = MAKEFILE.partition("LOCKED := ")[2].partition("\n")[0]
    assert "--universal" in recipe
    assert f"--python-version {SUPPORTED[0]}" in recipe
