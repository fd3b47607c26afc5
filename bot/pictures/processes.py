"""Draws pictures in processes of their own, so that drawing never holds up the event loop.

Pillow's and our own code keep Python's lock while they draw, so threads would. A process starts
with the first picture and ends when it has had nothing to do for a while.
"""

from __future__ import annotations

import asyncio
import os
import pickle
import sys
from asyncio import TimerHandle
from asyncio.subprocess import Process
from contextlib import suppress
from pathlib import Path

from bot.pictures.facts import CannotDraw, Facts
from bot.pictures.protocol import ANSWER, LONGEST, MAX_PICTURE, REQUEST, Verdict

_ROOT = str(Path(__file__).parents[2])
_PATIENCE = 20
_IDLE = 180
_GOODBYE = 2
_BUFFER = 1024 * 1024
_PASSED_ON = ("EARSHOT_FONTS", "HOME", "LANG", "LC_", "LD_LIBRARY_PATH", "PATH", "PYTHON", "TMPDIR")
"""How the names of the variables begin that a process may know."""


class NoPicture(Exception):
    """A picture's process ended, took too long or couldn't be started; says which."""


class DrawingProcesses:
    """Draws pictures in at most `most` processes; what is drawn afterwards waits for its turn."""

    def __init__(self, most: int, idle: float = _IDLE, longest: float = LONGEST) -> None:
        self._turns = asyncio.Semaphore(most)
        self._after, self._longest = idle, longest
        self._all: set[Process] = set()
        # The last one used is used next, so that the others may end.
        self._idle: dict[Process, TimerHandle] = {}

    async def draw(self, facts: Facts) -> bytes | None:
        """Return the picture; None if the facts hold no image to draw it from.

        Raises CannotDraw if a character has no font, and NoPicture.
        """
        try:
            async with asyncio.timeout(_PATIENCE):
                await self._turns.acquire()
        except TimeoutError:
            raise NoPicture("too many pictures are asked for at once") from None
        try:
            verdict, picture = await self._drawn(facts)
        finally:
            self._turns.release()
        if verdict == Verdict.NO_FONT:
            raise CannotDraw
        return picture if verdict == Verdict.DRAWN else None

    async def close(self) -> None:
        """End all processes."""
        for timer in self._idle.values():
            timer.cancel()
        self._idle.clear()
        await asyncio.gather(*map(_ended, self._all))

    async def _drawn(self, facts: Facts) -> tuple[int, bytes]:
        process = await self._next()
        try:
            async with asyncio.timeout(self._longest):
                answer = await _ask(process, pickle.dumps(facts))
        except TimeoutError:
            self._drop(process)
            raise NoPicture(f"it took more than {self._longest} s") from None
        except (OSError, EOFError) as error:
            self._drop(process)
            raise NoPicture("its process ended") from error
        except BaseException:
            # What it would still say is no answer to the next request.
            self._drop(process)
            raise
        loop = asyncio.get_running_loop()
        self._idle[process] = loop.call_later(self._after, self._retire, process)
        return answer

    async def _next(self) -> Process:
        while self._idle:
            process, timer = self._idle.popitem()
            timer.cancel()
            if process.returncode is None:
                return process
            self._all.discard(process)
        try:
            process = await _started()
        except OSError as error:
            raise NoPicture(f"no process could be started ({error.strerror})") from error
        self._all.add(process)
        return process

    def _retire(self, process: Process) -> None:
        del self._idle[process]
        self._all.discard(process)
        if process.stdin is not None:
            process.stdin.close()

    def _drop(self, process: Process) -> None:
        self._all.discard(process)
        _kill(process)


async def _started() -> Process:
    """Start a process that has none of the bot's secrets."""
    kept = {name: value for name, value in os.environ.items() if name.startswith(_PASSED_ON)}
    kept["PYTHONPATH"] = os.pathsep.join(filter(None, (_ROOT, kept.get("PYTHONPATH"))))
    pipe, program = asyncio.subprocess.PIPE, ("-P", "-m", "bot.pictures.worker")
    return await asyncio.create_subprocess_exec(
        sys.executable, *program, stdin=pipe, stdout=pipe, env=kept, limit=_BUFFER
    )


async def _ask(process: Process, request: bytes) -> tuple[int, bytes]:
    """Send one request and return the answer; raises OSError or EOFError if the process ends."""
    if process.stdin is None or process.stdout is None:
        raise EOFError
    process.stdin.write(REQUEST.pack(len(request)))
    process.stdin.write(request)
    await process.stdin.drain()
    verdict, length = ANSWER.unpack(await process.stdout.readexactly(ANSWER.size))
    if length > MAX_PICTURE:
        raise EOFError
    return verdict, await process.stdout.readexactly(length)


async def _ended(process: Process) -> None:
    """Let a process end by itself, or else kill it."""
    if process.stdin is not None:
        process.stdin.close()
    try:
        await asyncio.wait_for(process.wait(), _GOODBYE)
    except TimeoutError:
        _kill(process)
        await process.wait()


def _kill(process: Process) -> None:
    with suppress(ProcessLookupError):
        process.kill()
