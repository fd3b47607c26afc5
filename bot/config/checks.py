"""Read each kind of setting, and tell the host what's wrong with it in plain words."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import SplitResult, urlsplit

from bot.storage.addresses import is_postgres
from bot.storage.keys import MAKE_A_KEY, parse_keys

T = TypeVar("T")

LOOPBACK = frozenset({"127.0.0.1", "::1"})
KNOWN_FEATURES = frozenset({"taste", "blend", "seats", "presence"})

_TOKEN = re.compile(r"[A-Za-z0-9_-]{15,}\.[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]{20,}")
_HEX32 = re.compile(r"[0-9a-fA-F]{32}")
_SEGMENT = re.compile(r"[A-Za-z0-9._~-]+")
_OWN_PAGES = frozenset({"discord", "done", "link", "static"})
_SPLIT = re.compile(r"[,\s]+")


class Invalid(ValueError):
    """A value that can't be used: what's wrong, and how to fix it."""

    def __init__(self, what: str, fix: str) -> None:
        super().__init__(what)
        self.what = what
        self.fix = fix


@dataclass(frozen=True, slots=True)
class Check(Generic[T]):
    """Reads one kind of value; `fallback` is used while other problems are collected."""

    read: Callable[[str], T]
    fallback: T


def _split(value: str) -> SplitResult:
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018 - raises if the port is invalid
    except ValueError:
        raise Invalid("isn't a web address", "write it like https://music.example.org") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Invalid("isn't a web address", "write it like https://music.example.org")
    if parts.username or parts.password or parts.query or parts.fragment or "#" in value:
        raise Invalid(
            "has a user name, query or fragment",
            "remove the user name and everything from ? or # on",
        )
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
            "uses plain http for an address that isn't this computer",
            "use https://…, or http://127.0.0.1:8888/callback on this computer, and "
            "register exactly the same address in Spotify's dashboard",
        )
    _check_path(parts.path.rpartition("/")[0])
    if not parts.path.endswith("/callback"):
        raise Invalid(
            "doesn't end in /callback, the page that Earshot serves",
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
        "isn't an address to listen on", "use one of this computer's, without a port: 127.0.0.1"
    )


def _read_base(value: str) -> str:
    parts = _split(value)
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise Invalid(
            "uses plain http for an address that isn't this computer",
            "use https://… (a reverse proxy such as Caddy provides it), or http://127.0.0.1:8888",
        )
    return value.rstrip("/")


def _read_proxied(value: str) -> str:
    """Read Discord's API, which may be a REST proxy in the same network: a name without a dot."""
    name = _split(value).hostname or ""
    inside = "." not in name and ":" not in name and name != "localhost"
    return value.rstrip("/") if inside else _read_base(value)


def _read_public(value: str) -> str:
    _check_path(_split(value).path.rstrip("/"))
    return _read_base(value)


def _check_path(path: str) -> None:
    """Raise Invalid unless the pages can be served under this path."""
    segments = path.split("/")[1:]
    if not all(map(_SEGMENT.fullmatch, segments)) or {".", ".."} & set(segments):
        raise Invalid(
            "has a path with characters that don't work in a link",
            "use letters, digits, - and _ between the slashes, like https://example.org/bot",
        )
    if segments and segments[0] in _OWN_PAGES:
        raise Invalid(
            f"has the path /{segments[0]}/…, which the bot uses for its own pages",
            "use another word, like https://example.org/bot",
        )


def _read_token(value: str) -> str:
    if _TOKEN.fullmatch(value):
        return value
    if "." not in value:
        raise Invalid(
            "isn't a bot token; it looks like a client secret or an ID",
            "copy the token from Discord's developer portal (your app > Bot > Reset Token)",
        )
    raise Invalid(
        "doesn't look like a bot token (three parts separated by dots)",
        "copy all of it, without quotes, spaces or 'Bot ' in front",
    )


def _read_client_id(value: str) -> str:
    if _HEX32.fullmatch(value):
        return value
    raise Invalid(
        "isn't a Spotify client ID (32 characters, 0-9 and a-f)",
        "copy it from Spotify's developer dashboard (your app > Settings)",
    )


def _read_keys(value: str) -> str:
    try:
        parse_keys(value.split(","))
    except ValueError as wrong:
        raise Invalid(f"can't be used: {wrong}", f"make one with: {MAKE_A_KEY}") from None
    return value


