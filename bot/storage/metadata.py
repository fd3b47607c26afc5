"""What all tables belong to; bot/storage/tables.py knows every one of them."""

from __future__ import annotations

from sqlalchemy import MetaData

_UNIQUE = "uq_%(table_name)s_%(column_0_name)s"
metadata = MetaData(
    naming_convention={"ix": "ix_%(column_0_label)s", "uq": _UNIQUE, "pk": "pk_%(table_name)s"}
)
