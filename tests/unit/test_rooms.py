"""The drawing of the rooms, and what docs/architecture.md says of the code."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest

from tools.rooms import BEGIN, END, FLOORS, PAGE, drawing, fewest, imports, main, page

ROOT = Path(__file__).parents[2]
PAGES = (PAGE, ROOT / "docs" / "adding-a-command.md", ROOT / "CONTRIBUTING.md")
TODAY = imports()


def _all_ways(arrows: set[tuple[str, str]]) -> set[tuple[str, str]]:
    while more := {(a, d) for (a, b), (c, d) in product(arrows, arrows) if b == c} - arrows:
        arrows = arrows | more
    return arrows


@pytest.mark.parametrize(
    ("imported", "drawn"),
    [
        ({}, ""),
        ({"a": {"b"}}, "ab"),
        ({"a": {"b", "c"}, "b": {"c"}}, "ab bc"),
        ({"a": {"b", "c", "d"}, "b": {"d"}, "c": {"d"}}, "ab ac bd cd"),
        ({"a": {"b", "c", "d"}, "b": {"c"}, "c": {"d"}}, "ab bc cd"),
        # A circle: of two arrows that follow from each other, one stays.
        ({"a": {"b", "c"}, "b": {"c"}, "c": {"b"}}, "ac bc cb"),
    ],
)
def test_the_fewest_arrows_say_the_same(imported: dict[str, set[str]], drawn: str) -> None:
    found = fewest(imported)
    assert found == [(one[0], one[1]) for one in drawn.split()]
    whole = {(room, other) for room, others in imported.items() for other in others}
    assert _all_ways(set(found)) == _all_ways(whole)


def test_rooms_import_each_other_in_no_circle() -> None:
    ways = _all_ways({(room, other) for room, others in TODAY.items() for other in others})
    assert [room for room, other in ways if room == other] == []


def test_every_room_is_drawn_with_its_sentence() -> None:
    shown = drawing(TODAY)
    rooms = {f"bot/{one.parent.name}" for one in (ROOT / "bot").glob("*/__init__.py")}
    assert rooms < {room for floor in FLOORS.values() for room in floor}
    for room in rooms:
        assert f'["{room}"]' in shown
        assert re.search(rf"^\| `{room}` \| [A-Z`].{{20,}}\. \| .+ \|$", shown, re.MULTILINE)


def test_a_room_without_a_place_in_the_drawing_is_refused() -> None:
    with pytest.raises(ValueError, match="bot/attic"):
        drawing({**TODAY, "bot/attic": {"bot/ui"}})


def test_check_fails_until_an_old_drawing_is_made_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "page"
    file.write_text(f"# Before\n\n{BEGIN}\nan old drawing\n{END}\n\nAfter\n", "utf-8")
    assert main(["--check"], file) == 1
    assert "out of date" in capsys.readouterr().out
    assert "an old drawing" in file.read_text("utf-8")
    assert main([], file) == 0
    assert main(["--check"], file) == 0
    text = file.read_text("utf-8")
    assert "```mermaid" in text
    assert text.startswith("# Before\n")
    assert text.endswith("\nAfter\n")


def test_a_page_without_markers_is_refused() -> None:
    with pytest.raises(ValueError, match="rooms: begin"):
        page("# Nothing to fill")


def _python_files(text: str) -> set[str]:
    return set(re.findall(r"`((?:bot/\w+|cogs|tests|tools|sandbox)/[\w/]+\.py)`", text))


@pytest.mark.parametrize("file", PAGES, ids=lambda one: one.name)
def test_files_that_are_named_are_there(file: Path) -> None:
    # What the worked example adds is not.
    named = _python_files(file.read_text("utf-8")) - {"tests/wire/test_up_next.py"}
    assert {one for one in named if not (ROOT / one).is_file()} == set()


def test_the_two_paths_name_functions_that_are_there() -> None:
    text = PAGE.read_text("utf-8")
    paths = text.partition("## The path of one command")[2].partition("## Where would")[0]
    steps = re.findall(r"`([\w/]+\.py)`, ((?:`\w+`(?: and )?)+)", paths)
    assert len(steps) >= 14
    for path, names in steps:
        code = (ROOT / path).read_text("utf-8")
        for name in re.findall(r"\w+", names.replace(" and ", "")):
            assert f"def {name}(" in code, f"{path} has no {name}"
    assert len({path for path, _names in steps if "link" in path or "web" in path}) >= 4
