"""What each aux plays, as its owner's player was read last; nothing here asks Spotify."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from typing import TypeVar

from bot.spotify.models import Playable
from bot.together.aux_player import Step
from bot.together.aux_sessions import AuxSession
from bot.toolkit.aux_said import Said, said_of

_PAUSED = 60.0
_KEPT = 500
_LOOKS_EVERY = 60.0

_Key = tuple[int, int]
K = TypeVar("K")
V = TypeVar("V")


class AuxPlaying:
    """Remembers a song until it should end (monotonic seconds), and why nothing could play."""

    def __init__(self) -> None:
        self._songs: OrderedDict[_Key, tuple[float, Playable | None]] = OrderedDict()
        self._troubles: OrderedDict[_Key, Said] = OrderedDict()
        self._looked: OrderedDict[int, float] = OrderedDict()

    def remember(self, step: Step) -> None:
        """Keep what was found at the owner's player."""
        playback, key = step.playback, _key(step.session)
        self._troubles.pop(key, None)
        if step.trouble is not None:
            _put(self._troubles, key, said_of(step.trouble))
        if step.trouble is not None or step.ended or playback is None:
            self._songs.pop(key, None)
            return
        left = playback.left_ms / 1000 if playback.left_ms is not None else _PAUSED
        _put(self._songs, key, (time.monotonic() + left, playback.item))

    def forget(self, session: AuxSession) -> None:
        """Forget an aux that has ended."""
        self._songs.pop(_key(session), None)
        self._troubles.pop(_key(session), None)

    def last(self, session: AuxSession) -> Playable | None:
        """Return what was read last, though it may be over."""
        known = self._songs.get(_key(session))
        return known[1] if known is not None else None

    def is_known(self, session: AuxSession) -> bool:
        """Whether what was read last holds still."""
        known = self._songs.get(_key(session))
        return known is not None and known[0] > time.monotonic()

    def current(self, session: AuxSession) -> Playable | None:
        """Return what plays; None if nothing does or the song known last is over."""
        return self.last(session) if self.is_known(session) else None

    def trouble(self, session: AuxSession) -> Said | None:
        """Return why nothing could play when the player was read last; None if it could."""
        return self._troubles.get(_key(session))

    def is_time_to_look(self, session: AuxSession) -> bool:
        """Whether the player may be read for a page that shows no song: once a minute."""
        now = time.monotonic()
        if self._looked.get(session.id, -math.inf) > now - _LOOKS_EVERY:
            return False
        _put(self._looked, session.id, now)
        return True


def _key(session: AuxSession) -> _Key:
    return session.id, session.owner_id


def _put(kept: OrderedDict[K, V], key: K, value: V) -> None:
    kept[key] = value
    kept.move_to_end(key)
    while len(kept) > _KEPT:
        kept.popitem(last=False)
