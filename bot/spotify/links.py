"""Spotify's addresses: reading what people paste, and making the ones we show.

Addresses that we show are always made here from a kind and an ID, never copied from an answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

KINDS = ("track", "album", "artist", "playlist", "show", "episode")
_ID = re.compile(r"[A-Za-z0-9]{22}")
_URI = re.compile(r"spotify:([a-z]+):([A-Za-z0-9]+)")
_HOSTS = frozenset({"open.spotify.com", "play.spotify.com"})
_LOOKS_LIKE_ADDRESS = re.compile(
    r"(?:[a-z][a-z0-9+.-]*://|www\.)\S+|[\w-]+(?:\.[\w-]+)+/\S*", re.IGNORECASE
)
_SOMEWHERE = re.compile(
    r"(?<![\w@.-])(?:https?://)?(?:open|play)\.spotify\.com/[^\s<>()\[\]|*`\"]+|spotify:[a-z]+:[A-Za-z0-9]+"
)
_SHORT = re.compile(
    r"(?<![\w@.-])(?:https?://)?(?:spotify\.link|spoti\.fi|spotify\.app\.link)/([A-Za-z0-9_-]{1,40})"
)
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


class NotASpotifyLink(ValueError):
    """The text is an address, but not one of something on Spotify."""


def parse_link(value: str) -> SpotifyLink | None:
    """Read a Spotify URI or address (`intl-xx` and share parameters too).

    Returns None when the text is no address at all, so that it can be searched for.
    Raises NotASpotifyLink for addresses of other sites and for broken Spotify addresses.
    """
    candidate = value.strip().strip("<>")
    if candidate.startswith("spotify:"):
        match = _URI.fullmatch(candidate)
        if match is None:
            raise NotASpotifyLink
        return _checked(match[1], match[2])
    if not _LOOKS_LIKE_ADDRESS.fullmatch(candidate):
        return None
    return _from_address(candidate if "://" in candidate else f"https://{candidate}")


def _from_address(address: str) -> SpotifyLink:
    try:
        parts = urlsplit(address)
        foreign = parts.hostname not in _HOSTS or parts.scheme not in ("http", "https")
        foreign = foreign or bool(parts.username or parts.password)
    except ValueError:
        raise NotASpotifyLink from None
    if foreign:
        raise NotASpotifyLink
    segments = [segment for segment in parts.path.split("/") if segment]
    if segments and segments[0].startswith("intl-"):
        segments = segments[1:]
    if len(segments) != 2:
        raise NotASpotifyLink
    return _checked(*segments)


def _checked(kind: str, identifier: str) -> SpotifyLink:
    if kind not in KINDS or not _ID.fullmatch(identifier):
        raise NotASpotifyLink
    return SpotifyLink(kind, identifier)


def links_in(value: str) -> list[SpotifyLink]:
    """Return every Spotify address and URI of a text, in order, each once; the rest is ignored."""
    found: dict[SpotifyLink, None] = {}
    for match in _SOMEWHERE.finditer(value[:_LONGEST_TEXT]):
        try:
            one = parse_link(match[0].rstrip(".,;:!?)]}>\"'"))
        except NotASpotifyLink:
            continue
        if one is not None:
            found[one] = None
    return list(found)


def short_codes_in(value: str) -> list[str]:
    """Return the codes of Spotify's short addresses (spotify.link/…) of a text, each once."""
    return list(dict.fromkeys(_SHORT.findall(value[:_LONGEST_TEXT])))


def public_url(kind: str, identifier: str | None) -> str | None:
    """Return the public address of something, or None where it has no ID (local files)."""
    return SpotifyLink(kind, identifier).url if identifier else None
