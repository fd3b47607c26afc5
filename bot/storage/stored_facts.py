"""What `doctor` reads from a database that it doesn't open as the bot does."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class StoredFacts:
    """People and problems per app, by client ID; why Discord refused the slash commands.

    `spent` is how many requests to Spotify each developer account has made today.
    """

    people: dict[str, int] = field(default_factory=dict)
    troubles: dict[str, str] = field(default_factory=dict)
    commands_refused: str | None = None
    spent: dict[str, int] = field(default_factory=dict)


def today() -> str:
    """Return the day that requests to Spotify are counted under now (UTC)."""
    return datetime.now(UTC).date().isoformat()
