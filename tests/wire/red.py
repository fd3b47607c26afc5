"""A host of Red-DiscordBot with TrustyJAID's Spotify cog, and its files, who moves to Earshot."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sandbox.red_folder import COG, SECRET, RedFolder
from tests import host
from tests.world import Someone, World

__all__ = ["COG", "Red"]


class Red(RedFolder):
    """The folder of an instance, and its host at the terminal."""

    def __init__(self, world: World, folder: Path, client_id: str | None = None) -> None:
        super().__init__(world.spotify, folder, client_id)
        self.world = world

    def links(self, someone: Someone, *, expires_in: float = 3000) -> dict[str, Any]:
        """Let someone have linked with Red; return what the cog has stored of their tokens."""
        return self.holds(someone.person.id, someone.listener, expires_in=expires_in)

    async def moves(self, *arguments: str, folder: Path | None = None) -> tuple[int | None, str]:
        """Run the import as the host does, with the bot's own settings."""
        settings = self.world.bot.environment
        command = ("-m", "bot", "import", "red", str(folder or self.folder), *arguments)
        code, output = await host.runs(*command, folder=self.folder.parent, settings=settings)
        assert "Traceback" not in output, output
        for secret in (*self.tokens, SECRET, settings["SPOTIPY_CLIENT_SECRET"]):
            assert secret not in output
        return code, output

    def contents(self) -> dict[str, tuple[bytes, int]]:
        """Return all of Red's files, and when each was changed."""
        files = (one for one in sorted(self.folder.rglob("*")) if one.is_file())
        return {str(one): (one.read_bytes(), one.stat().st_mtime_ns) for one in files}
