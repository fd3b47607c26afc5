"""The larger of two values: SQLite calls it max(), PostgreSQL greatest()."""

from __future__ import annotations

from sqlalchemy import Case, ColumnElement, case


def larger(one: ColumnElement[float], other: ColumnElement[float] | float) -> Case[float]:
    """Return an expression for the larger value."""
    return case((one > other, one), else_=other)
