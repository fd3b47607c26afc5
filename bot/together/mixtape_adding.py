"""Adds songs to a mixtape's playlist, and finds out which of them Spotify won't have in it.

A song that is gone is refused by Spotify. One without a licence for the owner's country mostly is
not: it would stay in the playlist, grey. So what was added is read once, and such songs go again.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from bot.http.errors import NotSent, ServiceError
from bot.spotify.api import OWN_MARKET
from bot.spotify.errors import BadRequest, Forbidden, NotFound, RateLimited, ScopeRefused
from bot.spotify.models import Page, Track
from bot.spotify.playing import SavedItem
from bot.storage.mixtape_records import PostedSong, PostState
from bot.storage.mixtapes import MixtapeStore
from bot.together.errors import PlaylistLost
from bot.together.mixtape_contents import Into, check_there

_log = logging.getLogger(__name__)

AT_ONCE = 100
"""How many songs one request adds or removes. Source: add-items-to-playlist."""

_PAGE = 50
_MOST_OWNERS = 1000


class MixtapeAdding:
    """Adds songs, each once."""

    def __init__(self, store: MixtapeStore) -> None:
        self._store = store
        self._silent: set[int] = set()
        """Owners of whose country Spotify says nothing: it isn't asked again."""

    async def add(self, into: Into, songs: Sequence[PostedSong]) -> None:
        """Add songs at the end, in order; those that can't be in it are told apart.

        Raises PlaylistLost and the service's errors; what wasn't sent waits.
        """
        for first in range(0, len(songs), AT_ONCE):
            added = await self._put_in(into, songs[first : first + AT_ONCE])
            await self._bar(into, await self._barred(into, added))

    async def _put_in(self, into: Into, songs: Sequence[PostedSong]) -> list[PostedSong]:
        """Add songs; where Spotify refuses some, the halves are tried, down to the one."""
        taken = await self._store.move(songs, ("waiting",), "writing")
        if not taken:
            return []
        uris = [one.uri for one in taken]
        try:
            await into.spotify.add_to_playlist(into.mixtape.playlist_id, uris)
        except (NotSent, RateLimited):
            await self._store.move(taken, ("writing",), "waiting")
            raise
        except Forbidden:
            await self._store.move(taken, ("writing",), "waiting")
            raise PlaylistLost from None
        except (BadRequest, NotFound) as refusal:
            await self._store.move(taken, ("writing",), "waiting")
            return await self._part_by_part(into, taken, refusal)
        into.contents.added(uris)
        await self._store.move(taken, ("writing",), "in")
        return taken

    async def _part_by_part(
        self, into: Into, songs: Sequence[PostedSong], refusal: Exception
    ) -> list[PostedSong]:
        if isinstance(refusal, NotFound):
            # It may be the playlist that is missing, not a song.
            await check_there(into)
        if len(songs) == 1:
            await self._store.move(songs, ("waiting",), await _why(into, songs[0]))
            return []
        middle = len(songs) // 2
        return [
            *await self._put_in(into, songs[:middle]),
            *await self._put_in(into, songs[middle:]),
        ]

    async def _barred(self, into: Into, added: Sequence[PostedSong]) -> list[PostedSong]:
        """Return which songs can't be played in the owner's country; none if Spotify won't say."""
        owner = into.mixtape.owner_id
        if not added or owner in self._silent:
            return []
        try:
            entries = await _last(into, len(added))
        except (BadRequest, Forbidden, ScopeRefused):
            if len(self._silent) >= _MOST_OWNERS:
                self._silent.clear()
            self._silent.add(owner)
            return []
        except ServiceError as fault:
            _log.info("a mixtape's songs weren't looked at: %s", type(fault).__name__)
            return []
        tracks = [one.item for one in entries if isinstance(one.item, Track)]
        barred = {one.uri for one in tracks if one.barred}
        return [one for one in added if one.uri in barred]

    async def _bar(self, into: Into, songs: Sequence[PostedSong]) -> None:
        # Noted first: if it fails, the next turn takes them out.
        barred = await self._store.move(songs, ("in",), "barring") if songs else []
        if not barred:
            return
        uris = [one.uri for one in barred]
        await into.spotify.remove_from_playlist(into.mixtape.playlist_id, uris)
        into.contents.removed(uris)
        await self._store.move(barred, ("barring",), "barred")


async def _why(into: Into, song: PostedSong) -> PostState:
    """Return what a refused song is: what Spotify has is barred, or it would have been added."""
    try:
        await into.spotify.track(song.uri.rsplit(":", 1)[-1])
    except (NotFound, BadRequest):
        return "refused"
    return "barred"


async def _last(into: Into, count: int) -> list[SavedItem]:
    """Return a playlist's last entries; someone may have changed its length meanwhile."""
    page = await _page(into, into.contents.length - count)
    if page.total != into.contents.length:
        into.contents.length = page.total
        page = await _page(into, page.total - count)
    if count <= _PAGE:
        return list(page.items)
    return [*page.items, *(await _page(into, page.total - count + _PAGE)).items]


async def _page(into: Into, offset: int) -> Page[SavedItem]:
    return await into.spotify.playlist_items(
        into.mixtape.playlist_id, max(0, offset), _PAGE, OWN_MARKET
    )
