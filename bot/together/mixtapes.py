"""Channel mixtapes, as people use them: start, pause, take what is posted, undo, end."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from bot.accounts.errors import AccountError
from bot.accounts.scopes import EDIT_PLAYLISTS
from bot.http.errors import ServiceError
from bot.music.access import Access
from bot.music.errors import NotYourPlaylist, OutOfRange
from bot.music.playlist_calls import by_id
from bot.spotify.errors import NotFound
from bot.spotify.links import Address, ShortLink, SpotifyLink
from bot.spotify.models import Playable, Playlist
from bot.storage.mixtape_records import HELD, Mixtape, Post, PostedSong
from bot.storage.mixtapes import MixtapeStore
from bot.together.errors import (
    MixtapePaused,
    MixtapeRunning,
    NoMixtape,
    NothingToUndo,
    NotMixtapeOwner,
)
from bot.wakeups import Wakeups

__all__ = ["Mixtape", "Mixtapes", "Post", "PostedSong", "Tally", "uris_of"]

MOMENT = 3.0
"""How long a link waits for others, in seconds, so that several take one request."""

EACH = 50
"""How many songs one person may have in a new mixtape."""

MOST = 500
"""The highest limit; 0 is none."""

_KINDS = ("track", "album")
_MOST_LINKS = 20
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Tally:
    """A mixtape, how many songs each person has in it, its newest songs, and how many wait."""

    mixtape: Mixtape
    people: tuple[tuple[str, int], ...]
    newest: tuple[tuple[Playable, str], ...]
    waiting: int


def uris_of(addresses: Sequence[Address]) -> tuple[str, ...]:
    """Return what a mixtape takes of a message's links; short ones are resolved later."""
    found: list[str] = []
    for one in addresses[:_MOST_LINKS]:
        if isinstance(one, ShortLink):
            found.append(f"short:{one.host}/{one.code}")
        elif isinstance(one, SpotifyLink) and one.kind in _KINDS:
            found.append(one.uri)
    return tuple(dict.fromkeys(found))


