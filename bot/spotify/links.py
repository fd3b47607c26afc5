"""Spotify links: read every form that people paste, and make the ones we show.

Links that we show are always made here from a kind and an ID, never copied from an answer. What
people paste is a link to an item we support (SpotifyLink), a short link (ShortLink), or a link to
something else on Spotify (UnsupportedLink), which we name and never search for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import Literal
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

KINDS = ("track", "album", "artist", "playlist", "show", "episode")
_ID = re.compile(r"[A-Za-z0-9]{22}(?![A-Za-z0-9])")
_CODE = re.compile(r"[A-Za-z0-9_-]{1,40}(?![A-Za-z0-9_-])")
_LOCALE = re.compile(r"intl(-[a-z-]+)?|[a-z]{2}(-[a-z]{2})?", re.IGNORECASE)

_HOSTS = frozenset(
    {"open.spotify.com", "play.spotify.com", "embed.spotify.com", "player.spotify.com"}
    | {"spotify.com", "www.spotify.com", "www.open.spotify.com", "open.spotify.link"}
)
_SHORT_HOSTS = frozenset(
    {"spotify.link", "www.spotify.link", "spotify.app.link", "link.tospotify.com"}
    | {"tospotify.com", "spoti.fi", "www.spoti.fi"}
)
Place = Literal[
    "profile",
    "liked",
    "library",
    "blend",
    "jam",
    "local",
    "chapter",
    "prerelease",
    "station",
    "concert",
    "genre",
    "search",
    "page",
    "broken",
    "short",
]
"""What an unsupported Spotify link leads to; `broken` and `short` lead nowhere."""

_UNSUPPORTED: dict[str, Place] = {
    "user": "profile",
    "profile": "profile",
    "collection": "library",
    "library": "library",
    "chapter": "chapter",
    "prerelease": "prerelease",
    "concert": "concert",
    "concerts": "concert",
    "event": "concert",
    "blend": "blend",
    "jam": "jam",
    "socialsession": "jam",
    "session": "jam",
    "genre": "genre",
    "station": "station",
    "radio": "station",
    "local": "local",
    "search": "search",
    "starred": "library",
}
"""What the first path segment of an unsupported link leads to; all others are just pages."""

_STOP = r"\s<>()\[\]{}|\\^`\"'*,;\u0080-\U0010ffff"
_CANDIDATE = re.compile(
    r"(?<![A-Za-z0-9])(?:"
    # A scheme's length is bounded: a long run of letters and dots would be read from each of them.
    rf"[a-z][a-z0-9+.-]{{0,30}}:/{{1,3}}[^{_STOP}]+"
    rf"|(?:https?|spotify)%3a[^{_STOP}]+"
    rf"|spotify:[^{_STOP}]+"
    r"|(?<![@._%/:-])(?:"
    rf"//[^{_STOP}]+"
    rf"|(?:[a-z0-9-]+\.)+[a-z]{{2,}}\.?(?::\d+)?[/?#][^{_STOP}]*"
    r"))",
    # ASCII, because "s" and "k" would otherwise match ſ and K (Kelvin), which end an address.
    re.IGNORECASE | re.ASCII,
)
_GLUED = re.compile(r"(?<=[A-Za-z0-9])(?=https?://)", re.IGNORECASE)
_ADDRESS = re.compile(
    r"(?:[a-z][a-z0-9+.-]*:/{1,3}|//|www\.|spotify:(?=\S))\S*"
    r"|(?:https?|spotify)%3a\S+"
    r"|[\w-]+(?:\.[\w-]+)+/\S*",
    re.IGNORECASE,
)
_WRAPPED = "<>()[]{}|~_\"'`*“”„«»「」 \t\r\n\u200b\u2060\ufeff"
_TAIL = ".,;:!?…~"
_MAX_TEXT = 20_000


@dataclass(frozen=True, slots=True)
class SpotifyLink:
    """An item on Spotify: its kind (one of KINDS) and its 22-character ID."""

    kind: str
    id: str

    @property
    def url(self) -> str:
        """The public URL."""
        return f"https://open.spotify.com/{self.kind}/{self.id}"

    @property
    def uri(self) -> str:
        """Spotify's URI."""
        return f"spotify:{self.kind}:{self.id}"

    @classmethod
    def from_uri(cls, text: str) -> SpotifyLink | None:
        """Return the link for one of our own URIs (`spotify:kind:id`); None for other texts."""
        match = re.fullmatch(r"spotify:([a-z]+):([A-Za-z0-9]{22})", text)
        return cls(match[1], match[2]) if match and match[1] in KINDS else None

    @property
    def is_made_by_spotify(self) -> bool:
        """Whether it's a playlist made by Spotify, which can be played but not read."""
        return self.kind == "playlist" and self.id.startswith("37i9dQZ")


@dataclass(frozen=True, slots=True)
class ShortLink:
    """A short link: only its host knows where it leads."""

    host: str
    code: str


@dataclass(frozen=True, slots=True)
class UnsupportedLink:
    """A Spotify link that we can't use."""

    kind: Place


Address = SpotifyLink | ShortLink | UnsupportedLink


class NotASpotifyLink(ValueError):
    """The text is a link, but not to something we can use.

    `kind` is what it is on Spotify (as in UnsupportedLink), `short` for a short link that leads
    nowhere, or empty for another site's link.
    """

    def __init__(self, kind: Place | Literal[""] = "") -> None:
        super().__init__("not a usable Spotify link")
        self.kind: Place | Literal[""] = kind


