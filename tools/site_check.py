"""`python -m tools.site_check FOLDER`: check a built docs site.

Every link within it leads somewhere, anchors too; links to other sites have a sane shape (none is
opened); and no page loads anything from another site. Uses nothing but the standard library.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

_LOADING = {
    "img": ("src", "srcset"),
    "script": ("src",),
    "iframe": ("src",),
    "source": ("src", "srcset"),
    "video": ("src", "poster"),
    "form": ("action",),
}
_LOADING_RELS = {"stylesheet", "preload", "preconnect", "dns-prefetch", "icon", "modulepreload"}
_FROM_CSS = re.compile(r"""(?:url\(\s*|@import\s+)["']?\s*((?:https?:)?//[^"')\s]+)""")
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+|127\.0\.0\.1")


@dataclass(slots=True)
class Document:
    """What matters of a page: its anchors, its links, and what it loads."""

    anchors: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.document = Document()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag names, links to or loads."""
        given = {name: value or "" for name, value in attrs}
        found = self.document
        found.anchors |= {given[one] for one in ("id", "name") if one in given}
        if tag == "a" and "href" in given:
            found.links.append(given["href"])
        if tag == "link" and _LOADING_RELS & set(given.get("rel", "").split()):
            found.loads.append(given.get("href", ""))
        found.loads += [given[one] for one in _LOADING.get(tag, ()) if one in given]
        found.loads += _FROM_CSS.findall(given.get("style", ""))


def read(page: Path) -> Document:
    """Return what matters of a page."""
    reader = _Reader()
    reader.feed(page.read_text("utf-8"))
    return reader.document


def problems(folder: Path) -> Iterator[str]:
    """Return everything that's wrong with a built site."""
    site = {page.resolve(): read(page) for page in sorted(folder.rglob("*.html"))}
    if not site:
        yield f"{folder} has no pages"
    for page, document in site.items():
        name = page.relative_to(folder.resolve()).as_posix()
        for address in document.links:
            wrong = _wrong_link(address, page, site)
            if wrong:
                yield f"{name}: {address}: {wrong}"
        for address in document.loads:
            if urlsplit(address).netloc:
                yield f"{name}: loads {address} from another site"
            elif address and not address.startswith("data:") and not _file(address, page).is_file():
                yield f"{name}: loads {address}, which isn't there"
    for style in sorted(folder.rglob("*.css")):
        for address in _FROM_CSS.findall(style.read_text("utf-8")):
            yield f"{style.name}: loads {address} from another site"


def _file(address: str, page: Path) -> Path:
    path = unquote(urlsplit(address).path)
    return (page.parent / path).resolve() if path else page


def _wrong_link(address: str, page: Path, site: dict[Path, Document]) -> str | None:
    parts = urlsplit(address)
    if parts.scheme in ("http", "https"):
        return None if _HOST.fullmatch(parts.hostname or "") else "no sane address"
    if parts.scheme:
        return None if parts.scheme == "mailto" else "a scheme that no page needs"
    target = _file(address, page)
    if target.is_dir():
        target /= "index.html"
    if not target.is_file():
        return "no such file"
    if parts.fragment and target in site and unquote(parts.fragment) not in site[target].anchors:
        return "no such anchor"
    return None


def main(arguments: list[str]) -> int:
    """Print what's wrong; return 1 if anything is."""
    found = list(problems(Path(arguments[0])))
    print("\n".join(found) or f"{arguments[0]}: every link leads somewhere, and all is local")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
