"""No statement of any store reads a whole table that grows with people: SQLite's own plans."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

from bot.storage.database import Database
from tests.unit.every_query import Statements, methods, statements_of_all, stores

ALLOWED = {
    ("apps", "AppStore.all"): "the host's own list of apps, and undoing a link, app by app",
    ("memos", "PersonalData.forget"): "a deletion looks through the buttons of one day",
    ("servers", "ServerStore.all"): "a number for each server, read once and kept",
    ("mixtapes", "MixtapeStore.channels"): "a number for each mixtape, read once and kept",
    ("memos", "PersonalData.unlink_spotify"): "the same",
}
"""Tables that may be scanned, by which method, and why."""

_EXPLAINED = ("SELECT", "INSERT", "UPDATE", "DELETE")
_SCAN = re.compile(r"SCAN (?!CONSTANT)(?P<table>\w+)")


def scans(file: Path, sent: Statements) -> dict[tuple[str, str], str]:
    """Return what is scanned, by table and method, with the statement."""
    found = {}
    with sqlite3.connect(file) as connection:
        for (method, statement), parameters in sent.items():
            if statement.startswith(_EXPLAINED):
                plan = connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
                for *_, step in plan:
                    if scanned := _SCAN.match(step):
                        found[scanned["table"], method] = f"{step}: {statement}"
    return {key: words for key, words in found.items() if not key[0].startswith("anon")}


async def test_nothing_is_scanned(database: Database, tmp_path: Path) -> None:
    sent = await statements_of_all(database)
    called = {method for method, _ in sent}
    everything = {f"{one.__name__}.{name}" for one in stores() for name, _ in methods(one)}
    assert len(sent) > len(everything) > 80
    assert not (everything - called), "methods that send nothing"
    found = scans(tmp_path / "e.db", sent)
    assert {key: words for key, words in found.items() if key not in ALLOWED} == {}
    assert set(found) == set(ALLOWED), "an exception that isn't needed any more"
