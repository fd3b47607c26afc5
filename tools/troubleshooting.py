"""`python -m tools.troubleshooting [--check]`: write what is generated in docs/troubleshooting.md.

Every message that the bot and its pages can show for a failure, from the one table of words
(bot/ui/words), and what the doctor, the settings and the log say to a host. An error or a page that
has no entry in tools/troubles ends this program, and with it `make check`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tools.generated_part import with_part, write_or_check
from tools.troubles.page import body

PAGE = Path(__file__).resolve().parent.parent / "docs" / "troubleshooting.md"
BEGIN, END = "<!-- messages: begin -->", "<!-- messages: end -->"


def page(text: str) -> str:
    """Return a page with today's messages between its markers."""
    return with_part(text, BEGIN, END, f"\n{body()}")


def main(arguments: list[str], file: Path = PAGE) -> int:
    """Write the page; with --check, only say whether it's up to date."""
    return write_or_check(arguments, file, page(file.read_text("utf-8")), PAGE.name)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
