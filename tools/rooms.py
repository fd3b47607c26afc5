"""`python -m tools.rooms [--check]`: draw which room imports which into docs/architecture.md.

The drawing is Mermaid, between two markers on that page. It shows the fewest arrows that imply all
imports: an arrow is left out if a longer path implies it.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from importlib import import_module
from pathlib import Path

import grimp

_PAGE = Path(__file__).resolve().parent.parent / "docs" / "architecture.md"
_BEGIN, _END = "<!-- rooms: begin -->", "<!-- rooms: end -->"
_ROOT = "start"
"""The modules directly in `bot`, which build, start and stop what's in the rooms."""

Arrows = dict[str, set[str]]


def room_of(module: str) -> str | None:
    """Return a module's room: its folder, or None for the top-level packages."""
    parts = module.split(".")
    if parts[0] == "cogs":
        return "cogs"
    if len(parts) == 1:
        return None
    folder = _PAGE.parent.parent / "bot" / parts[1]
    return parts[1] if folder.is_dir() else _ROOT


def arrows() -> Arrows:
    """Return which room imports which."""
    graph = grimp.build_graph("bot", "cogs", cache_dir=None)
    found: Arrows = defaultdict(set)
    for module in graph.modules:
        room = room_of(module)
        for other in graph.find_modules_directly_imported_by(module):
            imported = room_of(other)
            # Small values that every room shares (a clock, a random value) get no arrow.
            if room and imported and imported not in (room, _ROOT):
                found[room].add(imported)
    return found


def _reachable(start: str, ways: Arrows, *, without: tuple[str, str]) -> set[str]:
    seen: set[str] = set()
    todo = [start]
    while todo:
        room = todo.pop()
        for other in ways.get(room, set()):
            if (room, other) != without and other not in seen:
                seen.add(other)
                todo.append(other)
    return seen


def fewest(ways: Arrows) -> list[tuple[str, str]]:
    """Return the arrows that aren't implied by a longer path."""
    return sorted(
        (room, other)
        for room, others in ways.items()
        for other in others
        if other not in _reachable(room, ways, without=(room, other))
    )


def drawing() -> str:
    """Return the drawing as Mermaid, with each room's own sentence below it."""
    ways = arrows()
    rooms = sorted(set(ways) | {other for others in ways.values() for other in others})
    lines = ["```mermaid", "flowchart TD"]
    lines += [f"    {room}[{_label(room)}]" for room in rooms]
    lines += [f"    {room} --> {other}" for room, other in fewest(ways)]
    lines += ["```", ""]
    lines += [f"- `{_label(room)}`: {_sentence(room)}" for room in rooms]
    return "\n".join(lines)


def _label(room: str) -> str:
    return {"cogs": "cogs/", _ROOT: "bot/*.py"}.get(room, f"bot/{room}/")


def _sentence(room: str) -> str:
    if room == _ROOT:
        return "Builds every long-lived object, starts and stops them in order."
    package = import_module("cogs" if room == "cogs" else f"bot.{room}")
    return " ".join((package.__doc__ or "").split())


def page() -> str:
    """Return docs/architecture.md with today's drawing."""
    text = _PAGE.read_text("utf-8")
    before, _, rest = text.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    return f"{before}{_BEGIN}\n{drawing()}\n{_END}{after}"


def main(arguments: list[str]) -> int:
    """Write the drawing; with --check, only say whether it's up to date."""
    new = page()
    if "--check" in arguments:
        current = new == _PAGE.read_text("utf-8")
        print(
            "docs/architecture.md "
            + ("is up to date" if current else "is out of date; run: make generated")
        )
        return 0 if current else 1
    _PAGE.write_text(new, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
