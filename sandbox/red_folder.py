"""The files of a Red-DiscordBot with TrustyJAID's Spotify cog, which `import red` reads."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sandbox.spotify.people import Listener
from sandbox.spotify.server import SpotifySandbox

COG = "218773382617890828"
SECRET = "hunter2"
SCOPES = frozenset({"user-read-private", "user-read-playback-state", "user-modify-playback-state"})


@dataclass
class RedFolder:
    """The folder of an instance; what it says about people is written by `writes`."""

    spotify: SpotifySandbox
    folder: Path
    client_id: str | None
    people: dict[str, Any] = field(default_factory=dict)
    tokens: list[str] = field(default_factory=list)

    @property
    def settings(self) -> Path:
        """Where the cog has its data."""
        return self.folder / "cogs" / "Spotify" / "settings.json"

    def holds(
        self, discord_id: int, listener: Listener, *, expires_in: float = 3000
    ) -> dict[str, Any]:
        """Let someone have linked with Red; return what the cog has stored of their tokens."""
        got = self.spotify.accounts.consented_elsewhere(self.spotify.app, listener, SCOPES)
        if expires_in <= 0:
            self.spotify.tokens[got["access_token"]].expires_at = 0
        token = {
            "access_token": got["access_token"],
            "refresh_token": got["refresh_token"],
            "expires_at": int(time.time() + expires_in),
            "scope": " ".join(SCOPES),
            "uses_pkce": False,
            "token_type": "Bearer",
        }
        self.tokens += [token["access_token"], token["refresh_token"]]
        self.people[str(discord_id)] = {"token": token, "show_private": True}
        return token

    def writes(self) -> None:
        """Write the files as Red's JSON driver does."""
        cog = {COG: {"GLOBAL": {"emojis": {}}, "USER": self.people}}
        key = {"client_id": self.client_id, "client_secret": SECRET}
        core = {
            "0": {"GLOBAL": {}, "SHARED_API_TOKENS": {"spotify": key if key["client_id"] else {}}}
        }
        for file, content in ((self.settings, cog), (self.folder / "core/settings.json", core)):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(content), "utf-8")