def parse_link(value: str) -> SpotifyLink | None:
    """Read one Spotify URI or link in any of its forms.

    Returns None if the text isn't a link at all, so that it can be searched for.
    Raises NotASpotifyLink for every other link.
    """
    candidate = value.strip(_WRAPPED)
    if not _ADDRESS.fullmatch(candidate):
        return None
    found = read_address(candidate)
    if isinstance(found, SpotifyLink):
        return found
    if isinstance(found, UnsupportedLink):
        raise NotASpotifyLink(found.kind)
    raise NotASpotifyLink("short" if found else "")


def read_address(value: str) -> Address | None:
    """Return what a link leads to; None for other sites' links."""
    text = unescape(value.strip(_WRAPPED).rstrip(_TAIL).rstrip(_WRAPPED))
    if re.match(r"(?:https?|spotify)%3a", text, re.IGNORECASE):
        text = unquote(text)
    scheme, colon, rest = text.partition(":")
    if colon and scheme.lower() == "spotify":
        return _from_uri(rest)
    if text.startswith("//"):
        text = f"https:{text}"
    elif not re.match(r"[a-z][a-z0-9+.-]*:/", text, re.IGNORECASE):
        text = f"https://{text}"
    return _from_url(text)


def _from_uri(rest: str) -> Address:
    parts = [part for part in re.split(r"[:/]", unquote(re.split(r"[?#&]", rest)[0])) if part]
    if parts and parts[0].lower() in _HOSTS:
        parts = parts[1:]
    return _from_parts(parts)


def _from_url(address: str) -> Address | None:
    try:
        parts = urlsplit(re.sub(r":/+", "://", address, count=1))
        host = (parts.hostname or "").rstrip(".")
        foreign = parts.scheme not in ("http", "https") or bool(parts.username or parts.password)
        port = parts.port
    except ValueError:
        return None
    if foreign or port not in (None, 80, 443):
        return None
    segments = [part for part in unquote(parts.path).split("/") if part]
    if host in _SHORT_HOSTS:
        return _inner(parts) or _short(host.removeprefix("www."), segments)
    if host == "api.spotify.com":
        return _from_parts([segments[1].removesuffix("s"), *segments[2:]] if segments[1:] else [])
    if host in _HOSTS:
        if segments[:1] == ["s"]:
            return _short("open.spotify.com", segments[1:])
        found = _from_parts(segments)
        return found if isinstance(found, SpotifyLink) else _inner(parts) or found
    return UnsupportedLink("page") if host.endswith(".spotify.com") else None


def _short(host: str, segments: list[str]) -> Address:
    code = _CODE.match(segments[0]) if segments else None
    known = code[0].rstrip("_-") if code else ""
    return ShortLink(host, known) if known else UnsupportedLink("short")


def _inner(parts: SplitResult) -> SpotifyLink | None:
    """Return the link inside a link's query (`?uri=spotify:track:…`, `$full_url=…`)."""
    keys = ("uri", "url", "continue", "$full_url", "$fallback_url", "$desktop_url")
    for key, value in parse_qsl(parts.query):
        if key.lower() in keys and len(value) < len(parts.geturl()):
            found = read_address(value)
            if isinstance(found, SpotifyLink):
                return found
    return None


def _from_parts(parts: list[str]) -> SpotifyLink | UnsupportedLink:
    """Read the segments of a path or URI; anything after an item is a page about that item."""
    words = list(parts)
    while words and (words[0].lower() in _SKIPPED or _LOCALE.fullmatch(words[0])):
        words.pop(0)
    if not words:
        return UnsupportedLink("page")
    first = words[0].lower()
    if first == "user":
        return _of_user(words[2:])
    if first == "collection":
        inside = words[1].lower() if len(words) > 1 else "tracks"
        return UnsupportedLink("liked" if inside == "tracks" else "library")
    kind = "show" if first == "audiobook" else first
    if kind not in KINDS:
        return UnsupportedLink(_UNSUPPORTED.get(kind, "page"))
    found = _ID.match(words[1]) if len(words) > 1 else None
    return SpotifyLink(kind, found[0]) if found else UnsupportedLink("broken")


_SKIPPED = frozenset({"embed", "embed-podcast", "embed-legacy", "video", "oembed", "v1"})


def _of_user(rest: list[str]) -> SpotifyLink | UnsupportedLink:
    section = rest[0].lower() if rest else ""
    if section == "playlist":
        return _from_parts(rest)
    if section == "collection":
        return UnsupportedLink("liked")
    return UnsupportedLink("library" if section == "starred" else "profile")


def addresses_in(value: str) -> list[Address]:
    """Return every Spotify link in a text, in order and without duplicates."""
    found: dict[Address, None] = {}
    for match in _CANDIDATE.finditer(_GLUED.sub(" ", value[:_MAX_TEXT])):
        address = read_address(match[0])
        if address is not None:
            found[address] = None
    return list(found)


def links_in(value: str) -> list[SpotifyLink]:
    """Return every supported link and URI in a text, in order and without duplicates."""
    return [link for link in addresses_in(value) if isinstance(link, SpotifyLink)]


def without_addresses(value: str) -> str:
    """Return a text without any site's links, on one line."""
    return " ".join(_CANDIDATE.sub(" ", value[:_MAX_TEXT]).split())


def public_url(kind: str, identifier: str | None) -> str | None:
    """Return an item's public URL, or None if it has no ID (local files)."""
    return SpotifyLink(kind, identifier).url if identifier else None
