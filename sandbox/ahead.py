"""Runs `python -m bot` with a clock that a test can put forward, so that it need not wait.

Only `time.monotonic` is moved: what the bot keeps for some seconds grows old at once, while the
time of day, which it shares with the simulated services, stays.
"""

from __future__ import annotations

import mmap
import runpy
import struct
import sys
import time
from pathlib import Path

_SECONDS = struct.Struct("d")


def put_forward(file: Path, seconds: float) -> None:
    """Put the clock that is kept in this file forward; the first call makes it."""
    before = _SECONDS.unpack(file.read_bytes())[0] if file.exists() else 0.0
    # In place: the bot has this file in its memory.
    with file.open("r+b" if file.exists() else "wb") as opened:
        opened.write(_SECONDS.pack(before + seconds))


def main() -> None:
    """Run the bot by the clock in the file that is the first argument."""
    file = Path(sys.argv.pop(1))
    with file.open("rb") as opened:
        shared = mmap.mmap(opened.fileno(), _SECONDS.size, access=mmap.ACCESS_READ)
    passed = time.monotonic

    def ahead() -> float:
        return passed() + float(_SECONDS.unpack_from(shared)[0])

    time.monotonic = ahead
    runpy.run_module("bot", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
