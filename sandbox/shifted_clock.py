"""Run `python -m bot` with a clock that a test can advance, so that it doesn't have to wait.

Only `time.monotonic` is shifted. What the bot caches for some seconds expires at once, while the
time of day, which it shares with the simulated services, stays the same.
"""

from __future__ import annotations

import mmap
import runpy
import struct
import sys
import time
from pathlib import Path

_SECONDS = struct.Struct("d")


def advance(file: Path, seconds: float) -> None:
    """Advance the clock stored in this file; the first call creates it."""
    before = _SECONDS.unpack(file.read_bytes())[0] if file.exists() else 0.0
    # In place, because the bot has this file mapped into memory.
    with file.open("r+b" if file.exists() else "wb") as opened:
        opened.write(_SECONDS.pack(before + seconds))


def main() -> None:
    """Run the bot with the clock in the file given as the first argument."""
    file = Path(sys.argv.pop(1))
    with file.open("rb") as opened:
        shared = mmap.mmap(opened.fileno(), _SECONDS.size, access=mmap.ACCESS_READ)
    real_clock = time.monotonic

    def shifted() -> float:
        return real_clock() + float(_SECONDS.unpack_from(shared)[0])

    time.monotonic = shifted
    runpy.run_module("bot", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
