"""A host at a terminal: runs the bot's commands with settings of the test's own alone."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from sandbox.process import clean_environment


def unmeasured() -> dict[str, str]:
    """Return this environment without what measures coverage: that writes files, too."""
    return {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}


async def runs(
    *arguments: str,
    folder: Path,
    settings: Mapping[str, str] | None = None,
    timeout: float = 120,
    obeys_modes: bool = False,
) -> tuple[int | None, str]:
    """Run `python` with these arguments in a folder; return exit code and all that it printed.

    Neither this computer's settings nor a `.env` outside `folder` are seen. `obeys_modes` has even
    root obey the modes of files.
    """
    process = await start(*arguments, folder=folder, settings=settings, obeys_modes=obeys_modes)
    output, _ = await asyncio.wait_for(process.communicate(), timeout)
    return process.returncode, output.decode()


async def start(
    *arguments: str,
    folder: Path,
    settings: Mapping[str, str] | None = None,
    obeys_modes: bool = False,
) -> asyncio.subprocess.Process:
    """Start it as `runs` does, and return the process."""
    with _obeying_ctrl_c():
        return await asyncio.create_subprocess_exec(
            *(_unprivileged() if obeys_modes else ()),
            sys.executable,
            *arguments,
            cwd=folder,
            env=clean_environment(**settings or {}),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
        )


@contextlib.contextmanager
def _obeying_ctrl_c() -> Iterator[None]:
    """Start programs that obey Ctrl-C, also from tests in a shell's background, where none does."""
    before = signal.getsignal(signal.SIGINT)
    if before is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _unprivileged() -> tuple[str, ...]:
    """Return what runs a program that obeys the modes of files: for root, without that power."""
    if os.geteuid() != 0:
        return ()
    if shutil.which("setpriv") is None:
        pytest.skip("as root, needs setpriv (util-linux): root may read every file")
    return ("setpriv", "--bounding-set", "-dac_override,-dac_read_search", "--")
