"""Installed with pip in an environment of its own: `earshot` does what `python -m bot` does."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from bot.ui.language import translations
from sandbox.process import clean_environment
from tests.conftest import MakeWorld
from tests.drawing_processes import drawing_for, environment_of
from tests.needs import needs_fonts_for

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built as pip does it, without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    options = ("--no-build-isolation", "--no-deps", "--no-index", "--quiet")
    _run(sys.executable, "-m", "pip", "wheel", str(ROOT), *options, "-w", str(folder))
    (built,) = folder.glob("earshot-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment: the wheel, and the libraries of this one."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, with_pip=False)
    python = str(folder / "bin" / "python")
    site = Path(
        _run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip()
    )
    pip = (sys.executable, "-m", "pip", "--python", python, "install")
    _run(*pip, "--no-deps", "--no-index", "--quiet", str(wheel))
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder


def _run(*command: str, cwd: Path | None = None, code: int = 0) -> str:
    environment = clean_environment()
    del environment["PYTHONPATH"]
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


def test_it_takes_no_name_but_its_own(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as opened:
        names = opened.namelist()
    tops = {name.partition("/")[0] for name in names}
    assert {one for one in tops if not one.endswith(".dist-info")} == {"earshot"}
    assert not [name for name in names if "test" in name or "sandbox" in name]


def test_every_file_of_the_bot_is_in_it(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as opened:
        names = set(opened.namelist())
    files = {
        str(one.relative_to(ROOT))
        for room in ("bot", "cogs")
        for one in (ROOT / room).rglob("*")
        if one.is_file() and "__pycache__" not in one.parts and one.suffix != ".mo"
    }
    assert {one.rpartition(".")[2] for one in files} >= {"py", "po", "html", "css"}
    assert {f"earshot/_app/{one}" for one in files} - names == set()


def test_others_may_have_bot_and_cogs(installed: Path, tmp_path: Path) -> None:
    python, earshot = installed / "bin" / "python", installed / "bin" / "earshot"
    there = "import importlib.util as u; print(u.find_spec('bot'), u.find_spec('cogs'))"
    assert _run(str(python), "-c", there, cwd=tmp_path) == "None None\n"
    (site,) = installed.glob("lib/*/site-packages")
    for name in ("bot", "cogs"):
        (site / f"{name}.py").write_text("raise SystemExit('not ours')\n")
    try:
        assert _run(str(earshot), "--help", cwd=tmp_path).startswith("usage: earshot ")
    finally:
        for name in ("bot", "cogs"):
            (site / f"{name}.py").unlink()


def test_the_doctor_says_what_is_missing(installed: Path, tmp_path: Path) -> None:
    said = _run(str(installed / "bin" / "earshot"), "doctor", cwd=tmp_path, code=2)
    assert "DISCORD_TOKEN is missing" in said


async def test_the_bot_works(installed: Path, make_world: MakeWorld) -> None:
    world = await make_world()
    await world.bot.stop()
    for file in world.bot.database.parent.glob("earshot.db*"):
        file.unlink()
    world.bot.program = (str(installed / "bin" / "earshot"),)
    await world.bot.start()
    assert world.rows("alembic_version"), "the migrations are there"
    mira = world.someone()
    mira.person.locale = "de"
    (await mira.uses("nowplaying")).contains(translations("de").gettext("Spotify isn't linked yet"))
    mira = await world.linked()
    mira.plays()
    await mira.selects(await mira.uses("settings mine"), "set:style", ["card"])
    shown = await mira.says("!np")
    needs_fonts_for("窓")
    assert shown.message["attachments"]
    (process,) = drawing_for(world.bot.pid)
    assert f"PYTHONPATH={installed}" in environment_of(process)
