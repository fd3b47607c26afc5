"""Everything stored about a person, as a file for other programs."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import BigInteger, Column, Float, LargeBinary, Table

from bot.accounts.export import export
from bot.storage.tables import metadata
from bot.storage.whole import Whole

SNOWFLAKE = 1_187_654_321_098_765_432
NOW = 1_790_000_000


def _value(column: Column[Any]) -> Any:
    if isinstance(column.type, BigInteger):
        return SNOWFLAKE
    if isinstance(column.type, Float):
        return NOW + 0.5
    if isinstance(column.type, Whole):
        return NOW if column.name.endswith("_at") or column.name in ("until", "since") else 1
    if column.name not in ("asker", "value", "delivery"):
        return "words"
    return json.dumps({"channel": SNOWFLAKE, "until": NOW, "notes": [{"message_id": SNOWFLAKE}]})


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda table: table.name)
def test_every_table_becomes_text_times_and_json(table: Table) -> None:
    columns = [one for one in table.c if not isinstance(one.type, LargeBinary)]
    row = {one.name: _value(one) for one in columns}
    text = export(SNOWFLAKE, {table.name: [row, row]}, NOW)
    assert f": {SNOWFLAKE}" not in text
    whole = json.loads(text)
    assert whole["discord_id"] == str(SNOWFLAKE)
    assert whole["exported_at"] == "2026-09-21T14:13:20+00:00"
    (kept,) = whole[table.name]
    for column in columns:
        if isinstance(column.type, BigInteger):
            assert kept[column.name] == str(SNOWFLAKE)
        elif column.name.endswith("_at") or column.name in ("until", "since"):
            assert datetime.fromisoformat(kept[column.name]).tzinfo is not None
        elif column.name in ("asker", "value", "delivery"):
            assert kept[column.name] == {
                "channel": str(SNOWFLAKE),
                "until": "2026-09-21T14:13:20+00:00",
                "notes": [{"message_id": str(SNOWFLAKE)}],
            }


@pytest.mark.parametrize("text", ["{", "[1", "card", "", "{}x", "[" * 100_000])
def test_text_that_only_looks_like_json_stays_text(text: str) -> None:
    whole = json.loads(export(1, {"settings": [{"name": "x", "value": text}]}, NOW))
    assert whole["settings"][0]["value"] == text


def test_unset_times_are_null() -> None:
    rows = [{"linked_at": 0, "expires_at": None, "until": 10**18}]
    whole = json.loads(export(1, {"link_tickets": rows}, NOW))
    assert whole["link_tickets"] == [{"linked_at": None, "expires_at": None, "until": None}]
