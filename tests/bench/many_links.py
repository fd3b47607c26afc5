"""Fills a database as if very many people had linked, and used the bot for half a year."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

_LIFETIME = 182 * 24 * 3600
_SERVER_SIZE = 50


def fill(file: Path, count: int, client_id: str) -> None:
    """Add `count` links on an app, and rows of the other tables in proportion."""
    now = int(time.time())
    with sqlite3.connect(file) as database:
        tables = {row[0] for row in database.execute("SELECT name FROM sqlite_master")}
        for table, rows in _rows(count, client_id, now).items():
            if table in tables:
                _insert(database, table, rows)


def _insert(database: sqlite3.Connection, table: str, rows: Iterator[dict[str, object]]) -> None:
    first = next(rows, None)
    if first is not None:
        names, places = ", ".join(first), ", ".join("?" * len(first))
        query = f"INSERT INTO {table} ({names}) VALUES ({places})"
        database.execute(query, tuple(first.values()))
        database.executemany(query, (tuple(row.values()) for row in rows))


def _rows(count: int, client_id: str, now: int) -> dict[str, Iterator[dict[str, object]]]:
    return {
        "accounts": (
            {
                "discord_id": 1000 + one,
                "spotify_account_id": f"account-{one}",
                "spotify_id": f"listener-{one}",
                "display_name": f"Listener {one}",
                "scopes": "user-read-playback-state user-read-currently-playing",
                "client_id": client_id,
                "access_token": bytes(300),
                "refresh_token": bytes(200),
                "expires_at": 0,
                "authorized_at": now - one * _LIFETIME // count,
                "status": "active",
                "version": 1,
                # All reminders that are due have been sent.
                "reminded": 3,
            }
            for one in range(count)
        ),
        "settings": (
            {"scope": "person", "subject": 1000 + one, "name": "privacy", "value": "servers"}
            for one in range(0, count, 5)
        ),
        "people_in_servers": (
            {"guild_id": one // _SERVER_SIZE, "discord_id": 1000 + one, "seen_at": now - one % 9999}
            for one in range(count)
        ),
        "letters": (
            {
                "discord_id": 1000 + one,
                "kind": "ends_soon",
                "once": f"{one}",
                "value": "{}",
                "due_at": now - one % (180 * 24 * 3600),
                "status": "told",
            }
            for one in range(0, count, 2)
        ),
        "link_tickets": (
            {
                "ref": f"ref-{one}",
                "discord_id": 1000 + one,
                "asker": '{"name": "", "handle": ""}',
                "scopes": "",
                "client_id": client_id,
                "created_at": now - 3600 - one % 3600,
                "expires_at": now - 2700 - one % 3600,
                "status": "linked",
                "announced": 1,
            }
            for one in range(0, count, 50)
        ),
        "memos": (
            {
                "id": f"memo-{one}",
                "kind": "search",
                "discord_id": 1000 + one,
                "expires_at": now + 3600 + one % 3600,
                "value": "{}",
            }
            for one in range(0, count, 20)
        ),
        "tallies": (
            {"who": f"who-{one}", "at": now - 7200 - one % 3600} for one in range(0, count, 50)
        ),
    }
