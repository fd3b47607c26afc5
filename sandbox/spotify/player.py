"""A listener's player: devices, what's playing and what's up next, driven by the clock."""

from __future__ import annotations

import random
from collections import deque

from sandbox.spotify.catalogue import Catalogue, Json, Thing, make_id
from sandbox.spotify.clock import Clock
from sandbox.spotify.items import Device, Played, context_json, local_item, tracks_of

_AD_MS = 30_000
_COUNTS_AS_PLAYED_MS = 30_000
_LATER = ("skipping_next", "skipping_prev", "seeking")


class Player:
    """One listener's player."""

    def __init__(self, catalogue: Catalogue, clock: Clock, device: str) -> None:
        self._catalogue = catalogue
        self._clock = clock
        self.devices = [
            Device(make_id(device), device),
            Device(make_id(f"{device} laptop"), "Laptop", "Computer", 70),
            Device(make_id(f"{device} speaker"), "Kitchen speaker", "Speaker", 30),
        ]
        self.active: Device | None = None
        self.private = False
        self.playing = False
        self.shuffle = False
        self.repeat = "off"
        self.autoplay = False
        self.kind: str | None = None
        self.item: Json | None = None
        self.thing: Thing | None = None
        self.context: Json | None = None
        self.queue: list[Thing] = []
        self.history: deque[Played] = deque(maxlen=50)
        self._line: list[Thing] = []
        self._ordered: list[Thing] = []
        self._index = 0
        self._line_context: Json | None = None
        self._position = 0.0
        self._since = 0.0

    def play_track(
        self, track_id: str, *, context: Thing | str | None = None, progress_ms: int = 0
    ) -> None:
        """Play a track, from its album unless another context (an item or its URI) is given."""
        track = self._catalogue.get("track", track_id)
        if track is None or track.parent is None:
            raise KeyError(track_id)
        found = self._catalogue.by_uri(context) if isinstance(context, str) else context
        if context is not None and found is None:
            raise KeyError(context)
        around = found or track.parent
        line = tracks_of(around)
        self.play_line([track, *line] if track not in line else line, track, progress_ms, around)

    def play_episode(self, episode_id: str, *, progress_ms: int = 65_000) -> None:
        """Play an episode, from its show."""
        episode = self._catalogue.get("episode", episode_id)
        if episode is None or episode.parent is None:
            raise KeyError(episode_id)
        self.play_line(episode.parent.children, episode, progress_ms, episode.parent)

    def play_line(
        self, line: list[Thing], first: Thing, progress_ms: int = 0, around: Thing | None = None
    ) -> None:
        """Play items one after another, starting with `first`."""
        self._line, self._ordered, self._index = list(line), list(line), line.index(first)
        self._line_context = context_json(around) if around else None
        self._play(first, float(progress_ms), self._clock.now())
        if self.shuffle:
            self.set_shuffle(True)

    def play_ad(self) -> None:
        """Play an advertisement; the music continues after it."""
        self._start("ad", None, 3_000)

    def play_unknown(self) -> None:
        """Play something that the API doesn't name: a null item."""
        self._start("unknown", None, 3_000)

    def play_local(self, artist: str, album: str, title: str, duration_ms: int = 180_000) -> None:
        """Play one of the listener's local files."""
        uri = f"spotify:local:{artist}:{album}:{title}:{duration_ms // 1000}"
        self._line, self._index, self._line_context = [], 0, None
        self._start("track", local_item(uri, artist, album, title, duration_ms), 10_000)

    def pause(self) -> None:
        """Pause playback."""
        self._position, self.playing = float(self.progress_ms()), False

    def resume(self) -> None:
        """Resume playback."""
        if not self.playing and self.kind is not None:
            self._since, self.playing = self._clock.now(), True

    def stop(self) -> None:
        """Close the app, so that nothing plays and no device is active."""
        self._stop(self._clock.now())

    def next(self) -> None:
        """Skip to the queue, then to the context's next item; stop after the last."""
        self._advance(self._clock.now())

    def previous(self) -> None:
        """Go back one item in the context, or to the start of the first."""
        self._index = max(0, self._index - 1)
        if self._line:
            self._play(self._line[self._index], 0.0, self._clock.now())
        else:
            self.seek(0)

    def has_next(self) -> bool:
        """Return whether anything comes next."""
        return bool(self.upcoming()) or self.autoplay or self.repeat == "context"

    def has_previous(self) -> bool:
        """Return whether the context has something before this."""
        return self._index > 0

    def upcoming(self) -> list[Thing]:
        """Return what's up next, at most 20 items."""
        return [*self.queue, *self._line[self._index + 1 :]][:20]

    def seek(self, position_ms: int) -> None:
        """Jump to a position; past the end means the next item."""
        self._position, self._since = float(position_ms), self._clock.now()
        duration = self._duration()
        if duration is not None and position_ms >= duration:
            self.next()

    def set_shuffle(self, on: bool) -> None:
        """Shuffle what's still to come, or restore its order."""
        self.shuffle = on
        rest = self._line[self._index + 1 :]
        if on:
            seed = f"{self._index} {self.thing.id if self.thing else ''}"
            random.Random(seed).shuffle(rest)  # noqa: S311 - music, not a secret
            self._line[self._index + 1 :] = rest
        elif self.thing in self._ordered:
            self._line = list(self._ordered)
            self._index = self._line.index(self.thing)

    def transfer(self, device: Device, *, play: bool) -> None:
        """Move playback to another device."""
        self.active = device
        if play and self.kind is not None:
            self.resume()

    def progress_ms(self) -> int:
        """Return the position in the item."""
        passed = (self._clock.now() - self._since) * 1000 if self.playing else 0
        return int(self._position + passed)

    def state(self, additional_types: str, market: str | None = None) -> Json | None:
        """Return the answer to GET /me/player; None for 204."""
        del market
        self.move_on()
        if self.kind is None or self.active is None:
            return None
        hidden = self.kind == "episode" and "episode" not in additional_types.split(",")
        return {
            "device": self.active.json(active=True, private=self.private),
            "repeat_state": self.repeat,
            "shuffle_state": self.shuffle,
            "smart_shuffle": False,
            "context": self.context,
            "timestamp": int(self._clock.now() * 1000),
            "progress_ms": self.progress_ms(),
            "is_playing": self.playing,
            "item": None if hidden else self.item,
            "currently_playing_type": self.kind,
            "actions": {"disallows": self._disallows()},
        }

    def move_on(self) -> None:
        """Advance past every item that has ended by now."""
        while self.playing and (duration := self._duration()) is not None:
            if self.progress_ms() <= duration:
                return
            ended = self._since + (duration - self._position) / 1000
            if self.repeat == "track" and self.thing is not None:
                self._play(self.thing, 0.0, ended)
            else:
                self._advance(ended)

    def _disallows(self) -> dict[str, bool]:
        names = ["resuming" if self.playing else "pausing"]
        if self.kind in ("ad", "unknown"):
            names += _LATER
        return dict.fromkeys(names, True)

    def _duration(self) -> int | None:
        if self.kind == "ad":
            return _AD_MS
        return int(self.item["duration_ms"]) if self.item else None

    def _advance(self, at: float) -> None:
        if self.queue:
            self._play(self.queue.pop(0), 0.0, at)
            return
        if self._index + 1 < len(self._line):
            self._index += 1
        elif self.repeat == "context" and self._line:
            self._index = 0
        elif self.autoplay and self.kind is not None:
            album = random.choice(self._catalogue.all("album"))  # noqa: S311 - music
            self._line = self._ordered = list(album.children)
            self._index, self._line_context = 0, context_json(album)
        else:
            self._stop(at)
            return
        self._play(self._line[self._index], 0.0, at)

    def _play(self, thing: Thing, position: float, at: float) -> None:
        self._note(at)
        self._begin(thing.kind, self._catalogue.full(thing), position, at)
        self.thing, self.context = thing, self._line_context

    def _start(self, kind: str, item: Json | None, progress_ms: int) -> None:
        now = self._clock.now()
        self._note(now)
        self._begin(kind, item, float(progress_ms), now)
        self.thing, self.context = None, None

    def _begin(self, kind: str, item: Json | None, position: float, at: float) -> None:
        self.kind, self.item, self.playing = kind, item, True
        self._position, self._since = position, at
        if self.active is None:
            self.active = self.devices[0] if self.devices else Device(None, "Web player")

    def _stop(self, at: float) -> None:
        self._note(at)
        self.kind, self.item, self.thing, self.context = None, None, None, None
        self.playing, self.active = False, None
        self._line, self._ordered, self._index, self.queue = [], [], 0, []

    def _note(self, at: float) -> None:
        # Spotify lists only tracks played for half a minute, and none from private sessions.
        if self.thing is None or self.thing.kind != "track" or self.private:
            return
        passed = (at - self._since) * 1000 if self.playing else 0
        if self._position + passed >= _COUNTS_AS_PLAYED_MS:
            self.history.appendleft(Played(self.thing, at, self.context))
