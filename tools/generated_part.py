"""The part of a docs page that is generated from the code, between two markers."""

from __future__ import annotations

from pathlib import Path


def with_part(text: str, begin: str, end: str, part: str) -> str:
    """Return a page with a new part between its markers; raises ValueError without them."""
    before, begun, rest = text.partition(begin)
    _old, ended, after = rest.partition(end)
    if not begun or not ended:
        raise ValueError(f"the page needs {begin} and {end}")
    return f"{before}{begin}\n{part}\n{end}{after}"


def write_or_check(arguments: list[str], file: Path, new: str, name: str) -> int:
    """Write the page; with --check, only say whether it's up to date. Return the exit code."""
    fresh = new == file.read_text("utf-8")
    if "--check" not in arguments:
        file.write_text(new, "utf-8")
        return 0
    print(f"docs/{name} is {'up to date' if fresh else 'out of date; run: make generated'}")
    return 0 if fresh else 1
