"""`python -m tools.reliability FIGURES`: put what `make soak` measured into docs/reliability.md.

A row that was measured replaces the same row from before; the others stay, with their own dates.
"""

from __future__ import annotations

import datetime
import json
import re
import sys
from pathlib import Path

from tools.generated_part import with_part

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reliability.md"
_BEGIN, _END = "<!-- measured by make soak -->", "<!-- end of what was measured -->"
_HEAD = "| row | what was done | measured | goal | on |\n|---|---|---|---|---|"


def main(arguments: list[str]) -> int:
    """Write the page; return the exit code."""
    figures = [json.loads(line) for line in Path(arguments[0]).read_text("utf-8").splitlines()]
    page = PAGE.read_text("utf-8")
    kept = page.partition(_BEGIN)[2].partition(_END)[0]
    rows = {_key(line): line for line in kept.splitlines() if line.startswith("| **")}
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    for row, what, measured, goal in figures:
        rows[row] = f"| **{row}** | {what} | {measured} | {goal} | {today} |"
    table = "\n".join([_HEAD, *(rows[key] for key in sorted(rows, key=_order))])
    PAGE.write_text(with_part(page, _BEGIN, _END, table), "utf-8")
    print(f"rows measured, now in {PAGE.name}: {len(figures)}")
    return 0


def _key(line: str) -> str:
    return line.split("**")[1]


def _order(row: str) -> tuple[str, int]:
    return row[0], int(re.sub(r"\D", "", row) or 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
