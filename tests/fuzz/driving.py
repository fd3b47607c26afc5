"""Runs a check over made-up cases: a few that are always the same, or new ones for a while.

FUZZ_SECONDS is how long each test goes on with new cases (`make fuzz`); without it, each does one
short run of the same cases every time, so that nothing new can fail in `make test`.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any, TypeVar

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy

T = TypeVar("T")

SECONDS = float(os.environ.get("FUZZ_SECONDS", "0"))
SEED = os.environ.get("FUZZ_SEED", "")
"""A failed run prints its own: with it, the same cases come first."""

_LONG = 8
"""How many times as many cases a long run has from one seed."""
_SLOW = (HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.large_base_example)


def seeds(tests: int = 1) -> Iterator[int]:
    """Yield the seed of each run, until the time is over, which so many tests share."""
    began = time.monotonic()
    yield int(SEED or 0) if SEED or not SECONDS else secrets.randbits(32)
    while time.monotonic() - began < SECONDS / tests:
        yield secrets.randbits(32)


def explore(
    strategy: SearchStrategy[T], check: Callable[[T], None], examples: int, seeded: int
) -> None:
    """Check `examples` cases; a failure says which seed brings it back."""
    limits = settings(
        max_examples=examples * (_LONG if SECONDS else 1),
        database=None,
        deadline=None,
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
        suppress_health_check=_SLOW,
    )

    def one(case: T) -> None:
        check(case)

    try:
        limits(seed(seeded)(given(strategy)(one)))()
    except BaseException as error:
        error.add_note(f"FUZZ_SEED={seeded} brings it back")
        raise


async def fuzz(
    strategy: SearchStrategy[T],
    check: Callable[[T], Awaitable[None]],
    examples: int,
    seeded: int,
) -> None:
    """Do the same with a check that runs in this loop, while hypothesis has its own thread."""
    loop = asyncio.get_running_loop()

    def one(case: T) -> None:
        asyncio.run_coroutine_threadsafe(_awaited(check, case), loop).result()

    await asyncio.to_thread(explore, strategy, one, examples, seeded)


async def _awaited(check: Callable[[T], Awaitable[None]], case: T) -> None:
    await check(case)


def told(what: str, seen: Mapping[Any, int]) -> None:
    """Say what was tried how often, with which answers, where `make fuzz` shows it."""
    answers = ", ".join(f"{answer}: {count:,}" for answer, count in sorted(seen.items()))
    print(f"\n{sum(seen.values()):,} {what} ({answers})")
