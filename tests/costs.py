"""Samples of every command that asks Spotify something, for measuring what each costs."""

from __future__ import annotations

import re

from sandbox.spotify.library import fill, new_playlist
from tests.world import Someone, World

_ID = re.compile(r"/[A-Za-z0-9]{22}(?=/|$)")


def samples(world: World, other: Someone) -> dict[str, str]:
    """Return one use of each command, with words that no other sample searches for."""
    return {
        "nowplaying": "!nowplaying",
        "recent": "!recent",
        "top tracks": "!top tracks 4 weeks",
        "top artists": "!top artists 4 weeks",
        "listening": "!listening",
        "play": "!play Перрон",
        "pause": "!pause",
        "resume": "!resume",
        "skip": "!skip",
        "previous": "!previous",
        "seek": "!seek 10",
        "volume": "!volume 33",
        "shuffle": "!shuffle on",
        "repeat": "!repeat all",
        "queue": "!queue",
        "devices": "!devices laptop",
        "artist": "!artist Glass Orchard",
        "album": "!album Quiet",
        "track": "!track 星を配る",
        "search": "!search Silver",
        "like": "!like 雨のポスト",
        "unlike": "!unlike 雨のポスト",
        "liked": "!liked",
        "follow": "!follow Ada Quill",
        "unfollow": "!unfollow Copper Fable",
        "playlist list": "!playlist list",
        "playlist show": "!playlist show Measured",
        "playlist create": "!playlist create Cost",
        "playlist add": "!playlist add Measured 灯りの消えた劇場",
        "playlist remove": "!playlist remove Measured 灯りの消えた劇場",
        "playlist rename": "!playlist rename Measured Measured",
        "playlist move": "!playlist move Measured 2 1",
        "chart": "!chart",
        "taste": f"!taste {other.mention}",
        "blend": f"!blend {other.mention}",
        "aux open": "!aux open",
        "aux panel": "!aux panel",
        "aux add": "!aux add Winter",
        "aux skip": "!aux skip",
    }


def prepare(world: World, someone: Someone) -> None:
    """Give somebody what the samples act on."""
    tracks = world.spotify.catalogue.all("track")
    album = next(one for one in world.spotify.catalogue.all("album") if len(one.children) > 5)
    someone.listener.player.play_track(album.children[2].id, progress_ms=20_000)
    if not any(one.name == "Measured" for one in someone.listener.playlists):
        mine = new_playlist(world.spotify.catalogue, someone.listener, "Measured", "measured x")
        fill(mine, tracks[:5], 1.0)


async def asked_for(world: World, someone: Someone, command: str) -> list[str]:
    """Use a command and return what it asked of Spotify, sorted."""
    before = len(world.spotify.requests)
    await someone.says(command)
    new = list(world.spotify.requests)[before:]
    return sorted(
        f"{one.method} {_ID.sub('/{id}', one.path.removeprefix('/v1').rstrip('/'))}"
        for one in new
        if one.path.startswith("/v1")
    )
