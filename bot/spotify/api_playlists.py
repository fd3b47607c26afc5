"""Playlists: contents are only given of one's own and of those one works on.

Each method names its page under developer.spotify.com/documentation/web-api/reference.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.http.json_reading import demand
from bot.spotify import parse, parse_player
from bot.spotify.api_base import ApiBase, sent
from bot.spotify.models import Page, Playlist
from bot.spotify.playing import Kept

MOST_ADDED = 100
"""The most that one call adds to a playlist."""

_DETAILS = ",".join(
    (
        "id,name,description,public,collaborative,snapshot_id",
        "owner(id,display_name),images,items(total)",
    )
)


class PlaylistApi(ApiBase):
    """Reading and changing playlists."""

    async def playlist(self, playlist_id: str) -> Playlist:
        """Return a playlist's details without its contents (get-playlist)."""
        return parse.playlist(await sent(self._spotipy.playlist(playlist_id, fields=_DETAILS)))

    async def my_playlists(self, offset: int = 0) -> Page[Playlist]:
        """Return fifty of a person's playlists (get-a-list-of-current-users-playlists).

        Needs playlist-read-private.
        """
        call = self._spotipy.current_user_playlists(limit=50, offset=offset)
        return parse.page(await sent(call), parse.playlist_or_none)

    async def playlist_items(self, playlist_id: str, offset: int, limit: int = 50) -> Page[Kept]:
        """Return some entries of a playlist (get-playlists-items).

        Raises Forbidden for a playlist that is not the person's own.
        """
        call = self._spotipy.playlist_items(playlist_id, limit=limit, offset=offset)
        return parse_player.kept(await sent(call))

    async def create_playlist(self, name: str, *, public: bool, description: str) -> Playlist:
        """Make a playlist (create-playlist)."""
        call = self._spotipy.current_user_playlist_create(
            name, public=public, description=description
        )
        return parse.playlist(await sent(call))

    async def add_to_playlist(
        self, playlist_id: str, uris: Sequence[str], position: int | None = None
    ) -> None:
        """Add at most a hundred at the end, or from a place on, counted from 0.

        (add-items-to-playlist)
        """
        payload: dict[str, object] = {"uris": list(uris)}
        if position is not None:
            payload["position"] = position
        await sent(self._spotipy._post(f"playlists/{playlist_id}/items", payload=payload))

    async def remove_from_playlist(self, playlist_id: str, uris: Sequence[str]) -> None:
        """Remove every occurrence of some tracks (remove-items-playlist)."""
        payload = {"items": [{"uri": uri} for uri in uris]}
        await sent(self._spotipy._delete(f"playlists/{playlist_id}/items", payload=payload))

    async def move_in_playlist(
        self, playlist_id: str, start: int, before: int, snapshot_id: str | None
    ) -> None:
        """Move one entry (reorder-or-replace-playlists-items); places count from 0."""
        call = self._spotipy.playlist_reorder_items(
            playlist_id, range_start=start, insert_before=before, snapshot_id=snapshot_id
        )
        demand(await sent(call))

    async def change_playlist(
        self, playlist_id: str, *, name: str | None = None, description: str | None = None
    ) -> None:
        """Rename or describe a playlist (change-playlist-details)."""
        call = self._spotipy.playlist_change_details(
            playlist_id, name=name, description=description
        )
        await sent(call)

    async def set_playlist_cover(self, playlist_id: str, jpeg_base64: str) -> None:
        """Set the picture, a base64 JPEG of at most 256 KB (upload-custom-playlist-cover).

        Needs ugc-image-upload.
        """
        await sent(self._spotipy.playlist_upload_cover_image(playlist_id, jpeg_base64))
