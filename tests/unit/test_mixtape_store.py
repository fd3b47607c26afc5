"""Which channels have a mixtape is kept in memory: a message elsewhere costs no statement."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.storage.database import Database
from bot.storage.mixtape_records import Mixtape, Post
from bot.storage.mixtapes import MixtapeStore

TAPE = Mixtape(5, 9, 11, "Mira", "list", "Tape", 0, "en", 0, 1000)


async def test_channels_are_read_once_and_seen_when_they_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = await Database.open(f"sqlite:///{tmp_path / 'e.db'}", alone=True)
    store = MixtapeStore(database)
    assert await store.channels() == frozenset()
    assert await store.start(TAPE)
    assert not await store.start(TAPE), "one a channel"
    assert await store.channels() == {5}
    post = Post(100, 100, 22, "Jonas", ("spotify:track:a",))
    assert await store.post(5, post, edited=False, due_at=1.0)
    with monkeypatch.context() as patched:
        patched.setattr(database, "read", None)
        assert await store.channels() == {5}, "what is posted changes nothing about the channels"
    assert not await store.post(5, post, edited=False, due_at=1.0), "an event that comes twice"
    assert await store.end(guild_id=9)
    assert await store.channels() == frozenset()
    assert await store.turns.next_time() is None
    await database.close()


async def test_a_deleted_messages_song_still_goes_if_it_was_about_to_be_taken_out(
    tmp_path: Path,
) -> None:
    database = await Database.open(f"sqlite:///{tmp_path / 'e.db'}", alone=True)
    store = MixtapeStore(database)
    await store.start(TAPE)
    await store.post(5, Post(100, 100, 22, "Jonas", ("spotify:track:a",)), edited=False, due_at=1.0)
    await store.move(await store.songs(5), ("waiting",), "barring")
    assert await store.unpost(5, [100], due_at=1.0)
    assert [one.state for one in await store.songs(5)] == ["leaving"]
    await database.close()