class Mixtapes:
    """What people do with the mixtape of a channel."""

    def __init__(self, store: MixtapeStore, access: Access, clock: Callable[[], float]) -> None:
        self._store = store
        self._access = access
        self._clock = clock
        self.changed = Wakeups()
        """Wakes what writes, in the seconds until there is something to do."""

    async def is_on(self, channel_id: int) -> bool:
        """Whether a channel has a mixtape; costs nothing once known."""
        return channel_id in await self._store.channels()

    async def channels(self) -> frozenset[int]:
        """Return the channels that have a mixtape."""
        return await self._store.channels()

    async def find(self, channel_id: int) -> Mixtape | None:
        """Return a channel's mixtape, None without one."""
        return await self._store.of(channel_id)

    async def posted(self, channel_id: int) -> frozenset[int]:
        """Return the numbers of the messages whose links are known."""
        return await self._store.posted(channel_id)

    async def channel_gone(self, channel_id: int) -> None:
        """End the mixtape of a channel that doesn't exist any more."""
        await self._store.end(channel_id=channel_id)

    async def start(self, new: Mixtape) -> Mixtape:
        """Start a mixtape; raises MixtapeRunning, and NotYourPlaylist where it can't be changed."""
        if not await self._store.start(new):
            raise MixtapeRunning
        return new

    async def check_free(self, channel_id: int) -> None:
        """Raise MixtapeRunning if the channel has a mixtape."""
        if await self._store.of(channel_id) is not None:
            raise MixtapeRunning

    async def own_playlist(self, person: int, found: Playlist | None, name: str) -> Playlist:
        """Return the playlist for a mixtape: the person's own, or a new private one.

        Raises NotYourPlaylist, and the grant guard's errors.
        """
        async with self._access.own(person, EDIT_PLAYLISTS) as spotify:
            if found is None:
                return await spotify.create_playlist(name[:100], public=False, description="")
            if not found.collaborative and found.owner_id != (await spotify.me()).id:
                raise NotYourPlaylist(found.name)
            return found

    async def of(self, channel_id: int) -> Mixtape:
        """Return a channel's mixtape; raises NoMixtape."""
        found = await self._store.of(channel_id)
        if found is None:
            raise NoMixtape
        return found

    async def owned(self, channel_id: int, person: int) -> Mixtape:
        """Return a channel's mixtape for its owner; raises NoMixtape or NotMixtapeOwner."""
        found = await self.of(channel_id)
        if found.owner_id != person:
            raise NotMixtapeOwner(found.owner_name)
        return found

    async def take(self, channel_id: int, post: Post, *, edited: bool = False) -> bool:
        """Take what a message links to; False if there's nothing new, or the mixtape is paused."""
        due_at = self._clock() + MOMENT
        return self._woken(
            await self._store.post(channel_id, post, edited=edited, due_at=due_at), MOMENT
        )

    def _woken(self, anything: bool, seconds: float = 0.0) -> bool:
        if anything:
            self.changed.wake_all(seconds)
        return anything

    async def give(self, channel_id: int, post: Post) -> None:
        """Take what someone names by command; raises NoMixtape or MixtapePaused."""
        if (await self.of(channel_id)).paused:
            raise MixtapePaused
        await self.take(channel_id, post)

    async def take_back(self, channel_id: int, messages: Collection[int]) -> bool:
        """Take out what deleted messages linked to."""
        due_at = self._clock() + MOMENT
        return self._woken(await self._store.unpost(channel_id, messages, due_at=due_at), MOMENT)

    async def undo(
        self, mixtape: Mixtape, person: int, message_id: int | None = None
    ) -> list[PostedSong]:
        """Take out the last song, or those of a message: the owner any, others their own.

        Raises NothingToUndo.
        """
        songs = await self._store.songs(mixtape.channel_id, HELD)
        if person != mixtape.owner_id:
            songs = [one for one in songs if one.added_by == person]
        chosen = (
            songs[-1:]
            if message_id is None
            else [one for one in songs if one.message_id == message_id]
        )
        unseen = await self._store.move(chosen, ("waiting",), "gone")
        moved = unseen + await self._store.move(chosen, ("writing", "in"), "undoing")
        if not moved:
            raise NothingToUndo
        await self._wake_now(mixtape)
        return moved

    async def _wake_now(self, mixtape: Mixtape) -> None:
        await self._store.turns.wake(mixtape.channel_id, self._clock())
        self.changed.wake_all()

    async def pause(self, mixtape: Mixtape, *, paused: bool) -> Mixtape:
        """Take nothing more, or go on; return the mixtape as it is then."""
        if not paused:
            await self._check_playlist(mixtape)
        await self._store.change(mixtape.channel_id, paused=int(paused))
        await self._wake_now(mixtape)
        return await self.of(mixtape.channel_id)

    async def _check_playlist(self, mixtape: Mixtape) -> None:
        """Raise what would pause it again at once: no link, no seat, no playlist."""
        async with self._access.own(mixtape.owner_id, EDIT_PLAYLISTS) as spotify:
            spotify.forget_cached()
            try:
                found = await by_id(spotify, mixtape.playlist_id)
            except NotFound:
                raise NotYourPlaylist(mixtape.playlist_name) from None
            if not found.collaborative and found.owner_id != (await spotify.me()).id:
                raise NotYourPlaylist(found.name)

    async def limit(self, mixtape: Mixtape, each: int) -> Mixtape:
        """Choose how many songs one person may have in it, 0 for any; raises OutOfRange."""
        if not 0 <= each <= MOST:
            raise OutOfRange("each", str(each))
        await self._store.change(mixtape.channel_id, each=each)
        return await self.of(mixtape.channel_id)

    async def end(self, channel_id: int, person: int, *, moderates: bool) -> Mixtape:
        """End a mixtape for its owner or a moderator; raises NoMixtape or NotMixtapeOwner."""
        found = await self.of(channel_id)
        if found.owner_id != person and not moderates:
            raise NotMixtapeOwner(found.owner_name)
        if not await self._store.end(channel_id=channel_id):
            raise NoMixtape
        return found

    async def tally(self, channel_id: int) -> Tally:
        """Return who added what; raises NoMixtape. Titles are read, not kept."""
        mixtape = await self.of(channel_id)
        songs = await self._store.songs(channel_id, HELD)
        people: dict[int, tuple[str, int]] = {}
        for one in songs:
            people[one.added_by] = (one.added_name, people.get(one.added_by, ("", 0))[1] + 1)
        most = sorted(people.values(), key=lambda one: -one[1])
        by = {one.uri: one.added_name for one in songs if one.state == "in"}
        waiting = sum(one.state != "in" for one in songs)
        return Tally(mixtape, tuple(most), await self._newest(mixtape, by), waiting)

    async def _newest(
        self, mixtape: Mixtape, by: Mapping[str, str]
    ) -> tuple[tuple[Playable, str], ...]:
        """Return the playlist's last songs with who posted them; none if it can't be read."""
        if not by:
            return ()
        try:
            async with self._access.own(mixtape.owner_id, EDIT_PLAYLISTS) as spotify:
                total = (await spotify.playlist(mixtape.playlist_id)).total or 0
                page = await spotify.playlist_items(
                    mixtape.playlist_id, max(0, total - _SHOWN), _SHOWN
                )
        except (ServiceError, AccountError):
            return ()
        items = [one.item for one in page.items if one.item is not None]
        posted = [(one, by[one.uri]) for one in items if one.uri is not None and one.uri in by]
        return tuple(reversed(posted))

    async def asked_album(self, channel_id: int, song_id: int, person: int) -> PostedSong:
        """Return an album whose question is open, for its poster or the owner.

        Raises NoMixtape, NothingToUndo (it's over) or NotMixtapeOwner.
        """
        mixtape = await self.of(channel_id)
        asked = await self._store.songs(channel_id, ("waiting", "asked"))
        # A press may come before it is noted that the question was sent.
        found = next((one for one in asked if one.id == song_id), None)
        if found is None:
            raise NothingToUndo
        if person not in (found.added_by, mixtape.owner_id):
            raise NotMixtapeOwner(mixtape.owner_name)
        return found

    async def answer_album(self, album: PostedSong, uris: Collection[str]) -> None:
        """Put an album's songs in, or none; raises NothingToUndo if another press was faster."""
        if not await self._store.unfold(album, uris, self._clock() + MOMENT):
            raise NothingToUndo
        self.changed.wake_all(MOMENT)

    async def album_uris(self, album: PostedSong) -> tuple[str, ...]:
        """Return the first fifty songs of an album."""
        owner = (await self.of(album.channel_id)).owner_id
        async with self._access.own(owner, EDIT_PLAYLISTS) as spotify:
            page = await spotify.album(album.uri.rsplit(":", 1)[-1])
        return tuple(one.uri for one in page.tracks if one.uri)
