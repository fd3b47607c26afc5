"""SPOTIFY_APPS_FILE: more Spotify apps than the one of the environment, as JSON."""

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
    """One app of the file; `owner` names whose developer account it is, for the quota."""

    name: str
    client_id: str
    client_secret: Secret | None
    owner: str


class AppsFileError(Exception):
    """The file cannot be used: what is wrong, and how to mend it."""

    def __init__(self, what: str, mend: str) -> None:
        super().__init__(what)
        self.what = what
        self.mend = mend


def read_apps(path: Path, main_client_id: str) -> tuple[ConfiguredApp, ...]:
    """Return the file's apps; raises AppsFileError."""
    try:
        listed = json.loads(path.read_text("utf-8"))
    except OSError:
        raise AppsFileError(
            "names a file that cannot be read", "check the path and who may read it"
        ) from None
    except (ValueError, RecursionError):
        raise AppsFileError("names a file that is not JSON", f"write it like {_EXAMPLE}") from None
    if not isinstance(listed, list):
        raise AppsFileError("does not hold a list", f"write it like {_EXAMPLE}")
    found = tuple(_app(one, number) for number, one in enumerate(listed, 1))
    ids = [one.client_id for one in found]
    if len(set(ids)) != len(ids) or main_client_id in ids:
        raise AppsFileError(
            "names an app twice", "leave out the one that SPOTIPY_CLIENT_ID names, and doubles"
        )
    return found


def _app(one: object, number: int) -> ConfiguredApp:
    if not isinstance(one, dict) or not _HEX32.fullmatch(str(one.get("client_id", ""))):
        raise AppsFileError(
            f"app {number} has no client_id of 32 characters 0-9 and a-f",
            f"write it like {_EXAMPLE}",
        )
    secret = one.get("client_secret")
    return ConfiguredApp(
        name=str(one.get("name") or f"app {number + 1}")[:40],
        client_id=str(one["client_id"]),
        client_secret=Secret(str(secret)) if secret else None,
        owner=str(one.get("owner") or "default")[:80],
    )
