"""Plays an aux: queues its next song on the owner's Spotify shortly before the current one ends.

A song costs two reads and one write. Nothing polls: it reads when the song should end.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from weakref import WeakValueDictionary

from bot.accounts.errors import AccountError
from bot.accounts.scopes import PLAYER
from bot.http.errors import ServiceError, Unavailable
from bot.music.access import Access
from bot.music.player import SETTLES
from bot.spotify.api import SpotifyApi
from bot.spotify.errors import NoActiveDevice, NotFound, PremiumRequired, RateLimited
from bot.spotify.models import Playable
from bot.spotify.playing import Playback
from bot.storage.aux_sessions import AuxStore
from bot.storage.records import AuxSession, AuxSong
from bot.together import aux_context
from bot.together.errors import OwnerNeedsPremium, PlayerUnreachable

AHEAD = 12.0
"""Seconds before a song's end when the next one is queued on Spotify."""

IDLE = 1800
"""Seconds of inactivity after which an aux ends by itself."""

_AFTER = 2.0
_WHILE_PAUSED = 120.0
_WITHOUT_LENGTH = 180.0
"""Seconds to the next check while something of unknown length is playing."""

_SOONEST = 2.0
_FOUND_AFTER = 30.0
"""Seconds in which Spotify shows a song that it was given; it may say "nothing" until then."""

_LOOKS_AGAIN = 5.0
_HOLD = 60.0


@dataclass(frozen=True, slots=True)
class Step:
    """The result of updating an aux: it `ended`, or there is something new to show."""

    session: AuxSession
    ended: bool = False
    playback: Playback | None = None
    trouble: Exception | None = None
    unanswered: tuple[AuxSong, ...] = ()

    @property
    def current(self) -> Playable | None:
        """What is playing, if known."""
        return self.playback.item if self.playback is not None else None


