"""Looking for what a database still holds of someone, by column and by byte."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any


def found_in_rows(tables: dict[str, list[dict[str, Any]]], *needles: str | int) -> list[str]:
    """Where something is stored, by column: PostgreSQL overwrites deleted rows by itself, later."""
    return [
        f"{name}.{column}: {needle}"
        for name, rows in tables.items()
        for row in rows
        for column, value in row.items()
        for needle in needles
        if str(needle) in str(value)
    ]


def found_in(file: Path, *needles: str | int) -> list[str]:
    """Where something is stored: by column, and in the bytes of the file and its log."""
    found = []
    with sqlite3.connect(file) as raw:
        for (name,) in raw.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table'"
        ).fetchall():
            cursor = raw.execute(f"SELECT * FROM {name}")
            for row in cursor.fetchall():
                for column, value in zip(cursor.description, row, strict=True):
                    found += [
                        f"{name}.{column[0]}: {one}" for one in needles if str(one) in str(value)
                    ]
    raw.close()
    for part in (file, file.with_name(file.name + "-wal")):
        data = part.read_bytes() if part.exists() else b""
        for one in needles:
            kinds = [str(one).encode()]
            if isinstance(one, int):
                kinds.append(one.to_bytes(8, "big"))
            found += [f"{part.name}: {one}" for kind in kinds if kind in data]
    return found
