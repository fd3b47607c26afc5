"""How the host types a command of the bot's here: installed, from the repository, in Docker."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from pathlib import Path

_DOCKER = Path("/.dockerenv")


def typed(words: str = "") -> str:
    """Return what to type in a terminal, such as `.venv/bin/python -m bot setup` for "setup".

    From the repository it works in the folder that the bot was started in.
    """
    if Path(sys.argv[0]).name == "earshot":
        return f"earshot {words}".strip()
    if _is_our_image():
        return f"docker compose run --rm earshot {words}".strip()
    return f"{_python()} -m bot {words}".strip()


def to_start() -> str:
    """Return what to type to start the bot."""
    return "docker compose up -d" if _is_our_image() else typed()


def _is_our_image() -> bool:
    """Whether this runs in Docker, from the image (its Dockerfile says where the data are)."""
    return "EARSHOT_DATA" in os.environ and _DOCKER.exists()


def _python() -> str:
    """Return the interpreter as it's typed: only the one that runs now has all that's needed."""
    running = Path(sys.executable)
    for name in ("python", "python3"):
        found = shutil.which(name)
        if found is not None and Path(found) == running:
            return name
    here = Path.cwd()
    inside = running.is_relative_to(here)
    return shlex.quote(os.fspath(running.relative_to(here) if inside else running))