class AuxPlayer:
    """Plays every open aux."""

    def __init__(self, store: AuxStore, access: Access, clock: Callable[[], float]) -> None:
        self._store = store
        self._access = access
        self._clock = clock
        # A check and a press at the same time would each queue a song.
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._handed_at: dict[int, float] = {}

    async def seconds_to_next(self) -> float | None:
        """Return the seconds until the next check; None if no aux is open."""
        next_at = await self._store.next_time()
        return None if next_at is None else max(0.0, next_at - self._clock())

    async def due(self) -> list[AuxSession]:
        """Claim the sessions that are due."""
        return await self._store.due(self._clock(), hold=_HOLD)

    async def step(self, session: AuxSession) -> Step:
        """Check the owner's player once, and act on it."""
        async with self._turn(session):
            return await self._step(session)

    def _turn(self, session: AuxSession) -> asyncio.Lock:
        return self._turns.setdefault(session.id, asyncio.Lock())

    async def _step(self, stale: AuxSession) -> Step:
        session = await self._store.session(session_id=stale.id)
        if session is None:
            return Step(stale)
        if session.active_at + IDLE <= self._clock():
            unanswered = await self._store.close(session.id)
            return Step(session, ended=True, unanswered=tuple(unanswered or ()))
        try:
            async with self._access.own(session.owner_id, PLAYER, asked=False) as spotify:
                playback = await spotify.playback()
                await self._update_states(session, playback)
                wait = await self._advance(session, spotify, playback)
        except (ServiceError, AccountError) as error:
            await self._plan(session, _wait_after(error, self._clock()))
            return Step(session, trouble=error)
        await self._plan(session, wait)
        return Step(session, playback=playback)

    async def current_uri(self, session: AuxSession) -> str | None:
        """Return what is playing, for a vote or a skip; raises PlayerUnreachable.

        What has no URI (an ad, a local file) is identified by its name or kind.
        """
        async with self._player_of(session) as spotify:
            # A cached song may be over by now, and voting against it would skip the next one.
            spotify.forget_cached()
            playback = await spotify.playback()
        return _votable_id(playback)

    @asynccontextmanager
    async def _player_of(self, session: AuxSession) -> AsyncIterator[SpotifyApi]:
        """Yield the owner's Spotify to a guest; its errors are reported as the owner's."""
        try:
            async with self._access.own(session.owner_id, PLAYER) as spotify:
                yield spotify
        except (AccountError, NoActiveDevice):
            raise PlayerUnreachable(session.owner_name) from None
        except PremiumRequired:
            raise OwnerNeedsPremium(session.owner_name) from None

    async def skip(self, session: AuxSession, uri: str, *, claimed: bool = False) -> Step | None:
        """Skip `uri`, which is playing, to our next song if one is waiting.

        None if that song has been skipped already; `claimed` means that the deciding vote has
        claimed the skip. Raises PlayerUnreachable and Spotify's errors; the skip can then be
        retried, unless it may have happened.
        """
        if not claimed and not await self._store.votes.claim_skip(session.id, uri, self._clock()):
            return None
        try:
            async with self._turn(session):
                await self._go_on(session)
                await self._store.votes.forget(session.id, but=None)
                return await self._step(session)
        except Unavailable:
            raise
        except (ServiceError, PlayerUnreachable, OwnerNeedsPremium):
            await self._store.votes.release_skip(session.id, uri)
            raise

    async def _go_on(self, session: AuxSession) -> None:
        async with self._player_of(session) as spotify:
            songs = await self._store.songs(session.id)
            if not any(one.state == "handed" for one in songs):
                await self._queue_next(songs, spotify)
            await spotify.next()
            await asyncio.sleep(SETTLES)

    async def _update_states(self, session: AuxSession, playback: Playback | None) -> None:
        """Update the songs' states from what is playing."""
        current = playback.item.uri if playback and playback.item else None
        if (shown := _votable_id(playback)) is not None:
            await self._store.votes.forget(session.id, but=shown)
        for song in await self._store.songs(session.id, ("playing", "handed")):
            if song.state == "playing" and song.uri != current:
                await self._store.move(song.id, ("playing",), "played")
            elif song.state == "handed" and song.uri == current:
                await self._store.move(song.id, ("handed",), "playing")
                await self._store.change(session.id, active_at=int(self._clock()))

    async def _advance(
        self, session: AuxSession, spotify: SpotifyApi, playback: Playback | None
    ) -> float:
        """Queue or start what is due; return the seconds until there is more to do."""
        songs = await self._store.songs(session.id)
        await aux_context.remember(self._store, session, playback, songs)
        waiting = any(one.state == "queued" for one in songs)
        left = playback.left_ms if playback is not None else None
        if playback is None or (playback.item is None and not playback.is_playing):
            if self._is_on_its_way(songs):
                return _LOOKS_AGAIN
            return await self._start(session, songs, spotify) if waiting else IDLE
        if left is None and playback.is_playing:
            return await self._without_an_end(songs, spotify)
        if left is None:
            return _WHILE_PAUSED if waiting else IDLE
        seconds = left / 1000
        if any(one.state == "handed" for one in songs):
            return seconds + _AFTER
        if not waiting:
            ours = any(one.state == "playing" for one in songs)
            return seconds + _AFTER if ours else IDLE
        if seconds > AHEAD + 1:
            return seconds - AHEAD
        await self._queue_next(songs, spotify)
        return seconds + _AFTER

    async def _without_an_end(self, songs: Sequence[AuxSong], spotify: SpotifyApi) -> float:
        """Queue the next song now: with an unknown end, waiting would be too late.

        Spotify plays it as soon as this one ends.
        """
        if not any(one.state == "handed" for one in songs):
            await self._queue_next(songs, spotify)
        return _WITHOUT_LENGTH if songs else IDLE

    async def _start(
        self, session: AuxSession, songs: Sequence[AuxSong], spotify: SpotifyApi
    ) -> float:
        """Start the next song; what ran before goes on after it, where that is known."""
        if await aux_context.start_again(session, spotify):
            if await self._queue_next(songs, spotify):
                await spotify.next()
                await asyncio.sleep(SETTLES)
            return _SOONEST
        first = next(one for one in songs if one.state == "queued")
        if await self._store.move(first.id, ("queued",), "playing") is None:
            return _SOONEST
        try:
            await spotify.play(uris=[first.uri])
        except ServiceError:
            await self._store.move(first.id, ("playing",), "queued")
            raise
        # Checking before Spotify shows the song would treat it as over.
        await asyncio.sleep(SETTLES)
        return max(_SOONEST, first.duration_ms / 1000 - AHEAD)

    async def _queue_next(self, songs: Sequence[AuxSong], spotify: SpotifyApi) -> bool:
        """Queue the next song on Spotify; False if there is none, or it doesn't exist."""
        first = next((one for one in songs if one.state == "queued"), None)
        if first is None or await self._store.move(first.id, ("queued",), "handed") is None:
            return False
        try:
            await spotify.add_to_queue(first.uri)
        except NotFound:
            await self._store.move(first.id, ("handed",), "removed", untold="gone")
            return False
        except ServiceError:
            await self._store.move(first.id, ("handed",), "queued")
            raise
        now = self._clock()
        self._handed_at = {
            one: at for one, at in self._handed_at.items() if at + _FOUND_AFTER > now
        } | {first.id: now}
        return True

    def _is_on_its_way(self, songs: Sequence[AuxSong]) -> bool:
        """Whether Spotify was given a song just now: starting the next one would cut it."""
        since = self._clock() - _FOUND_AFTER
        handed = [one.id for one in songs if one.state == "handed"]
        return any(self._handed_at.get(one, since) > since for one in handed)

    async def _plan(self, session: AuxSession, seconds: float) -> None:
        idle = session.active_at + IDLE + 1 - self._clock()
        wait = max(_SOONEST, min(seconds, max(_SOONEST, idle)))
        # A press in the meantime may have asked for an earlier check: keep that one.
        await self._store.plan(session.id, session.next_at, self._clock() + wait)


def _wait_after(error: Exception, now: float) -> float:
    if isinstance(error, RateLimited):
        return max(_WHILE_PAUSED, error.until - now)
    return _WHILE_PAUSED if isinstance(error, NoActiveDevice | ServiceError) else IDLE


def _votable_id(playback: Playback | None) -> str | None:
    """Return what votes refer to: a URI, else a name or kind."""
    if playback is None:
        return None
    return playback.item.uri or playback.item.name if playback.item else playback.kind
