"""Exit codes, and waiting where ending would make a supervisor restart the bot for nothing."""

from __future__ import annotations

import signal
import sys
from types import FrameType

CANNOT_START = 2
"""The exit code when only the host can fix it, so that a restart would change nothing."""


def hold(code: int) -> int:
    """Wait for SIGTERM or SIGINT, then return `code`.

    Docker's restart policies have no exit code that means "don't restart". A container that waits
    isn't restarted, says why once, and shows as unhealthy.
    """

    def leave(_number: int, _frame: FrameType | None) -> None:
        raise SystemExit(code)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, leave)
    print("Waiting: fix this, then start the container again.", file=sys.stderr, flush=True)
    while True:
        signal.pause()
