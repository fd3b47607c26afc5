"""The made-up catalogue: the same every time, with IDs of Spotify's shape."""

from __future__ import annotations

import hashlib
import random
import string
from dataclasses import dataclass, field
from typing import Any

from sandbox.spotify.names import (
    ARTISTS,
    FIRST,
    NAMED_ALBUM,
    PROLIFIC,
    SECOND,
    SHOWS,
    SPECIAL_TRACKS,
)

Json = dict[str, Any]
_BASE62 = string.digits + string.ascii_letters
_WEB = "https://open.spotify.com"


def make_id(seed: str) -> str:
    """Return a 22-character ID that depends only on `seed`."""
    number = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:17], "big")
    letters = []
    for _ in range(22):
        number, rest = divmod(number, 62)
        letters.append(_BASE62[rest])
    return "".join(letters)


@dataclass(slots=True, eq=False)
class Thing:
    """An artist, album, track, show, episode or playlist; `data` is its simplified JSON.

    Only playlists have `added` (when each item was added, by ID) and `members` who may edit.
    """

    kind: str
    id: str
    name: str
    data: Json = field(repr=False)
    parent: Thing | None = field(default=None, repr=False)
    children: list[Thing] = field(default_factory=list, repr=False)
    added: dict[str, float] = field(default_factory=dict, repr=False)
    members: set[str] = field(default_factory=set)


