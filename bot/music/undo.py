"""Taking back a change that lost something: kept for ten minutes, done once, by who made it.

Only what was asked for is kept (IDs, names, places), never anything of what it contains.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, assert_never

from bot.accounts.errors import AccountError
from bot.accounts.scopes import COVERS, EDIT_PLAYLISTS
from bot.music.access import Access
from bot.music.errors import BadCover, ChangedSince, NotYours, TooLate
from bot.music.library import Library
from bot.music.pictures import Pictures
from bot.music.playlist_calls import by_id, guarded, move_entry
from bot.music.playlists import Moved, Taken, encoded_cover
from bot.spotify.errors import RateLimited
from bot.spotify.models import Image, Playlist
from bot.storage.button_state import ButtonState, Use

KEPT_FOR = 600
"""Seconds for which a change can be taken back."""

_MOST_RUNS = 20


@dataclass(frozen=True, slots=True)
class Rename:
    """A playlist got a new name."""

    playlist: str
    old: str
    new: str
    what: Literal["rename"] = "rename"


@dataclass(frozen=True, slots=True)
class Removal:
    """Entries were taken out; `runs` are the URIs that stood together, and from which place on."""

    playlist: str
    runs: tuple[tuple[int, tuple[str, ...]], ...]
    what: Literal["remove"] = "remove"


@dataclass(frozen=True, slots=True)
class Move:
    """An entry was moved, between places that count from 1."""

    playlist: str
    uri: str
    start: int
    to: int
    what: Literal["move"] = "move"


@dataclass(frozen=True, slots=True)
class NewCover:
    """A playlist got a new picture; `image` is the address of the one before."""

    playlist: str
    image: str
    what: Literal["cover"] = "cover"


@dataclass(frozen=True, slots=True)
class Unsaving:
    """Things were taken out of the library."""

    uris: tuple[str, ...]
    what: Literal["unsave"] = "unsave"


Change: TypeAlias = Rename | Removal | Move | NewCover | Unsaving


@dataclass(frozen=True, slots=True)
class _Step:
    """What is kept for the Undo button."""

    change: Change


_UNDO = Use("undo", _Step, KEPT_FOR)

Undone = Literal["rename", "remove", "move", "cover", "unsave"]
"""What can be taken back."""


def of_rename(playlist: Playlist, new: str) -> Change:
    """Return what takes a new name back."""
    return Rename(playlist.id, playlist.name, new)


def of_removal(taken: Taken) -> Change | None:
    """Return what puts entries back; None when their places are not known."""
    runs: list[tuple[int, tuple[str, ...]]] = []
    for place, uri in taken.places:
        if runs and (place == runs[-1][0] + len(runs[-1][1]) or len(runs) == _MOST_RUNS):
            runs[-1] = runs[-1][0], (*runs[-1][1], uri)
        else:
            runs.append((place, (uri,)))
    return Removal(taken.playlist.id, tuple(runs)) if runs else None


def of_move(moved: Moved) -> Change | None:
    """Return what moves an entry back; None for a file, which can't be told from others."""
    if moved.uri is None or moved.start == moved.to:
        return None
    return Move(moved.page.playlist.id, moved.uri, moved.start, moved.to)


def of_cover(playlist: Playlist) -> Change | None:
    """Return what sets the picture before again; None when there was none.

    Only its address is kept: contents of pictures are not.
    """
    return NewCover(playlist.id, playlist.images[0].url) if playlist.images else None


def of_unsaving(uris: Sequence[str]) -> Change | None:
    """Return what saves or follows again."""
    return Unsaving(tuple(uris)) if uris else None


class Undo:
    """Keeps what changes need to be taken back, and takes them back."""

    def __init__(
        self, access: Access, state: ButtonState, library: Library, pictures: Pictures
    ) -> None:
        self._access = access
        self._state = state
        self._library = library
        self._pictures = pictures

    async def keep(self, person: int, change: Change | None) -> str | None:
        """Keep a change; return the ID that a button carries (None: it can't be taken back)."""
        if change is None:
            return None
        return await self._state.put(_UNDO, person, _Step(change))

    async def check(self, note: str, person: int) -> None:
        """Raise TooLate when the change is gone, NotYours when somebody else made it."""
        kept = await self._state.get(_UNDO, note)
        if kept is None:
            raise TooLate
        if kept.owner != person:
            raise NotYours

    async def run(self, note: str, person: int) -> Undone:
        """Take a change back, once; return what it was.

        Raises TooLate, ChangedSince, BadCover when the picture before is gone, NoPicturesHere, and
        what changing raises. A change that Spotify was not asked to take back yet stays.
        """
        kept = await self._state.take(_UNDO, note)
        if kept is None:
            raise TooLate
        change = kept.value.change
        try:
            await self._take_back(person, change)
        except (AccountError, RateLimited):
            await self._state.restore(_UNDO, note, person, kept.value)
            raise
        return change.what

    async def _take_back(self, person: int, change: Change) -> None:
        match change:
            case Unsaving():
                await self._library.put_back(person, change.uris)
            case NewCover():
                await self._cover(person, change)
            case Rename():
                await self._rename(person, change)
            case Removal():
                await self._remove(person, change)
            case Move():
                await self._move(person, change)
            case _:
                assert_never(change)

    async def _rename(self, person: int, change: Rename) -> None:
        async with self._access.own(person, EDIT_PLAYLISTS) as spotify:
            target = await by_id(spotify, change.playlist)
            if target.name != change.new:
                raise ChangedSince(target.name)
            await guarded(spotify.change_playlist(target.id, name=change.old), target)

    async def _remove(self, person: int, change: Removal) -> None:
        async with self._access.own(person, EDIT_PLAYLISTS) as spotify:
            target = await by_id(spotify, change.playlist)
            length = target.total or 0
            # From the first place on, so that each stands where it stood before.
            for place, uris in change.runs:
                at = min(place, length)
                await guarded(spotify.add_to_playlist(target.id, uris, at), target)
                length += len(uris)

    async def _move(self, person: int, change: Move) -> None:
        start, to = change.start, change.to
        async with self._access.own(person, EDIT_PLAYLISTS) as spotify:
            target = await by_id(spotify, change.playlist)
            now = (await spotify.playlist_items(target.id, to - 1, 1)).items
            item = now[0].item if now else None
            if item is None or item.uri != change.uri or start > (target.total or 0):
                raise ChangedSince(target.name)
            await move_entry(spotify, target, to, start)

    async def _cover(self, person: int, change: NewCover) -> None:
        picture = await self._pictures.fetched(Image(change.image))
        if picture is None:
            raise BadCover
        jpeg = await self._pictures.playlist_cover(picture)
        async with self._access.own(person, COVERS) as spotify:
            target = await by_id(spotify, change.playlist)
            await guarded(spotify.set_playlist_cover(target.id, encoded_cover(jpeg)), target)
