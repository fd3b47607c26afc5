"""Apps in the developer dashboard: redirect URIs, seats, the owner's Premium."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

NO_SEAT_WORDINGS = (
    "Check settings on developer.spotify.com/dashboard, the user may not be registered.",
    "The user is not registered for this application. Please check your settings on "
    "https://developer.spotify.com/dashboard.",
    "User not registered in the Developer Dashboard",
    "User not approved for app",
)
OWNER_WORDING = (
    "Active premium subscription required for the owner of the app. When the subscription status "
    "changes, it can take a few hours before requests are allowed again."
)


@dataclass(slots=True)
class App:
    """A Development Mode app, with five seats."""

    name: str
    client_id: str = field(default_factory=lambda: secrets.token_hex(16))
    client_secret: str = field(default_factory=lambda: secrets.token_hex(16))
    redirect_uris: list[str] = field(default_factory=list)
    seats: list[str] = field(default_factory=list)
    owner: str = "developer"
    owner_premium: bool = True
    no_seat_wording: str = NO_SEAT_WORDINGS[0]

    def add_seat(self, person_id: str) -> None:
        """Give someone a seat; a sixth raises ValueError."""
        if person_id not in self.seats and len(self.seats) >= 5:
            raise ValueError("an app in Development Mode has five seats")
        if person_id not in self.seats:
            self.seats.append(person_id)
