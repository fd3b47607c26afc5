"""Diagnose what keeps a command from working for someone: the facts that `why` shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from bot.accounts.errors import AccountError, LinkDamaged, LinkDead, MissingScopes, NotLinked
from bot.accounts.grant_guard import GrantGuard
from bot.accounts.lifetime import SOON, ends_at
from bot.accounts.scopes import READ_PLAYBACK
from bot.apps.registry import AppRegistry
from bot.declaration import Declaration
from bot.http.errors import ServiceError
from bot.notifications.kinds import AppFault
from bot.spotify.circuit_breaker import Breaker
from bot.spotify.errors import NoSeat
from bot.storage.accounts import AccountStore
from bot.storage.records import AccountSummary

LinkHealth = Literal["fine", "none", "dead", "expired", "revoked", "damaged", "app_gone"]


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One person's situation; None means unknown.

    `command` is the command in question, if any; `missing` are scopes that it needs and doesn't
    have, `missing_later` those that only its other uses need. `app` is what is wrong with the
    Spotify app, if anything; `device` is the active device's name, empty without one;
    `paused_until` and `ends_at` are unix seconds.
    """

    link: LinkHealth
    command: Declaration | None = None
    spotify_name: str | None = None
    app: AppFault | None = None
    seat: bool | None = None
    missing: frozenset[str] = frozenset()
    missing_later: frozenset[str] = frozenset()
    premium: bool | None = None
    device: str | None = None
    private: bool | None = None
    paused_until: float = 0.0
    ends_at: int | None = None
    ends_soon: bool = False

    @property
    def controls_player(self) -> bool:
        """Whether the command needs Premium and an active device."""
        return self.command is not None and self.command.first.controls_player


class Diagnoses:
    """Checks everything a command depends on, with at most two requests to Spotify."""

    def __init__(
        self,
        accounts: AccountStore,
        apps: AppRegistry,
        grants: GrantGuard,
        breaker: Breaker,
        clock: Callable[[], float],
    ) -> None:
        self._accounts = accounts
        self._apps = apps
        self._grants = grants
        self._breaker = breaker
        self._clock = clock

    async def of(self, discord_id: int, command: Declaration | None = None) -> Diagnosis:
        """Return what a person has and lacks for a command, or in general."""
        link, device, private, seat = await self._probe(discord_id)
        # Read this afterwards: probing may have found that the link has ended.
        known = await self._accounts.summary(discord_id)
        app = await self._apps.get(known.client_id if known else self._apps.main.client_id)
        troubles = await self._apps.troubles([app.client_id] if app else [])
        owner = app.quota_owner if app else self._apps.main.quota_owner
        ends = ends_at(known.authorized_at) if known else None
        return Diagnosis(
            link=link,
            command=command,
            spotify_name=(known.display_name or known.spotify_id) if known else None,
            app=troubles.get(app.client_id) if app else None,
            seat=seat,
            missing=_missing(known, command.first.scopes if command else frozenset()),
            missing_later=_missing(known, command.later_scopes if command else frozenset()),
            premium=known.premium if known else None,
            device=device,
            private=private,
            paused_until=await self._breaker.longest(owner),
            ends_at=ends,
            ends_soon=ends is not None and ends - SOON <= self._clock(),
        )

    async def _probe(
        self, discord_id: int
    ) -> tuple[LinkHealth, str | None, bool | None, bool | None]:
        """Return the link's state, the device, whether the session is private, and the seat."""
        try:
            async with self._grants.use(discord_id, scopes=frozenset({READ_PLAYBACK})) as spotify:
                playback = await spotify.playback()
                # If nothing is visible it may be a private session: only the devices show that.
                devices = () if playback else await spotify.devices()
        except MissingScopes:
            return "fine", None, None, None
        except AccountError as error:
            return _link_state(error), None, None, None
        except NoSeat:
            return "fine", None, None, False
        except ServiceError:
            return "fine", None, None, None
        known = [playback.device] if playback and playback.device else list(devices)
        active = next((candidate for candidate in known if candidate.is_active), None)
        name = (active.name or active.type) if active else ""
        return "fine", name, any(candidate.is_private_session for candidate in known), True


def _missing(known: AccountSummary | None, needed: frozenset[str]) -> frozenset[str]:
    return needed - known.scopes if known else frozenset()


def _link_state(error: AccountError) -> LinkHealth:
    match error:
        case NotLinked():
            return "none"
        case LinkDead(app_gone=True):
            return "app_gone"
        case LinkDead(expired=True):
            return "expired"
        case LinkDead(revoked=True):
            return "revoked"
        case LinkDamaged():
            return "damaged"
        case _:
            return "dead"
