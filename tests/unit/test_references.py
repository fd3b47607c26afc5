"""Everything that code and docs cite is in the repository: every .md file, and the place in it.

Three ways of citing: a link with an anchor (docs/hosting.md#seats), a numbered section or level
(docs/reference/spotify.md, section 1.4), and the ID of a table's row
(docs/reference/threats-and-faults.md, V2 and C5).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = (".ci", "bot", "cogs", "deploy", "docs", "sandbox", "tests", "tools")
TEXTS = {
    ".py",
    ".md",
    ".toml",
    ".yaml",
    ".yml",
    ".html",
    ".js",
    ".css",
    ".po",
    ".mako",
    ".example",
    "",
}
THREATS = "docs/reference/threats-and-faults.md"

_ID = r"[A-Z]\d{1,2}[a-h]?"
_NUMBER = r"\d+(?:\.\d+)*"
_LIST = r"{0}(?:(?:, | and | to ){0})*"
_CITED = re.compile(
    r"(?P<path>(?:\.{1,2}/)*[\w-][\w./-]*\.md)\b"
    r"(?:#(?P<anchor>[\w-]+)"
    rf"|,? sections? (?P<sections>{_LIST.format(_NUMBER)})"
    rf"|,? levels? (?P<levels>{_LIST.format(_NUMBER)})"
    rf"|, (?P<ids>{_LIST.format(_ID)}))?"
)
_LINK_WITHIN = re.compile(r"\]\(#([\w-]+)\)")
_NEXT_LINE = re.compile(r"\s*\n\s*(?:(?:#|//|\*) )?\s*")
_JOINED = re.compile(r'" / "')
_URL = re.compile(r"https?://[^\s)>\"'`,]+")


class Citation(NamedTuple):
    """A cited file, and where in it: an anchor, a section, a level or a row."""

    path: str
    kind: str = ""
    place: str = ""


def citations(text: str) -> Iterator[Citation]:
    """Return what a text cites, also across line ends; web addresses are left out."""
    flat = _URL.sub(" ", _JOINED.sub("/", _NEXT_LINE.sub(" ", text)))
    for cited in _CITED.finditer(flat):
        path = cited["path"]
        yield Citation(path)
        if cited["anchor"]:
            yield Citation(path, "anchor", cited["anchor"])
        for kind, one in (("sections", _NUMBER), ("levels", _NUMBER), ("ids", _ID)):
            for place in re.findall(one, cited[kind] or ""):
                yield Citation(path, kind, place)


def _without_code(page: str) -> str:
    return re.sub(r"^```.*?^```", "", page, flags=re.MULTILINE | re.DOTALL)


def headings(page: str) -> list[str]:
    """Return a page's headings as readers see them."""
    found = re.findall(r"^#{1,6} +(.+?) *$", _without_code(page), re.MULTILINE)
    return [re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", one).replace("`", "") for one in found]


def anchors(page: str) -> set[str]:
    """Return the anchors that GitHub makes from the headings."""
    return {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in headings(page)}


def rows(page: str) -> set[str]:
    """Return the first cells of a page's tables: IDs and levels."""
    return set(re.findall(r"^\| *([^|]*?) *\|", _without_code(page), re.MULTILINE))


@cache
def _page(file: Path) -> str:
    return file.read_text("utf-8")


def _is_there(cited: Citation, file: Path) -> bool:
    page = _page(file)
    match cited.kind:
        case "anchor":
            return cited.place in anchors(page)
        case "sections":
            return any(one.split()[0] == cited.place for one in headings(page))
        case "levels" | "ids":
            return cited.place in rows(page)
    return True


def _cited_file(path: str, folder: Path) -> Path | None:
    """Return the file by its path from the root, or from the citing file's folder."""
    places = (ROOT / path, folder / path)
    inside = (one.resolve() for one in places if one.is_file())
    return next((one for one in inside if one.is_relative_to(ROOT.resolve())), None)


def missing(text: str, folder: Path) -> list[Citation]:
    """Return what a text in `folder` cites that doesn't exist."""
    return [
        cited
        for cited in citations(text)
        if (file := _cited_file(cited.path, folder)) is None or not _is_there(cited, file)
    ]


def _texts() -> list[Path]:
    files = [one for folder in FOLDERS for one in (ROOT / folder).rglob("*")]
    files += [one for one in ROOT.iterdir() if one.suffix != ".lock"]
    return sorted(
        one
        for one in files
        if one.is_file() and one.suffix in TEXTS and "__pycache__" not in one.parts
        if not one.name.startswith((".coverage", ".git")) and one.name != ".env"
    )


def test_everything_cited_exists() -> None:
    files = _texts()
    found = {one: list(citations(one.read_text("utf-8"))) for one in files}
    cited = [citation for several in found.values() for citation in several]
    for kind in ("anchor", "sections", "levels", "ids"):
        assert any(one.kind == kind for one in cited), f"no {kind} found: is the test blind?"
    assert len({one.path for one in cited}) >= 10
    wrong = {
        str(file.relative_to(ROOT)): bad
        for file in files
        if (bad := missing(_page(file), file.parent))
    }
    assert wrong == {}


def test_links_within_a_page_lead_somewhere() -> None:
    pages = [one for one in _texts() if one.suffix == ".md"]
    wrong = [
        f"{page.relative_to(ROOT)}#{anchor}"
        for page in pages
        for anchor in _LINK_WITHIN.findall(_page(page))
        if anchor not in anchors(_page(page))
    ]
    assert wrong == []


def test_attacks_that_tests_are_named_after_are_in_the_reference() -> None:
    known = rows(_page(ROOT / THREATS))
    named = {
        (file.name, found)
        for file in (ROOT / "tests").rglob("test_*.py")
        for found in re.findall(rf'"""({_ID})(?= at |: )', _page(file))
    }
    assert named, "no test is named after an attack: is the test blind?"
    assert {one for one in named if one[1] not in known} == set()
    silent = {name for name, _ in named if THREATS not in _page(_of_name(name))}
    assert silent == set(), "these name attacks without saying where they are explained"


def _of_name(name: str) -> Path:
    return next((ROOT / "tests").rglob(name))


@pytest.mark.parametrize(
    "page", sorted((ROOT / "docs" / "reference").glob("*.md")), ids=lambda page: page.name
)
def test_the_references_numbers_and_ids_are_unique(page: Path) -> None:
    numbers = [one.split()[0] for one in headings(_page(page)) if one[0].isdigit()]
    ids = re.findall(rf"^\| ({_ID}) \|", _page(page), re.MULTILINE)
    for several in (numbers, ids):
        assert sorted(several) == sorted(set(several))


def test_nothing_reads_outside_the_repository() -> None:
    """A clone stands by itself: what's next to it here exists nowhere else."""
    beside = re.compile(r"parents\[\d\]\.parent\b|[\"'/]work/|\.\./shared|shared/" + "reference")
    found = [
        f"{file.relative_to(ROOT)}: {line.strip()}"
        for file in _texts()
        if file.suffix in {".py", ".toml", ".md", ""} and file != Path(__file__)
        for line in _page(file).splitlines()
        if beside.search(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("text", "bad"),
    [
        ("docs/{}.md, section 1.4", None),
        ("docs/{}.md,\n    section 1.4", None),
        ("# docs/{}.md,\n# sections 1.1 and 1.4", None),
        ("docs/{}.md, section 1.9", "1.9"),
        ("docs/{}.md, sections 1.4, 9.9 and 1.2", "9.9"),
        ("docs/{}.md#15-errors-of-the-accounts-service", None),
        ("[x](docs/{}.md#gone)", "gone"),
        ("https://example.org/{}.md", None),
        ("see {}.md", ""),
        ("../shared/{}.md", ""),
    ],
)
def test_the_test_notices_it(text: str, bad: str | None) -> None:
    found = missing(text.format("reference/spotify"), ROOT / "bot")
    assert [one.place for one in found] == ([] if bad is None else [bad])


@pytest.mark.parametrize(
    ("text", "bad"),
    [
        (f"{THREATS}, " + "V2 and C5.", []),
        (f"{THREATS}, " + "V2, Q7", ["Q7"]),
        ("docs/security.md, " + "levels 4 and 99", ["99"]),
    ],
)
def test_the_test_notices_rows(text: str, bad: list[str]) -> None:
    assert [one.place for one in missing(text, ROOT)] == bad
