"""Live messages, which keep showing someone's music: when each is updated, and for how long.

Nothing polls: playback is read again when the track should have ended, at most MOST_READS times
in LIVE_SECONDS.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.accounts.preferences import Style
from bot.spotify.playing import Playback
from bot.storage.live_messages import LiveMessageStore
from bot.storage.records import LiveMessageRecord, MessageRef
from bot.storage.still_shown import StillShown
from bot.storage.typed_json import Misfit, from_object, parsed, to_object
from bot.wakeups import Wakeups

_log = logging.getLogger(__name__)

LIVE_SECONDS = 900
"""How long a message stays live, in seconds."""

MOST_READS = 12
_AFTER_THE_END = 1.0
_SOONEST = 3.0
_HOLD = 60.0


@dataclass(frozen=True, slots=True)
class NowPlayingRequest:
    """Whose music an answer shows, to which viewer, and in which style."""

    person: int
    person_name: str
    viewer: int
    style: Style


@dataclass(frozen=True, slots=True)
class LiveRequest(NowPlayingRequest):
    """What a live message requests again; `guild_id` is the server it is in."""

    guild_id: int | None
    language: str


@dataclass(frozen=True, slots=True)
class LiveMessage:
    """A message to keep current: where it is, and what it shows.

    `shows` is None if it must be ended because its person was deleted.
    """

    message: MessageRef
    reads_left: int
    language: str
    shows: LiveRequest | None
    is_aux_panel: bool = False


class LiveMessageSchedule:
    """Stores live messages in the database, so that they survive a restart.

    `changed` wakes the worker that updates them in time for the next one.
    """

    def __init__(self, store: LiveMessageStore, clock: Callable[[], float]) -> None:
        self._store = store
        self._clock = clock
        self.changed = Wakeups()

    async def begin(
        self, message: MessageRef, request: LiveRequest, playback: Playback | None
    ) -> bool:
        """Make a message live instead of the viewer's last one; False if nothing is playing."""
        wait = _wait(playback)
        if wait is None:
            return False
        now = self._clock()
        record = LiveMessageRecord(
            message_id=message.message_id,
            person=request.person,
            viewer=request.viewer,
            reads_left=MOST_READS,
            next_at=now + wait,
            until=int(now) + LIVE_SECONDS,
            delivery=json.dumps({**message.to_json(), **to_object(request)}),
        )
        await self._store.put(record)
        self.changed.wake_all(wait)
        return True

    async def forget(self, person: int) -> None:
        """End what shows the music of someone who was deleted while it was begun."""
        await self._store.forget(person)
        self.changed.wake_all()

    async def seconds_to_next(self) -> float | None:
        """Return the seconds until the next update; None if no message is live."""
        next_at = await self._store.next_time()
        return None if next_at is None else max(0.0, next_at - self._clock())

    async def due(self) -> list[LiveMessage]:
        """Claim the messages whose track should have ended."""
        found = []
        for one in await self._store.due(self._clock(), hold=_HOLD):
            if one.until < self._clock():
                await self._store.stop(one.message_id)
                continue
            try:
                found.append(_read(one))
            except Misfit as reason:
                _log.warning("a live message can't be read: %s", reason)
                await self._store.ended(one.message_id)
        return found

    async def schedule_next(
        self,
        message_id: int,
        playback: Playback | None,
        reads_left: int = 1,
        *,
        told: bool = False,
    ) -> None:
        """Schedule the next update at the track's end; stop if paused, over or out of reads.

        If the bot is `told` what is played (`hurry`), a message waits for that.
        """
        wait = _wait(playback)
        if wait is None and told:
            wait = LIVE_SECONDS
        if wait is None or reads_left <= 0:
            await self._store.stop(message_id)
        else:
            await self._store.plan(message_id, self._clock() + wait)

    async def reschedule(self, message_id: int, playback: Playback | None) -> None:
        """Reschedule after a button press; no-op for messages that are not live."""
        wait = _wait(playback)
        if wait is not None:
            await self._store.plan(message_id, self._clock() + wait)
            self.changed.wake_all(wait)

    async def hurry(self, person: int) -> None:
        """Update at once what shows a person's music: they hear something else."""
        await self._store.hurry(person, self._clock())

    async def stop(self, message_id: int) -> None:
        """Stop updating: the message is gone, or the budget runs low."""
        await self._store.stop(message_id)

    async def ended(self, message_id: int) -> None:
        """Stop updating and forget the message: it was ended, or is gone."""
        await self._store.ended(message_id)


def _wait(playback: Playback | None) -> float | None:
    """Return the seconds until a track should have ended; None if nothing is playing."""
    left = playback.left_ms if playback is not None else None
    return None if left is None else max(_SOONEST, left / 1000 + _AFTER_THE_END)


def _read(record: LiveMessageRecord) -> LiveMessage:
    stored = parsed(record.delivery)
    message = replace(MessageRef.from_json(stored), message_id=record.message_id)
    if "guild_id" not in stored:
        left = from_object(stored, StillShown)
        return LiveMessage(message, record.reads_left, left.language, None, left.aux)
    request = from_object(stored, LiveRequest)
    return LiveMessage(message, record.reads_left, request.language, request)