def _read_database(value: str) -> str:
    if value.startswith("sqlite:") and (":memory:" in value or "?" in value):
        raise Invalid("doesn't name a plain file", "set DATABASE_URL=sqlite:///data/earshot.db")
    if value.startswith("sqlite:") and value.endswith("/") and len(value) > len("sqlite:///"):
        raise Invalid("names a folder", f"add the file's name: {value}earshot.db")
    if value.startswith("sqlite:///") and len(value) > len("sqlite:///"):
        return value
    if is_postgres(value):
        return _read_postgres(value)
    if value.startswith(("postgres", "mysql", "mariadb")):
        raise Invalid("names a database that Earshot can't use", _POSTGRES)
    raise Invalid(
        "isn't a database address",
        "write it like sqlite:///data/earshot.db (three slashes), or "
        "postgresql://user:password@host/database",
    )


_POSTGRES = "write it like postgresql://user:password@host/database"


def _read_postgres(value: str) -> str:
    try:
        parts = urlsplit(value)
        named = bool(parts.hostname or parts.query) and len(parts.path) > 1
        _ = parts.port
    except ValueError:
        named = False
    if not named:
        what = "needs a host and a database; a password's /, @, : and # are written %2F, %40, …"
        raise Invalid(what, _POSTGRES)
    return value


def _read_prefix(value: str) -> str:
    if 1 <= len(value) <= 10 and not re.search(r"\s", value) and not value.startswith("/"):
        return value
    raise Invalid(
        "isn't a usable prefix", "use 1 to 10 characters like !, no spaces, no slash in front"
    )


def _read_proxies(value: str) -> tuple[str, ...]:
    """Read addresses and networks, in the form a connection's peer address has."""
    found = []
    for word in split_words(value):
        plain = word.removeprefix("[").removesuffix("]")
        try:
            network = ipaddress.ip_network(plain, strict=False)
        except ValueError:
            raise Invalid(
                f"names {word[:80]!r}, which isn't an IP address",
                "write addresses (172.31.88.2) or networks (172.31.88.0/24), not names",
            ) from None
        single = network.num_addresses == 1
        mapped = network.network_address.ipv4_mapped if network.version == 6 else None
        found.append(str((mapped or network.network_address) if single else network))
    return tuple(found)


def split_words(value: str) -> tuple[str, ...]:
    """Return the words of a list, which commas or spaces separate."""
    return tuple(word for word in _SPLIT.split(value) if word)


def _read_features(value: str) -> frozenset[str]:
    found = frozenset(word.lower() for word in split_words(value))
    unknown = sorted(found - KNOWN_FEATURES)
    if unknown:
        raise Invalid(
            f"names unknown features: {', '.join(unknown)}",
            f"the known ones are: {', '.join(sorted(KNOWN_FEATURES))}",
        )
    return found


def _read_snowflakes(value: str) -> frozenset[int]:
    found = split_words(value)
    if all(word.isascii() and word.isdigit() and 15 <= len(word) <= 20 for word in found):
        return frozenset(map(int, found))
    raise Invalid(
        "isn't a list of Discord IDs",
        "turn on Developer Mode in Discord, right-click a person, Copy User ID; use commas between",
    )


def integer(least: int, most: int) -> Check[int]:
    """Return a check for a whole number within bounds."""

    def read(value: str) -> int:
        if re.fullmatch(r"\d{1,19}", value) and least <= int(value) <= most:
            return int(value)
        raise Invalid("isn't a valid number", f"use a whole number from {least} to {most}")

    return Check(read, least)


def choice(*allowed: str) -> Check[str]:
    """Return a check for one of some words, in upper or lower case."""

    def read(value: str) -> str:
        for word in allowed:
            if value.lower() == word.lower():
                return word
        raise Invalid("isn't one of the possible values", f"use one of: {', '.join(allowed)}")

    return Check(read, allowed[0])


presence_default = choice("opt-in", "opt-out")
NEEDS_POSTGRES = (
    "is an SQLite file, which only one process can use, and this one is to share it with the bot",
    "use PostgreSQL (DATABASE_URL=postgresql://…) for both; with SQLite, `python -m bot` serves "
    "the link pages too",
)

redirect_uri = Check(_read_redirect, "")
web_host = Check(_read_host, "127.0.0.1")
base_url = Check(_read_base, "")
public_url = Check(_read_public, "")
api_url = base_url
proxied_url = Check(_read_proxied, "")
discord_token = Check(_read_token, "")
client_id = Check(_read_client_id, "")
database_url = Check(_read_database, "")
encryption_keys = Check(_read_keys, "")
log_level = choice("DEBUG", "INFO", "WARNING", "ERROR")
prefix = Check(_read_prefix, "!")
proxies: Check[tuple[str, ...]] = Check(_read_proxies, ())
features: Check[frozenset[str]] = Check(_read_features, frozenset())
snowflakes: Check[frozenset[int]] = Check(_read_snowflakes, frozenset())
