"""What `doctor` reads from a database that it doesn't open as the bot does."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

LINKED = "SELECT client_id, count(*) FROM accounts GROUP BY client_id"
SEATED = "SELECT client_id, count(*) FROM accounts WHERE status = 'active' GROUP BY client_id"
ADDED_APPS = "SELECT client_id FROM apps WHERE kind = 'host'"
TROUBLES = "SELECT client_id, kind FROM app_troubles"
SEAT_CARE = """
SELECT
    (SELECT count(*) FROM seat_questions AS q JOIN accounts AS a ON a.discord_id = q.discord_id
     WHERE a.status = 'active' AND q.kept_at IS NULL
     AND q.asked_at >= a.expires_at - 3600 AND q.asked_at >= a.first_linked_at),
    (SELECT count(*) FROM seat_waiters),
    (SELECT count(*) FROM seat_waiters WHERE offered_at IS NOT NULL)
"""
"""Who was asked and neither answered nor used their seat since (seat_questions.py); who waits."""


@dataclass(frozen=True, slots=True)
class SeatCareFacts:
    """How many people were asked for their unused seat, wait for one, and were offered one."""

    asked: int
    waiting: int
    offered: int


@dataclass(frozen=True, slots=True)
class StoredFacts:
    """People and problems per app, by client ID; why Discord refused the slash commands.

    `people` are all who linked, `seated` those whose link works; `added_apps` are those that the
    host has added by command, `bot_settings` what a bot was started with (bot/config/shared.py).
    `spent` is how many requests to Spotify each developer account has made today. `seat_care` is
    None if the database is older than that.
    """

    people: dict[str, int] = field(default_factory=dict)
    seated: dict[str, int] = field(default_factory=dict)
    added_apps: frozenset[str] = frozenset()
    troubles: dict[str, str] = field(default_factory=dict)
    commands_refused: str | None = None
    bot_settings: str | None = None
    spent: dict[str, int] = field(default_factory=dict)
    seat_care: SeatCareFacts | None = None


def today() -> str:
    """Return the day that requests to Spotify are counted under now (UTC)."""
    return datetime.now(UTC).date().isoformat()
