"""The figures that fault tests measure; `make soak` writes them into docs/reliability.md."""

from __future__ import annotations

import json
import os
from pathlib import Path

SOAK = os.environ.get("EARSHOT_SOAK") == "1"
"""Whether this is a long run (`make soak`)."""

_FILE = os.environ.get("EARSHOT_FIGURES")


def count(few: int, many: int) -> int:
    """Return how often something is done: a few times in `make test`, often in `make soak`."""
    return many if SOAK else few


def figure(row: str, what: str, measured: str, goal: str) -> None:
    """Print what was measured for a row of the reference, and keep it for the report."""
    print(f"{row}: {what}: {measured} (goal: {goal})")
    if _FILE is not None:
        line = json.dumps([row, what, measured, goal], ensure_ascii=False)
        with Path(_FILE).open("a", encoding="utf-8") as kept:
            kept.write(line + "\n")
