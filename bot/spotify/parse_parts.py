"""Parse what many of Spotify's objects have in common: images, a date, a description."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

from bot.http.json_reading import Json, number, parse_list, text
from bot.spotify.models import Image

_DATE = re.compile(r"([1-9][0-9]{3})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12][0-9]|3[01]))?)?")
_YEAR = re.compile(r"[1-9][0-9]{3}(?![0-9])")
_HOST = re.compile(r"[A-Za-z0-9.-]+(?::[0-9]{1,5})?")
_ADDRESS = re.compile(r"[!#-;=?-Z_a-z~%\[\]]+")
_MAX_URL = 512


def _image(source: Json) -> Image | None:
    url = text(source, "url")
    if url is None or len(url) > _MAX_URL or not _ADDRESS.fullmatch(url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(parts.netloc):
        return None
    return Image(url, number(source, "width"), number(source, "height"))


def images(value: object) -> tuple[Image, ...]:
    """Parse a list of images, largest first."""
    return tuple(sorted(parse_list(value, _image), key=lambda image: -(image.width or 0)))


def date(source: Json, key: str = "release_date") -> str:
    """Return a date as YYYY, YYYY-MM or YYYY-MM-DD; "" if there isn't one."""
    value = text(source, key) or ""
    if _DATE.fullmatch(value):
        return value
    # `2012-00` and `2012-00-00` mean only the year.
    year = _YEAR.match(value)
    return year[0] if year else ""


def description(source: Json) -> str:
    """Return an item's description as one line of plain text; "" if there isn't one."""
    return plain_text(text(source, "description") or text(source, "html_description") or "")


_BREAKS = frozenset({"br", "p", "div", "li", "ul", "ol", "tr", "h1", "h2", "h3", "h4", "hr"})
_SILENT = frozenset({"script", "style"})
_MAX_MARKUP = 20_000
# What Spotify sends when there never was a description.
_PLACEHOLDERS = frozenset({"null", "undefined", "none"})


class _TextExtractor(HTMLParser):
    """Collects the text between tags; words that a tag separates stay separate."""

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


def plain_text(markup: str) -> str:
    """Return HTML as one line of plain text; "" if there's nothing in it."""
    reader = _TextExtractor()
    reader.feed(markup[:_MAX_MARKUP])
    reader.close()
    words = " ".join("".join(reader.parts).split())
    return "" if words.lower() in _PLACEHOLDERS else words
