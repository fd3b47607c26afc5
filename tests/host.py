"""A host at a terminal: runs the bot's commands with settings of the test's own alone."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from sandbox.process import environment_of_its_own


async def runs(
    *arguments: str,
    folder: Path,
    settings: Mapping[str, str] | None = None,
    timeout: float = 60,
    user: int | None = None,
) -> tuple[int | None, str]:
    """Run `python` with these arguments in a folder; return exit code and all that it printed.

    Neither this computer's settings nor a `.env` outside `folder` are seen. `user` runs it as
    another user (needs root).
    """
    process = await start(*arguments, folder=folder, settings=settings, user=user)
    output, _ = await asyncio.wait_for(process.communicate(), timeout)
    return process.returncode, output.decode()


async def start(
    *arguments: str,
    folder: Path,
    settings: Mapping[str, str] | None = None,
    user: int | None = None,
) -> asyncio.subprocess.Process:
    """Start it as `runs` does, and return the process."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *arguments,
        cwd=folder,
        env=environment_of_its_own(**settings or {}),
        user=user,
        group=user,
        extra_groups=None if user is None else [],
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,
    )


def is_root() -> bool:
    """Say whether file permissions mean nothing to this process."""
    return os.geteuid() == 0
