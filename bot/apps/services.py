"""What this room offers to commands."""

from __future__ import annotations

from dataclasses import dataclass

from bot.apps.credentials_check import AppCheck
from bot.apps.registry import AppRegistry
from bot.apps.seats import Seats


@dataclass(frozen=True, slots=True)
class AppServices:
    """Spotify apps and their seats."""

    check: AppCheck
    registry: AppRegistry
    seats: Seats
