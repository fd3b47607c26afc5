"""Made-up listeners: their account, their player."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sandbox.spotify.catalogue import Catalogue, Json, Thing, make_id
from sandbox.spotify.clock import Clock


class Player:
    """What one listener's Spotify plays; time passes by the clock."""

    def __init__(self, catalogue: Catalogue, clock: Clock, device: str) -> None:
        self._catalogue = catalogue
        self._clock = clock
        self.device = device
        self.private = False
        self.kind: str | None = None
        self.item: Json | None = None
        self.context: Json | None = None
        self.playing = False
        self._upcoming: list[Thing] = []
        self._position = 0.0
        self._since = 0.0

    def play_track(
        self, track_id: str, *, context: Thing | None = None, progress_ms: int = 0
    ) -> None:
        """Play a track, from its album if no other context is given."""
        track = self._catalogue.get("track", track_id)
        if track is None or track.parent is None:
            raise KeyError(track_id)
        album = track.parent
        self._start("track", self._catalogue.full(track), progress_ms)
        self.context = context_json(context or album)
        self._upcoming = album.children[album.children.index(track) + 1 :]

    def play_episode(self, episode_id: str) -> None:
        """Play an episode."""
        episode = self._catalogue.get("episode", episode_id)
        if episode is None or episode.parent is None:
            raise KeyError(episode_id)
        self._start("episode", self._catalogue.full(episode), 65_000)
        self.context = context_json(episode.parent)

    def play_ad(self) -> None:
        """Play an advertisement."""
        self._start("ad", None, 3_000)

    def play_unknown(self) -> None:
        """Play what the API does not name."""
        self._start("unknown", None, 3_000)

    def play_local(self, artist: str, album: str, title: str, duration_ms: int = 180_000) -> None:
        """Play a file of the listener's own."""
        uri = f"spotify:local:{artist}:{album}:{title}:{duration_ms // 1000}"
        item: Json = {
            "is_local": True,
            "id": None,
            "uri": uri,
            "href": None,
            "external_urls": {},
            "type": "track",
            "explicit": False,
            "name": title,
            "duration_ms": duration_ms,
            "artists": [{"name": artist, "id": None, "uri": None, "external_urls": {}}],
            "album": {
                "album_type": None,
                "artists": [],
                "external_urls": {},
                "href": None,
                "id": None,
                "images": [],
                "name": album,
            },
        }
        self._start("track", item, 10_000)

    def pause(self) -> None:
        """Pause."""
        self._position, self.playing = self.progress_ms(), False

    def resume(self) -> None:
        """Go on."""
        self._since, self.playing = self._clock.now(), True

    def stop(self) -> None:
        """Close the app."""
        self.kind, self.item, self.playing, self.context = None, None, False, None

    def next(self) -> None:
        """Go to the next track of the album, or stop after the last."""
        if not self._upcoming:
            self.stop()
            return
        track, *rest = self._upcoming
        context = self.context
        self.play_track(track.id)
        self.context, self._upcoming = context, rest

    def progress_ms(self) -> int:
        """Return the position in the item."""
        passed = (self._clock.now() - self._since) * 1000 if self.playing else 0
        return int(self._position + passed)

    def state(self, additional_types: str, market: str | None = None) -> Json | None:
        """Return GET /me/player's answer; None for 204."""
        del market
        self._move_on()
        if self.kind is None:
            return None
        item = self.item
        if self.kind == "episode" and "episode" not in additional_types:
            item = None
        return {
            "device": {
                "id": make_id(self.device),
                "is_active": True,
                "is_private_session": self.private,
                "is_restricted": False,
                "name": self.device,
                "type": "Smartphone",
                "volume_percent": 55,
                "supports_volume": True,
            },
            "repeat_state": "off",
            "shuffle_state": False,
            "context": self.context,
            "timestamp": int(self._clock.now() * 1000),
            "progress_ms": self.progress_ms(),
            "is_playing": self.playing,
            "item": item,
            "currently_playing_type": self.kind,
            "actions": {"disallows": {"resuming": True} if self.playing else {"pausing": True}},
        }

    def _start(self, kind: str, item: Json | None, progress_ms: int) -> None:
        self.kind, self.item, self.context = kind, item, None
        self._upcoming = []
        self._position, self._since, self.playing = float(progress_ms), self._clock.now(), True

    def _move_on(self) -> None:
        while self.kind == "track" and self.item and self.progress_ms() > self.item["duration_ms"]:
            self.next()


def context_json(thing: Thing) -> Json:
    """Return the context object for an album, playlist, artist or show."""
    return {name: thing.data[name] for name in ("type", "href", "external_urls", "uri")}


@dataclass(slots=True)
class Listener:
    """A made-up person with a Spotify account."""

    id: str
    display_name: str | None
    premium: bool
    player: Player
    account_id: str = ""
    agreed: set[str] = field(default_factory=set)
    extra: dict[str, Any] = field(default_factory=dict)

    def json(self, origin: str) -> Json:
        """Return GET /me's answer, with the fields that are left in 2026."""
        return {
            "account_id": self.account_id,
            "id": self.id,
            "display_name": self.display_name,
            "external_urls": {"spotify": f"https://open.spotify.com/user/{self.id}"},
            "href": f"{origin}/v1/users/{self.id}",
            "images": [],
            "type": "user",
            "uri": f"spotify:user:{self.id}",
            **self.extra,
        }
