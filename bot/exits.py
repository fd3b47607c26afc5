"""Exit codes, and waiting instead of ending where a supervisor would start the bot again."""

from __future__ import annotations

import signal
import sys
from types import FrameType

CANNOT_START = 2
"""Only the host can fix it: starting again would change nothing."""


def hold(code: int) -> int:
    """Wait for a stop (SIGTERM, SIGINT), then return `code`.

    For Docker's restart policies, which know no exit code that must not be started again: a
    container that waits does not restart, says why once, and shows as unhealthy.
    """

    def leave(_number: int, _frame: FrameType | None) -> None:
        raise SystemExit(code)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, leave)
    print("Waiting: fix this, then start the container again.", file=sys.stderr, flush=True)
    while True:
        signal.pause()
