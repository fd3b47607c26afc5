"""Seats: Spotify lets five people use an app in Development Mode.

Source: docs/reference/spotify.md, sections 2.1 and 2.2.

Whether a person really has a seat is known only at Spotify, after they agreed: GET /me answers
403. Until the host has given them one, their login is kept, so that they need not do it again.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.apps.errors import NeedsConsent, NoFreeSeat
from bot.apps.registry import AppRegistry
from bot.notifications.kinds import AppFault, SeatsFull, SeatWanted
from bot.notifications.outbox import HOSTS, Outbox
from bot.spotify.apps import SpotifyApp
from bot.storage.accounts import AccountStore
from bot.storage.pending_logins import PendingLoginStore
from bot.storage.tally import Tally
from bot.storage.ticket_records import TicketRecord

_DAY = 24 * 3600
_LETTERS = 3
"""How often a day one person's wish for a seat on an app is told to its owner."""

KEPT_FOR = 7 * 24 * 3600
"""Seconds that a login waits for a seat."""


@dataclass(frozen=True, slots=True)
class AppSeats:
    """An app, how many of its seats are in use, and what is wrong with it."""

    app: SpotifyApp
    used: int
    limit: int
    trouble: AppFault | None
    people: tuple[int, ...]

    @property
    def has_room(self) -> bool:
        """Whether somebody more may be placed here; a limit of 0 is none."""
        return self.limit == 0 or self.used < self.limit


MayShare = Callable[[int, int], Awaitable[bool]]
"""Whether a member (first) may manage a server (second) now: only Discord knows."""


async def _nobody(owner_id: int, guild_id: int) -> bool:
    del owner_id, guild_id
    return False


@dataclass(frozen=True, slots=True)
class SeatLimits:
    """How many people an app takes, and how often its owner is asked for a seat."""

    seats: int
    tally: Tally


class Seats:
    """Places people, and asks hosts for seats."""

    def __init__(
        self,
        apps: AppRegistry,
        accounts: AccountStore,
        pending: PendingLoginStore,
        letters: Outbox,
        limits: SeatLimits,
        clock: Callable[[], float],
    ) -> None:
        self._apps = apps
        self._accounts = accounts
        self._pending = pending
        self._letters = letters
        self._tally = limits.tally
        self._limit = limits.seats
        self._may_share: MayShare = _nobody
        self._clock = clock

    def ask_who_may_share(self, may_share: MayShare) -> None:
        """Ask `may_share` from now on who may offer an app to a server: Discord knows that."""
        self._may_share = may_share

    async def all(self) -> list[AppSeats]:
        """Return every app with its seats."""
        troubles = await self._apps.troubles()
        found = []
        for app in await self._apps.all():
            on_app = await self._accounts.on_app(app.client_id)
            people = tuple(one.discord_id for one in on_app if one.status == "active")
            trouble = troubles.get(app.client_id)
            found.append(AppSeats(app, len(people), self._limit, trouble, people))
        return found

    async def place(
        self, discord_id: int, name: str, guild_id: int | None, *, agreed_to: str | None = None
    ) -> SpotifyApp:
        """Return the app on which a person links; raises NoFreeSeat and tells the host.

        Their own app comes first, then the one they are on, then the host's in order, then one
        that a member offers to this server: that one only when they have `agreed_to` it by its
        client ID, else NeedsConsent is raised. With a single app Spotify alone decides.
        """
        seats = await self.all()
        known = await self._accounts.summary(discord_id)
        for one in seats:
            if _is_own(one.app, discord_id) and one.trouble is None:
                return one.app
        for one in seats:
            if known is not None and one.app.client_id == known.client_id and one.trouble is None:
                return one.app
        hosts = _best([one for one in seats if one.app.kind != "member"])
        if hosts is not None and hosts.trouble is None:
            return hosts.app
        room = [one for one in seats if one.has_room]
        offered = _best([one for one in room if await self._is_offered(one.app, guild_id)])
        if offered is not None and (offered.trouble is None or hosts is None):
            return self._agreed(offered.app, discord_id, agreed_to)
        if hosts is None:
            await self._tell_full(discord_id, name, seats)
            raise NoFreeSeat
        return hosts.app

    async def wait_for_host(self, discord_id: int, name: str) -> None:
        """Tell the host of somebody who wants a seat, but none on a member's app."""
        await self._tell_full(discord_id, name, await self.all())

    def _agreed(self, app: SpotifyApp, discord_id: int, agreed_to: str | None) -> SpotifyApp:
        owner = app.owner_for(discord_id)
        if owner is not None and app.client_id != agreed_to:
            raise NeedsConsent(app.client_id, owner)
        return app

    async def _is_offered(self, app: SpotifyApp, guild_id: int | None) -> bool:
        """Whether a member offers the app here, and may (still) do that."""
        if app.kind != "member" or guild_id is None or app.guild_id != guild_id:
            return False
        return await self._may_share(app.owner_id, guild_id)

    async def wanted(self, record: TicketRecord, app: SpotifyApp) -> None:
        """Keep a login that lacks only a seat, and ask the app's owner for one, once a day."""
        until = int(self._clock()) + KEPT_FOR
        await self._pending.wait_for_seat(record.ref, until)
        reader = app.owner_id if app.kind == "member" else HOSTS
        if not await self._tally.take(
            f"seat letters {app.client_id}", record.discord_id, most=_LETTERS, seconds=_DAY
        ):
            return
        day = int(self._clock()) // _DAY
        once = f"{record.discord_id}:{app.client_id}:{day}"
        wanted = SeatWanted(
            ref=record.ref,
            name=record.asker.name,
            handle=record.asker.handle,
            person=record.discord_id,
            app=app.name,
            client_id=app.client_id,
        )
        await self._letters.write(reader, once, wanted, about=record.discord_id)

    async def _tell_full(self, discord_id: int, name: str, seats: list[AppSeats]) -> None:
        if not await self._tally.take("full letters", HOSTS, most=1, seconds=3600):
            return
        hour = int(self._clock()) // 3600
        used = sum(one.used for one in seats if one.app.kind != "member")
        apps = sum(one.app.kind != "member" for one in seats)
        full = SeatsFull(name, discord_id, used, apps)
        await self._letters.write(HOSTS, str(hour), full, about=discord_id)


def _is_own(app: SpotifyApp, discord_id: int) -> bool:
    return app.kind == "member" and app.owner_id == discord_id


def _best(seats: list[AppSeats]) -> AppSeats | None:
    """Return the first that has room and works, else the first that has room."""
    open_ones = [one for one in seats if one.has_room]
    well = [one for one in open_ones if one.trouble is None]
    return next(iter(well or open_ones), None)
