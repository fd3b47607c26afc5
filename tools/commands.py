"""`python -m tools.commands [--check]`: writes docs/commands.md from the code."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from bot.declaration import Use
from bot.ui.usage import CommandHelp, declaration_of, describe
from cogs.help import ORDER
from tools.declared import declared_commands

PAGE = Path(__file__).resolve().parent.parent / "docs" / "commands.md"

_HEAD = """# Commands

Generated from the code by `python -m tools.commands`; `make check` fails while it is not up to date.

Every command works with the server's prefix (`!` here), by mentioning the bot, and as a slash command,
in servers, in direct messages and user-installed; those marked "in servers with the bot" look at a server
and are offered only there. `<x>` is needed, `[x]` is not: left empty it means
what you are playing. Instead of words, a Spotify link, a mention (what that person plays) or a reply to
a message (what that message is about) will do.

The last columns tell what a command asks of Spotify at most, when nothing is cached, and which scopes
it asks for on first use; tests measure both. Caches, and what is shared between people, make it less; a
link is read where words would be searched for, and where nothing is named your player is read.
"""

_IMAGES = {
    "Listening": ("now-playing-layout", "top", "recent"),
    "Player": ("queue",),
    "Catalogue": ("search",),
    "Playlists": ("playlist",),
    "Aux": ("aux",),
    "Pictures": ("chart", "card"),
    "Why": ("why",),
    "Help": ("help",),
}
"""Pictures of the demo's chat page, made by the browser tests."""

_MENUS = """
## Right clicks

| on | menu | what it does |
|---|---|---|
| a person | Now playing | what they play, if they share it |
| a message | Play on Spotify | plays the message's first Spotify link; without one, searches for its words |
| a message | Queue | queues every song and album it links to, in order; where an aux is open, puts the first in there; offers to play what can't be queued |
| a message | Save | saves everything it links to; artists and playlists are followed |
| a message | Delete answer | removes one of the bot's answers, for whoever asked for it and for moderators |
"""


def page() -> str:
    """Return the page's text."""
    described = [
        (describe(command), declaration_of(command).uses) for command in declared_commands()
    ]
    known = sorted(described, key=lambda one: (ORDER.index(one[0].group), one[0].name))
    blocks = [_HEAD]
    for group in ORDER:
        rows = [_row(one, uses) for one, uses in known if one.group == group]
        blocks.append(
            f"\n## {group}\n\n"
            "| command | also | what it does | example | asks Spotify | scopes |\n"
            "|---|---|---|---|---|---|\n" + "\n".join(rows) + "\n" + _pictures(group)
        )
    return "".join([*blocks, _MENUS])


def _pictures(group: str) -> str:
    shown = [
        f'<img src="images/{one}.png" width="430" alt="{one}">' for one in _IMAGES.get(group, ())
    ]
    return "\n" + " ".join(shown) + "\n" if shown else ""


def _row(one: CommandHelp, uses: Sequence[Use]) -> str:
    also = ", ".join(f"`{alias}`" for alias in one.aliases)
    scopes = "<br>".join(map(_scopes, uses))
    asks = "<br>".join(map(_asks, uses))
    where = " (in servers with the bot)" if one.for_servers else ""
    return (
        f"| `!{one.usage}` | {also} | {one.summary}{where} | `!{one.example}` | {asks} | {scopes} |"
    )


def _scopes(use: Use) -> str:
    return _how(use) + (", ".join(f"`{scope}`" for scope in sorted(use.scopes)) or "none")


def _asks(use: Use) -> str:
    between = ", " if use.how else "<br>"
    asks = _how(use) + (between.join(map(str, use.requests)) or "nothing")
    return f"{asks} ({use.note})" if use.note else asks


def _how(use: Use) -> str:
    return f"*{use.how}:* " if use.how else ""


def main() -> int:
    """Write the page, or with --check only say whether it is up to date."""
    text = page()
    if "--check" in sys.argv:
        fresh = PAGE.is_file() and PAGE.read_text("utf-8") == text
        print("docs/commands.md is up to date" if fresh else "run: python -m tools.commands")
        return 0 if fresh else 1
    PAGE.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
