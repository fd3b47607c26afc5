"""What a person has saved and who they follow, all through /me/library."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from bot.accounts.errors import AccountError
from bot.accounts.scopes import EDIT_PLAYLISTS, FOLLOWS, LIKED, LIKES
from bot.http.errors import ServiceError
from bot.music.access import Access
from bot.music.errors import DidNotTake, NothingFound
from bot.music.player import SETTLES
from bot.music.resolver import Resolver, Target
from bot.spotify.api import SpotifyApi
from bot.spotify.links import SpotifyLink
from bot.spotify.models import Album, Artist, CatalogueItem, Episode, Page, Playlist, Show, Track
from bot.spotify.playing import SavedItem

SAVES = ("track", "episode", "album", "show", "artist", "playlist")
"""What can be saved (songs, albums and so on) or followed (artists and playlists)."""

Followable = Artist | Playlist

PAGE = 10
"""Saved tracks per page."""


@dataclass(frozen=True, slots=True)
class Removed:
    """What was removed from a library, and what wasn't in it."""

    gone: tuple[CatalogueItem, ...]
    absent: tuple[CatalogueItem, ...] = ()


class Library:
    """Likes and follows."""

    def __init__(self, access: Access, resolver: Resolver) -> None:
        self._access = access
        self._resolver = resolver
        self.likes = Likes(access)

    async def like(self, target: Target) -> tuple[CatalogueItem, ...]:
        """Save or follow what was asked for, or what is playing; return it.

        Raises DidNotTake if an artist or playlist isn't followed after all.
        """
        things = await self._resolver.resolve(target, SAVES)
        async with self._access.own(target.viewer, _scopes_for(things)) as spotify:
            await spotify.save([uri_of(one) for one in things])
            followed = [one for one in things if isinstance(one, Artist | Playlist)]
            await _demand(spotify, followed, on=True)
        self.likes.note(target.viewer, [uri_of(one) for one in things], on=True)
        return things

    async def unlike(self, target: Target) -> Removed:
        """Remove what was asked for from the library; ignore what wasn't in it."""
        things = await self._resolver.resolve(target, SAVES)
        async with self._access.own(target.viewer, _scopes_for(things)) as spotify:
            kept = await spotify.are_saved([uri_of(one) for one in things])
            there = tuple(one for one, saved in zip(things, kept, strict=True) if saved)
            if there:
                await spotify.unsave([uri_of(one) for one in there])
        self.likes.note(target.viewer, [uri_of(one) for one in things], on=False)
        return Removed(there, tuple(one for one in things if one not in there))

    async def put_back(self, person: int, uris: Sequence[str]) -> None:
        """Save or follow again what was removed."""
        scopes = frozenset[str]().union(*(_scopes_of(uri.split(":")[1]) for uri in uris))
        async with self._access.own(person, scopes) as spotify:
            await spotify.save(uris)
        self.likes.note(person, uris, on=True)

    async def set_liked(self, person: int, link: SpotifyLink, *, on: bool) -> None:
        """Save or remove what a link points to; idempotent."""
        async with self._access.own(person, LIKES) as spotify:
            await (spotify.save([link.uri]) if on else spotify.unsave([link.uri]))
        self.likes.note(person, [link.uri], on=on)

    async def save_link(self, person: int, link: SpotifyLink) -> None:
        """Save what a link points to."""
        await self.set_liked(person, link, on=True)

    async def liked(self, person: int, offset: int) -> Page[SavedItem]:
        """Return one page of saved tracks, the newest first."""
        async with self._access.own(person, LIKED) as spotify:
            return await spotify.saved_tracks(offset, PAGE)

    async def follow(self, target: Target) -> Followable:
        """Follow an artist or, by link, a playlist; raises DidNotTake if it had no effect.

        Following artists through /me/library is undocumented (docs/reference/spotify.md,
        section 3.2).
        """
        thing = await self._followable(target)
        async with self._access.own(target.viewer, _scopes_for([thing])) as spotify:
            await spotify.save([thing.uri])
            await _demand(spotify, [thing], on=True)
        return thing

    async def unfollow(self, target: Target) -> tuple[Followable, bool]:
        """Unfollow an artist or playlist; return it, and whether it was followed."""
        thing = await self._followable(target)
        async with self._access.own(target.viewer, _scopes_for([thing])) as spotify:
            (followed,) = await spotify.are_saved([thing.uri])
            if followed:
                await spotify.unsave([thing.uri])
                await _demand(spotify, [thing], on=False)
        return thing, followed

    async def _followable(self, target: Target) -> Followable:
        (thing,) = (await self._resolver.resolve(target, ("artist", "playlist")))[:1]
        if not isinstance(thing, Artist | Playlist):
            raise NothingFound(target.words)
        return thing


async def _demand(spotify: SpotifyApi, things: Sequence[Followable], *, on: bool) -> None:
    """Raise DidNotTake unless reading back shows the requested state."""
    if not things:
        return
    await asyncio.sleep(SETTLES)
    now = await spotify.are_saved([one.uri for one in things])
    for one, followed in zip(things, now, strict=True):
        if followed is not on:
            raise DidNotTake(one.name)


def _scopes_for(things: Sequence[CatalogueItem]) -> frozenset[str]:
    return frozenset[str]().union(*(_scopes_of(uri_of(one).split(":")[1]) for one in things))


def _scopes_of(kind: str) -> frozenset[str]:
    return {"artist": FOLLOWS, "playlist": EDIT_PLAYLISTS}.get(kind, LIKES)


def uri_of(thing: CatalogueItem) -> str:
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


_KEPT_FOR = 300.0
_FRESH = 5.0
_KEPT_AT_MOST = 2000


class Likes:
    """Caches likes for a few minutes: what Spotify said, and what was changed here."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._known: OrderedDict[tuple[int, str], tuple[float, bool]] = OrderedDict()

    def note(self, person: int, uris: Sequence[str], *, on: bool) -> None:
        """Remember what someone likes now."""
        for uri in uris:
            self._known[person, uri] = (time.monotonic(), on)
            self._known.move_to_end((person, uri))
        while len(self._known) > _KEPT_AT_MOST:
            self._known.popitem(last=False)

    async def of(self, person: int, uri: str, *, ask: bool) -> bool | None:
        """Return whether someone likes something; None if unknown.

        Spotify is asked only with `ask`, and only if the person has granted the scope.
        """
        at, known = self._known.get((person, uri), (float("-inf"), False))
        # People like songs in Spotify too, so a person who asks gets the current state.
        if time.monotonic() - at < (_FRESH if ask else _KEPT_FOR):
            return known
        if not ask:
            return None
        try:
            async with self._access.own(person, LIKED) as spotify:
                (liked,) = await spotify.are_saved([uri])
        except (ServiceError, AccountError):
            return None
        self.note(person, [uri], on=liked)
        return liked
