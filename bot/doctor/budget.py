"""Check how many of the day's requests to Spotify are spent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.doctor.findings import Finding, ok, warn

_MUCH = 0.8
"""From here on, only what people ask for is read."""


def check_budget(spent: Mapping[str, int], daily: int) -> Iterator[Finding]:
    """Report each developer account's requests of today; `daily` is how many there may be."""
    several = len(spent) > 1
    for owner, count in sorted(spent.items()) or [("", 0)]:
        whose = f" of {owner}" if several else ""
        what = f"{min(count, daily)} of today's {daily} requests to Spotify{whose} are spent"
        if count < daily * _MUCH:
            yield ok("budget", what)
        else:
            yield warn(
                "budget",
                what,
                "wait until midnight UTC; if it happens often, see docs/hosting.md: the daily "
                "requests, and who gets how many",
            )
