"""What Discord shows people hearing on Spotify: a second source, without a link or a request.

It is kept in memory only: of people who may be shown, and of those someone has just looked at, at
most MOST_KEPT. Discord tells each change, so it is asked only about those it has told nothing of.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from bot.accounts.presence_choice import PresenceChoice
from bot.single_flight import SingleFlight
from bot.spotify.models import Track
from bot.spotify.playing import Playback
from bot.wakeups import Wakeups

MOST_KEPT = 5000
"""Of how many people a presence is kept, at about 2 KB each."""

_LOOKED_AT = 900.0
"""How long someone who was looked at is followed, in seconds: as long as a live message."""

_MOST_SERVERS = 20
_LATE = 5.0
"""How long after a song's end Discord may take to tell the next one, in seconds."""
_WITHOUT_END = 600.0
_ASKED = -1.0
"""When something was noted, of a person whom Discord is being asked about."""

_SETTLES = 1.0
_MAY_GO_ON = 4.0
"""Between two songs, Discord sometimes shows none for a moment."""


@dataclass(frozen=True, slots=True)
class HeardSong:
    """A song that Discord shows, and when it began and ends (Unix seconds), if that is known."""

    track: Track
    began_at: float | None = None
    ends_at: float | None = None

    def playback(self, now: float) -> Playback:
        """Return it as a player would show it now."""
        at = None if self.began_at is None else max(0, int((now - self.began_at) * 1000))
        if at is not None and self.track.duration_ms:
            at = min(at, self.track.duration_ms)
        return Playback("track", self.track, is_playing=True, progress_ms=at)


@dataclass(frozen=True, slots=True)
class Presence:
    """What Discord shows of a person; `song` is None if that's nothing on Spotify."""

    song: HeardSong | None


@dataclass(frozen=True, slots=True)
class _Kept:
    song: HeardSong | None
    servers: tuple[int, ...]
    noted_at: float
    looked_at: float


Ask = Callable[[int, int | None], Awaitable[bool]]
"""Asks Discord about a person, in a server or in any; whether it knows them. It calls `note`."""


class Presences:
    """A small, bounded memory of presences, within people's choices.

    `changed` fires when someone who was looked at hears something else.
    """

    def __init__(self, choice: PresenceChoice, clock: Callable[[], float]) -> None:
        self.choice = choice
        self.changed = Wakeups()
        self._clock = clock
        self._ask: Ask | None = None
        self._asking: SingleFlight[_Kept | None] = SingleFlight()
        self._kept: OrderedDict[int, _Kept] = OrderedDict()
        self._different: set[int] = set()
        self._sure_since = 0.0
        self._looking: set[asyncio.Task[Presence | None]] = set()
        choice.granted, choice.withdrawn = self._look, self.end

    async def begin(self, ask: Ask | None) -> None:
        """Use a new connection to Discord; with None, it tells nothing."""
        self._ask = ask
        self.choice.active = ask is not None
        self._kept.clear()
        if ask is not None:
            await self.choice.load()

    def distrust(self) -> None:
        """Ask again about everyone: events were lost with a session."""
        self._sure_since = self._clock()

    def wants(self, person: int) -> bool:
        """Whether a presence of this person is to be read at all; called for each that comes."""
        if self.choice.covers(person):
            return True
        kept = self._kept.get(person)
        if kept is None or self._is_followed(kept):
            return kept is not None
        del self._kept[person]
        return False

    def note(self, person: int, server: int, song: HeardSong | None) -> None:
        """Keep what Discord shows of a person in one of their servers."""
        before = self._kept.get(person)
        if before is None:
            if song is None:
                return
            before = _Kept(None, (), _ASKED, 0.0)
        followed = self._is_followed(before)
        if song is None and not followed:
            del self._kept[person]
            return
        servers = before.servers
        if server not in servers:
            servers = (*servers, server)[-_MOST_SERVERS:]
        self._keep(person, _Kept(song, servers, self._clock(), before.looked_at))
        if followed and song != before.song and before.noted_at != _ASKED:
            self._different.add(person)
            self.changed.wake_all(_SETTLES if song is not None else _MAY_GO_ON)

    def take_different(self) -> list[int]:
        """Return who hears something else since the last call."""
        taken, self._different = list(self._different), set()
        return taken

    def end(self, person: int) -> None:
        """Forget someone who said no, and have their live messages ended."""
        if self._kept.pop(person, None) is not None:
            self._different.add(person)
            self.changed.wake_all()

    def _look(self, person: int) -> None:
        """Ask about someone who has just said yes: Discord tells only what comes next."""
        if self._ask is not None:
            task = asyncio.create_task(self.of(person, person, None))
            self._looking.add(task)
            task.add_done_callback(self._has_looked)

    def _has_looked(self, task: asyncio.Task[Presence | None]) -> None:
        """Let go of it, failed or not: a failure shows when someone looks at the person."""
        self._looking.discard(task)
        if not task.cancelled():
            task.exception()

    def listeners(self, server: int) -> list[int]:
        """Return people who were last seen hearing something in a server."""
        return [
            person
            for person, kept in self._kept.items()
            if kept.song is not None
            and server in kept.servers
            and self.choice.covers(person)
            and not self._is_stale(kept)
        ]

    async def of(self, person: int, viewer: int, server: int | None) -> Presence | None:
        """Return what Discord shows; None where it may not be shown or can't be known.

        Whether `viewer` may see the person's music at all is decided before.
        """
        if self._ask is None or not await self.choice.allows(person, viewer):
            return None
        kept = self._kept.get(person)
        if kept is None or self._is_stale(kept):
            ask = self._ask
            key = (person, server)
            kept = await self._asking.share(key, lambda: self._answer(ask, person, server))
            if kept is None:
                return None
            # What Discord has told since then is newer.
            kept = self._kept.get(person, kept)
        self._keep(person, replace(kept, looked_at=self._clock()))
        return Presence(kept.song)

    async def _answer(self, ask: Ask, person: int, server: int | None) -> _Kept | None:
        """Ask Discord, and keep what it says; None if it knows nobody like that."""
        self._keep(person, _Kept(None, (), _ASKED, self._clock()))
        known = await ask(person, server)
        kept = self._kept.pop(person, None)
        if not known:
            return None
        now = self._clock()
        if kept is None or kept.noted_at == _ASKED:
            kept = _Kept(None, (), now, now)
        self._keep(person, kept)
        return kept

    def _keep(self, person: int, kept: _Kept) -> None:
        self._kept[person] = kept
        self._kept.move_to_end(person)
        while len(self._kept) > MOST_KEPT or self._is_done_with_the_oldest():
            self._kept.popitem(last=False)

    def _is_done_with_the_oldest(self) -> bool:
        """Whether the one that hasn't changed for longest isn't to be shown any more."""
        person, kept = next(iter(self._kept.items()))
        if len(self._kept) == 1 or self._is_followed(kept):
            return False
        return self._is_stale(kept) or not self.choice.covers(person)

    def _is_followed(self, kept: _Kept) -> bool:
        return self._clock() - kept.looked_at < _LOOKED_AT

    def _is_stale(self, kept: _Kept) -> bool:
        now = self._clock()
        if kept.noted_at < self._sure_since or kept.noted_at == _ASKED:
            return True
        if kept.song is None:
            return not self._is_followed(kept)
        return now > (kept.song.ends_at or kept.noted_at + _WITHOUT_END) + _LATE
