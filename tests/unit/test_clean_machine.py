"""The tests on a machine with only what the README names, and a git tree that stays clean."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.needs import FONTS
from tests.pictures import folder

ROOT = Path(__file__).parents[2]
NEED_FONTS = (
    "tests/unit/test_picture_fonts.py::test_every_script_is_drawn_with_letters_not_boxes",
    "tests/unit/test_pictures.py::test_huge_titles_stay_in_place",
    "tests/unit/test_pictures.py::test_a_long_title_takes_two_lines_and_ends_with_an_ellipsis",
    "tests/wire/test_lists.py::test_chart_is_a_picture_with_alt_text_and_all_its_links",
    "tests/wire/test_lists.py::test_chart_by_slash",
    "tests/wire/test_live_card.py::test_the_picture_card",
)
HIDDEN = ("sh", "-c", 'mount -t tmpfs none /usr/share/fonts && exec "$@"', "-")


def _without_fonts(*command: str) -> subprocess.CompletedProcess[str]:
    """Run a command in its own mount namespace, where /usr/share/fonts is empty."""
    if shutil.which("unshare") is None or not Path("/usr/share/fonts").is_dir():
        pytest.skip("needs unshare (util-linux) and /usr/share/fonts")
    whole = ["unshare", "--map-root-user", "--mount", *HIDDEN, *command]
    return subprocess.run(whole, cwd=ROOT, capture_output=True, text=True)


def test_what_needs_fonts_skips_and_says_what_to_install() -> None:
    if _without_fonts("true").returncode != 0:
        pytest.skip("this machine allows no mount namespaces")
    pytest_ = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider")
    done = _without_fonts(*pytest_, *NEED_FONTS)
    assert done.returncode == 0, done.stdout
    assert FONTS in done.stdout
    assert int(re.findall(r"(\d+) skipped", done.stdout)[-1]) >= 20


def test_the_readme_names_what_the_tests_need() -> None:
    tests = (ROOT / "README.md").read_text("utf-8").partition("make test\n")[2].partition("## ")[0]
    assert "chromium" in tests
    for package in (*FONTS.partition("install ")[2].split(), "unicode-data"):
        assert package in tests


def test_only_make_pictures_saves_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EARSHOT_PICTURES", raising=False)
    assert not folder().is_relative_to(ROOT)
    monkeypatch.setenv("EARSHOT_PICTURES", "docs/images")
    assert folder() == Path("docs/images")
    recipes = (ROOT / "Makefile").read_text("utf-8")
    assert recipes.count("EARSHOT_PICTURES=docs/images") == 1
    assert "EARSHOT_PICTURES" in recipes.partition("\npictures:")[2].partition("\n\n")[0]
    written = re.compile(r"docs[/\"' ,]+images")
    files = [*(ROOT / "tests" / "browser").rglob("*.py"), *(ROOT / "tests").glob("*.py")]
    assert len(files) > 5
    assert [str(one) for one in files if written.search(one.read_text("utf-8"))] == []


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
@pytest.mark.parametrize(
    "left",
    [
        ".coverage",
        ".coverage.host.pid1.x",
        ".env",
        ".hypothesis/examples/x",
        ".mypy_cache/x",
        ".pytest_cache/x",
        ".ruff_cache/x",
        ".venv",
        ".venv-docs/x",
        "build/site/index.html",
        "bot/__pycache__/x.pyc",
        "bot/locale/de/LC_MESSAGES/earshot.mo",
        "build/lib/x.py",
        "data/earshot.db-wal",
        "dist/earshot.tar.gz",
        "earshot.egg-info/PKG-INFO",
        "types_x-1-py3-none-any.whl",
    ],
)
def test_files_left_by_tools_are_ignored(left: str) -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a clone")
    # Doesn't look at the disk, so a folder that doesn't exist yet counts too.
    done = subprocess.run(["git", "check-ignore", "--no-index", "-q", left], cwd=ROOT)
    assert done.returncode == 0


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
def test_no_built_files_are_committed() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a clone")
    names = ("*.whl", "*.tar.gz", "dist/*", "build/*")
    done = subprocess.run(["git", "ls-files", "--", *names], cwd=ROOT, capture_output=True)
    assert (done.returncode, done.stdout) == (0, b"")
