"""Made-up listeners: their accounts and everything in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sandbox.spotify.catalogue import Json, Thing
from sandbox.spotify.player import Player

RANGES = ("short_term", "medium_term", "long_term")


@dataclass(slots=True)
class Listener:
    """A made-up person with a Spotify account.

    `saved` holds what was saved or followed, by URI with the time, newest last;
    `top` holds the top lists by kind and time range.
    """

    id: str
    display_name: str | None
    premium: bool
    player: Player
    account_id: str = ""
    agreed: set[str] = field(default_factory=set)
    extra: dict[str, Any] = field(default_factory=dict)
    email: str = ""
    images: list[Json] = field(default_factory=list)
    saved: dict[str, float] = field(default_factory=dict)
    top: dict[tuple[str, str], list[Thing]] = field(default_factory=dict, repr=False)
    playlists: list[Thing] = field(default_factory=list, repr=False)

    def json(self, origin: str) -> Json:
        """Return the answer to GET /me, with the fields that are left in 2026."""
        return {
            "account_id": self.account_id,
            **self.public_json(origin),
            "images": self.images,
            **self.extra,
        }

    def public_json(self, origin: str) -> Json:
        """Return what others see, as a playlist's owner."""
        return {
            "id": self.id,
            "display_name": self.display_name,
            "external_urls": {"spotify": f"https://open.spotify.com/user/{self.id}"},
            "href": f"{origin}/v1/users/{self.id}",
            "type": "user",
            "uri": f"spotify:user:{self.id}",
        }
