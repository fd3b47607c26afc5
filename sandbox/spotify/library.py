"""Fill listeners' libraries: playlists, top lists, saved and followed items, played tracks."""

from __future__ import annotations

import random

from sandbox.spotify.catalogue import Catalogue, Thing, make_id
from sandbox.spotify.items import Played, context_json
from sandbox.spotify.people import RANGES, Listener

_DAY = 24 * 3600.0
_PLAYLISTS = ("Rainy Tuesdays", "Night Bus", "*Kitchen* Dancing")


def fill_lists(listener: Listener, catalogue: Catalogue, now: float) -> None:
    """Fill a listener's lists; the same every time, except for the dates."""
    dice = random.Random(f"listener {listener.id}")  # noqa: S311 - made-up taste
    tracks, artists = catalogue.all("track"), catalogue.all("artist")
    for number, span in enumerate(RANGES, start=1):
        listener.top["tracks", span] = dice.sample(tracks, 20 * number)
        listener.top["artists", span] = dice.sample(artists, 10 * number)
    liked = dice.sample(tracks, 60)
    saved = [
        *liked,
        *dice.sample(catalogue.all("album"), 12),
        *catalogue.all("show")[:2],
        *dice.sample(catalogue.all("episode"), 4),
        *dice.sample(artists, 24),
    ]
    for day, thing in enumerate(reversed(saved)):
        listener.saved[thing.data["uri"]] = now - (len(saved) - day) * _DAY
    for number, track in enumerate(liked[:30]):
        album = context_json(track.parent) if track.parent else None
        at = now - number * 1_700.0 - 900.0
        listener.player.history.append(Played(track, at, album))


def new_playlist(
    catalogue: Catalogue,
    owner: Listener,
    name: str,
    seed: str,
    *,
    public: bool = True,
    collaborative: bool = False,
    description: str = "",
) -> Thing:
    """Add an empty playlist to a listener's list."""
    playlist = catalogue.add_playlist(make_id(seed), name, owner.public_json(catalogue.origin))
    playlist.data.update(public=public, collaborative=collaborative, description=description)
    owner.playlists.append(playlist)
    return playlist


def add_playlists(people: list[Listener], catalogue: Catalogue, now: float) -> None:
    """Give everyone a public and a private playlist, and two people a shared one."""
    tracks = catalogue.all("track")
    for number, listener in enumerate(people):
        name = _PLAYLISTS[number % 3]
        public = new_playlist(catalogue, listener, name, f"playlist {listener.id}")
        fill(public, tracks[number::20][:15], now - 40 * _DAY)
        secret = f"private playlist {listener.id}"
        private = new_playlist(catalogue, listener, "Nobody Asked", secret, public=False)
        fill(private, [*tracks[number::3][:120], *catalogue.all("episode")[:2]], now - 9 * _DAY)
    owner, guest = people[0], people[1]
    common = new_playlist(
        catalogue, owner, "Road Trip ✨", "common playlist", public=False, collaborative=True
    )
    common.members.add(guest.id)
    guest.playlists.append(common)
    fill(common, tracks[5::30], now - 3 * _DAY)


def fill(playlist: Thing, things: list[Thing], at: float) -> None:
    """Add items at the end."""
    playlist.children.extend(things)
    for thing in things:
        playlist.added[thing.id] = at
