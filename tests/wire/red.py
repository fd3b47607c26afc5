"""A host of Red-DiscordBot with TrustyJAID's Spotify cog, and its files, who moves to Earshot."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests import host
from tests.world import Someone, World

COG = "218773382617890828"
SCOPES = frozenset({"user-read-private", "user-read-playback-state", "user-modify-playback-state"})


@dataclass
class Red:
    """The folder of an instance; what it says about people is written when the import is run."""

    world: World
    folder: Path
    client_id: str | None = None
    people: dict[str, Any] = field(default_factory=dict)
    tokens: list[str] = field(default_factory=list)

    @property
    def settings(self) -> Path:
        return self.folder / "cogs" / "Spotify" / "settings.json"

    def links(self, someone: Someone, *, expires_in: float = 3000) -> dict[str, Any]:
        """Let someone have linked with Red; return what the cog has stored of their tokens."""
        spotify = self.world.spotify
        got = spotify.accounts.consented_elsewhere(spotify.app, someone.listener, SCOPES)
        if expires_in <= 0:
            spotify.tokens[got["access_token"]].expires_at = 0
        token = {
            "access_token": got["access_token"],
            "refresh_token": got["refresh_token"],
            "expires_at": int(time.time() + expires_in),
            "scope": " ".join(SCOPES),
            "uses_pkce": False,
            "token_type": "Bearer",
        }
        self.tokens += [token["access_token"], token["refresh_token"]]
        self.people[str(someone.person.id)] = {"token": token, "show_private": True}
        return token

    def writes(self) -> None:
        """Write the files as Red's JSON driver does."""
        cog = {COG: {"GLOBAL": {"emojis": {}}, "USER": self.people}}
        key = {"client_id": self.client_id, "client_secret": "hunter2"}
        core = {
            "0": {"GLOBAL": {}, "SHARED_API_TOKENS": {"spotify": key if key["client_id"] else {}}}
        }
        for file, content in ((self.settings, cog), (self.folder / "core/settings.json", core)):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(content), "utf-8")

    async def moves(self, *arguments: str, folder: Path | None = None) -> tuple[int | None, str]:
        """Run the import as the host does, with the bot's own settings."""
        settings = self.world.bot.environment
        command = ("-m", "bot", "import", "red", str(folder or self.folder), *arguments)
        code, output = await host.runs(*command, folder=self.folder.parent, settings=settings)
        assert "Traceback" not in output, output
        for secret in (*self.tokens, "hunter2", settings["SPOTIPY_CLIENT_SECRET"]):
            assert secret not in output
        return code, output

    def contents(self) -> dict[str, tuple[bytes, int]]:
        """Return all of Red's files, and when each was changed."""
        files = (one for one in sorted(self.folder.rglob("*")) if one.is_file())
        return {str(one): (one.read_bytes(), one.stat().st_mtime_ns) for one in files}