class Catalogue:
    """All items by kind and ID."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self._random = random.Random(7)  # noqa: S311 - made-up music, not a secret
        self.things: dict[tuple[str, str], Thing] = {}
        for name in ARTISTS:
            self._add_artist(name)
        for name in SHOWS:
            self._add_show(name)
        artist, title = NAMED_ALBUM
        self._add_album(self.named("artist", artist), 11, single=False, title=title)

    def get(self, kind: str, thing_id: str) -> Thing | None:
        """Return an item, or None."""
        return self.things.get((kind, thing_id))

    def all(self, kind: str) -> list[Thing]:
        """Return all items of a kind."""
        return [thing for (one, _), thing in self.things.items() if one == kind]

    def named(self, kind: str, name: str) -> Thing:
        """Return the first item with that name."""
        return next(thing for thing in self.all(kind) if thing.name == name)

    def images(self, seed: str) -> list[Json]:
        """Return an image in three sizes."""
        return [
            {"url": f"{self.origin}/image/{make_id(seed)}/{size}", "height": size, "width": size}
            for size in (640, 300, 64)
        ]

    def _base(self, kind: str, thing_id: str, name: str) -> Json:
        return {
            "id": thing_id,
            "type": kind,
            "name": name,
            "uri": f"spotify:{kind}:{thing_id}",
            "href": f"{self.origin}/v1/{kind}s/{thing_id}",
            "external_urls": {"spotify": f"{_WEB}/{kind}/{thing_id}"},
        }

    def _keep(self, thing: Thing) -> Thing:
        self.things[thing.kind, thing.id] = thing
        return thing

    def _add_artist(self, name: str) -> None:
        artist_id = make_id(f"artist {name}")
        artist = self._keep(Thing("artist", artist_id, name, self._base("artist", artist_id, name)))
        singles = self._random.randint(0, 2)
        albums = self._random.randint(1, 2)
        if name == PROLIFIC:
            singles, albums = 19, 4
        for number in range(albums + singles):
            self._add_album(artist, number, single=number < singles)

    def _title(self, artist: Thing, number: int) -> str:
        special = SPECIAL_TRACKS.get(artist.name)
        if special:
            return special[number % len(special)]
        return f"{self._random.choice(FIRST)} {self._random.choice(SECOND)}"

    def _add_album(
        self, artist: Thing, number: int, *, single: bool, title: str | None = None
    ) -> None:
        title = title or self._title(artist, number)
        album_id = make_id(f"album {artist.name} {number}")
        year, month, day = self._random.randint(2004, 2025), 1 + number % 12, 3 + number
        album = self._keep(
            Thing("album", album_id, title, self._base("album", album_id, title), artist)
        )
        count = 1 if single else self._random.randint(5, 8)
        album.data.update(
            album_type="single" if single else "album",
            total_tracks=count,
            images=self.images(f"cover {album_id}"),
            release_date=f"{year}-{month:02}-{day:02}",
            release_date_precision="day",
            artists=[artist.data],
        )
        artist.children.append(album)
        for place in range(count):
            self._add_track(album, artist, place, title if single else None)

    def _add_track(self, album: Thing, artist: Thing, place: int, title: str | None) -> None:
        name = title or self._title(artist, place)
        track_id = make_id(f"track {album.id} {place}")
        track = self._keep(
            Thing("track", track_id, name, self._base("track", track_id, name), album)
        )
        artists = [artist.data]
        if self._random.random() < 0.15:
            guest = self._random.choice(self.all("artist"))
            if guest is not artist:
                artists.append(guest.data)
        track.data.update(
            artists=artists,
            disc_number=1,
            track_number=place + 1,
            duration_ms=self._random.randint(95_000, 390_000),
            explicit=self._random.random() < 0.15,
            is_local=False,
        )
        album.children.append(track)

    def _add_show(self, name: str) -> None:
        show_id = make_id(f"show {name}")
        show = self._keep(Thing("show", show_id, name, self._base("show", show_id, name)))
        show.data.update(
            description=f"{name}, a made-up podcast.",
            html_description=f"<p>{name}</p>",
            copyrights=[],
            explicit=False,
            images=self.images(f"show {show_id}"),
            is_externally_hosted=False,
            languages=["en"],
            media_type="audio",
            total_episodes=6,
        )
        for number in range(6):
            title = f"{number + 1}: {self._random.choice(FIRST)} {self._random.choice(SECOND)}"
            episode_id = make_id(f"episode {show_id} {number}")
            data = self._base("episode", episode_id, title)
            data.update(
                description="A made-up episode.",
                html_description="<p>A made-up episode.</p>",
                duration_ms=self._random.randint(900_000, 4_200_000),
                explicit=False,
                images=self.images(f"episode {episode_id}"),
                is_externally_hosted=False,
                is_playable=True,
                languages=["en"],
                release_date=f"2026-0{number + 1}-12",
                release_date_precision="day",
            )
            show.children.append(self._keep(Thing("episode", episode_id, title, data, show)))

    def add_playlist(self, playlist_id: str, name: str, owner: Json) -> Thing:
        """Add an empty public playlist."""
        data = self._base("playlist", playlist_id, name)
        data.update(
            collaborative=False,
            description="",
            images=self.images(f"playlist {playlist_id}"),
            owner=owner,
            public=True,
            snapshot_id=make_id(f"snapshot {playlist_id}"),
        )
        return self._keep(Thing("playlist", playlist_id, name, data))

    def by_uri(self, uri: str) -> Thing | None:
        """Return the item with a `spotify:kind:id` URI, or None."""
        _, _, rest = uri.partition("spotify:")
        kind, _, thing_id = rest.partition(":")
        return self.get(kind, thing_id)

    def listed(self, thing: Thing) -> Json:
        """Return an item as it appears in lists: search, saved, top, an artist's albums."""
        if thing.kind == "playlist":
            entries = {"href": f"{thing.data['href']}/items", "total": len(thing.children)}
            return {**thing.data, "items": entries}
        if thing.kind in ("artist", "track"):
            return self.full(thing)
        return dict(thing.data)

    def full(self, thing: Thing) -> Json:
        """Return an item's full object, except for the lists inside albums and shows."""
        data = dict(thing.data)
        if thing.kind == "artist":
            data["images"] = self.images(f"artist {thing.id}")
        elif thing.kind == "track" and thing.parent is not None:
            data["album"] = thing.parent.data
            data["external_ids"] = {"isrc": f"XX{thing.id[:10].upper()}"}
        elif thing.kind == "episode" and thing.parent is not None:
            data["show"] = thing.parent.data
        elif thing.kind == "album":
            data["copyrights"] = [{"text": "Made up", "type": "C"}]
            data["external_ids"] = {"upc": str(int.from_bytes(thing.id[:5].encode()))[:12]}
        return data
