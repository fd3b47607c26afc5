"""The Web API as Earshot uses it: typed methods that return models.

Each method names its page under developer.spotify.com/documentation/web-api/reference and the
scope it needs. All raise the errors of bot.spotify.errors. Player commands need Premium, and
Spotify doesn't guarantee their order.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.http.errors import Malformed
from bot.http.json_reading import require_mapping
from bot.spotify import parse, parse_player
from bot.spotify.models import (
    Album,
    AlbumPage,
    Artist,
    CatalogueItem,
    Episode,
    Page,
    Playlist,
    Profile,
    ShowPage,
    TimeRange,
    Track,
)
from bot.spotify.playing import Device, Playback, PlayedTrack, Queue, Repeat, SavedItem
from bot.spotify.spotipy_async import AsyncSpotipy, sent
from bot.spotify.transport import Caller, Transport

MAX_PAGE_SIZE = 10
"""The largest page that search and an artist's albums allow (since February 2026)."""

MAX_OFFSET = 1000
"""The largest offset that search allows."""

OWN_MARKET = "from_token"
"""The country of the caller's account."""

_DETAILS = (
    "id,name,description,public,collaborative,snapshot_id,"
    "owner(id,display_name),images,items(total)"
)


class SpotifyApi:
    """Calls the Web API on behalf of one caller."""

    def __init__(self, transport: Transport, caller: Caller) -> None:
        self._spotipy = AsyncSpotipy(transport, caller)
        self._transport = transport
        self._caller = caller

    def forget_cached(self) -> None:
        """Drop this caller's cached answers, so that the next read asks Spotify."""
        self._transport.forget(self._caller.subject)

    async def me(self) -> Profile:
        """Return the token's owner (get-current-users-profile)."""
        return parse.profile(await sent(self._spotipy.me()))

    async def artist(self, artist_id: str) -> Artist:
        """Return one artist (get-an-artist)."""
        return parse.artist(await sent(self._spotipy.artist(artist_id)))

    async def newest_albums(self, artist_id: str) -> Page[Album]:
        """Return an artist's first ten albums and singles (get-an-artists-albums)."""
        call = self._spotipy.artist_albums(
            artist_id, include_groups="album,single", limit=MAX_PAGE_SIZE
        )
        return parse.album_page(await sent(call))

    async def album(self, album_id: str) -> AlbumPage:
        """Return an album with its first fifty tracks (get-an-album)."""
        return parse.album_with_tracks(await sent(self._spotipy.album(album_id)))

    async def track(self, track_id: str, market: str | None = None) -> Track:
        """Return one track (get-track); with OWN_MARKET, whether it's barred there."""
        track = parse.track(require_mapping(await sent(self._spotipy.track(track_id, market))))
        if track is None:
            raise Malformed("a track without a name")
        return track

    async def show(self, show_id: str) -> ShowPage:
        """Return a podcast with its newest episodes (get-a-show).

        Needs user-read-playback-position.
        """
        return parse.show_with_episodes(await sent(self._spotipy.show(show_id)))

    async def episode(self, episode_id: str) -> Episode:
        """Return one episode (get-an-episode); needs user-read-playback-position."""
        episode = parse.episode(require_mapping(await sent(self._spotipy.episode(episode_id))))
        if episode is None:
            raise Malformed("an episode without a name")
        return episode

    async def search(self, query: str, kind: str, offset: int = 0) -> Page[CatalogueItem]:
        """Return up to ten items of one kind for a search text (search)."""
        call = self._spotipy.search(query, limit=MAX_PAGE_SIZE, offset=offset, type=kind)
        return parse.search_results(await sent(call), kind)

    async def search_artists(self, query: str) -> Page[Artist]:
        """Return up to ten artists for a search text (search)."""
        results = await self.search(query, "artist")
        artists = tuple(item for item in results.items if isinstance(item, Artist))
        return Page(artists, results.total)

    async def search_tracks(self, query: str) -> Page[Track]:
        """Return up to ten tracks for a search text (search)."""
        results = await self.search(query, "track")
        tracks = tuple(item for item in results.items if isinstance(item, Track))
        return Page(tracks, results.total)

    async def top_tracks(self, span: TimeRange, limit: int = 50) -> Page[Track]:
        """Return top tracks (get-users-top-artists-and-tracks); needs user-top-read."""
        call = self._spotipy.current_user_top_tracks(limit=limit, time_range=span)
        return parse.page(await sent(call), parse.track)

    async def top_artists(self, span: TimeRange, limit: int = 50) -> Page[Artist]:
        """Return the top artists of a time range (get-users-top-artists-and-tracks)."""
        call = self._spotipy.current_user_top_artists(limit=limit, time_range=span)
        return parse.artist_page(await sent(call))

    async def saved_tracks(self, offset: int = 0, limit: int = 50) -> Page[SavedItem]:
        """Return saved tracks, newest first (get-users-saved-tracks); needs user-library-read."""
        call = self._spotipy.current_user_saved_tracks(limit=limit, offset=offset)
        return parse_player.saved_items(await sent(call))

    async def are_saved(self, uris: Sequence[str]) -> tuple[bool, ...]:
        """Return which of at most forty items are saved or followed (check-library-contains)."""
        call = self._spotipy._get("me/library/contains", uris=",".join(uris))
        return parse.booleans(await sent(call), len(uris))

    async def save(self, uris: Sequence[str]) -> None:
        """Save or follow at most forty items (save-to-library)."""
        await sent(self._spotipy._put("me/library", uris=",".join(uris)))

    async def unsave(self, uris: Sequence[str]) -> None:
        """Remove or unfollow at most forty items (remove-from-library)."""
        await sent(self._spotipy._delete("me/library", uris=",".join(uris)))

    # The player: what's playing, where, and what's up next.

    async def playback(self) -> Playback | None:
        """Return what is playing, or None when nothing is visible.

        Needs user-read-playback-state (get-information-about-the-users-current-playback).
        """
        call = self._spotipy.current_playback(additional_types="track,episode")
        return parse_player.playback(await sent(call))

    async def queue(self) -> Queue:
        """Return what's up next (get-queue).

        Needs user-read-playback-state and user-read-currently-playing.
        """
        return parse_player.queue(await sent(self._spotipy.queue()))

    async def devices(self) -> tuple[Device, ...]:
        """Return the devices where music could play (get-a-users-available-devices)."""
        return parse_player.devices(await sent(self._spotipy.devices()))

    async def recently_played(self) -> tuple[PlayedTrack, ...]:
        """Return up to fifty recently played tracks (get-recently-played).

        Needs user-read-recently-played.
        """
        return parse_player.played_tracks(
            await sent(self._spotipy.current_user_recently_played(limit=50))
        )

    async def transfer(self, device_id: str, *, play: bool) -> None:
        """Move playback to another device (transfer-a-users-playback)."""
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
        """Start or resume playback (start-a-users-playback)."""
        call = self._spotipy.start_playback(
            device_id=device_id,
            uris=list(uris) if uris is not None else None,
            context_uri=context_uri,
            offset={"uri": offset_uri} if offset_uri else None,
            position_ms=position_ms,
        )
        await sent(call)

    async def pause(self) -> None:
        """Pause playback (pause-a-users-playback)."""
        await sent(self._spotipy.pause_playback())

    async def next(self) -> None:
        """Skip to the next track (skip-users-playback-to-next-track)."""
        await sent(self._spotipy.next_track())

    async def previous(self) -> None:
        """Go back to the previous track (skip-users-playback-to-previous-track)."""
        await sent(self._spotipy.previous_track())

    async def seek(self, position_ms: int) -> None:
        """Jump to a position (seek-to-position-in-currently-playing-track)."""
        await sent(self._spotipy.seek_track(position_ms))

    async def volume(self, percent: int) -> None:
        """Set the volume, 0 to 100 (set-volume-for-users-playback)."""
        await sent(self._spotipy.volume(percent))

    async def shuffle(self, *, on: bool) -> None:
        """Turn shuffle on or off (toggle-shuffle-for-users-playback)."""
        await sent(self._spotipy.shuffle(on))

    async def repeat(self, mode: Repeat) -> None:
        """Repeat the track, the context, or nothing (set-repeat-mode-on-users-playback)."""
        await sent(self._spotipy.repeat(mode))

    async def add_to_queue(self, uri: str) -> None:
        """Add a track or episode to the queue (add-to-queue).

        spotipy's own method refuses episodes (docs/reference/spotify.md, section 3.1).
        """
        await sent(self._spotipy._post("me/player/queue", uri=uri))

    # Playlists: Spotify returns contents only for playlists the person owns or collaborates on.

    async def playlist(self, playlist_id: str) -> Playlist:
        """Return a playlist's details, without its contents (get-playlist)."""
        return parse.playlist(await sent(self._spotipy.playlist(playlist_id, fields=_DETAILS)))

    async def my_playlists(self, offset: int = 0) -> Page[Playlist]:
        """Return up to fifty of the person's playlists (get-a-list-of-current-users-playlists).

        Needs playlist-read-private.
        """
        call = self._spotipy.current_user_playlists(limit=50, offset=offset)
        return parse.page(await sent(call), parse.playlist_or_none)

    async def playlist_items(
        self, playlist_id: str, offset: int, limit: int = 50, market: str | None = None
    ) -> Page[SavedItem]:
        """Return one page of a playlist's entries (get-playlists-items).

        Raises Forbidden for a playlist that isn't the person's own.
        """
        call = self._spotipy.playlist_items(playlist_id, None, limit, offset, market)
        return parse_player.saved_items(await sent(call))

    async def create_playlist(self, name: str, *, public: bool, description: str) -> Playlist:
        """Create a playlist (create-playlist)."""
        call = self._spotipy.current_user_playlist_create(
            name, public=public, description=description
        )
        return parse.playlist(await sent(call))

    async def add_to_playlist(
        self, playlist_id: str, uris: Sequence[str], position: int | None = None
    ) -> None:
        """Add at most a hundred items, at the end or at a position (add-items-to-playlist)."""
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
        """Move one entry (reorder-or-replace-playlists-items); positions count from 0."""
        call = self._spotipy.playlist_reorder_items(
            playlist_id, range_start=start, insert_before=before, snapshot_id=snapshot_id
        )
        require_mapping(await sent(call))

    async def change_playlist(
        self, playlist_id: str, *, name: str | None = None, description: str | None = None
    ) -> None:
        """Change a playlist's name or description (change-playlist-details)."""
        call = self._spotipy.playlist_change_details(
            playlist_id, name=name, description=description
        )
        await sent(call)

    async def set_playlist_cover(self, playlist_id: str, jpeg_base64: str) -> None:
        """Set the cover, a base64 JPEG of at most 256 KB (upload-custom-playlist-cover).

        Needs ugc-image-upload.
        """
        await sent(self._spotipy.playlist_upload_cover_image(playlist_id, jpeg_base64))
