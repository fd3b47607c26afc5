"""What a person has kept: saved things, followed artists, top lists.

Each method names its page under developer.spotify.com/documentation/web-api/reference.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.spotify import parse, parse_player
from bot.spotify.api_base import ApiBase, sent
from bot.spotify.models import Artist, Page, Span, Track
from bot.spotify.playing import Kept

MOST_URIS = 40
"""The most that one call of /me/library takes, in its query (docs/reference/spotify.md,
section 2.3)."""


class LibraryApi(ApiBase):
    """Saved, followed, most heard."""

    async def top_tracks(self, span: Span, limit: int = 50) -> Page[Track]:
        """Return the top tracks of a time span (get-users-top-artists-and-tracks).

        Needs user-top-read.
        """
        call = self._spotipy.current_user_top_tracks(limit=limit, time_range=span)
        return parse.page(await sent(call), parse.track)

    async def top_artists(self, span: Span, limit: int = 50) -> Page[Artist]:
        """Return the top artists of a time span (get-users-top-artists-and-tracks)."""
        call = self._spotipy.current_user_top_artists(limit=limit, time_range=span)
        return parse.artists_listed(await sent(call))

    async def saved_tracks(self, offset: int = 0, limit: int = 50) -> Page[Kept]:
        """Return saved tracks, the newest first (get-users-saved-tracks).

        Needs user-library-read.
        """
        call = self._spotipy.current_user_saved_tracks(limit=limit, offset=offset)
        return parse_player.kept(await sent(call))

    async def are_saved(self, uris: Sequence[str]) -> tuple[bool, ...]:
        """Tell which of at most forty are saved or followed (check-library-contains)."""
        call = self._spotipy._get("me/library/contains", uris=",".join(uris))
        return parse.booleans(await sent(call))

    async def save(self, uris: Sequence[str]) -> None:
        """Save or follow at most forty (save-to-library)."""
        await sent(self._spotipy._put("me/library", uris=",".join(uris)))

    async def unsave(self, uris: Sequence[str]) -> None:
        """Remove or unfollow at most forty (remove-from-library)."""
        await sent(self._spotipy._delete("me/library", uris=",".join(uris)))

    async def followed_artists(self, after: str | None = None) -> Page[Artist]:
        """Return followed artists, fifty a page (get-followed); needs user-follow-read."""
        call = self._spotipy.current_user_followed_artists(limit=50, after=after)
        return parse.followed(await sent(call))
