"""How long a link lasts.

Source: Spotify's June 2026 announcement; docs/reference/spotify.md, section 1.4.
"""

from __future__ import annotations

GRANT_LIFETIME = 182 * 24 * 3600
"""How long a grant lasts from authorization, in seconds: six months; refreshing adds nothing."""

REMINDERS = ((14, 1), (3, 2), (0, 3))
"""Days before the end, and the number that each reminder is stored as."""

LAST_REMINDER = REMINDERS[-1][1]

SOON = REMINDERS[0][0] * 24 * 3600
"""How long before expiry renewal is offered, in seconds."""
