"""The command of docs/adding-a-command.md, added to a copy of the repository, works there."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.needs import once_is_enough

pytestmark = once_is_enough

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "adding-a-command.md").read_text("utf-8")
COPIED = ("bot", "cogs", "docs", "sandbox", "tests", "tools")
LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.mo", "*.png", "browser", "bench")
OF_EVERY_COMMAND = (
    "tests/wire/test_help.py",
    "tests/wire/test_costs.py",
    "tests/unit/test_declarations.py",
)

_STEP = re.compile(
    r"^## \d\. .*?`(?P<path>[\w/]+\.py)`\n.*?^```(?P<kind>diff|python)\n(?P<block>.*?)^```",
    re.MULTILINE | re.DOTALL,
)
STEPS = {one["path"]: (one["kind"], one["block"]) for one in _STEP.finditer(PAGE)}
NEW = "".join(
    line[1:] if kind == "diff" else line
    for kind, block in STEPS.values()
    for line in block.splitlines(keepends=True)
    if kind == "python" or line.startswith("+")
)
"""What the example adds."""


def applied(text: str, diff: str) -> str:
    """Return a text with a diff applied whose hunks have no line numbers, but `@@` between them."""
    for hunk in re.split(r"^@@\n", diff, flags=re.MULTILINE):
        lines = hunk.splitlines(keepends=True)
        before = "".join(one[1:] or "\n" for one in lines if not one.startswith("+"))
        after = "".join(one[1:] or "\n" for one in lines if not one.startswith("-"))
        assert text.count(before) == 1, f"docs/adding-a-command.md: not there once:\n{before}"
        text = text.replace(before, after)
    return text


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository with the example's edits."""
    folder = tmp_path_factory.mktemp("worked") / "earshot"
    for one in COPIED:
        shutil.copytree(ROOT / one, folder / one, ignore=LEFT_OUT)
    for name in ("Makefile", "babel.cfg", "pyproject.toml", "requirements-dev.lock"):
        shutil.copy(ROOT / name, folder)
    for path, (kind, block) in STEPS.items():
        file = folder / path
        file.write_text(applied(file.read_text("utf-8"), block) if kind == "diff" else block)
    return folder


def _run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300)


def _python(folder: Path, *arguments: str) -> str:
    done = _run(folder, sys.executable, "-m", *arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def generated(copy: Path) -> list[str]:
    """What `make generated` says in the copy, with the environment that these tests run in."""
    if shutil.which("make") is None:
        pytest.skip("needs make")
    (copy / "installed").touch()
    here = (f"BIN={Path(sys.executable).parent}", f"PYTHON={sys.executable}", "STAMP=installed")
    done = _run(copy, "make", "generated", *here)
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout.splitlines()


def test_a_command_takes_four_files_at_most() -> None:
    rooms = [path.rpartition("/")[0] for path in STEPS]
    assert rooms == ["cogs", "bot/ui", "tests/wire"]
    assert not [path for path, (kind, _block) in STEPS.items() if kind == "diff" and "test" in path]


def test_it_is_written_as_everything_is(copy: Path) -> None:
    _python(copy, "ruff", "check", "--no-cache", *STEPS)
    _python(copy, "ruff", "format", "--no-cache", "--check", *STEPS)
    _python(copy, "mypy", "--cache-dir", str(copy / "cache"), *(one for one in STEPS))


def test_its_own_test_passes_help_shows_it_and_what_it_declares_is_true(copy: Path) -> None:
    own = [path for path in STEPS if path.startswith("tests/")]
    chosen = ("-k", "up_next or upnext", *own, *OF_EVERY_COMMAND)
    found = _python(copy, "pytest", "-q", "-p", "no:cacheprovider", *chosen)
    assert re.search(r"^8 passed", found, re.MULTILINE), found


def test_the_page_of_commands_has_its_row(copy: Path, generated: list[str]) -> None:
    assert generated
    (row,) = [
        line
        for line in (copy / "docs" / "commands.md").read_text("utf-8").splitlines()
        if line.startswith("| `!upnext` |")
    ]
    for told in ("Show the song that plays next.", "GET /me/player/queue", "`user-read-"):
        assert told in row
    assert "upnext" not in (ROOT / "docs" / "commands.md").read_text("utf-8")


def test_only_its_new_messages_wait_for_a_translation(generated: list[str]) -> None:
    missing = [re.fullmatch(r"(\w+): missing: (.*)", line) for line in generated]
    told = [one for one in missing if one is not None]
    assert {one[2] for one in told} >= {"Show the song that plays next."}
    assert all(f'"{one[2]}"' in NEW for one in told)
    languages = {one.name for one in (ROOT / "bot" / "locale").iterdir() if one.is_dir()}
    assert {one[1] for one in told} == languages
