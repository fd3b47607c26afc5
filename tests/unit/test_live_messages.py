"""What is kept of messages that follow music, as this version and earlier ones wrote it."""

from __future__ import annotations

import asyncio
import json
import logging
from dataclasses import replace
from unittest.mock import AsyncMock, MagicMock

import pytest
from sqlalchemy import delete

from bot.accounts.errors import NotShared, SharingUnknown
from bot.background.live_message_updater import LiveMessageUpdater
from bot.music.live_message_schedule import LiveMessage, LiveMessageSchedule, LiveRequest
from bot.spotify.models import Track
from bot.spotify.playing import Playback
from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.live_messages import LiveMessageStore
from bot.storage.personal_data import PersonalData
from bot.storage.records import LiveMessageRecord, MessageRef
from bot.storage.tables import follows

MIRA, JONAS = 11, 22
CIPHER = Cipher([bytes(32)])
REQUEST = LiveRequest(MIRA, "Mira", JONAS, "card", guild_id=None, language="de")
SONG = Track("A Song", (), None, 60_000)
PLAYBACK = Playback("track", SONG, is_playing=True, progress_ms=0)


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


async def kept(database: Database, stored: str) -> None:
    """Store a row as it is."""
    record = LiveMessageRecord(5, MIRA, JONAS, 12, 0, 2000, stored)
    await LiveMessageStore(database, CIPHER).put(record)


@pytest.mark.parametrize(
    "message",
    [MessageRef(5, channel_id=6), MessageRef(5, application_id=7, token="t")],
)
async def test_a_message_is_looked_after_as_it_was_begun(
    database: Database, message: MessageRef
) -> None:
    clock = Clock()
    live = LiveMessageSchedule(LiveMessageStore(database, CIPHER), clock)
    assert await live.begin(message, REQUEST, PLAYBACK)
    assert await live.due() == []
    clock.now += 800
    assert await live.due() == [LiveMessage(message, 11, "de", REQUEST)]


async def test_none_of_very_many_is_dropped(database: Database) -> None:
    """They are taken in parts, so that none of them loses a read while it waits."""
    store, clock = LiveMessageStore(database, CIPHER), Clock()
    live = LiveMessageSchedule(store, clock)
    begun = await asyncio.gather(
        *(
            live.begin(MessageRef(one, channel_id=6), replace(REQUEST, viewer=one), PLAYBACK)
            for one in range(1, 521)
        )
    )
    assert all(begun)
    clock.now += 800
    found = []
    while due := await live.due():
        assert len(due) <= 50
        found += due
    assert sorted(one.message.message_id for one in found) == list(range(1, 521))
    assert {one.reads_left for one in found} == {11}


async def test_rows_of_earlier_versions_are_read(database: Database) -> None:
    live = LiveMessageSchedule(LiveMessageStore(database, CIPHER), Clock())
    old = {
        "channel_id": 6,
        "message_id": 5,
        "person": MIRA,
        "person_name": "Mira",
        "viewer": JONAS,
        "shares": True,
        "guild_id": 9,
        "style": "compact",
        "language": "fr",
    }
    await kept(database, json.dumps(old))
    (one,) = await live.due()
    assert one.message == MessageRef(5, channel_id=6)
    assert one.shows == LiveRequest(MIRA, "Mira", JONAS, "compact", guild_id=9, language="fr")
    async with database.write() as connection:
        await connection.execute(delete(follows))
    await kept(database, '{"channel_id": 6, "message_id": 5, "aux": true, "language": "ja"}')
    (one,) = await live.due()
    assert (one.shows, one.is_aux_panel, one.language) == (None, True, "ja")


@pytest.mark.parametrize("stored", ["", "[]", '{"guild_id": 9}', '{"guild_id": "x", "person": 1}'])
async def test_what_cannot_be_read_is_dropped_and_logged(
    database: Database, stored: str, caplog: pytest.LogCaptureFixture
) -> None:
    live = LiveMessageSchedule(LiveMessageStore(database, CIPHER), Clock())
    await kept(database, stored)
    with caplog.at_level(logging.WARNING):
        assert await live.due() == []
    assert "can't be read" in caplog.text
    assert await live.seconds_to_next() is None


@pytest.mark.parametrize("person", [MIRA, JONAS])
async def test_after_a_deletion_a_message_is_ended_and_names_nobody(
    database: Database, person: int
) -> None:
    clock = Clock()
    live = LiveMessageSchedule(LiveMessageStore(database, CIPHER), clock)
    assert await live.begin(MessageRef(5, channel_id=6), REQUEST, PLAYBACK)
    await PersonalData(database, CIPHER).forget(person)
    expected = [LiveMessage(MessageRef(5, channel_id=6), 11, "de", None)]
    assert await live.due() == (expected if person == MIRA else [])


@pytest.mark.parametrize(("refusal", "left"), [(SharingUnknown(), 1), (NotShared(), 0)])
async def test_it_ends_if_two_share_no_server_but_not_if_that_is_not_known(
    database: Database, refusal: Exception, left: int
) -> None:
    clock = Clock()
    live = LiveMessageSchedule(LiveMessageStore(database, CIPHER), clock)
    assert await live.begin(MessageRef(5, channel_id=6), REQUEST, PLAYBACK)
    clock.now += 800
    renderer = MagicMock(refresh=AsyncMock(side_effect=refusal))
    bot = MagicMock(shard_ids=[0], shard_count=2)
    message = bot.get_partial_messageable.return_value.get_partial_message.return_value
    message.edit = AsyncMock()
    updater = LiveMessageUpdater(bot, live, renderer, AsyncMock(), MagicMock(), AsyncMock())
    await updater._update_due()
    clock.now += 65
    assert len(await live.due()) == left, "tried again"
