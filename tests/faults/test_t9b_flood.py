"""T9b: malformed requests and half-open connections: no 5xx, flat memory, and people still link
(docs/reference/threats-and-faults.md).
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Iterator

from tests.conftest import MakeWorld
from tests.faults.figures import count, figure
from tests.faults.process_use import Use
from tests.world import World

MALFORMED = count(400, 10_000)
HALF_OPEN = count(150, 2_000)
_AT_ONCE = 20
_GROWTH_MEGABYTES = 5
_PATHS = ("/callback", "/link/x", "/link/" + "a" * 43, "/", "/healthz", "/static/style.css", "/x")
_QUERIES = (
    "state=a&state=b",
    "code=%00&state=%00",
    "error=<script>&state=" + "s" * 43,
    "state=" + "%F0%9F" * 20,
    "code=" + "x" * 9_000,
    "code=a&error=b&state=" + "s" * 43,
    "%=%&&==",
)
_HEADERS = (
    "",
    "Cookie: " + "a=b; " * 200 + "\r\n",
    "Content-Length: -1\r\n",
    "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
    "Host: evil.example\r\nHost: other.example\r\n",
    "X-Forwarded-For: " + "1.2.3.4, " * 50 + "\r\n",
    "Content-Type: multipart/form-data\r\nContent-Length: 4\r\n",
    "Long: " + "h" * 9_000 + "\r\n",
    "B\x00d: x\r\n",
)
_METHODS = ("GET", "POST", "HEAD", "PUT", "OPTIONS", "TRACE", "G\x7fT", "")


async def test_t9b_malformed_requests_and_half_open_connections_harm_nobody(
    make_world: MakeWorld,
) -> None:
    world = await make_world(TRUSTED_PROXIES="")
    port = world.bot.port
    page = await world.someone().links()
    assert page.status == 200, page.words
    at_first = Use.of(world.bot.pid)
    # What the first flood takes, Python keeps for the next one: only a leak grows on.
    statuses = await _flood(port, MALFORMED)
    before = Use.of(world.bot.pid)
    statuses += await _flood(port, MALFORMED)
    page = await world.someone().links()
    assert page.status == 200, page.words
    held = [await _opened(port) for _ in range(HALF_OPEN)]
    (await world.someone().uses("help")).contains("Earshot")
    for _reader, writer in filter(None, held):
        writer.close()
    await _files_are_closed(world, before)
    after = Use.of(world.bot.pid)
    failed = sorted(one for one in statuses if one >= 500)
    figure(
        "T9b",
        f"twice {MALFORMED} malformed requests, {HALF_OPEN} half-open connections",
        f"{len(failed)} answers 5xx, memory {at_first.megabytes:.0f}, then "
        f"{before.megabytes:.0f}, then {after.megabytes:.0f} MB, "
        f"open files {before.files} to {after.files}",
        f"no 5xx, growth below {_GROWTH_MEGABYTES} MB in the second half, no file left open",
    )
    assert not failed
    assert after.megabytes - before.megabytes < _GROWTH_MEGABYTES
    assert "Traceback" not in "".join(world.bot.output)
    page = await world.someone().links()
    assert page.status == 200, page.words


async def _flood(port: int, requests: int) -> list[int]:
    """Send so many requests, a few at a time; return the statuses of what was answered."""
    made, statuses = _requests(requests), list[int]()

    async def send() -> None:
        for raw in made:
            if (status := await _sent(port, raw)) is not None:
                statuses.append(status)

    await asyncio.gather(*(send() for _ in range(_AT_ONCE)))
    assert statuses
    return statuses


def _requests(number: int) -> Iterator[bytes]:
    choice = random.Random(9)
    for _ in range(number):
        target = f"{choice.choice(_PATHS)}?{choice.choice(_QUERIES)}"
        head = f"{choice.choice(_METHODS)} {target} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        body = "a=b&" * choice.randrange(600)
        yield f"{head}{choice.choice(_HEADERS)}\r\n{body}".encode()


async def _sent(port: int, raw: bytes) -> int | None:
    opened = await _opened(port)
    if opened is None:
        return None
    reader, writer = opened
    with contextlib.suppress(OSError, TimeoutError):
        async with asyncio.timeout(5):
            writer.write(raw)
            line = await reader.readline()
            writer.close()
            return int(line.split()[1]) if line.startswith(b"HTTP/") else None
    writer.close()
    return None


async def _opened(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
    with contextlib.suppress(OSError, TimeoutError):
        async with asyncio.timeout(2):
            return await asyncio.open_connection("127.0.0.1", port)
    return None


async def _files_are_closed(world: World, before: Use) -> None:
    async with asyncio.timeout(40):
        while Use.of(world.bot.pid).files > before.files + 2:
            await asyncio.sleep(0.1)
