"""Each one's share of the day's requests, so that one person can't use up everybody's day.

People who have linked are few (Spotify gives an app five seats). They may use all that is left, but
for a tenth of the day for each of the others who has not used it yet, half the day at most: alone,
one may use everything. Everyone else can only look things up; they are many, and accounts cost an
attacker nothing: together they may use 30 % of a day, those of one server 15 %, one person 5 %. No
share is less than 30 requests, so that a small budget is not cut into nothing.

Counted in memory alone: what is stored about a person is not needed for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field

LEAST = 30
"""The smallest share, in requests a day."""

_OF_A_STRANGER = 0.05
_OF_STRANGERS_HERE = 0.15
_OF_STRANGERS = 0.30
_KEPT_FOR_EACH = 0.10
_KEPT_AT_MOST = 0.50
_FRESH = 60.0

Linked = Callable[[], Awaitable[Mapping[int, str]]]
"""Returns everybody whose link works, with the developer account that it is counted for."""


@dataclass(slots=True)
class _Day:
    day: str
    people: Counter[int] = field(default_factory=Counter)
    servers: Counter[int] = field(default_factory=Counter)
    strangers: int = 0


class Shares:
    """Counts who used how many of a developer account's requests."""

    def __init__(self, linked: Linked, daily: int, clock: Callable[[], float]) -> None:
        self._linked = linked
        self._daily = daily
        self._clock = clock
        self._days: dict[str, _Day] = {}
        self._known: Mapping[int, str] = {}
        self._known_at = float("-inf")

    async def allow(self, owner: str, day: str, spender: Spender, spent: int) -> bool:
        """Whether one more request is within the spender's share; `spent` is the day's total."""
        known, used = await self._who_is_linked(), self._of(owner, day)
        own = used.people[spender.person]
        leaves_enough = spent < self._daily - self._kept(owner, used, spender.person)
        if spender.person in known:
            return own < self._part(_KEPT_FOR_EACH) or leaves_enough
        here = used.servers[spender.guild] if spender.guild is not None else 0
        return (
            leaves_enough
            and own < self._part(_OF_A_STRANGER)
            and here < self._part(_OF_STRANGERS_HERE)
            and used.strangers < self._part(_OF_STRANGERS)
        )

    def count(self, owner: str, day: str, spender: Spender) -> None:
        """Count a request."""
        used = self._of(owner, day)
        used.people[spender.person] += 1
        if spender.person not in self._known:
            used.strangers += 1
            if spender.guild is not None:
                used.servers[spender.guild] += 1

    def _part(self, part: float) -> float:
        return max(LEAST, self._daily * part)

    def _kept(self, owner: str, used: _Day, person: int) -> float:
        """Return how many requests are kept for the others on this developer account."""
        each = self._daily * _KEPT_FOR_EACH
        others = (one for one, whose in self._known.items() if whose == owner and one != person)
        kept = sum(max(0.0, each - used.people[one]) for one in others)
        return min(kept, self._daily * _KEPT_AT_MOST)

    def _of(self, owner: str, day: str) -> _Day:
        used = self._days.get(owner)
        if used is None or used.day != day:
            used = self._days[owner] = _Day(day)
        return used

    async def _who_is_linked(self) -> Mapping[int, str]:
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
    """Count what this task asks of Spotify from now on as this person's."""
    _current.set(Spender(person, guild))


def current_spender() -> Spender | None:
    """Return who asked; None for what the bot does by itself."""
    return _current.get()
