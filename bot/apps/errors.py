"""Why a Spotify app or one of its seats isn't available: one type for each next step."""

from __future__ import annotations

from typing import Literal

from bot.spotify.apps import AppOwner

AppRefusal = Literal[
    "configured",
    "member",
    "known",
    "too_many",
    "unknown",
    "not_manager",
    "manager_unknown",
    "not_an_id",
    "not_mail",
    "not_accepted",
    "not_checked",
]
"""Why an app, or what was typed for one, isn't accepted."""


class AppError(Exception):
    """Base class of this room's errors."""


class NoFreeSeat(AppError):
    """Every app that this person may use is full."""


class NeedsConsent(AppError):
    """The only free seat is on a member's own app: the person must agree to that first."""

    def __init__(self, client_id: str, owner: AppOwner) -> None:
        super().__init__("a member's app needs consent")
        self.client_id = client_id
        self.owner = owner


class AppRefused(AppError):
    """A Spotify app can't be added or removed; `reason` says why."""

    def __init__(self, reason: AppRefusal) -> None:
        super().__init__(reason)
        self.reason: AppRefusal = reason
