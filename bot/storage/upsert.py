"""INSERT … ON CONFLICT, in the form that SQLite and PostgreSQL share."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import sqlite


class Insert(sqlite.Insert):
    """SQLAlchemy's insert for SQLite, which PostgreSQL's compiler understands as well.

    Importing PostgreSQL's own would load five drivers' dialects into every bot (2 MB).
    """

    inherit_cache = True

    def on_conflict_do_nothing(self, *arguments: Any, **options: Any) -> Insert:
        """Keep a row that is there."""
        return _for_both(super().on_conflict_do_nothing(*arguments, **options))

    def on_conflict_do_update(self, *arguments: Any, **options: Any) -> Insert:
        """Change some columns of a row that is there."""
        return _for_both(super().on_conflict_do_update(*arguments, **options))


def insert(table: Table) -> Insert:
    """Return an insert into a table."""
    return Insert(table)


def _for_both(statement: Insert) -> Insert:
    # PostgreSQL's compiler also asks for the name of a constraint; SQLite's clause has none.
    statement._post_values_clause.constraint_target = None  # type: ignore[union-attr]
    return statement
