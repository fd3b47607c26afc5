"""What undoing brings back into an aux, and what it leaves out."""

from __future__ import annotations

from unittest.mock import AsyncMock, MagicMock

import pytest
from sqlalchemy import insert

from bot.storage.aux_blocks import NewBlock
from bot.storage.aux_page_tables import aux_guests
from bot.storage.aux_pages import AuxPageStore
from bot.storage.aux_sessions import AuxStore
from bot.storage.database import Database
from bot.storage.records import AuxSession, AuxSong
from bot.together.aux_queue import Undone
from bot.together.errors import AlreadyWaiting, SongGone
from bot.toolkit.aux_panels import AuxPanels
from bot.toolkit.aux_rules import AuxRules
from tests.unit.test_aux_order import GUEST, OWNER, adds, opened, queue_of


def song_block(song: AuxSong) -> NewBlock:
    return NewBlock("song", song.uri, song.title, song.artists)


async def blocks(store: AuxStore, new: NewBlock, now: float, owner: int = OWNER) -> int:
    taken_out = await store.blocks.add(owner, new, most=9, now=now)
    assert taken_out is not None
    return len(taken_out)


async def waiting(store: AuxStore, session: AuxSession) -> list[str]:
    return [one.title for one in await store.songs(session.id)]


async def blocked_uris(store: AuxStore) -> list[str]:
    return [one.uri for one in await store.blocks.of(OWNER)]


async def test_what_another_block_keeps_out_stays_out_until_that_one_is_undone(
    database: Database,
) -> None:
    store = AuxStore(database)
    session = await opened(store)
    songs = [await adds(store, session, GUEST, number, "queued") for number in (1, 2)]
    everything = NewBlock("explicit")
    assert await blocks(store, song_block(songs[0]), 5.0) == 1
    async with database.write() as connection:
        # As if an artist of both had been blocked and allowed again since.
        await connection.exec_driver_sql(
            "UPDATE aux_songs SET state = 'blocked', removed_at = 5.0, explicit = 1"
        )
    assert await blocks(store, everything, 6.0) == 0
    first = await store.undo.last(session.id)
    assert first.block is not None
    assert first.block.kind == "explicit", "the block of last is undone first"
    assert [one.title for one in first.queued] == ["2"], "the other is blocked by itself"
    second = await store.undo.last(session.id)
    assert [one.title for one in second.queued] == ["1"]
    assert await waiting(store, session) == ["1", "2"]
    assert await blocked_uris(store) == []


async def test_a_song_that_waits_again_does_not_come_back_twice(database: Database) -> None:
    """Its block was lifted by number, then someone added it again."""
    store = AuxStore(database)
    session, queue = await opened(store), queue_of(store, AsyncMock())
    older = await adds(store, session, GUEST, 1, "queued")
    song = await adds(store, session, GUEST, 2, "queued")
    await store.move(older.id, ("queued",), "removed", removed_at=1.0)
    assert await blocks(store, song_block(song), 5.0) == 1
    (block,) = await store.blocks.of(OWNER)
    await store.blocks.remove(OWNER, block.id)
    again = await adds(store, session, GUEST, 2, "queued")
    with pytest.raises(SongGone):
        await queue.undo(session)
    assert await waiting(store, session) == ["2"]
    await store.move(again.id, ("queued",), "removed", removed_at=6.0)
    await adds(store, session, GUEST, 2, "queued")
    with pytest.raises(AlreadyWaiting):
        await queue.undo(session)
    assert [one.title for one in (await queue.undo(session)).queued] == ["1"], "and then goes on"


async def test_a_guest_who_was_removed_stays_out_with_their_songs(database: Database) -> None:
    store, pages = AuxStore(database), AuxPageStore(database, MagicMock())
    session = await opened(store)
    async with database.write() as connection:
        guest = {"id": 8, "session_id": session.id, "token_hash": "t", "name": "Oma", "removed": 0}
        await connection.execute(insert(aux_guests).values(guest))
    theirs = [await adds(store, session, -8, number, "queued") for number in (1, 2)]
    await adds(store, session, GUEST, 3, "queued")
    await store.move(theirs[0].id, ("queued",), "removed", removed_at=1.0)
    assert await blocks(store, NewBlock("song", "", "2", "A"), 5.0) == 1
    assert await pages.remove(session.id, 8) is not None
    undone = await store.undo.last(session.id)
    assert undone.block is not None
    assert undone.queued == ()
    assert (await store.undo.last(session.id)).is_nothing
    assert await waiting(store, session) == ["3"]


