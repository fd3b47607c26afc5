"""What one call to Spotify costs, spotipy in threads against our transport.

Both talk to the simulated Spotify on loopback, in one run; the ratio is what counts.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import spotipy

from bot.http.exchange import new_session
from bot.spotify.api import SpotifyApi
from bot.spotify.budget import Budget
from bot.spotify.circuit_breaker import Breaker
from bot.spotify.transport import Caller, Transport
from bot.storage.database import Database
from bot.storage.spotify_limits import BreakerStore, BudgetStore
from sandbox.spotify.server import SpotifySandbox
from tests.bench.spotify_token import FixedToken, app_token_of

_CALLS = 600
_AT_ONCE = 30


async def _measure(call: Callable[[int], Awaitable[object]]) -> tuple[float, float]:
    """Return wall and CPU milliseconds a call."""
    gate = asyncio.Semaphore(_AT_ONCE)

    async def one(number: int) -> None:
        async with gate:
            await call(number)

    wall, cpu = time.perf_counter(), time.process_time()
    await asyncio.gather(*(one(number) for number in range(_CALLS)))
    return (
        (time.perf_counter() - wall) * 1000 / _CALLS,
        (time.process_time() - cpu) * 1000 / _CALLS,
    )


async def measure() -> None:
    """Measure and print."""
    spotify = await SpotifySandbox.start()
    ids = [thing.id for thing in spotify.catalogue.all("artist")]
    token = await app_token_of(spotify)
    client = spotipy.Spotify(auth=token)
    client.prefix = spotify.api_url + "/"
    with tempfile.TemporaryDirectory() as folder:
        database = await Database.open(f"sqlite:///{Path(folder) / 'bench.db'}")
        async with new_session() as session:
            breaker = Breaker(BreakerStore(database), time.time)
            budget = Budget(BudgetStore(database), 10**6, time.time)
            transport = Transport(session, spotify.api_url, breaker, budget, clock=_no_cache())
            api = SpotifyApi(transport, Caller(FixedToken(token), "bench", "bench"))
            theirs = await _measure(lambda n: asyncio.to_thread(client.artist, ids[n % len(ids)]))
            ours = await _measure(lambda n: api.artist(ids[n % len(ids)]))
        await database.close()
    await spotify.close()
    print(f"{_CALLS} calls, {_AT_ONCE} at once, simulator in the same process")
    print(f"spotipy in threads: {theirs[0]:.2f} ms wall, {theirs[1]:.2f} ms CPU a call")
    print(f"Earshot (budget and breaker in SQLite): {ours[0]:.2f} ms wall, {ours[1]:.2f} ms CPU")
    print(f"ratio wall {theirs[0] / ours[0]:.2f}, CPU {theirs[1] / ours[1]:.2f}")


def _no_cache() -> Callable[[], float]:
    """Return a clock on which every cached answer is old."""
    times = iter(range(0, 10**12, 10**6))
    return lambda: float(next(times))


if __name__ == "__main__":
    asyncio.run(measure())
