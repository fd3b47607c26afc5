"""What an aux's songs keep to when many are let in at once, or very many wait for an answer."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import AsyncMock, MagicMock

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from bot.music.resolver import Target
from bot.spotify.models import Track
from bot.storage.aux_blocks import NewBlock
from bot.storage.aux_sessions import AuxStore
from bot.storage.database import Database
from bot.storage.records import AuxSession, AuxSong, NewAux, NewAuxSong, SongState
from bot.together.aux_queue import AuxQueue
from bot.together.aux_sessions import AuxSessions, Member
from bot.together.errors import SongGone, TooManySuggested, TooManyWaiting
from bot.ui.words.errors import explain

OWNER, GUEST = 1, 2


@contextmanager
def counted() -> Iterator[list[str]]:
    """Collect the statements that are sent."""
    sent: list[str] = []

    def note(*seen: object) -> None:
        sent.append(str(seen[2]))

    event.listen(Engine, "before_cursor_execute", note)
    yield sent
    event.remove(Engine, "before_cursor_execute", note)


async def opened(store: AuxStore, owner: int = OWNER) -> AuxSession:
    session = await store.open(NewAux(3, 40 + owner, owner, "Owner", "ask", 5, "en"), 1000)
    assert session is not None
    return session


async def adds(
    store: AuxStore, session: AuxSession, person: int, number: int, state: SongState
) -> AuxSong:
    uri = f"spotify:track:{number:022}"
    new = NewAuxSong(session.id, uri, str(number), "A", 1000, person, "P", state)
    added = await store.order.add(new, each=None)
    assert isinstance(added, tuple), added
    return added[0]


async def crowd(store: AuxStore, session: AuxSession, count: int) -> None:
    """Let some songs wait, one removed among them, and `count` more be suggested."""
    chance = random.Random(7)
    for number in range(8):
        await adds(store, session, chance.randint(2, 4), number, "queued")
    songs = await store.songs(session.id)
    await store.move(songs[3].id, ("queued",), "removed", removed_at=1.0)
    for number in range(8, 8 + count):
        await adds(store, session, chance.randint(2, 6), number, "suggested")


def queue_of(store: AuxStore, resolver: AsyncMock) -> AuxQueue:
    people = AuxSessions(store, MagicMock(), lambda: 1000.0)
    return AuxQueue(store, people, resolver, MagicMock(), lambda: 1000.0)


async def names(store: AuxStore, session: AuxSession) -> list[str]:
    songs = await store.songs(session.id, ("queued", "removed"))
    places = [one.place for one in songs]
    assert len(set(places)) == len(places)
    return [one.title for one in songs]


@pytest.mark.parametrize("turns", ["fair", "order"])
async def test_all_at_once_wait_as_if_let_in_one_by_one(database: Database, turns: str) -> None:
    store, orders = AuxStore(database), []
    for owner, at_once in ((1, True), (2, False)):
        session = await opened(store, owner)
        await store.change(session.id, turns="fair" if turns == "fair" else "order")
        await crowd(store, session, 20)
        if at_once:
            let_in = await store.order.settle(session.id, None)
            stored = {one.id: one for one in await store.songs(session.id)}
            assert [stored[one.id] for one in let_in] == let_in, "it returns what is stored"
        else:
            for song in await store.songs(session.id, ("suggested",)):
                await store.order.accept(song.id)
        orders.append(await names(store, session))
    assert len(orders[0]) == 28
    assert orders[0] == orders[1]


async def test_letting_all_in_takes_a_few_statements_however_many(database: Database) -> None:
    """The bot writes nothing else meanwhile."""
    store, counts = AuxStore(database), []
    for owner, count in ((1, 5), (2, 25)):
        session = await opened(store, owner)
        await crowd(store, session, count)
        with counted() as sent:
            assert len(await store.order.settle(session.id, None)) == count
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 12


async def test_only_so_many_suggestions_wait_and_the_next_is_refused(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page lets in people without an account: nobody's own limit bounds all of theirs."""
    monkeypatch.setattr("bot.storage.aux_order.SUGGESTED", 3)
    store, resolver = AuxStore(database), AsyncMock()
    session, queue = await opened(store), queue_of(store, resolver)

    async def suggest(person: int) -> AuxSong:
        track = Track("Song", (), None, 1000, f"{person + 50:022}")
        resolver.resolve.return_value = [track]
        return await queue.suggest(session, Member(person, "P"), Target(person, (), "song"))

    songs = [await suggest(person) for person in (11, 12, 13)]
    with pytest.raises(TooManySuggested) as refused:
        await suggest(14)
    assert isinstance(refused.value, TooManyWaiting), "a page says so too"
    assert "waiting for an answer" in explain(refused.value, prefix="!").text
    assert (await suggest(OWNER)).state == "queued", "the owner asks nobody"
    await queue.decide(songs[0].id, OWNER, accepted=False)
    assert (await suggest(14)).state == "suggested"


@pytest.mark.parametrize("state", ["suggested", "queued"])
async def test_what_a_guest_takes_back_is_not_the_owners_to_undo(
    database: Database, state: SongState
) -> None:
    """A suggestion would be in the queue then, though its owner never let it in."""
    store = AuxStore(database)
    session, queue = await opened(store), queue_of(store, AsyncMock())
    refused = await adds(store, session, GUEST, 1, "suggested")
    own = await adds(store, session, GUEST, 2, state)
    await queue.decide(refused.id, OWNER, accepted=False)
    assert await queue.take_back(session, GUEST, own.id) is not None
    undone = await queue.undo(session)
    assert [one.id for one in undone.queued] == [refused.id], "what the owner refused comes back"
    with pytest.raises(SongGone):
        await queue.undo(session)
    assert await names(store, session) == ["2", "1"], "one removed, one waiting"
    assert [one.title for one in await store.songs(session.id)] == ["1"]


async def test_a_suggestion_blocked_before_its_question_is_known_is_refused_there(
    database: Database,
) -> None:
    store = AuxStore(database)
    session, queue = await opened(store), queue_of(store, AsyncMock())
    song = await adds(store, session, GUEST, 1, "suggested")
    await store.blocks.add(OWNER, NewBlock("song", song.uri, "1", "A"), most=9, now=5.0)
    assert await queue.set_question(song, 77) is None, "not answered as if it had been added"
    undone = await queue.undo(session)
    assert [one.question_id for one in undone.asked] == [77], "and asked there again"
