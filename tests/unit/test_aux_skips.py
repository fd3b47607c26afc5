"""One song, one skip: no matter whether the owner or the vote decides it first."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, NoReturn

import pytest

from bot.storage.aux_sessions import AuxStore
from bot.storage.database import Database
from bot.storage.records import AuxSession, NewAux
from bot.together.aux_player import AuxPlayer

SONG = "spotify:track:1234567890123456789012"
OWNER, GUEST = 1, 2


class SpotifyAsked(Exception):
    """The player was driven."""


class Access:
    """Stands for the way to Spotify, and tells when it is used."""

    def player(self, *_: object, **__: object) -> NoReturn:
        raise SpotifyAsked

    __getattr__ = player


def now() -> float:
    return 1000.0


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[AuxStore]:
    database = await Database.open(f"sqlite:///{tmp_path / 'aux.db'}")
    yield AuxStore(database)
    await database.close()


async def opened(store: AuxStore) -> AuxSession:
    session = await store.open(NewAux(3, 4, OWNER, "Owner", "everyone", 5, "en"), int(now()))
    assert session is not None
    return session


async def test_the_owner_is_too_late_after_the_deciding_vote(store: AuxStore) -> None:
    session = await opened(store)
    access: Any = Access()
    player = AuxPlayer(store, access, now)
    ballot = await store.votes.vote(session.id, SONG, GUEST, enough=1, now=now())
    assert ballot.decided
    assert await player.skip(session, SONG) is None, "the vote's skip is on its way"
    with pytest.raises(SpotifyAsked):
        await player.skip(session, SONG, claimed=True)


async def test_a_vote_is_too_late_after_the_owners_skip(store: AuxStore) -> None:
    session = await opened(store)
    access: Any = Access()
    with pytest.raises(SpotifyAsked):
        await AuxPlayer(store, access, now).skip(session, SONG)
    ballot = await store.votes.vote(session.id, SONG, GUEST, enough=1, now=now())
    assert ballot.over
    assert not ballot.decided
