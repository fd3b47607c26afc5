"""Reads a presence as Discord sends it: whether someone hears Spotify, and what.

Anyone can put anything into a presence, so whatever doesn't look as Discord's own connection to
Spotify makes it is no song.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from bot.http.json_reading import Json, count, identifier, mapping, text, title
from bot.music.presences import HeardSong
from bot.spotify.models import Album, ArtistRef, Image, Track

_LISTENING = 2
_SPOTIFY = "spotify:"
_COVER = re.compile(r"spotify:([0-9A-Za-z]{16,64})")
_COVERS = "https://i.scdn.co/image/"
_REAL_API = "api.spotify.com"
_LONGEST = 300
_MOST_ARTISTS = 20
_A_DAY = 24 * 3600.0


def covers_at(api_url: str) -> str:
    """Return where covers are: at Spotify, or at the simulator that `api_url` leads to."""
    parts = urlsplit(api_url)
    if parts.hostname == _REAL_API:
        return _COVERS
    return f"{parts.scheme}://{parts.netloc}/image/"


def read_song(presence: Json, covers: str, now: float) -> HeardSong | None:
    """Return what a presence says its person hears on Spotify; None for anything else."""
    shown = presence.get("activities")
    if not isinstance(shown, list):
        return None
    for each in shown:
        activity = mapping(each)
        if activity is not None and _is_spotify(activity):
            return _song(activity, covers, now)
    return None


def _is_spotify(activity: Json) -> bool:
    """Whether Discord itself says so: programs and bots choose a name, but no party like this."""
    party = text(mapping(activity.get("party")) or {}, "id") or ""
    return (
        activity.get("type") == _LISTENING
        and activity.get("name") == "Spotify"
        and party.startswith(_SPOTIFY)
    )


def _song(activity: Json, covers: str, now: float) -> HeardSong | None:
    name = title(activity, "details")
    if name is None:
        return None
    began_at, ends_at = _times(mapping(activity.get("timestamps")) or {}, now)
    length = 0 if began_at is None or ends_at is None else round((ends_at - began_at) * 1000)
    named = (text(activity, "state") or "")[: _LONGEST * 2].split("; ")
    track = Track(
        name=name[:_LONGEST],
        artists=tuple(ArtistRef(one) for one in named[:_MOST_ARTISTS] if one.strip()),
        album=_album(mapping(activity.get("assets")) or {}, covers),
        duration_ms=length,
        id=identifier(activity, "sync_id"),
    )
    return HeardSong(track, began_at, ends_at)


def _album(assets: Json, covers: str) -> Album | None:
    cover = _COVER.fullmatch(text(assets, "large_image") or "")
    name = title(assets, "large_text")
    if name is None and cover is None:
        return None
    images = (Image(f"{covers}{cover[1]}", 640, 640),) if cover else ()
    return Album(name=(name or "")[:_LONGEST], images=images)


def _times(stamps: Json, now: float) -> tuple[float | None, float | None]:
    """Return when a song began and ends, as far as both can be true."""
    start, end = count(stamps, "start"), count(stamps, "end")
    if start is None or abs(start / 1000 - now) > _A_DAY:
        return None, None
    if end is None or not 0 < end - start <= _A_DAY * 1000:
        return start / 1000, None
    return start / 1000, end / 1000
