"""Finds the processes that draw for another process, and waits for them to end."""

from __future__ import annotations

import os
import time
from pathlib import Path

_MODULE = b"bot.pictures.worker"


def drawing_for(parent: int) -> list[int]:
    """Return the IDs of the processes that draw for this one; those that have ended don't count."""
    files = Path(f"/proc/{parent}/task").glob("*/children")
    children = [int(child) for file in files for child in file.read_text().split()]
    return [child for child in children if _MODULE in _read(child, "cmdline")]


def environment_of(pid: int) -> str:
    """Return a process's environment."""
    return _read(pid, "environ").decode()


def has_ended(pid: int, within: float = 10) -> bool:
    """Whether a process ends in this time, in seconds."""
    end = time.monotonic() + within
    while time.monotonic() < end:
        # A process that nobody has waited for yet has no command line any more.
        if _MODULE not in _read(pid, "cmdline"):
            return True
        os.sched_yield()
        time.sleep(0.01)
    return False


def _read(pid: int, name: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""
