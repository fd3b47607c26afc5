"""Dates as Spotify writes them."""

from __future__ import annotations

from datetime import UTC, datetime


def iso(at: float, timespec: str = "seconds") -> str:
    """Return a unix time as `2026-11-23T17:50:00Z`."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec=timespec).replace("+00:00", "Z")
