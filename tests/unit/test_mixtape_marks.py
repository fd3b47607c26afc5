"""A message that doesn't link to a song any more loses the reaction that told of it."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import cast
from unittest.mock import AsyncMock, Mock

import pytest
from discord.ext import commands

from bot.background.mixtape_marks import MixtapeMarks
from bot.music.access import Access
from bot.spotify.short_links import ShortLinks
from bot.storage.database import Database
from bot.storage.mixtape_records import Mixtape, Post, PostState
from bot.storage.mixtapes import MixtapeStore
from bot.together.mixtape_writer import MixtapeWriter

TAPE = Mixtape(5, 9, 11, "Mira", "list", "Tape", 0, "en", 0, 1000)


@pytest.mark.parametrize(
    ("state", "emoji"), [("known", "🔁"), ("refused", "❌"), ("barred", "🔒"), ("full", "✋")]
)
async def test_an_edit_takes_off_the_reaction_with_one_request(
    tmp_path: Path, state: PostState, emoji: str
) -> None:
    database = await Database.open(f"sqlite:///{tmp_path / 'e.db'}", alone=True)
    store = MixtapeStore(database)
    await store.start(TAPE)

    async def says(*uris: str) -> None:
        await store.post(5, Post(100, 100, 22, "Jonas", uris), edited=True, due_at=1.0)

    await says("a", "b")
    for song in await store.move(await store.songs(5), ("waiting",), state):
        await store.told(song)
    removed = AsyncMock()
    message = SimpleNamespace(remove_reaction=removed)
    channel = SimpleNamespace(get_partial_message=lambda _: message)
    bot = SimpleNamespace(user=object(), get_partial_messageable=lambda _: channel)
    writer = MixtapeWriter(store, cast(Access, None), cast(ShortLinks, None), Mock())
    marks = MixtapeMarks(cast(commands.AutoShardedBot, bot), writer)
    await says("b")
    await marks.react(await store.untold(5))
    removed.assert_not_awaited()  # The other link is still there.
    await says()
    await says()
    await marks.react(await store.untold(5))
    removed.assert_awaited_once_with(emoji, bot.user)
    assert await store.posted(5) == frozenset()
    await database.close()
