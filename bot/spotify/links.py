"""Spotify's addresses: reading every form that people paste, and making the ones we show.

Addresses that we show are always made here from a kind and an ID, never copied from an answer.
What people paste is one of a thing that can be used (SpotifyLink), a short address (ShortLink),
or a place on Spotify that can't be used (Elsewhere), which is then named and never searched for.
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
"""What an address on Spotify that can't be used is of; `broken` and `short` lead nowhere."""

_ELSEWHERE: dict[str, Place] = {
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
"""What the first word of an address that can't be used leads to; others are just pages."""

_STOP = r"\s<>()\[\]{}|\\^`\"'*,;\u0080-\U0010ffff"
_CANDIDATE = re.compile(
    r"(?<![A-Za-z0-9])(?:"
    rf"[a-z][a-z0-9+.-]*:/{{1,3}}[^{_STOP}]+"
    rf"|(?:https?|spotify)%3a[^{_STOP}]+"
    rf"|spotify:[^{_STOP}]+"
    r"|(?<![@._%/:-])(?:"
    rf"//[^{_STOP}]+"
    rf"|(?:[a-z0-9-]+\.)+[a-z]{{2,}}\.?(?::\d+)?[/?#][^{_STOP}]*"
    r"))",
    # ASCII, because else "s" and "k" have relatives (ſ, K) among what ends an address.
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
_LONGEST_TEXT = 20_000


@dataclass(frozen=True, slots=True)
class SpotifyLink:
    """A thing on Spotify: its kind (one of KINDS) and its 22-character ID."""

    kind: str
    id: str

    @property
    def url(self) -> str:
        """The public address."""
        return f"https://open.spotify.com/{self.kind}/{self.id}"

    @property
    def uri(self) -> str:
        """Spotify's URI."""
        return f"spotify:{self.kind}:{self.id}"

    @classmethod
    def from_uri(cls, text: str) -> SpotifyLink | None:
        """Return what one of our own URIs (`spotify:kind:id`) is of; None for other texts."""
        found = re.fullmatch(r"spotify:([a-z]+):([A-Za-z0-9]{22})", text)
        return cls(found[1], found[2]) if found and found[1] in KINDS else None

    @property
    def is_spotifys_own(self) -> bool:
        """Whether it is a playlist that Spotify made: it can be started, but not be read."""
        return self.kind == "playlist" and self.id.startswith("37i9dQZ")


@dataclass(frozen=True, slots=True)
class ShortLink:
    """A short address: only its host knows where it leads."""

    host: str
    code: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A place on Spotify that can't be used."""

    kind: Place


Address = SpotifyLink | ShortLink | Elsewhere


class NotASpotifyLink(ValueError):
    """The text is an address, but not of something that can be used.

    `kind` is what it is on Spotify (as in Elsewhere), `short` for a short address that leads
    nowhere, or empty for another site's.
    """

    def __init__(self, kind: Place | Literal[""] = "") -> None:
        super().__init__("not a usable Spotify link")
        self.kind: Place | Literal[""] = kind


def parse_link(value: str) -> SpotifyLink | None:
    """Read one Spotify URI or address in any of its forms.

    Returns None when the text is no address at all, so that it can be searched for.
    Raises NotASpotifyLink for everything else that is an address.
    """
    candidate = value.strip(_WRAPPED)
    if not _ADDRESS.fullmatch(candidate):
        return None
    found = read_address(candidate)
    if isinstance(found, SpotifyLink):
        return found
    raise NotASpotifyLink(found.kind if isinstance(found, Elsewhere) else "short" if found else "")


def read_address(value: str) -> Address | None:
    """Return what an address is of; None for other sites'."""
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
    return Elsewhere("page") if host.endswith(".spotify.com") else None


def _short(host: str, segments: list[str]) -> Address:
    code = _CODE.match(segments[0]) if segments else None
    known = code[0].rstrip("_-") if code else ""
    return ShortLink(host, known) if known else Elsewhere("short")


def _inner(parts: SplitResult) -> SpotifyLink | None:
    """Return what an address names in its query (`?uri=spotify:track:…`, `$full_url=…`)."""
    wanted = ("uri", "url", "continue", "$full_url", "$fallback_url", "$desktop_url")
    for key, value in parse_qsl(parts.query):
        if key.lower() in wanted and len(value) < len(parts.geturl()):
            found = read_address(value)
            if isinstance(found, SpotifyLink):
                return found
    return None


def _from_parts(parts: list[str]) -> SpotifyLink | Elsewhere:
    """Read the words of a path or URI; what follows a thing is a page about that thing."""
    words = list(parts)
    while words and (words[0].lower() in _SKIPPED or _LOCALE.fullmatch(words[0])):
        words.pop(0)
    if not words:
        return Elsewhere("page")
    first = words[0].lower()
    if first == "user":
        return _of_user(words[2:])
    if first == "collection":
        inside = words[1].lower() if len(words) > 1 else "tracks"
        return Elsewhere("liked" if inside == "tracks" else "library")
    kind = "show" if first == "audiobook" else first
    if kind not in KINDS:
        return Elsewhere(_ELSEWHERE.get(kind, "page"))
    found = _ID.match(words[1]) if len(words) > 1 else None
    return SpotifyLink(kind, found[0]) if found else Elsewhere("broken")


_SKIPPED = frozenset({"embed", "embed-podcast", "embed-legacy", "video", "oembed", "v1"})


def _of_user(rest: list[str]) -> SpotifyLink | Elsewhere:
    what = rest[0].lower() if rest else ""
    if what == "playlist":
        return _from_parts(rest)
    if what == "collection":
        return Elsewhere("liked")
    return Elsewhere("library" if what == "starred" else "profile")


def addresses_in(value: str) -> list[Address]:
    """Return every address of Spotify's in a text, in order, each once; the rest is ignored."""
    found: dict[Address, None] = {}
    for match in _CANDIDATE.finditer(_GLUED.sub(" ", value[:_LONGEST_TEXT])):
        one = read_address(match[0])
        if one is not None:
            found[one] = None
    return list(found)


def links_in(value: str) -> list[SpotifyLink]:
    """Return every usable address and URI of a text, in order, each once."""
    return [one for one in addresses_in(value) if isinstance(one, SpotifyLink)]


def without_addresses(value: str) -> str:
    """Return the words of a text without any site's addresses, in one line."""
    return " ".join(_CANDIDATE.sub(" ", value[:_LONGEST_TEXT]).split())


def public_url(kind: str, identifier: str | None) -> str | None:
    """Return the public address of something, or None where it has no ID (local files)."""
    return SpotifyLink(kind, identifier).url if identifier else None
