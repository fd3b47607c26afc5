"""Each person's share of the daily requests, so that nobody can use up everyone's day.

Few people are linked (a Spotify app has five seats). They may use everything that's left, except a
tenth of the day for each linked person who hasn't used theirs yet (half the day at most). Someone
who is the only one linked may use everything. Everyone else can only look things up. There can be
many of them, and accounts cost an attacker nothing: together they may use 30 % of a day, those in
one server 15 %, one person 5 %. No share is below 30 requests, so that a small budget isn't divided
into nothing.

Shares are counted only in memory: nothing about a person needs to be stored for them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field

LEAST = 30
"""The smallest share, in requests a day."""

_UNLINKED_PERSON = 0.05
_UNLINKED_SERVER = 0.15
_UNLINKED_TOTAL = 0.30
_RESERVED_EACH = 0.10
_RESERVED_MAX = 0.50
_FRESH = 60.0

Linked = Callable[[], Awaitable[Mapping[int, str]]]
"""Returns everyone whose link works, with the developer account whose quota they use."""


@dataclass(slots=True)
class _Day:
    day: str
    people: Counter[int] = field(default_factory=Counter)
    servers: Counter[int] = field(default_factory=Counter)
    unlinked: int = 0


class Shares:
    """Counts how many of a developer account's requests each person used."""

    def __init__(self, linked: Linked, daily: int, clock: Callable[[], float]) -> None:
        self._linked = linked
        self._daily = daily
        self._clock = clock
        self._days: dict[str, _Day] = {}
        self._known: Mapping[int, str] = {}
        self._known_at = float("-inf")

    async def allow(self, owner: str, day: str, spender: Spender, spent: int) -> bool:
        """Return whether one more request fits the spender's share; `spent` is the day's total."""
        linked, used = await self._linked_people(), self._of(owner, day)
        own = used.people[spender.person]
        leaves_enough = spent < self._daily - self._reserved(owner, used, spender.person)
        if spender.person in linked:
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
        used = self._of(owner, day)
        used.people[spender.person] += 1
        if spender.person not in self._known:
            used.unlinked += 1
            if spender.guild is not None:
                used.servers[spender.guild] += 1

    def _part(self, part: float) -> int:
        """Return whole requests: a fraction would let one person take what another still has."""
        return max(LEAST, int(self._daily * part))

    def _reserved(self, owner: str, used: _Day, person: int) -> float:
        """Return how many requests are reserved for others on this developer account."""
        each = self._daily * _RESERVED_EACH
        others = (one for one, account in self._known.items() if account == owner and one != person)
        reserved = sum(max(0.0, each - used.people[other]) for other in others)
        return min(reserved, self._daily * _RESERVED_MAX)

    def _of(self, owner: str, day: str) -> _Day:
        used = self._days.get(owner)
        if used is None or used.day != day:
            used = self._days[owner] = _Day(day)
        return used

    async def _linked_people(self) -> Mapping[int, str]:
        now = self._clock()
        if abs(now - self._known_at) > _FRESH:
            self._known, self._known_at = await self._linked(), now
        return self._known


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
