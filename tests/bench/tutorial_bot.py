"""What tutorials show: discord.py, and spotipy called in the handler, which stops all else."""

from __future__ import annotations

import os
from typing import Any

import spotipy

from tests.bench.floor_bot import TOKEN, Floor, run


class Tutorial(Floor):
    """Answers as the floor does, but reads from Spotify the way tutorials do."""

    async def setup_hook(self) -> None:
        """Make a client that sends to the sandbox."""
        await super().setup_hook()
        self.spotify = spotipy.Spotify(auth=TOKEN, retries=0, status_retries=0)
        self.spotify.prefix = os.environ["SPOTIFY_API_URL"] + "/"

    async def playing(self) -> Any:
        """Return what plays; nothing else runs meanwhile."""
        return self.spotify.current_playback()


if __name__ == "__main__":
    run(Tutorial())