async def test_a_new_owner_does_not_undo_what_the_former_owner_blocked(
    database: Database,
) -> None:
    """Nor does undoing allow something of the new owner's list."""
    store = AuxStore(database)
    session = await opened(store)
    song = await adds(store, session, GUEST, 1, "queued")
    removed = await adds(store, session, GUEST, 2, "queued")
    await store.move(removed.id, ("queued",), "removed", removed_at=1.0)
    heir = 77
    await blocks(store, song_block(song), 4.0, heir)
    await blocks(store, song_block(song), 5.0)
    assert await store.transfer_ownership(session.id, OWNER, heir, "Heir")
    assert await store.blocks.take_out(heir) == []
    undone = await store.undo.last(session.id)
    assert [one.title for one in undone.queued] == ["2"], "what was removed comes back as before"
    assert (await store.undo.last(session.id)).is_nothing
    assert len(await store.blocks.of(heir)) == 1


async def test_what_was_removed_before_it_was_blocked_waits_for_the_block_to_end(
    database: Database,
) -> None:
    store = AuxStore(database)
    session = await opened(store)
    one, two = [await adds(store, session, GUEST, number, "queued") for number in (1, 2)]
    await store.move(one.id, ("queued",), "removed", removed_at=1.0)
    await store.move(two.id, ("queued",), "removed", removed_at=2.0)
    assert await blocks(store, song_block(two), 5.0) == 0
    assert [song.title for song in (await store.undo.last(session.id)).queued] == ["1"]
    assert (await store.undo.last(session.id)).is_nothing, "it's blocked, and nothing allows it"
    assert await blocked_uris(store) == [two.uri]
    assert await store.blocks.remove(OWNER, (await store.blocks.of(OWNER))[0].id)
    assert [song.title for song in (await store.undo.last(session.id)).queued] == ["2"]


async def test_places_are_kept_while_others_come(database: Database) -> None:
    store = AuxStore(database)
    session = await opened(store)
    for number in (1, 2, 3):
        await adds(store, session, GUEST, number, "queued")
    second = (await store.songs(session.id))[1]
    await blocks(store, song_block(second), 5.0)
    await adds(store, session, 9, 4, "queued")
    assert await waiting(store, session) == ["1", "4", "3"], "it takes its turn"
    await store.undo.last(session.id)
    assert [one for one in await waiting(store, session) if one != "4"] == ["1", "2", "3"]


def rules_of(undone: Undone) -> tuple[AuxRules, MagicMock]:
    panels, queue = MagicMock(AuxPanels), AsyncMock()
    queue.undo.return_value = undone
    queue.settle.return_value = undone.asked
    return AuxRules(MagicMock(), queue, MagicMock(), panels, MagicMock()), panels


@pytest.mark.parametrize("trust", ["ask", "everyone"])
async def test_undoing_updates_the_panel_and_the_questions(database: Database, trust: str) -> None:
    store = AuxStore(database)
    song = await adds(store, await opened(store), GUEST, 1, "suggested")
    session = MagicMock(AuxSession, id=7, owner_id=1, owner_name="O", language="en", trust=trust)
    rules, panels = rules_of(Undone(asked=(song,)))
    undone = await rules.undo(session)
    assert bool(undone.queued) == (trust == "everyone"), "nobody has to ask by now"
    panels.update_soon.assert_called_once_with(session)
    panels.answer_question.assert_awaited_once()
    edit = AsyncMock()
    await rules.undo(session, edit)
    panels.update.assert_awaited_once_with(session, edit=edit)
    panels.update_soon.assert_called_once()
