"""Reads a lock file: each distribution with its version, marker, hashes, and who needs it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_VIA = re.compile(r"# +(?:via )?([\w.\[\]-]+)( \(.*\))?$")


class NotALock(ValueError):
    """A line that isn't of a lock file; the text quotes it."""


@dataclass(frozen=True, slots=True)
class Locked:
    """One distribution; `needed_by` are others, and "earshot" for what the project asks for."""

    name: str
    version: str
    marker: Marker | None
    hashes: Sequence[str]
    needed_by: Sequence[str]


def read_lock(text: str) -> list[Locked]:
    """Return what a lock file has; raises NotALock for anything but `name==version` with hashes.

    So there's no address, no path, no option, and nothing without a hash in what this accepts.
    """
    return [_one(lines) for lines in _entries(text)]


def _entries(text: str) -> Iterator[list[str]]:
    entry: list[str] = []
    for line in text.splitlines():
        if line.startswith("#") or not line.strip():
            continue
        if not line.startswith(" "):
            if entry:
                yield entry
            entry = []
        entry.append(line)
    if entry:
        yield entry


def _one(lines: Sequence[str]) -> Locked:
    head, hashes, needed_by = lines[0].removesuffix(" \\"), list[str](), list[str]()
    for line in lines[1:]:
        part = line.strip().removesuffix(" \\")
        if found := _HASH.fullmatch(part):
            hashes.append(found[1])
        elif found := _VIA.fullmatch(part):
            needed_by.append(canonicalize_name(found[1].partition("[")[0]))
        elif part != "# via":
            raise NotALock(line)
    try:
        asked = Requirement(head)
    except ValueError:
        raise NotALock(head) from None
    (pin,) = asked.specifier if len(asked.specifier) == 1 else (None,)
    if pin is None or pin.operator != "==" or "*" in pin.version or not hashes:
        raise NotALock(head)
    return Locked(canonicalize_name(asked.name), pin.version, asked.marker, hashes, needed_by)
