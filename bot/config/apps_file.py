"""SPOTIFY_APPS_FILE: Spotify apps beyond the one in the environment, as JSON."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from bot.config.secret import Secret

_HEX32 = re.compile(r"[0-9a-fA-F]{32}")
_EXAMPLE = '[{"name": "second", "client_id": "…", "client_secret": "…"}]'


@dataclass(frozen=True, slots=True)
class ConfiguredApp:
    """One app in the file; `owner` names its developer account, whose quota it uses."""

    name: str
    client_id: str
    client_secret: Secret | None
    owner: str


class AppsFileError(Exception):
    """The file can't be used: what's wrong, and how to fix it."""

    def __init__(self, what: str, fix: str) -> None:
        super().__init__(what)
        self.what = what
        self.fix = fix


def read_apps(path: Path, main_client_id: str) -> tuple[ConfiguredApp, ...]:
    """Return the apps in the file; raises AppsFileError."""
    try:
        entries = json.loads(path.read_text("utf-8"))
    except OSError:
        raise AppsFileError(
            "names a file that can't be read", "check the path and the file's permissions"
        ) from None
    except (ValueError, RecursionError):
        raise AppsFileError("names a file that isn't JSON", f"write it like {_EXAMPLE}") from None
    if not isinstance(entries, list):
        raise AppsFileError("doesn't contain a list", f"write it like {_EXAMPLE}")
    apps = tuple(_app(entry, number) for number, entry in enumerate(entries, 1))
    ids = [app.client_id for app in apps]
    if len(set(ids)) != len(ids) or main_client_id in ids:
        raise AppsFileError(
            "names an app twice", "remove duplicates, and the app that SPOTIPY_CLIENT_ID names"
        )
    return apps


def _app(entry: object, number: int) -> ConfiguredApp:
    if not isinstance(entry, dict) or not _HEX32.fullmatch(str(entry.get("client_id", ""))):
        raise AppsFileError(
            f"app {number} has no valid client_id (32 characters, 0-9 and a-f)",
            f"write it like {_EXAMPLE}",
        )
    secret = entry.get("client_secret")
    return ConfiguredApp(
        name=str(entry.get("name") or f"app {number + 1}")[:40],
        client_id=str(entry["client_id"]),
        client_secret=Secret(str(secret)) if secret else None,
        owner=str(entry.get("owner") or "default")[:80],
    )
