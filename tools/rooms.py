"""`python -m tools.rooms [--check]`: draw which room imports which into docs/architecture.md.

The drawing is Mermaid, between two markers on that page. It shows the fewest arrows that imply all
imports: an arrow is left out if a longer path implies it. Below the drawing is a table: the
first sentence of each room's `__init__`, and everything that it imports.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from importlib import import_module
from pathlib import Path

import grimp

from tools.generated_part import with_part, write_or_check

PAGE = Path(__file__).resolve().parent.parent / "docs" / "architecture.md"
BEGIN, END = "<!-- rooms: begin -->", "<!-- rooms: end -->"

ROOT = "bot/*.py"
"""The modules directly in `bot`, which build, start and stop what's in the rooms."""

FLOORS = {
    "starts and stops": (ROOT, "bot/setup", "bot/status", "bot/config", "bot/doctor"),
    "meets people": ("cogs", "bot/background", "bot/web", "bot/toolkit", "bot/ui"),
    "does the work": (
        "bot/together",
        "bot/music",
        "bot/linking",
        "bot/moving_in",
        "bot/accounts",
        "bot/apps",
        "bot/notifications",
    ),
    "underneath": ("bot/spotify", "bot/http", "bot/storage", "bot/pictures"),
}
"""How the drawing groups the rooms, from top to bottom; a new room needs its place here."""

Imports = dict[str, set[str]]
Arrow = tuple[str, str]


def room_of(module: str) -> str | None:
    """Return a module's room: its folder, or None for `bot` itself."""
    parts = module.split(".")
    if parts[0] == "cogs":
        return "cogs"
    if len(parts) == 1:
        return None
    folder = PAGE.parent.parent / "bot" / parts[1]
    return f"bot/{parts[1]}" if folder.is_dir() else ROOT


def imports() -> Imports:
    """Return which room imports which."""
    graph = grimp.build_graph("bot", "cogs", cache_dir=None)
    found: Imports = defaultdict(set)
    for module in graph.modules:
        room = room_of(module)
        for other in graph.find_modules_directly_imported_by(module):
            imported = room_of(other)
            # Small values that every room shares (a clock, a random value) get no arrow.
            if room and imported and imported not in (room, ROOT):
                found[room].add(imported)
    return dict(found)


def _reaches(start: str, goal: str, arrows: set[Arrow]) -> bool:
    seen, todo = {start}, [start]
    while todo:
        room = todo.pop()
        after = {other for one, other in arrows if one == room} - seen
        seen |= after
        todo += after
    return goal in seen


def fewest(imported: Imports) -> list[Arrow]:
    """Return the fewest arrows from which the others follow.

    They are left out one after another, so that of arrows that imply each other (rooms may form a
    circle, though modules don't) enough stay.
    """
    kept = {(room, other) for room, others in imported.items() for other in others}
    for arrow in sorted(kept):
        if _reaches(*arrow, kept - {arrow}):
            kept.remove(arrow)
    return sorted(kept)


def drawing(imported: Imports) -> str:
    """Return the drawing as Mermaid, and what each room is for and imports."""
    rooms = [room for floor in FLOORS.values() for room in floor]
    ends = set(imported).union(*imported.values())
    if set(rooms) != ends:
        raise ValueError(f"FLOORS and the rooms differ: {sorted(set(rooms) ^ ends)}")
    lines = ["```mermaid", "flowchart TD"]
    for name, floor in FLOORS.items():
        lines.append(f'    subgraph {_node(name)}["{name}"]')
        lines += [f'        {_node(room)}["{room}"]' for room in floor]
        lines.append("    end")
    lines += [f"    {_node(room)} --> {_node(other)}" for room, other in fewest(imported)]
    lines += ["```", "", "| room | what it's for | imports |", "|---|---|---|"]
    lines += [_row(room, imported.get(room, set())) for room in rooms]
    return "\n".join(lines)


def _node(name: str) -> str:
    """Return an ID that Mermaid takes: it has words of its own, such as `end`."""
    letters = name.removeprefix("bot/").replace("*.py", "root")
    return "n_" + letters.replace(" ", "_")


def _row(room: str, imported: set[str]) -> str:
    named = ", ".join(f"`{one.removeprefix('bot/')}`" for one in sorted(imported)) or "none"
    return f"| `{room}` | {_sentence(room)} | {named} |"


def _sentence(room: str) -> str:
    if room == ROOT:
        return "Builds every long-lived object, starts and stops them in order."
    package = import_module(room.replace("/", "."))
    first, _, _rest = " ".join((package.__doc__ or "").split()).partition(". ")
    return first.rstrip(".") + "."


def page(text: str) -> str:
    """Return a page with today's drawing between its markers."""
    return with_part(text, BEGIN, END, drawing(imports()))


def main(arguments: list[str], file: Path = PAGE) -> int:
    """Write the drawing; with --check, only say whether it's up to date."""
    return write_or_check(arguments, file, page(file.read_text("utf-8")), PAGE.name)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
