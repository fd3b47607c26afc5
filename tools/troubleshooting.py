"""`python -m tools.troubleshooting [--check]`: write what is generated in docs/troubleshooting.md.

Every message that the bot and its pages can show for a failure, from the one table of words
(bot/ui/words), and what the doctor, the settings and the log say to a host. An error or a page that
has no entry in tools/troubles ends this program, and with it `make check`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tools.troubles.page import body

PAGE = Path(__file__).resolve().parent.parent / "docs" / "troubleshooting.md"
BEGIN, END = "<!-- messages: begin -->", "<!-- messages: end -->"


def page(text: str) -> str:
    """Return a page with today's messages between its markers."""
    before, begin, rest = text.partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"docs/troubleshooting.md needs {BEGIN} and {END}")
    return f"{before}{BEGIN}\n\n{body()}\n{END}{after}"


def main(arguments: list[str], file: Path = PAGE) -> int:
    """Write the page; with --check, only say whether it's up to date."""
    old = file.read_text("utf-8")
    new = page(old)
    if "--check" not in arguments:
        file.write_text(new, "utf-8")
        return 0
    fresh = new == old
    print(f"docs/troubleshooting.md is {'up to date' if fresh else 'stale; run: make generated'}")
    return 0 if fresh else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
