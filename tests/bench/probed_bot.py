"""`python -m bot` that also writes down how late its event loop is.

Run as `python -m tests.bench.probed_bot FILE`: every line of the file is a time (monotonic, which
all processes share) and a delay, in seconds. It can run the bot of any checkout (PYTHONPATH).
"""

from __future__ import annotations

import asyncio
import runpy
import sys
import time
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")
_EVERY = 0.005


async def _watch(found: list[str]) -> None:
    while True:
        due = time.monotonic() + _EVERY
        await asyncio.sleep(_EVERY)
        now = time.monotonic()
        found.append(f"{now} {now - due}\n")


def main() -> None:
    """Run the bot; write the delays when it stops."""
    file, found = Path(sys.argv.pop(1)), list[str]()
    run = asyncio.run

    async def watched(main: Coroutine[Any, Any, T]) -> T:
        watch = asyncio.create_task(_watch(found))
        try:
            return await main
        finally:
            watch.cancel()
            await asyncio.to_thread(file.write_text, "".join(found))

    asyncio.run = lambda main, **options: run(watched(main), **options)
    runpy.run_module("bot", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
