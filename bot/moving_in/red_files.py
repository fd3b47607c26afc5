"""Reads what TrustyJAID's Spotify cog has stored in Red-DiscordBot's JSON files; changes nothing.

Red writes a cog's data to `cogs/Spotify/settings.json` in the instance's folder, by the cog's
number, then by kind ("USER") and by Discord ID; and the keys of services, which the cog needs, to
`core/settings.json` (Red-DiscordBot, redbot/core/_drivers/json.py; Trusty-cogs,
spotify/spotify.py, `register_user` and `save_token`).
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from bot.http.json_reading import Json, mapping, text

_COG = "218773382617890828"
"""The number under which the cog asks Red for its settings."""
_CORE = "0"
_MOST_BYTES = 64 * 2**20
_SNOWFLAKES = range(1, 2**63)


class NotReds(Exception):
    """A folder has no data of the cog that can be read; the text says what to do, without a dot."""


@dataclass(frozen=True, slots=True)
class RedLink:
    """One person's link: Spotify's tokens, `expires_at` in unix seconds, the granted scopes."""

    discord_id: int
    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_at: int
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class RedData:
    """All links of an instance, and the Discord IDs (as stored) whose link can't be read.

    `client_id` is that of the app that they were made with; None if the folder doesn't say.
    """

    file: Path
    client_id: str | None
    links: tuple[RedLink, ...]
    unreadable: tuple[str, ...]


def read_red(folder: Path) -> RedData:
    """Read an instance's folder, or the cog's own; raises NotReds, or OSError."""
    file = _file_of(folder)
    cog = mapping(_read(file).get(_COG))
    people = mapping((cog or {}).get("USER")) or {}
    links, unreadable = [], []
    for person, stored in people.items():
        token = (mapping(stored) or {}).get("token", {})
        if token == {}:
            continue
        link = _link(person, mapping(token) or {})
        if link is None:
            unreadable.append(str(person))
        else:
            links.append(link)
    if not links and not unreadable:
        raise NotReds(
            f"{file} has nobody's link. If Red keeps its data in PostgreSQL, let it write them as "
            "JSON first: redbot-setup convert INSTANCE json"
        )
    return RedData(file, _client_id(file.parents[2]), tuple(links), tuple(unreadable))


def _file_of(folder: Path) -> Path:
    for file in (folder / "cogs" / "Spotify" / "settings.json", folder / "settings.json"):
        if file.is_file():
            return file.resolve()
    raise NotReds(
        f"{folder} has no cogs/Spotify/settings.json. Give the folder of Red's instance: in "
        "Discord, Red's command [p]datapath says where it is"
    )


def _read(file: Path) -> Json:
    if file.stat().st_size > _MOST_BYTES:
        raise NotReds(f"{file} is larger than {_MOST_BYTES // 2**20} MB: that isn't Red's")
    try:
        found = mapping(json.loads(file.read_text("utf-8")))
    except (ValueError, RecursionError):
        found = None
    if found is None:
        raise NotReds(f"{file} is damaged: it isn't JSON as Red writes it")
    return found


def _client_id(instance: Path) -> str | None:
    file = instance / "core" / "settings.json"
    if not file.is_file():
        return None
    core = mapping(_read(file).get(_CORE)) or {}
    services = mapping(core.get("SHARED_API_TOKENS")) or {}
    return text(mapping(services.get("spotify")) or {}, "client_id")


def _link(person: object, token: Json) -> RedLink | None:
    access, refresh = text(token, "access_token"), text(token, "refresh_token")
    expires_at, scope = token.get("expires_at"), token.get("scope")
    if not isinstance(person, str) or not (person.isascii() and person.isdecimal()):
        return None
    if len(person) > 20 or int(person) not in _SNOWFLAKES or access is None or refresh is None:
        return None
    until = 0
    if isinstance(expires_at, int | float) and 0 <= expires_at < 2**40:
        until = int(expires_at)
    scopes = frozenset(scope.split()) if isinstance(scope, str) else frozenset[str]()
    return RedLink(int(person), access, refresh, until, scopes)
