"""How long a link lasts.

Source: Spotify's June 2026 announcement; docs/reference/spotify.md, section 1.4.
"""

from __future__ import annotations

GRANT_LIFETIME = 182 * 24 * 3600
"""Seconds from the authorization to the end of a grant: six months, not extended by refreshing."""

REMINDERS = ((14, 1), (3, 2), (0, 3))
"""Days before the end, and the number under which each reminder is kept."""

LAST_REMINDER = REMINDERS[-1][1]

SOON = REMINDERS[0][0] * 24 * 3600
"""Seconds before the end from which on renewing is offered."""
