"""A person's player: reading it and driving it.

Each method names its page under developer.spotify.com/documentation/web-api/reference. Writes
need user-modify-playback-state and Premium; their order is not guaranteed by Spotify.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.spotify import parse_player
from bot.spotify.api_base import ApiBase, sent
from bot.spotify.playing import Device, Heard, Playback, Queue, Repeat


class PlayerApi(ApiBase):
    """What plays, where, and what comes next."""

    async def playback(self) -> Playback | None:
        """Return what is playing, or None when nothing is visible.

        Needs user-read-playback-state (get-information-about-the-users-current-playback).
        """
        call = self._spotipy.current_playback(additional_types="track,episode")
        return parse_player.playback(await sent(call))

    async def queue(self) -> Queue:
        """Return what comes next (get-queue).

        Needs user-read-playback-state and user-read-currently-playing.
        """
        return parse_player.queue(await sent(self._spotipy.queue()))

    async def devices(self) -> tuple[Device, ...]:
        """Return where music could play (get-a-users-available-devices)."""
        return parse_player.devices(await sent(self._spotipy.devices()))

    async def recently_played(self) -> tuple[Heard, ...]:
        """Return the last fifty tracks at most (get-recently-played).

        Needs user-read-recently-played.
        """
        return parse_player.heard(await sent(self._spotipy.current_user_recently_played(limit=50)))

    async def transfer(self, device_id: str, *, play: bool) -> None:
        """Go on on another device (transfer-a-users-playback)."""
        await sent(self._spotipy.transfer_playback(device_id, force_play=play))

    async def play(
        self,
        *,
        uris: Sequence[str] | None = None,
        context_uri: str | None = None,
        offset_uri: str | None = None,
        position_ms: int | None = None,
        device_id: str | None = None,
    ) -> None:
        """Start something, or go on (start-a-users-playback)."""
        call = self._spotipy.start_playback(
            device_id=device_id,
            uris=list(uris) if uris is not None else None,
            context_uri=context_uri,
            offset={"uri": offset_uri} if offset_uri else None,
            position_ms=position_ms,
        )
        await sent(call)

    async def pause(self) -> None:
        """Pause (pause-a-users-playback)."""
        await sent(self._spotipy.pause_playback())

    async def next(self) -> None:
        """Go on to the next (skip-users-playback-to-next-track)."""
        await sent(self._spotipy.next_track())

    async def previous(self) -> None:
        """Go back to the one before (skip-users-playback-to-previous-track)."""
        await sent(self._spotipy.previous_track())

    async def seek(self, position_ms: int) -> None:
        """Go to a position (seek-to-position-in-currently-playing-track)."""
        await sent(self._spotipy.seek_track(position_ms))

    async def volume(self, percent: int) -> None:
        """Set the volume, 0 to 100 (set-volume-for-users-playback)."""
        await sent(self._spotipy.volume(percent))

    async def shuffle(self, *, on: bool) -> None:
        """Mix what comes next, or not (toggle-shuffle-for-users-playback)."""
        await sent(self._spotipy.shuffle(on))

    async def repeat(self, mode: Repeat) -> None:
        """Repeat the track, the context, or nothing (set-repeat-mode-on-users-playback)."""
        await sent(self._spotipy.repeat(mode))

    async def add_to_queue(self, uri: str) -> None:
        """Add a track or episode to the queue (add-to-queue).

        Not by spotipy's add_to_queue, which refuses episodes (docs/reference/spotify.md,
        section 3.1).
        """
        await sent(self._spotipy._post("me/player/queue", uri=uri))
