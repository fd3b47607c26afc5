"""Who counts requests to Spotify: nobody, unless told otherwise."""

from __future__ import annotations

from typing import Protocol


class Observer(Protocol):
    """Counts requests."""

    def spotify(self, group: str, endpoint: str, status: int, seconds: float) -> None:
        """Count a request that was sent; status 0 means that no answer came."""

    def held_back(self, reason: str) -> None:
        """Count a request that was not sent: "pause", "budget" or "share"."""


class Unobserved:
    """Counts nothing."""

    def spotify(self, group: str, endpoint: str, status: int, seconds: float) -> None:
        """Do nothing."""

    def held_back(self, reason: str) -> None:
        """Do nothing."""
