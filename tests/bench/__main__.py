"""`make bench`: every measurement; docs/performance.md has the goals and the last figures."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from tests.bench import (
    commands,
    lag,
    links,
    mixtapes,
    pictures,
    presences,
    presences_bot,
    spotify_calls,
    start,
)

_MEASUREMENTS: dict[str, Callable[[], None]] = {
    "A call to Spotify": lambda: asyncio.run(spotify_calls.measure()),
    "A start": lambda: asyncio.run(start.measure()),
    "Pictures": pictures.measure,
    "Warm commands": lambda: asyncio.run(commands.compare()),
    "Loop lag": lambda: asyncio.run(lag.measure()),
    "Presences": lambda: asyncio.run(presences.measure()),
    "Presences, the whole bot": lambda: asyncio.run(presences_bot.measure()),
    "Mixtapes": lambda: asyncio.run(mixtapes.measure()),
    "Few and many links": lambda: asyncio.run(links.measure()),
}


def main() -> None:
    """Measure and print."""
    for title, measure in _MEASUREMENTS.items():
        print(f"== {title}", flush=True)
        measure()


if __name__ == "__main__":
    main()
