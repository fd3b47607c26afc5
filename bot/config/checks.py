"""How each kind of setting is read and what is wrong with it, in words for a host."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import SplitResult, urlsplit

from bot.storage.keys import MAKE_A_KEY, parse_keys

T = TypeVar("T")

LOOPBACK = frozenset({"127.0.0.1", "::1"})
KNOWN_FEATURES = frozenset({"taste", "blend", "seats"})

_TOKEN = re.compile(r"[A-Za-z0-9_-]{15,}\.[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]{20,}")
_HEX32 = re.compile(r"[0-9a-fA-F]{32}")
_SEGMENT = re.compile(r"[A-Za-z0-9._~-]+")
_OWN_PAGES = frozenset({"discord", "done", "link", "static"})
_SPLIT = re.compile(r"[,\s]+")


class Invalid(ValueError):
    """A value that cannot be used: what is wrong, and how to mend it."""

    def __init__(self, what: str, mend: str) -> None:
        super().__init__(what)
        self.what = what
        self.mend = mend


@dataclass(frozen=True, slots=True)
class Check(Generic[T]):
    """Reads one kind of value; `fallback` stands in while other problems are collected."""

    read: Callable[[str], T]
    fallback: T


def _split(value: str) -> SplitResult:
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018 - raises for a port that is none
    except ValueError:
        raise Invalid("is not an address", "write it like https://music.example.org") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Invalid("is not an address", "write it like https://music.example.org")
    if parts.username or parts.password or parts.query or parts.fragment or "#" in value:
        raise Invalid("has a user name, query or fragment", "leave away everything from ? or # on")
    return parts


def _read_redirect(value: str) -> str:
    parts = _split(value)
    if parts.hostname == "localhost":
        port = f":{parts.port}" if parts.port else ""
        fixed = f"{parts.scheme}://127.0.0.1{port}{parts.path}"
        raise Invalid(
            "uses localhost, which Spotify refuses",
            f"register exactly {fixed} in Spotify's dashboard (Redirect URIs), and set "
            f"SPOTIPY_REDIRECT_URI={fixed}",
        )
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise Invalid(
            "is plain http on an address that is not this computer",
            "use https://…, or http://127.0.0.1:8888/callback on this computer; "
            "register the same text in Spotify's dashboard",
        )
    _check_path(parts.path.rpartition("/")[0])
    if not parts.path.endswith("/callback"):
        raise Invalid(
            "does not end in /callback, the page that Earshot serves",
            f"use {parts.scheme}://{parts.netloc}/callback here and in Spotify's dashboard",
        )
    return value


def _read_host(value: str) -> str:
    try:
        value.encode("idna")
        usable = not re.search(r"[\s/\[\]]", value)
    except UnicodeError:
        usable = False
    if usable:
        return value
    raise Invalid(
        "is no address to listen on", "use an address of this computer without port: 127.0.0.1"
    )


def _read_base(value: str) -> str:
    parts = _split(value)
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise Invalid(
            "is plain http on an address that is not this computer",
            "use https://… (a reverse proxy such as Caddy gives it), or http://127.0.0.1:8888",
        )
    return value.rstrip("/")


def _read_public(value: str) -> str:
    _check_path(_split(value).path.rstrip("/"))
    return _read_base(value)


def _check_path(path: str) -> None:
    """Raise Invalid unless the pages can be served under this path."""
    segments = path.split("/")[1:]
    if not all(map(_SEGMENT.fullmatch, segments)) or {".", ".."} & set(segments):
        raise Invalid(
            "has a path with characters that cannot be served",
            "use letters, digits, - and _ between the slashes, like https://example.org/bot",
        )
    if segments and segments[0] in _OWN_PAGES:
        raise Invalid(
            f"has the path /{segments[0]}/…, where the bot has pages of its own",
            "use another word, like https://example.org/bot",
        )


def _read_token(value: str) -> str:
    if _TOKEN.fullmatch(value):
        return value
    if "." not in value:
        raise Invalid(
            "is not a bot token; it looks like a client secret or an ID",
            "copy the token from Discord's developer portal, your application, Bot, Reset Token",
        )
    raise Invalid(
        "does not have the shape of a bot token (three parts with dots)",
        "copy it whole, without 'Bot ' in front, quotes or spaces",
    )


def _read_client_id(value: str) -> str:
    if _HEX32.fullmatch(value):
        return value
    raise Invalid(
        "is not a Spotify client ID (32 characters 0-9 and a-f)",
        "copy it from Spotify's developer dashboard, your app, Client ID",
    )


def _read_keys(value: str) -> str:
    try:
        parse_keys(value.split(","))
    except ValueError as wrong:
        raise Invalid(f"cannot be used: {wrong}", f"make one with: {MAKE_A_KEY}") from None
    return value


def _read_database(value: str) -> str:
    if value.startswith("sqlite:") and (":memory:" in value or "?" in value):
        raise Invalid("does not name a plain file", "set DATABASE_URL=sqlite:///data/earshot.db")
    if value.startswith("sqlite:") and value.endswith("/") and len(value) > len("sqlite:///"):
        raise Invalid("names a folder", f"add the file's name: {value}earshot.db")
    if value.startswith("sqlite:///") and len(value) > len("sqlite:///"):
        return value
    if value.startswith(("postgres", "mysql")):
        raise Invalid(
            "names a database server; this version keeps its data in SQLite",
            "set DATABASE_URL=sqlite:///data/earshot.db",
        )
    raise Invalid(
        "is not a database address", "write it like sqlite:///data/earshot.db (three slashes)"
    )


def _read_prefix(value: str) -> str:
    if 1 <= len(value) <= 10 and not re.search(r"\s", value) and not value.startswith("/"):
        return value
    raise Invalid(
        "is not a usable prefix", "use 1 to 10 characters without spaces, not a slash, like !"
    )


def _read_proxies(value: str) -> tuple[str, ...]:
    """Read addresses and networks, each as it will be seen at the end of a connection."""
    found = []
    for word in _read_words(value):
        plain = word.removeprefix("[").removesuffix("]")
        try:
            network = ipaddress.ip_network(plain, strict=False)
        except ValueError:
            raise Invalid(
                f"names {word[:80]!r}, which is no IP address",
                "write addresses (172.31.88.2) or networks (172.31.88.0/24), not names",
            ) from None
        single = network.num_addresses == 1
        mapped = network.network_address.ipv4_mapped if network.version == 6 else None
        found.append(str((mapped or network.network_address) if single else network))
    return tuple(found)


def _read_words(value: str) -> tuple[str, ...]:
    return tuple(word for word in _SPLIT.split(value) if word)


def _read_features(value: str) -> frozenset[str]:
    found = frozenset(word.lower() for word in _read_words(value))
    unknown = sorted(found - KNOWN_FEATURES)
    if unknown:
        raise Invalid(
            f"names unknown features: {', '.join(unknown)}",
            f"known are: {', '.join(sorted(KNOWN_FEATURES))}",
        )
    return found


def _read_snowflakes(value: str) -> frozenset[int]:
    found = _read_words(value)
    if all(word.isascii() and word.isdigit() and 15 <= len(word) <= 20 for word in found):
        return frozenset(map(int, found))
    raise Invalid(
        "is not a list of Discord IDs",
        "turn on Developer Mode in Discord, right-click a person, Copy User ID; separate by commas",
    )


def _read_shards(value: str) -> tuple[int, ...]:
    found: set[int] = set()
    for word in _read_words(value):
        match = re.fullmatch(r"(\d{1,6})(?:-(\d{1,6}))?", word)
        if match is None or int(match[2] or match[1]) < int(match[1]):
            raise Invalid("is not a list of shard numbers", "write it like 0-3,7")
        found.update(range(int(match[1]), int(match[2] or match[1]) + 1))
    return tuple(sorted(found))


def integer(least: int, most: int) -> Check[int]:
    """A whole number within bounds."""

    def read(value: str) -> int:
        if re.fullmatch(r"\d{1,19}", value) and least <= int(value) <= most:
            return int(value)
        raise Invalid(
            "is not a number that can be used", f"write a whole number from {least} to {most}"
        )

    return Check(read, least)


def choice(*allowed: str) -> Check[str]:
    """One of some words, in any case."""

    def read(value: str) -> str:
        for word in allowed:
            if value.lower() == word.lower():
                return word
        raise Invalid("is not one of the possible words", f"use one of: {', '.join(allowed)}")

    return Check(read, allowed[0])


redirect_uri = Check(_read_redirect, "")
web_host = Check(_read_host, "127.0.0.1")
base_url = Check(_read_base, "")
public_url = Check(_read_public, "")
api_url = base_url
discord_token = Check(_read_token, "")
client_id = Check(_read_client_id, "")
database_url = Check(_read_database, "")
encryption_keys = Check(_read_keys, "")
prefix = Check(_read_prefix, "!")
proxies: Check[tuple[str, ...]] = Check(_read_proxies, ())
features: Check[frozenset[str]] = Check(_read_features, frozenset())
snowflakes: Check[frozenset[int]] = Check(_read_snowflakes, frozenset())
shard_ids: Check[tuple[int, ...]] = Check(_read_shards, ())
