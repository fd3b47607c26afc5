"""What the owner of an aux doesn't want to hear there, as they choose it."""

from __future__ import annotations

from collections.abc import Callable

from bot.music.errors import NothingFound, OutOfRange
from bot.music.resolver import Resolver, Target
from bot.spotify.models import Artist, Track
from bot.storage.aux_blocks import AuxBlock, NewBlock
from bot.storage.aux_sessions import AuxStore
from bot.storage.records import AuxSong
from bot.together.errors import SongGone, TooManyBlocked

__all__ = ["AuxBlock", "AuxBlocks", "NewBlock"]

MOST = 25
"""How much one person can block: as much as one message shows."""


class AuxBlocks:
    """Keeps what each owner has blocked, across their auxes."""

    def __init__(self, store: AuxStore, resolver: Resolver, clock: Callable[[], float]) -> None:
        self._store = store
        self._resolver = resolver
        self._clock = clock

    async def of(self, owner_id: int) -> list[AuxBlock]:
        """Return what someone has blocked, in the order of its numbers."""
        return await self._store.blocks.of(owner_id)

    async def find(self, target: Target) -> NewBlock:
        """Return what a target means: an artist of exactly that name, else a song.

        Raises what finding it raises.
        """
        thing = (
            await self._artist(target)
            or (await self._resolver.resolve(target, ("track", "artist")))[0]
        )
        if isinstance(thing, Artist):
            return NewBlock("artist", f"spotify:artist:{thing.id}", thing.name[:300])
        if not isinstance(thing, Track) or thing.uri is None:
            raise SongGone
        return NewBlock("song", thing.uri, thing.name[:300], thing.by[:300])

    async def _artist(self, target: Target) -> Artist | None:
        if not target.words:
            return None
        try:
            found = (await self._resolver.resolve(target, ("artist",)))[0]
        except NothingFound:
            return None
        if isinstance(found, Artist) and found.name.casefold() == target.words.casefold():
            return found
        return None

    async def block(self, owner_id: int, new: NewBlock) -> list[AuxSong]:
        """Block something, and return what that took out of the owner's aux.

        Raises TooManyBlocked.
        """
        songs = await self._store.blocks.add(owner_id, new, most=MOST, now=self._clock())
        if songs is None:
            raise TooManyBlocked(MOST)
        return songs

    async def unblock(self, owner_id: int, number: int) -> AuxBlock:
        """Allow something again by its number; raises OutOfRange."""
        blocks = await self.of(owner_id)
        if not 1 <= number <= len(blocks):
            raise OutOfRange("blocked", str(number))
        await self._store.blocks.remove(owner_id, blocks[number - 1].id)
        return blocks[number - 1]
