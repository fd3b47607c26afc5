"""A song that Spotify was given: it's waited for while Spotify still says that nothing plays."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from unittest.mock import AsyncMock

import pytest

from bot.storage.aux_sessions import AuxStore
from bot.storage.database import Database
from bot.storage.records import AuxSession, NewAux, NewAuxSong
from bot.together import aux_context, aux_player
from bot.together.aux_player import AuxPlayer

OWNER = 1


class Access:
    """Stands for the way to Spotify, which shows nothing at all."""

    def __init__(self) -> None:
        self.spotify = AsyncMock()
        self.spotify.playback.return_value = None

    @asynccontextmanager
    async def own(self, *_: object, **__: object) -> AsyncIterator[AsyncMock]:
        yield self.spotify


class Time:
    """A clock for tests."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


async def opened(store: AuxStore, songs: int) -> AuxSession:
    session = await store.open(NewAux(3, 4, OWNER, "Owner", "everyone", 5, "en"), 1000)
    assert session is not None
    await store.change(session.id, context_uri="spotify:playlist:1")
    for number in range(songs):
        uri = f"spotify:track:{number:022}"
        new = NewAuxSong(session.id, uri, f"{number}", "A", 200_000, 2, "G", "queued")
        await store.order.add(new, each=None)
    return session


@pytest.mark.parametrize("songs", [1, 2])
async def test_a_song_on_its_way_is_looked_for_soon_and_not_cut(
    database: Database, monkeypatch: pytest.MonkeyPatch, songs: int
) -> None:
    for module in (aux_player, aux_context):
        monkeypatch.setattr(module, "SETTLES", 0)
    store, time, access = AuxStore(database), Time(), Access()
    session, spotify = await opened(store, songs), access.spotify
    reached: Any = access
    player = AuxPlayer(store, reached, time)
    for _ in range(4):
        await player.step(session)
        assert await store.next_time() is not None
        wait = (await store.next_time() or 0) - time.now
        assert 2 <= wait <= 10, "with or without another song, it looks again soon"
        assert spotify.play.await_count == spotify.next.await_count == 1, "it was not cut"
        time.now += wait
    time.now += 30
    await player.step(session)
    assert spotify.next.await_count == songs, "it never came: the next one, if there is one"
