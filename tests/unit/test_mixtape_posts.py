"""A mixtape's messages change while the bot still reads what they were."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import discord
import pytest
from discord.ext import commands

from bot.music.access import Access
from bot.storage.database import Database
from bot.storage.mixtape_records import OPEN, Mixtape, Post
from bot.storage.mixtapes import MixtapeStore
from bot.together.mixtapes import Mixtapes
from bot.toolkit.mixtape_posts import MixtapePosts
from bot.wakeups import Wakeups

TAPE = Mixtape(5, 9, 11, "Mira", "list", "Tape", 0, "en", 0, 1000)
OLD, NEW = "spotify:track:" + "a" * 22, "spotify:track:" + "b" * 22


def _message(number: int, text: str) -> discord.Message:
    author = SimpleNamespace(id=22, bot=False, display_name="Jonas")
    told = SimpleNamespace(
        id=number,
        content=text,
        message_snapshots=[],
        edited_at=datetime(2026, 11, 28, tzinfo=UTC),
        author=author,
        webhook_id=None,
        is_system=lambda: False,
        channel=SimpleNamespace(id=5),
    )
    return cast(discord.Message, told)


@dataclass
class _Channel(discord.abc.Messageable):
    """A channel in which something happens once its history has been read."""

    messages: list[discord.Message]
    then: Callable[[], Awaitable[None]] | None = None
    reads: list[int] = field(default_factory=list)

    async def history(self, *, limit: int) -> AsyncIterator[discord.Message]:  # type: ignore[override]
        self.reads.append(limit)
        for one in self.messages:
            yield one
        if self.then is not None:
            await self.then()


@dataclass
class _Tape:
    store: MixtapeStore
    posts: MixtapePosts
    channel: _Channel
    intents: SimpleNamespace

    async def links(self) -> dict[int, list[str]]:
        """What is in the playlist, or goes in, by message."""
        found: dict[int, list[str]] = {}
        for one in await self.store.songs(5, ("waiting", "writing", "in")):
            found.setdefault(one.message_id, []).append(one.uri)
        return found


@pytest.fixture
async def tape(tmp_path: Path) -> AsyncIterator[_Tape]:
    database = await Database.open(f"sqlite:///{tmp_path / 'e.db'}", alone=True)
    store, channel = MixtapeStore(database), _Channel([])
    await store.start(TAPE)
    for number in (100, 101):
        post = Post(number, number, 22, "Jonas", (f"{OLD[:-1]}{number % 10}",))
        await store.post(5, post, edited=False, due_at=1.0)
    await store.move(await store.songs(5, OPEN), ("waiting",), "in")
    intents = SimpleNamespace(message_content=True)
    bot = SimpleNamespace(
        intents=intents,
        get_guild=lambda _: object(),
        get_channel=lambda _: channel,
    )
    mixtapes = Mixtapes(store, cast(Access, None), lambda: 1.0)
    posts = MixtapePosts(cast(commands.AutoShardedBot, bot), mixtapes, Wakeups())
    yield _Tape(store, posts, channel, intents)
    await database.close()


async def test_what_is_deleted_while_its_history_is_read_isnt_posted_again(tape: _Tape) -> None:
    tape.channel.messages = [_message(100, NEW), _message(101, NEW)]

    async def deleted() -> None:
        await tape.posts.deleted(5, {100})

    tape.channel.then = deleted
    await tape.posts.catch_up()
    assert tape.channel.reads
    assert await tape.links() == {101: [NEW]}, "the other's edit is made up for"


async def test_what_is_edited_while_its_history_is_read_keeps_its_last_edit(tape: _Tape) -> None:
    last = "spotify:track:" + "c" * 22
    tape.channel.messages = [_message(100, NEW), _message(101, NEW)]

    async def edited() -> None:
        await tape.posts.edited(_message(100, last))

    tape.channel.then = edited
    await tape.posts.catch_up()
    assert await tape.links() == {100: [last], 101: [NEW]}
    # And what happened then says nothing of the next time.
    tape.channel.then = None
    await tape.posts.catch_up()
    assert await tape.links() == {100: [NEW], 101: [NEW]}


async def test_an_edit_without_words_counts_only_where_words_can_be_read(tape: _Tape) -> None:
    before = await tape.links()
    tape.intents.message_content = False
    await tape.posts.edited(_message(100, ""))
    assert await tape.links() == before
    await tape.posts.edited(_message(100, f"<@1> {NEW}"))
    assert await tape.links() == {**before, 100: [NEW]}
    tape.intents.message_content = True
    await tape.posts.edited(_message(100, ""))
    assert 100 not in await tape.links()
