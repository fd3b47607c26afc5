"""Descriptions as plain words: Spotify sends them with HTML, with entities, or as they are."""

from __future__ import annotations

from html.parser import HTMLParser

_BREAKS = frozenset({"br", "p", "div", "li", "ul", "ol", "tr", "h1", "h2", "h3", "h4", "hr"})
_SILENT = frozenset({"script", "style"})
_LONGEST = 20_000
# What Spotify writes where a description was never given.
_NOTHING = frozenset({"null", "undefined", "none"})


class _Words(HTMLParser):
    """Collects the text between tags; what a tag separated stays separated."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag in _BREAKS:
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _BREAKS:
            self.parts.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)


def words_of(markup: str) -> str:
    """Return a description in one line of words, without tags and entities; "" for nothing."""
    reader = _Words()
    reader.feed(markup[:_LONGEST])
    reader.close()
    words = " ".join("".join(reader.parts).split())
    return "" if words.lower() in _NOTHING else words
