"""Whole numbers, whatever Python calls them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Dialect, Integer, TypeDecorator
from sqlalchemy.types import TypeEngine


class Whole(TypeDecorator[int]):
    """An integer column that is also given and compared with times (floats) and bools.

    SQLite converts them; PostgreSQL's driver refuses. Fractions of a second are cut off. On
    PostgreSQL values have 64 bits, because times don't fit into 32 after 2038.
    """

    impl = Integer
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[int]:
        """Return the type that values are sent as."""
        wide = dialect.name == "postgresql"
        return dialect.type_descriptor(BigInteger() if wide else Integer())

    def process_bind_param(self, value: float | None, dialect: Dialect) -> int | None:
        """Cut off fractions."""
        del dialect
        return int(value) if isinstance(value, float | bool) else value
