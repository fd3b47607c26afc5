"""`python -m tools.changelog TAG`: print the changelog's section of a release, for its notes.

Fails unless TAG is `v` and the version in pyproject.toml. Uses nothing but the standard library.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class NotReady(Exception):
    """The tag can't be released yet; the text says why."""


def version_of(tag: str, pyproject: str) -> str:
    """Return a tag's version; raises NotReady unless it's the project's."""
    version = str(tomllib.loads(pyproject)["project"]["version"])
    if tag != f"v{version}":
        raise NotReady(f"the tag is {tag}, but pyproject.toml has version {version}")
    return version


def section(changelog: str, version: str) -> str:
    """Return what the changelog says about a version; raises NotReady if it says nothing."""
    parts = re.split(r"^## \[([^\]]+)\].*$", changelog, flags=re.MULTILINE)
    sections = dict(zip(parts[1::2], parts[2::2], strict=True))
    text = sections.get(version, "").strip()
    if not text:
        raise NotReady(f"CHANGELOG.md says nothing about {version}: move what is Unreleased there")
    return text


def main(arguments: list[str]) -> int:
    """Print the section; return 1 and say why if there is none."""
    try:
        version = version_of(arguments[0], (ROOT / "pyproject.toml").read_text("utf-8"))
        print(section((ROOT / "CHANGELOG.md").read_text("utf-8"), version))
    except NotReady as why:
        print(why, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
