"""`python -m tools.commands [--check]`: write docs/commands.md from the code."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from bot.declaration import Use
from bot.ui.usage import CommandHelp, declaration_of, describe
from tools.declared import declared_commands, headings

PAGE = Path(__file__).resolve().parent.parent / "docs" / "commands.md"

_HEAD = """# Commands

Generated from the code by `python -m tools.commands`; `make check` fails if it isn't up to date.

Every command works with the server's prefix (`!` here), by mentioning the bot, and as a slash command;
in servers, in direct messages and user-installed. Those marked "in servers with the bot" are about a
server, so they only work there. `<x>` is required; `[x]` is optional, and without it the command is about
what you're playing. Instead of words you can use a Spotify link, a mention (what that person is playing)
or a reply to a message (what that message is about).

The last columns show the requests a command makes to Spotify at most, when nothing is cached, and the
scopes it asks for on first use; tests measure both. Caching, and requests shared between people, reduce
that. A link is read instead of being searched for, and without any words your player is read.
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
"""Pictures of the demo's chat page, taken by the browser tests."""

_MENUS = """
## Right clicks

| on | menu | what it does |
|---|---|---|
| a person | Now playing | shows what they're playing, if they share it |
| a message | Play on Spotify | plays the message's first Spotify link; without one, searches for its words |
| a message | Queue | queues every song and album it links to, in order; if an aux is open, adds the first to it; offers to play what can't be queued |
| a message | Save | saves everything it links to; artists and playlists are followed |
| a message | Add to the mixtape | puts its songs and albums into the channel's mixtape, as yours |
| a message | Delete answer | deletes one of the bot's answers; for the person who asked for it, and for moderators |
"""


def page() -> str:
    """Return the page's text."""
    described = [
        (describe(command), declaration_of(command).uses) for command in declared_commands()
    ]
    known = sorted(described, key=lambda one: one[0].name)
    blocks = [_HEAD]
    for group in headings():
        rows = [_row(one, uses) for one, uses in known if one.group == group]
        blocks.append(
            f"\n## {group}\n\n"
            "| command | also | what it does | example | requests to Spotify | scopes |\n"
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
    """Write the page; with --check, only say whether it's up to date."""
    text = page()
    if "--check" in sys.argv:
        fresh = PAGE.is_file() and PAGE.read_text("utf-8") == text
        print("docs/commands.md is up to date" if fresh else "run: python -m tools.commands")
        return 0 if fresh else 1
    PAGE.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
