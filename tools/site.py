"""`python -m tools.site FOLDER`: put the docs site's pages together in a folder, for Sphinx.

The pages are those of docs/, which read well on GitHub too, and those at the root that belong to
them. Links to files that are no pages show the path instead (with SITE_REPOSITORY, the repository's
web address, they lead there). Uses nothing but the standard library.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
SITE: Final = ROOT / "build" / "site"

FROM_ROOT: Final = {
    f"{path}.md": f"{name}.md"
    for path, name in {
        "README": "index",
        "CONTRIBUTING": "contributing",
        "CODE_OF_CONDUCT": "code-of-conduct",
        "CHANGELOG": "changelog",
        "PRIVACY": "privacy",
        "SECURITY": "reporting",
        "deploy/README": "deploy",
    }.items()
}
"""Pages outside docs/, and what they are called on the site."""

NAVIGATION: Final = {
    "Host it": (
        "hosting",
        "moving-in",
        "upgrading",
        "backup",
        "operations",
        "scaling",
        "deploy",
        "troubleshooting",
        "questions",
        "policy",
        "privacy",
    ),
    "Understand it": (
        "commands",
        "aux",
        "linking",
        "security",
        "attacks",
        "reliability",
        "performance",
    ),
    "Work on it": (
        "contributing",
        "architecture",
        "adding-a-command",
        "translating",
        "reference/README",
        "reference/spotify",
        "reference/discord",
        "reference/threats-and-faults",
        "reference/decisions",
        "reporting",
        "code-of-conduct",
        "changelog",
    ),
}
"""What the side of every page lists."""

_LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(([^()\s]+)\)")
_SOURCE = re.compile(r'(<img [^>]*src=")([^"]+)(")')
_FENCE = re.compile(r"^(```.*?^```)", re.MULTILINE | re.DOTALL)
_MERMAID = re.compile(r"```mermaid\n(.*?)\n```", re.DOTALL)


def pages() -> dict[str, str]:
    """Return each page's path in the repository, and on the site."""
    found = {
        f"docs/{one.relative_to(ROOT / 'docs').as_posix()}": one.relative_to(
            ROOT / "docs"
        ).as_posix()
        for one in sorted((ROOT / "docs").rglob("*.md"))
    }
    return {**found, **FROM_ROOT}


def moved(text: str, path: str, repository: str) -> str:
    """Return a page's text with its links as they must be on the site."""
    known = pages()
    here = PurePosixPath(known[path])

    def target(address: str) -> str | None:
        """Return a link as the site has it; None if it leads to a file that isn't a page."""
        if re.match(r"[a-z]+:|#", address):
            return address
        file, mark, anchor = address.partition("#")
        whole = os.path.normpath(f"{PurePosixPath(path).parent}/{file}")
        inside = known.get(whole, whole.removeprefix("docs/") if "docs/images" in whole else None)
        return None if inside is None else os.path.relpath(inside, here.parent) + mark + anchor

    def link(found: re.Match[str]) -> str:
        new = target(found[3])
        if new is not None:
            return f"{found[1]}[{found[2]}]({new})"
        whole = os.path.normpath(f"{PurePosixPath(path).parent}/{found[3]}")
        return f"[{found[2]}]({repository}/blob/main/{whole})" if repository else found[2]

    def picture(found: re.Match[str]) -> str:
        return found[1] + (target(found[2]) or found[2]) + found[3]

    return "".join(
        part if part.startswith("```") else _SOURCE.sub(picture, _LINK.sub(link, part))
        for part in _FENCE.split(text)
    )


def diagrams() -> list[str]:
    """Return every Mermaid diagram in docs/."""
    files = sorted((ROOT / "docs").rglob("*.md"))
    return [one for file in files for one in _MERMAID.findall(file.read_text("utf-8"))]


def drawing_of(diagram: str) -> Path:
    """Return where a Mermaid diagram's drawing is, if there is one (tools/diagrams.py)."""
    return ROOT / "docs" / "images" / f"diagram-{sha256(diagram.encode()).hexdigest()[:12]}.svg"


def drawn(text: str) -> str:
    """Replace Mermaid diagrams by their drawings; without one, their text stays, folded."""

    def draw(found: re.Match[str]) -> str:
        file = drawing_of(found[1])
        if file.is_file():
            return f'<img class="diagram" src="images/{file.name}" alt="Diagram, told below">'
        return f"```text\n{found[1]}\n```"

    return _MERMAID.sub(draw, text)


def navigation() -> str:
    """Return the tables of contents, which the first page has at its end."""
    blocks = []
    for heading, names in NAVIGATION.items():
        listed = "\n".join(names)
        blocks.append(f"\n```{{toctree}}\n:hidden:\n:caption: {heading}\n\n{listed}\n```\n")
    return "".join(blocks)


def assemble(folder: Path, repository: str) -> None:
    """Write the site's pages into a folder, which is emptied first."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ROOT / "docs", folder, ignore=shutil.ignore_patterns("*.md", "__pycache__"))
    for path, name in pages().items():
        text = drawn(moved((ROOT / path).read_text("utf-8"), path, repository))
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text + (navigation() if path == "README.md" else ""), "utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Write the site's pages into a folder.")
    parser.add_argument("folder", type=Path, help="emptied first")
    assemble(parser.parse_args().folder, os.environ.get("SITE_REPOSITORY", "").rstrip("/"))
