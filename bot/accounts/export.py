"""What is stored about a person as a file that any program can read.

IDs are texts (Discord's are larger than JavaScript's exact numbers), times are ISO 8601 in UTC,
and what the database keeps as JSON is JSON here too, not a text of it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

Rows = Mapping[str, Sequence[Mapping[str, object]]]

_PEOPLE = frozenset({"person", "viewer", "added_by", "about", "owner", "channel", "guild", "role"})
_TIMES = frozenset({"until", "since"})
_JSON = frozenset({"asker", "value", "delivery"})
_EXACT = 2**53


def export(discord_id: int, stored: Rows, now: float) -> str:
    """Return the file's text."""
    about = {"discord_id": str(discord_id), "exported_at": _moment(now)}
    tables = {table: _rows(rows) for table, rows in stored.items()}
    return json.dumps({**about, **tables}, indent=2, ensure_ascii=False, allow_nan=False)


def _rows(rows: Sequence[Mapping[str, object]]) -> list[object]:
    found: list[object] = []
    for row in rows:
        readable = _readable("", dict(row))
        # Looked up by two columns, a row is found twice.
        if readable not in found:
            found.append(readable)
    return found


def _readable(key: str, value: object) -> object:
    if isinstance(value, Mapping):
        return {str(name): _readable(str(name), inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_readable(key, inner) for inner in value]
    if isinstance(value, str) and key in _JSON:
        return _opened(key, value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value if value is None or isinstance(value, bool | str) else str(value)
    if key.endswith("_at") or key in _TIMES:
        return _moment(value) if value else None
    if isinstance(value, int) and (key.endswith("_id") or key in _PEOPLE or abs(value) > _EXACT):
        return str(value)
    return value


def _opened(key: str, text: str) -> object:
    """Return what a text of JSON holds; a text that is none stays as it is."""
    if not text.startswith(("{", "[")):
        return text
    try:
        return _readable(key, json.loads(text))
    except (ValueError, RecursionError):
        return text


def _moment(unix: float) -> str | None:
    try:
        return datetime.fromtimestamp(unix, UTC).isoformat(timespec="seconds")
    except (ValueError, OverflowError, OSError):
        return None
