"""The made-up catalogue: the same every time, with IDs of Spotify's shape."""

from __future__ import annotations

import hashlib
import random
import re
import string
import unicodedata
from dataclasses import dataclass, field
from typing import Any

from sandbox.spotify.names import ARTISTS, FIRST, SECOND, SHOWS, SPECIAL_TRACKS

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


def folded(text: str) -> str:
    """Return a text for searching: without case and accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


@dataclass(slots=True)
class Thing:
    """An artist, album, track, show, episode or playlist; `data` is its simplified object."""

    kind: str
    id: str
    name: str
    data: Json
    parent: Thing | None = None
    children: list[Thing] = field(default_factory=list)


class Catalogue:
    """All things by kind and ID."""

    def __init__(self, origin: str) -> None:
        self._origin = origin
        self._random = random.Random(7)  # noqa: S311 - made-up music, not a secret
        self.things: dict[tuple[str, str], Thing] = {}
        for name in ARTISTS:
            self._add_artist(name)
        for name in SHOWS:
            self._add_show(name)

    def get(self, kind: str, thing_id: str) -> Thing | None:
        """Return a thing, or None."""
        return self.things.get((kind, thing_id))

    def all(self, kind: str) -> list[Thing]:
        """Return all things of a kind."""
        return [thing for (one, _), thing in self.things.items() if one == kind]

    def named(self, kind: str, name: str) -> Thing:
        """Return the first thing of that name."""
        return next(thing for thing in self.all(kind) if thing.name == name)

    def images(self, seed: str) -> list[Json]:
        """Return three sizes of a picture."""
        return [
            {"url": f"{self._origin}/image/{make_id(seed)}/{size}", "height": size, "width": size}
            for size in (640, 300, 64)
        ]

    def _base(self, kind: str, thing_id: str, name: str) -> Json:
        return {
            "id": thing_id,
            "type": kind,
            "name": name,
            "uri": f"spotify:{kind}:{thing_id}",
            "href": f"{self._origin}/v1/{kind}s/{thing_id}",
            "external_urls": {"spotify": f"{_WEB}/{kind}/{thing_id}"},
        }

    def _keep(self, thing: Thing) -> Thing:
        self.things[thing.kind, thing.id] = thing
        return thing

    def _add_artist(self, name: str) -> None:
        artist_id = make_id(f"artist {name}")
        artist = self._keep(Thing("artist", artist_id, name, self._base("artist", artist_id, name)))
        singles = self._random.randint(0, 2)
        for number in range(self._random.randint(1, 2) + singles):
            self._add_album(artist, number, single=number < singles)

    def _title(self, artist: Thing, number: int) -> str:
        special = SPECIAL_TRACKS.get(artist.name)
        if special:
            return special[number % len(special)]
        return f"{self._random.choice(FIRST)} {self._random.choice(SECOND)}"

    def _add_album(self, artist: Thing, number: int, *, single: bool) -> None:
        title = self._title(artist, number)
        album_id = make_id(f"album {artist.name} {number}")
        year, month, day = self._random.randint(2004, 2026), 1 + number * 2, 3 + number
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
            external_ids={"isrc": f"XX{track_id[:10].upper()}"},
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

    def full(self, thing: Thing) -> Json:
        """Return the full object of a thing."""
        data = dict(thing.data)
        if thing.kind == "artist":
            data["images"] = self.images(f"artist {thing.id}")
        elif thing.kind == "track" and thing.parent is not None:
            data["album"] = thing.parent.data
        elif thing.kind == "episode" and thing.parent is not None:
            data["show"] = thing.parent.data
        elif thing.kind == "album":
            tracks = [one.data for one in thing.children]
            data.update(
                tracks=paging(tracks, f"{data['href']}/tracks", 50, 0, len(tracks)),
                copyrights=[{"text": "Made up", "type": "C"}],
                external_ids={"upc": thing.id[:12]},
            )
        return data

    def search(self, query: str, kind: str) -> list[Thing]:
        """Return what matches, best first."""
        wanted = _parse_query(query)
        scored = [(_score(thing, wanted), thing) for thing in self.all(kind)]
        hits = [(score, thing) for score, thing in scored if score > 0]
        return [thing for _, thing in sorted(hits, key=lambda hit: -hit[0])]


_FILTER = re.compile(r'(artist|album|track):(?:"([^"]*)"|(\S+))')


def _parse_query(query: str) -> dict[str, str]:
    wanted = {match[1]: folded(match[2] or match[3] or "") for match in _FILTER.finditer(query)}
    wanted[""] = folded(_FILTER.sub("", query)).strip()
    return wanted


def _score(thing: Thing, wanted: dict[str, str]) -> int:
    for name, text in wanted.items():
        if name and folded(text) not in _filtered(thing, name):
            return 0
    free = wanted[""]
    if not free:
        return 1 if len(wanted) > 1 else 0
    name = folded(thing.name)
    if name == free:
        return 4
    if name.startswith(free):
        return 3
    if free in name:
        return 2
    return 1 if all(word in name for word in free.split()) else 0


def _filtered(thing: Thing, name: str) -> str:
    if name == thing.kind:
        return folded(thing.name)
    if name == "artist":
        return " ".join(folded(one["name"]) for one in thing.data.get("artists", []))
    return folded(thing.parent.name) if name == "album" and thing.parent else ""


def paging(items: list[Any], href: str, limit: int, offset: int, total: int) -> Json:
    """Return a paging object."""
    more = offset + limit < total
    return {
        "href": href,
        "limit": limit,
        "offset": offset,
        "total": total,
        "items": items,
        "next": f"{href}?offset={offset + limit}&limit={limit}" if more else None,
        "previous": f"{href}?offset={max(0, offset - limit)}&limit={limit}" if offset else None,
    }
