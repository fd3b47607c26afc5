"""What people are told survives the database, and what can't be read is dropped, not told."""

from __future__ import annotations

import json
import logging
from types import SimpleNamespace
from typing import cast, get_args
from unittest.mock import AsyncMock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.notifications.kinds import (
    KINDS,
    AppTrouble,
    CommandsBroke,
    Content,
    LinkEnded,
    LinkRemoved,
    from_json,
    to_json,
)
from bot.notifications.outbox import Outbox
from bot.storage.database import Database
from bot.storage.notifications import NotificationStore
from bot.storage.typed_json import Misfit
from bot.toolkit.bot_host import BotHost
from bot.toolkit.unread_notifications import UnreadNotifications

READER = 7
STORED = [
    ("reminder", {"ends_at": 1, "name": "mira"}),
    ("ended", {"expired": True, "revoked": False}),
    ("taken", {"name": "Mira", "handle": "mira"}),
    ("removed", {}),
    ("app_trouble", {"app": "A", "client_id": "c", "kind": "host", "what": "premium"}),
    ("app_gone", {}),
    (
        "seat_wanted",
        {"ref": "r", "name": "M", "handle": "m", "person": 1, "app": "A", "client_id": "c"},
    ),
    ("seats_full", {"name": "M", "person": 1, "used": 5, "apps": 1}),
    ("seat_unused", {"asked_at": 1, "days": 60, "taken_after": None}),
    ("seat_taken", {}),
    (
        "seat_given_up",
        {"person": 1, "name": "M", "app": "A", "client_id": "c", "silent": True},
    ),
    ("seat_offered", {"until": 1}),
    ("half", {"app": "A"}),
    ("broken", {"since": 1, "counts": {"play": 2}}),
]
"""A row of each kind, as earlier versions wrote it, before the types."""


def test_every_kind_has_a_name_of_its_own() -> None:
    assert set(KINDS) == set(get_args(Content))
    assert len(set(KINDS.values())) == len(KINDS)
    assert {kind for kind, _ in STORED} == set(KINDS.values())


@pytest.mark.parametrize(("kind", "value"), STORED)
def test_rows_of_earlier_versions_are_read_and_written_alike(
    kind: str, value: dict[str, object]
) -> None:
    content = from_json(kind, json.dumps(value))
    assert KINDS[type(content)] == kind
    # A value that is new since then is ignored by an earlier version.
    assert value.items() <= json.loads(to_json(content)).items()


@given(st.one_of(*(st.from_type(one) for one in KINDS)))
def test_what_is_written_is_read_back(content: Content) -> None:
    if isinstance(content, CommandsBroke):
        content = CommandsBroke(content.since, dict(content.counts))
    assert from_json(KINDS[type(content)], to_json(content)) == content


@pytest.mark.parametrize(
    ("kind", "stored"),
    [
        ("nothing of ours", "{}"),
        ("ended", "{"),
        ("ended", "[]"),
        ("ended", '{"expired": true}'),
        ("ended", '{"expired": 1, "revoked": 0}'),
        ("app_trouble", '{"app": "A", "client_id": "c", "kind": "host", "what": "else"}'),
        ("broken", '{"since": 1, "counts": {"play": "often"}}'),
        ("reminder", '{"ends_at": true, "name": "mira"}'),
    ],
)
def test_what_does_not_fit_is_a_misfit(kind: str, stored: str) -> None:
    with pytest.raises(Misfit):
        from_json(kind, stored)


async def test_an_unreadable_row_is_dropped_and_logged_and_the_rest_is_told(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    store = NotificationStore(database)
    outbox = Outbox(store, lambda: 100.0)
    await store.put(READER, "ended", "odd", '{"was": "something else"}', 1)
    await outbox.write(READER, "once", LinkRemoved())
    with caplog.at_level(logging.WARNING):
        told = await outbox.due()
    assert [one.content for one in told] == [LinkRemoved()]
    assert "ended" in caplog.text
    assert [one.kind for one in await store.due(100)] == ["removed"]


async def test_what_is_told_at_the_next_command_skips_unreadable_rows(database: Database) -> None:
    store = NotificationStore(database)
    outbox = Outbox(store, lambda: 100.0)
    await store.put(READER, "future", "odd", "{}", 1)
    await outbox.write(READER, "once", LinkEnded(expired=True, revoked=False))
    for record in await store.due(100):
        await store.set_status(record.id, record.discord_id, "closed")
    told = await outbox.closed(READER)
    assert [one.content for one in told] == [LinkEnded(expired=True, revoked=False)]


async def test_what_could_not_be_shown_stays_unread(database: Database) -> None:
    store = NotificationStore(database)
    outbox = Outbox(store, lambda: 100.0)
    for once in ("one", "two"):
        await outbox.write(READER, once, LinkRemoved())
    for record in await store.due(100):
        await store.set_status(record.id, record.discord_id, "closed")
    unread = UnreadNotifications(
        outbox, cast(BotHost, SimpleNamespace(ids=AsyncMock(return_value=[])))
    )
    show = AsyncMock(side_effect=[None, ConnectionError])
    with pytest.raises(ConnectionError):
        await unread.show(READER, show)
    assert await unread.exist_for(READER)
    shown = AsyncMock()
    assert await unread.show(READER, shown)
    assert shown.await_count == 1
    assert not await unread.show(READER, shown)


async def test_what_broke_is_counted_again_where_the_old_count_cannot_be_read(
    database: Database,
) -> None:
    store = NotificationStore(database)
    outbox = Outbox(store, lambda: 100.0)
    await store.put(0, "broken", "odd", "no JSON", 200)
    await outbox.collect(0, lambda before: before or CommandsBroke(100, {"play": 1}), apart=60)
    (record,) = await store.due(200)
    assert from_json("broken", record.value) == CommandsBroke(100, {"play": 1})


def test_fields_beyond_the_known_ones_are_ignored() -> None:
    stored = {"app": "A", "client_id": "c", "kind": "main", "what": "rejected", "more": 1}
    expected = AppTrouble("A", "c", "main", "rejected")
    assert from_json("app_trouble", json.dumps(stored)) == expected
