"""What a person has saved and whom they follow, all through /me/library."""

from __future__ import annotations

import asyncio

from bot.accounts.scopes import FOLLOWS, LIKED, LIKES
from bot.music.access import Access
from bot.music.errors import DidNotTake, NothingFound
from bot.music.likes import Likes
from bot.music.meaning import Asked, Meanings
from bot.music.player import SETTLES
from bot.spotify.links import SpotifyLink
from bot.spotify.models import Album, Artist, Episode, Found, Page, Show, Track
from bot.spotify.playing import Kept

SAVES = ("track", "episode", "album", "show")
PAGE = 10
"""How many saved tracks one page shows."""


class Library:
    """Likes and follows."""

    def __init__(self, access: Access, meanings: Meanings) -> None:
        self._access = access
        self._meanings = meanings
        self.likes = Likes(access)

    async def like(self, asked: Asked) -> tuple[Found, ...]:
        """Save what was asked for, or what plays; return it."""
        things = await self._meanings.things(asked, SAVES)
        async with self._access.own(asked.viewer, LIKES) as spotify:
            await spotify.save([uri_of(one) for one in things])
        self.likes.note(asked.viewer, [uri_of(one) for one in things], on=True)
        return things

    async def unlike(self, asked: Asked) -> tuple[Found, ...]:
        """Remove what was asked for from the library; return it."""
        things = await self._meanings.things(asked, SAVES)
        async with self._access.own(asked.viewer, LIKES) as spotify:
            await spotify.unsave([uri_of(one) for one in things])
        self.likes.note(asked.viewer, [uri_of(one) for one in things], on=False)
        return things

    async def set_liked(self, person: int, link: SpotifyLink, *, on: bool) -> None:
        """Save what a link is of, or remove it; doing it twice does it once."""
        async with self._access.own(person, LIKES) as spotify:
            await (spotify.save([link.uri]) if on else spotify.unsave([link.uri]))
        self.likes.note(person, [link.uri], on=on)

    async def save_link(self, person: int, link: SpotifyLink) -> None:
        """Save what a link is of."""
        await self.set_liked(person, link, on=True)

    async def liked(self, person: int, offset: int) -> Page[Kept]:
        """Return one page of saved tracks, the newest first."""
        async with self._access.own(person, LIKED) as spotify:
            return await spotify.saved_tracks(offset, PAGE)

    async def follow(self, asked: Asked, *, on: bool) -> Artist:
        """Follow an artist or no longer; raises DidNotTake when reading back says otherwise.

        Following artists through /me/library is undocumented (spotify.md 3.2).
        """
        (artist,) = (await self._meanings.things(asked, ("artist",)))[:1]
        if not isinstance(artist, Artist):
            raise NothingFound(asked.words)
        async with self._access.own(asked.viewer, FOLLOWS) as spotify:
            await (spotify.save([artist.uri]) if on else spotify.unsave([artist.uri]))
            await asyncio.sleep(SETTLES)
            if await spotify.are_saved([artist.uri]) != (on,):
                raise DidNotTake(artist.name)
        return artist


def uri_of(thing: Found) -> str:
    """Return the URI of anything that can be saved."""
    match thing:
        case Track() | Episode():
            return str(thing.uri)
        case Album():
            return f"spotify:album:{thing.id}"
        case Show():
            return f"spotify:show:{thing.id}"
        case _:
            return thing.uri
