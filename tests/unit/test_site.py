"""The docs site: every page is listed, links are moved, and the check finds what's wrong."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tools import site
from tools.site_check import problems, read

ROOT = Path(__file__).parents[2]
_ADDRESS = re.compile(r"https?://[^\s<>()\"'`|]+")


def test_every_page_is_in_the_navigation_once() -> None:
    listed = [one + ".md" for names in site.NAVIGATION.values() for one in names]
    assert sorted([*listed, site.FROM_ROOT["README.md"]]) == sorted(site.pages().values())


@pytest.mark.parametrize(
    ("text", "path", "moved"),
    [
        ("[x](../README@#a)", "docs/hosting@", "[x](index@#a)"),
        ("[x](docs/hosting@#seats)", "README@", "[x](hosting@#seats)"),
        ("[x](security@)", "docs/hosting@", "[x](security@)"),
        ("[x](../docs/scaling@)", "deploy/README@", "[x](scaling@)"),
        ("[x](../../SECURITY@)", "docs/reference/spotify@", "[x](../reporting@)"),
        ("[x](../tests/needs.py)", "docs/hosting@", "[x](https://r/blob/main/tests/needs.py)"),
        ("![x](docs/images/a.png)", "README@", "![x](images/a.png)"),
        ('<img src="docs/images/a.png">', "README@", '<img src="images/a.png">'),
        ("[x](https://example.org/y@)", "README@", "[x](https://example.org/y@)"),
        ("[x](#here)", "README@", "[x](#here)"),
        ("```\n[x](docs/hosting@)\n```", "README@", "```\n[x](docs/hosting@)\n```"),
    ],
)
def test_links_are_moved(text: str, path: str, moved: str) -> None:
    """@ stands for .md: test_references.py would look for these pages."""
    known = [one.replace("@", ".md") for one in (text, path, moved)]
    assert site.moved(known[0], known[1], "https://r") == known[2]


def test_a_link_to_a_file_is_its_text_without_a_repository() -> None:
    assert site.moved("see [x](../Makefile)", "docs/hosting.md", "") == "see x"


def test_pages_are_put_together(tmp_path: Path) -> None:
    site.assemble(tmp_path / "docs", "")
    written = {one.relative_to(tmp_path / "docs").as_posix() for one in tmp_path.rglob("*.md")}
    assert written == set(site.pages().values())
    assert "toctree" in (tmp_path / "docs" / site.FROM_ROOT["README.md"]).read_text("utf-8")
    assert (tmp_path / "docs/images/now-playing.png").is_file()


def test_the_sequence_of_linking_is_drawn_as_it_is_written() -> None:
    """To draw it again: make diagrams. The rooms' drawing may lag behind: its text is shown."""
    page = (ROOT / "docs/linking.md").read_text("utf-8")
    assert "sequenceDiagram" in page
    drawn = site.drawn(page)
    assert "sequenceDiagram" not in drawn
    assert '<img class="diagram"' in drawn


def _page(folder: Path, name: str, body: str) -> None:
    (folder / name).write_text(f"<html><body>{body}</body></html>", "utf-8")


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ('<a href="b.html#there">x</a>', None),
        ('<a href="b.html#gone">x</a>', "no such anchor"),
        ('<a href="#gone">x</a>', "no such anchor"),
        ('<a href="c.html">x</a>', "no such file"),
        ('<a href="https://example.org/x">x</a>', None),
        ('<a href="https://example/x">x</a>', "no sane address"),
        ('<a href="javascript:x()">x</a>', "a scheme"),
        ('<img src="https://example.org/x.png">', "from another site"),
        ('<script src="//example.org/x.js"></script>', "from another site"),
        ('<link rel="stylesheet" href="https://example.org/x.css">', "from another site"),
        ('<link rel="preconnect" href="https://example.org">', "from another site"),
        ('<p style="background: url(https://example.org/x.png)">x</p>', "from another site"),
        ('<link rel="canonical" href="https://example.org/">', None),
        ('<img src="gone.png">', "isn't there"),
    ],
)
def test_the_check_finds_it(tmp_path: Path, body: str, wrong: str | None) -> None:
    _page(tmp_path, "a.html", body)
    _page(tmp_path, "b.html", '<h2 id="there">x</h2>')
    found = list(problems(tmp_path))
    assert (found == []) == (wrong is None)
    assert all(wrong is not None and wrong in one for one in found)


def test_a_style_that_loads_a_font_from_elsewhere_is_found(tmp_path: Path) -> None:
    _page(tmp_path, "a.html", "x")
    (tmp_path / "x.css").write_text('@import "https://fonts.example.org/x"; a {}', "utf-8")
    assert len(list(problems(tmp_path))) == 1


def test_the_built_site_is_whole() -> None:
    """`make docs` builds it with warnings as errors, and checks it too."""
    newest = max(
        os.stat(one).st_mtime for one in (ROOT / "docs").rglob("*") if one.suffix != ".pyc"
    )
    index = site.SITE / "index.html"
    if not index.is_file() or index.stat().st_mtime < newest:
        pytest.skip("the docs site isn't built, or older than the docs: make docs")
    assert list(problems(site.SITE)) == []
    assert len(read(index).links) > 20


def test_addresses_of_other_sites_have_a_sane_shape() -> None:
    pages = [ROOT / one for one in site.pages()]
    wrong = [
        f"{page.relative_to(ROOT)}: {address}"
        for page in pages
        for address in _ADDRESS.findall(page.read_text("utf-8"))
        if not re.fullmatch(r"[\w.-]+|\[::1\]", urlsplit(address.rstrip(".,;:")).hostname or "")
        and "…" not in address
        and "$" not in address
        and not address.endswith(":PORT")
    ]
    assert wrong == []
