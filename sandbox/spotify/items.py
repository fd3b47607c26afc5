"""What a player deals with: devices, played tracks, contexts and local files."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.spotify.catalogue import Json, Thing


@dataclass(slots=True)
class Device:
    """A phone, computer or speaker that's switched on."""

    id: str | None
    name: str
    type: str = "Smartphone"
    volume_percent: int | None = 55
    supports_volume: bool = True
    is_restricted: bool = False

    def json(self, *, active: bool, private: bool) -> Json:
        """Return the device object."""
        return {
            "id": self.id,
            "is_active": active,
            "is_private_session": private and active,
            "is_restricted": self.is_restricted,
            "name": self.name,
            "type": self.type,
            "volume_percent": self.volume_percent,
            "supports_volume": self.supports_volume,
        }


@dataclass(frozen=True, slots=True)
class Played:
    """An entry in the recently played list."""

    track: Thing
    at: float
    context: Json | None


def local_item(uri: str, artist: str, album: str, title: str, duration_ms: int) -> Json:
    """Return the item for one of the listener's local files."""
    return {
        "is_local": True,
        "id": None,
        "uri": uri,
        "href": None,
        "external_urls": {},
        "external_ids": {},
        "type": "track",
        "explicit": False,
        "name": title,
        "duration_ms": duration_ms,
        "disc_number": 0,
        "track_number": 0,
        "artists": [
            {"name": artist, "id": None, "uri": None, "external_urls": {}, "type": "artist"}
        ],
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


def tracks_of(thing: Thing) -> list[Thing]:
    """Return what a context plays: the contents of an album, playlist, show or artist."""
    if thing.kind == "artist":
        return [track for album in thing.children for track in album.children]
    return thing.children


def context_json(thing: Thing) -> Json:
    """Return the context object for an album, playlist, artist or show."""
    return {name: thing.data[name] for name in ("type", "href", "external_urls", "uri")}
