"""The tables of an aux's page: its address, and the guests who came in without an account."""

from __future__ import annotations

from sqlalchemy import Column, LargeBinary, Table, Text

from bot.storage.metadata import metadata
from bot.storage.whole import Whole

aux_pages = Table(
    "aux_pages",
    metadata,
    Column("code_hash", Text, primary_key=True),
    Column("session_id", Whole, nullable=False, index=True),
    Column("made_at", Whole, nullable=False, index=True),
    # The address outlives its aux, so that the page can say that it's over.
    Column("closed", Whole, nullable=False, server_default="0"),
    # While it's open, for the panel.
    Column("code", LargeBinary),
)

aux_guests = Table(
    "aux_guests",
    metadata,
    Column("id", Whole, primary_key=True),
    Column("session_id", Whole, nullable=False, index=True),
    Column("token_hash", Text, nullable=False, index=True),
    Column("name", Text, nullable=False),
    # Their row stays, so that the same browser isn't let in again.
    Column("removed", Whole, nullable=False, server_default="0"),
)
"""In `aux_songs` and `aux_votes` a guest is minus this ID: Discord's are never negative."""
