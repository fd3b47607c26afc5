"""Each person's share of the daily requests, so that nobody can use up everyone's day.

Few people are linked (a Spotify app has five seats). They may use everything that's left, except a
tenth of the day for each linked person who hasn't used theirs yet (half the day at most). Someone
who is the only one linked may use everything. Everyone else can only look things up. There can be
many of them, and accounts cost an attacker nothing: together they may use 30 % of a day, those in
one server 15 %, one person 5 %. No share is below 30 requests, so that a small budget isn't divided
into nothing.

Shares are counted only in memory: nothing about a person needs to be stored for them. Processes
tell each other what was used (`Shares.tell`).
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Protocol

LEAST = 30
"""The smallest share, in requests a day."""

_UNLINKED_PERSON = 0.05
_UNLINKED_SERVER = 0.15
_UNLINKED_TOTAL = 0.30
_RESERVED_EACH = 0.10
_RESERVED_MAX = 0.50
_RESERVED_FOR = round(_RESERVED_MAX / _RESERVED_EACH)
"""Beyond so many people who haven't used theirs, nothing more is reserved."""

Use = tuple[str | int | None, ...]
"""One request, as processes tell each other of it: the developer account and the day it counts for,
who asked in which server, and the developer account they are linked on."""

_FRESH = 60.0
_REMEMBERED = 5000


class LinkedPeople(Protocol):
    """Who is linked; nothing here reads all of them."""

    async def account_of(self, discord_id: int) -> str | None:
        """Return the developer account whose quota a person uses; None if not linked."""
        ...

    async def linked_on(self, quota_owner: str, most: int) -> int:
        """Return how many people a developer account serves; counts no further than `most`."""
        ...


@dataclass(slots=True)
class _Day:
    """What was used: by each person and server, those of `linked` on this developer account."""

    day: str
    people: Counter[int] = field(default_factory=Counter)
    servers: Counter[int] = field(default_factory=Counter)
    linked: set[int] = field(default_factory=set)
    unlinked: int = 0


@dataclass(slots=True)
class _Count:
    """How many people a developer account serves, counted up to `most`."""

    at: float
    most: int
    found: int


class Shares:
    """Counts how many of a developer account's requests each person used."""

    def __init__(self, linked: LinkedPeople, daily: int, clock: Callable[[], float]) -> None:
        self._linked = linked
        self._daily = daily
        self._clock = clock
        self._days: dict[str, _Day] = {}
        self._known: OrderedDict[int, tuple[float, str | None]] = OrderedDict()
        self._counts: dict[str, _Count] = {}
        self.tell: Callable[[Use], None] = lambda _use: None

    async def allow(self, owner: str, day: str, spender: Spender, spent: int) -> bool:
        """Return whether one more request fits the spender's share; `spent` is the day's total."""
        account, used = await self._account_of(spender.person), self._of(owner, day)
        if account == owner:
            used.linked.add(spender.person)
        else:
            used.linked.discard(spender.person)
        own = used.people[spender.person]
        reserved = await self._reserved(owner, used, spender.person)
        leaves_enough = spent < self._daily - reserved
        if account is not None:
            return own < self._part(_RESERVED_EACH) or leaves_enough
        here = used.servers[spender.guild] if spender.guild is not None else 0
        return (
            leaves_enough
            and own < self._part(_UNLINKED_PERSON)
            and here < self._part(_UNLINKED_SERVER)
            and used.unlinked < self._part(_UNLINKED_TOTAL)
        )

    def count(self, owner: str, day: str, spender: Spender) -> None:
        """Count one request."""
        linked = self._known.get(spender.person, _NOT_KNOWN)[1]
        self._add(owner, day, spender, linked)
        self.tell((owner, day, spender.person, spender.guild, linked))

    def counted_elsewhere(self, key: Use, times: int) -> None:
        """Count what another process has told; raises ValueError if it can't be read."""
        match key:
            case (
                str(owner),
                str(day),
                int(person),
                int() | None as guild,
                str() | None as linked,
            ):
                self._add(owner, day, Spender(person, guild), linked, times)
                if linked == owner:
                    self._of(owner, day).linked.add(person)
            case _:
                raise ValueError("not a request to Spotify")

    def _add(
        self, owner: str, day: str, spender: Spender, linked: str | None, times: int = 1
    ) -> None:
        """Count requests of someone who is `linked` through a developer account, or not at all."""
        used = self._of(owner, day)
        used.people[spender.person] += times
        if linked is None:
            used.unlinked += times
            if spender.guild is not None:
                used.servers[spender.guild] += times

    def _part(self, part: float) -> int:
        """Return whole requests: a fraction would let one person take what another still has."""
        return max(LEAST, int(self._daily * part))

    async def _reserved(self, owner: str, used: _Day, person: int) -> float:
        """Return how many requests are reserved for others on this developer account."""
        each = self._daily * _RESERVED_EACH
        active = used.linked - {person}
        # If there are more, some of them haven't used anything, and the most is reserved anyway.
        others = await self._count_on(owner, len(used.linked) + _RESERVED_FOR + 1)
        others -= person in used.linked
        reserved = others * each - sum(min(each, used.people[other]) for other in active)
        return min(max(0.0, reserved), self._daily * _RESERVED_MAX)

    def _of(self, owner: str, day: str) -> _Day:
        used = self._days.get(owner)
        if used is None or used.day != day:
            used = self._days[owner] = _Day(day)
        return used

    async def _account_of(self, person: int) -> str | None:
        now, (at, account) = self._clock(), self._known.get(person, _NOT_KNOWN)
        if abs(now - at) > _FRESH:
            account = await self._linked.account_of(person)
            self._known.pop(person, None)
            self._known[person] = (now, account)
            if len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return account

    async def _count_on(self, owner: str, most: int) -> int:
        now, count = self._clock(), self._counts.get(owner)
        enough = count is not None and (count.found < count.most or count.most >= most)
        if count is None or not enough or abs(now - count.at) > _FRESH:
            # Asked for more than needed now, so that not every new person is another query.
            most = 2 * most
            count = _Count(now, most, await self._linked.linked_on(owner, most))
            self._counts[owner] = count
        return count.found


_NOT_KNOWN = (float("-inf"), None)


@dataclass(frozen=True, slots=True)
class Spender:
    """Who asked, and in which server (None in direct messages)."""

    person: int
    guild: int | None


_current: ContextVar[Spender | None] = ContextVar("spender", default=None)


def spend_for(person: int, guild: int | None) -> None:
    """Count this task's requests to Spotify towards this person's share from now on."""
    _current.set(Spender(person, guild))


def current_spender() -> Spender | None:
    """Return who asked; None for what the bot does on its own."""
    return _current.get()
