"""How long a link lasts.

Source: Spotify's June 2026 announcement; docs/reference/spotify.md, section 1.4.
"""

from __future__ import annotations

GRANT_LIFETIME = 182 * 24 * 3600
"""How long a grant lasts from authorization, in seconds: six months; refreshing adds nothing."""

DATE_UNKNOWN = 0
"""`authorized_at` of a link that another bot had: when its person agreed isn't known, so that it
has ended shows only when Spotify says so."""

REMINDERS = ((14, 1), (3, 2), (0, 3))
"""Days before the end, and the number that each reminder is stored as."""

LAST_REMINDER = REMINDERS[-1][1]

SOON = REMINDERS[0][0] * 24 * 3600
"""How long before expiry renewal is offered, in seconds."""


def ends_at(authorized_at: int) -> int | None:
    """Return when a link ends, in unix seconds; None if that isn't known."""
    return None if authorized_at == DATE_UNKNOWN else authorized_at + GRANT_LIFETIME
