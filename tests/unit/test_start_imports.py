"""A start imports only what every start needs: in a fresh interpreter, as the bot does it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from bot.storage.migrate import SCRIPTS, revisions, upgrade

_START = """
import sys
from pathlib import Path
import bot.__main__, bot.config.settings, bot.logs, bot.run, bot.ui.language
from bot.storage.inspect import inspect
from bot.storage.migrate import upgrade

file = Path(sys.argv[1])
print(inspect(file, None))
upgrade(file)
print(*sys.modules)
"""


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> frozenset[str]:
    """What is imported by a start on a database that has the newest schema."""
    file = tmp_path_factory.mktemp("data") / "earshot.db"
    upgrade(file)
    command = [sys.executable, "-c", _START, str(file)]
    root = Path(__file__).parents[2]
    ran = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    condition, modules = ran.stdout.splitlines()
    assert condition == "sound"
    return frozenset(modules.split())


@pytest.mark.parametrize(
    "module",
    [
        "alembic",
        "bot.doctor.command",
        "bot.pictures.card",
        "bot.pictures.chart",
        "fontTools",
        "mako",
        "PIL",
        "sqlalchemy.dialects.postgresql",
    ],
)
def test_left_out(imported: frozenset[str], module: str) -> None:
    assert "bot.client" in imported
    assert module not in imported


def test_revisions_are_those_of_the_scripts() -> None:
    walked = [script.revision for script in ScriptDirectory(str(SCRIPTS)).walk_revisions()]
    assert revisions() == walked[::-1]
