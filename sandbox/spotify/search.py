"""Search by name, ignoring case and accents, with the filters of Spotify's search box."""

from __future__ import annotations

import re
import unicodedata

from sandbox.spotify.catalogue import Catalogue, Thing

_FILTER = re.compile(r'\b(artist|album|track|year|isrc):(?:"([^"]*)"|(\S+))', re.IGNORECASE)


def folded(text: str) -> str:
    """Return a text without case and accents, for searching."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def search(catalogue: Catalogue, query: str, kind: str) -> list[Thing]:
    """Return what matches, best first."""
    filters = [
        (found[1].lower(), folded(found[2] or found[3] or "")) for found in _FILTER.finditer(query)
    ]
    free = folded(_FILTER.sub(" ", query)).strip().strip('"')
    if not free and not filters:
        return []
    scored = [(_score(one, free, filters), one) for one in catalogue.all(kind)]
    hits = [hit for hit in scored if hit[0] > 0]
    return [thing for _, thing in sorted(hits, key=lambda hit: -hit[0])]


def _score(thing: Thing, free: str, filters: list[tuple[str, str]]) -> int:
    if not all(_passes(thing, name, text) for name, text in filters):
        return 0
    name = folded(thing.name)
    if not free or name == free:
        return 5
    if name.startswith(free):
        return 4
    if free in name:
        return 3
    words = free.split()
    if all(word in name for word in words):
        return 2
    around = f"{name} {_artists(thing)} {folded(thing.parent.name) if thing.parent else ''}"
    return 1 if thing.kind != "playlist" and all(word in around for word in words) else 0


def _artists(thing: Thing) -> str:
    return " ".join(folded(one["name"]) for one in thing.data.get("artists", []))


def _passes(thing: Thing, name: str, text: str) -> bool:
    if name == thing.kind:
        return text in folded(thing.name)
    if name == "artist":
        return text in _artists(thing)
    if name == "album":
        return (
            thing.kind == "track" and thing.parent is not None and text in folded(thing.parent.name)
        )
    if name == "isrc":
        return thing.kind == "track" and text == f"xx{thing.id[:10]}".casefold()
    if name == "year":
        album = thing.parent if thing.kind == "track" else thing
        year = str(album.data.get("release_date", ""))[:4] if album else ""
        first, _, last = text.partition("-")
        return bool(year) and first <= year <= (last or first)
    return False
