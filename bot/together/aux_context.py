"""What ran before the wishes of an aux (a playlist, an album) and goes on after them.

Spotify does that itself while something plays: songs are only queued. Where nothing plays any
more, a wish that is started alone would be followed by silence.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.music.player import SETTLES
from bot.spotify.api import SpotifyApi
from bot.spotify.errors import BadRequest, NotFound, Restricted
from bot.spotify.playing import Playback
from bot.storage.aux_sessions import AuxStore
from bot.storage.records import AuxSession, AuxSong

_RUNS = ("playlist", "album", "artist", "show")
_BEGINS_ANYWHERE = ("playlist", "album")
"""What can be started at one of its songs. Source: start-a-users-playback, `offset`."""


async def remember(
    store: AuxStore, session: AuxSession, playback: Playback | None, songs: Sequence[AuxSong]
) -> None:
    """Keep what runs on the owner's player, and where; it's gone with the aux.

    Not from a private session. `songs` are the aux's own, which aren't part of it.
    """
    if playback is None or playback.is_private or playback.context is None:
        return
    kind, context_id = playback.context.kind, playback.context.id
    if kind not in _RUNS or context_id is None:
        return
    uri = f"spotify:{kind}:{context_id}"
    item = playback.item.uri if playback.item is not None else None
    if item is None or any(one.uri == item for one in songs):
        item = session.context_item if uri == session.context_uri else None
    if (uri, item) != (session.context_uri, session.context_item):
        await store.change(session.id, context_uri=uri, context_item=item)


async def start_again(session: AuxSession, spotify: SpotifyApi) -> bool:
    """Start what ran before, where it was, for a wish to be queued ahead of the rest.

    False if there is nothing, or Spotify doesn't play it any more.
    """
    if session.context_uri is None:
        return False
    kind = session.context_uri.split(":")[1]
    places: list[str | None] = [None]
    if session.context_item is not None and kind in _BEGINS_ANYWHERE:
        # The song may be gone from the playlist since.
        places = [session.context_item, None]
    for place in places:
        try:
            await spotify.play(context_uri=session.context_uri, offset_uri=place)
        except (BadRequest, NotFound, Restricted):
            continue
        await asyncio.sleep(SETTLES)
        return True
    return False
