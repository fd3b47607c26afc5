"""What Discord shows of people who have connected Spotify to it (docs: gateway, presence)."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass

from sandbox.discord.objects import Json

_LISTENING = 2
_SYNC_AND_PLAY = 48


@dataclass(frozen=True, slots=True)
class ShownSong:
    """A song as Discord knows it; it has no `track_id` for some. Lengths are in milliseconds."""

    title: str
    artists: tuple[str, ...]
    album: str
    cover: str
    duration_ms: int
    track_id: str | None = None

    @classmethod
    def from_track(cls, track: Json) -> ShownSong:
        """Return what is shown of a track as Spotify describes it."""
        album = track["album"]
        return cls(
            title=track["name"],
            artists=tuple(one["name"] for one in track["artists"]),
            album=album["name"],
            cover=album["images"][0]["url"].split("/image/")[-1].split("/")[0],
            duration_ms=track["duration_ms"],
            track_id=track["id"],
        )

    def activity(self, progress_ms: int = 0) -> Json:
        """Return the activity of someone who hears it, and is that far."""
        start = int(time.time() * 1000) - progress_ms
        shown: Json = {
            "id": "spotify:1",
            "type": _LISTENING,
            "name": "Spotify",
            "details": self.title,
            "state": "; ".join(self.artists),
            "assets": {"large_image": f"spotify:{self.cover}", "large_text": self.album},
            "timestamps": {"start": start, "end": start + self.duration_ms},
            "party": {"id": "spotify:123456789012345678"},
            "session_id": secrets.token_hex(16),
            "flags": _SYNC_AND_PLAY,
            "created_at": start,
        }
        return shown if self.track_id is None else {**shown, "sync_id": self.track_id}
