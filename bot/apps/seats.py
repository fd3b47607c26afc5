"""Seats: Spotify lets five people use an app in development mode.

Source: docs/reference/spotify.md, sections 2.1 and 2.2.

Only Spotify knows whether someone really has a seat, and only after they agreed: without one,
GET /me answers 403. Until the host gives them a seat their login is kept, so they don't have to
log in again.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from bot.apps.errors import NeedsConsent, NoFreeSeat
from bot.apps.registry import AppRegistry
from bot.notifications.kinds import AppFault, SeatsFull, SeatWanted
from bot.notifications.outbox import HOSTS, Outbox
from bot.spotify.apps import SpotifyApp
from bot.storage.accounts import AccountStore
from bot.storage.seat_questions import SeatHolder, SeatQuestions
from bot.storage.seat_waiters import SeatWaiters
from bot.storage.tally import Tally
from bot.storage.ticket_records import TicketRecord

_DAY = 24 * 3600
_NOTIFICATIONS_A_DAY = 3
"""How often an app's owner hears about one person who wants a seat, per day."""


_MOST_NAMED = 25
"""How many people of an app a list names."""

_MOST_COUNTED = 100
"""Counting ends here where only a free seat matters."""


@dataclass(frozen=True, slots=True)
class AppSeats:
    """An app, how many of its seats are in use, and what is wrong with it.

    `people` are some of those on it, and the person who looks.
    """

    app: SpotifyApp
    used: int
    limit: int
    trouble: AppFault | None
    people: tuple[SeatHolder, ...] = ()

    @property
    def has_room(self) -> bool:
        """Whether someone else fits on this app; a limit of 0 means no limit."""
        return self.limit == 0 or self.used < self.limit

    @property
    def free(self) -> int:
        """How many seats are free, if there is a limit."""
        return max(0, self.limit - self.used)


MayShare = Callable[[int, int], Awaitable[bool]]
"""Whether a member (first) may manage a server (second) right now: only Discord knows."""


async def _never(owner_id: int, guild_id: int) -> bool:
    del owner_id, guild_id
    return False


@dataclass(frozen=True, slots=True)
class SeatLimits:
    """How many people fit on an app, a tally of requests for a seat, and who waits for one."""

    seats: int
    tally: Tally
    questions: SeatQuestions
    waiters: SeatWaiters


class Seats:
    """Assigns people to apps, and asks owners for seats."""

    def __init__(
        self,
        apps: AppRegistry,
        accounts: AccountStore,
        outbox: Outbox,
        limits: SeatLimits,
        clock: Callable[[], float],
    ) -> None:
        self._apps = apps
        self._accounts = accounts
        self._outbox = outbox
        self._tally = limits.tally
        self._limit = limits.seats
        self._questions = limits.questions
        self._waiters = limits.waiters
        self._may_share: MayShare = _never
        self._clock = clock

    def ask_who_may_share(self, may_share: MayShare) -> None:
        """Use `may_share` from now on to check who may offer an app to a server."""
        self._may_share = may_share

    async def all(self, viewer: int) -> list[AppSeats]:
        """Return every app with its seats, for a list that `viewer` sees."""
        link = await self._accounts.summary(viewer)
        seats = []
        for one in await self._counted(await self._apps.all(), most=None):
            client_id = one.app.client_id
            people = await self._questions.holders(client_id, _MOST_NAMED)
            is_on = link is not None and link.status == "active" and link.client_id == client_id
            if link is not None and is_on and all(one.discord_id != viewer for one in people):
                people.append(SeatHolder(viewer, link.expires_at))
            seats.append(replace(one, people=tuple(people)))
        return seats

    async def free(self) -> int:
        """Return how many seats on the host's working apps are free; 0 if there's no limit."""
        apps = await self._apps.usable_by(HOSTS, None, None)
        seats = await self._counted([one for one in apps if one.kind != "member"])
        return sum(one.free for one in seats if one.trouble is None)

    @property
    def limited(self) -> bool:
        """Whether Spotify limits how many people fit on an app."""
        return self._limit > 0

    async def _counted(
        self, apps: Sequence[SpotifyApp], most: int | None = _MOST_COUNTED
    ) -> list[AppSeats]:
        """Return apps with the number of their seats in use; counted no further than `most`."""
        troubles = await self._apps.troubles([app.client_id for app in apps])
        seats = []
        for app in apps:
            # Without a limit there is room, however many there are.
            is_counted = self._limit or most is None
            ids = [app.client_id]
            used = await self._accounts.active_on(ids, most=most) if is_counted else 0
            seats.append(AppSeats(app, used, self._limit, troubles.get(app.client_id)))
        return seats

    async def app_for(
        self, discord_id: int, name: str, guild_id: int | None, *, agreed_to: str | None = None
    ) -> SpotifyApp:
        """Return the app someone should link with; raises NoFreeSeat and tells the host.

        Their own app comes first, then the one they are on, then the host's in order, then one
        that a member offers to this server, if they have `agreed_to` its client ID; else
        NeedsConsent is raised. With a single app, Spotify alone decides.
        """
        known = await self._accounts.summary(discord_id)
        current = known.client_id if known is not None else None
        seats = await self._counted(await self._apps.usable_by(discord_id, current, guild_id))
        working = [app_seats.app for app_seats in seats if app_seats.trouble is None]
        for app in working:
            if _is_own(app, discord_id):
                return app
        for app in working:
            if known is not None and app.client_id == known.client_id:
                return app
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
        """Tell the host about someone who waits for a seat, but not on a member's app."""
        hosts = await self._apps.usable_by(HOSTS, None, None)
        await self._tell_full(discord_id, name, await self._counted(hosts))

    def _agreed(self, app: SpotifyApp, discord_id: int, agreed_to: str | None) -> SpotifyApp:
        owner = app.owner_for(discord_id)
        if owner is not None and app.client_id != agreed_to:
            raise NeedsConsent(app.client_id, owner)
        return app

    async def _is_offered(self, app: SpotifyApp, guild_id: int | None) -> bool:
        """Whether a member offers the app here, and may (still) do so."""
        if app.kind != "member" or guild_id is None or app.guild_id != guild_id:
            return False
        return await self._may_share(app.owner_id, guild_id)

    async def request_seat(self, record: TicketRecord, app: SpotifyApp) -> None:
        """Ask an app's owner for the seat that a login waits for, a few times a day at most."""
        reader = app.owner_id if app.kind == "member" else HOSTS
        if not await self._tally.take(
            f"seat letters {app.client_id}",
            record.discord_id,
            most=_NOTIFICATIONS_A_DAY,
            seconds=_DAY,
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
        await self._outbox.write(reader, once, wanted, about=record.discord_id)

    async def _tell_full(self, discord_id: int, name: str, seats: list[AppSeats]) -> None:
        await self._waiters.join(discord_id, int(self._clock()))
        if not await self._tally.take("full letters", HOSTS, most=1, seconds=3600):
            return
        hour = int(self._clock()) // 3600
        used = sum(one.used for one in seats if one.app.kind != "member")
        apps = sum(one.app.kind != "member" for one in seats)
        full = SeatsFull(name, discord_id, used, apps)
        await self._outbox.write(HOSTS, str(hour), full, about=discord_id)


def _is_own(app: SpotifyApp, discord_id: int) -> bool:
    return app.kind == "member" and app.owner_id == discord_id


def _best(seats: list[AppSeats]) -> AppSeats | None:
    """Return the first app with a free seat that works, else the first with a free seat."""
    with_room = [one for one in seats if one.has_room]
    working = [one for one in with_room if one.trouble is None]
    return next(iter(working or with_room), None)
