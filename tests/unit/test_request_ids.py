"""Request IDs: who inherits them, and who gets them handed over."""

from __future__ import annotations

import asyncio
import contextvars
import json
import logging
from typing import Any

import pytest

from bot.linking.link_results import EndedAttempt, LinkResultQueue
from bot.linking.outcomes import Announcement
from bot.logs import JsonFormatter, RedactingFormatter
from bot.request_ids import begin_request, current_request
from bot.storage.processes import OnlyProcess
from bot.toolkit.worker import Worker


def line(formatter: logging.Formatter, text: str, **extra: object) -> str:
    record = logging.LogRecord("x", logging.INFO, "f", 1, text, (), None)
    record.__dict__.update(extra)
    return formatter.format(record)


async def test_tasks_inherit_the_id_and_the_next_request_has_another() -> None:
    async def started() -> str:
        begin_request("slash")
        own = current_request()
        assert own is not None
        assert await asyncio.create_task(inside()) == own.id
        assert await asyncio.to_thread(current_request) == own
        return own.id

    async def inside() -> str:
        request = current_request()
        assert request is not None
        return request.id

    one, other = await asyncio.gather(*(asyncio.create_task(started()) for _ in range(2)))
    assert one != other
    assert current_request() is None


def test_lines_carry_it_before_any_traceback_and_in_json() -> None:
    def within() -> None:
        begin_request("press")
        request = current_request()
        assert request is not None
        assert line(RedactingFormatter([]), "hello").endswith(f"x: hello [{request.id}]")
        fields = json.loads(line(JsonFormatter([]), "hello", fields={"outcome": "answered"}))
        assert (fields["request"], fields["kind"]) == (request.id, "press")
        assert fields["outcome"] == "answered"

    contextvars.copy_context().run(within)
    assert "request" not in json.loads(line(JsonFormatter([]), "hello"))


@pytest.mark.parametrize("formatter", [RedactingFormatter, JsonFormatter])
def test_ids_of_discord_are_left_out_unless_debugging(formatter: type[RedactingFormatter]) -> None:
    text = "asked '<@123456789012345678>' in channel 98765432109876543"
    assert "12345678" not in line(formatter([], ids=False), text)
    assert "98765432" not in line(formatter([], ids=False), text)
    assert "123456789012345678" in line(formatter([]), text)
    invite = "https://discord.com/oauth2/authorize?client_id=123456789012345678"
    assert invite in line(formatter([], ids=False), invite)


async def test_who_tells_how_a_link_ended_has_the_callbacks_id(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    nothing: Any = None
    queue = LinkResultQueue(nothing, nothing, nothing, lambda: 0.0, OnlyProcess())
    ended = EndedAttempt("ref", 1, "linked", Announcement("linked"), ())

    async def claimed(ref: str) -> EndedAttempt:
        return ended

    monkeypatch.setattr(queue, "_claimed", claimed)

    async def callback() -> str:
        begin_request("web")
        queue.publish("ref")
        request = current_request()
        assert request is not None
        return request.id

    asked = await asyncio.create_task(callback())
    assert queue.age() > 0

    async def told() -> str:
        await queue.next()
        request = current_request()
        assert request is not None
        queue.finished(ended)
        return request.id

    assert await asyncio.create_task(told()) == asked
    assert queue.age() == 0


async def test_a_worker_that_hangs_or_fails_grows_old() -> None:
    seen: list[str | None] = []
    hang, failed = asyncio.Event(), asyncio.Event()

    async def due() -> float:
        return 0.0

    async def work() -> None:
        request = current_request()
        seen.append(request.id if request else None)
        if len(seen) == 3:
            await hang.wait()
            raise OSError("no")

    async def report(name: str, error: Exception) -> None:
        failed.set()

    worker = Worker("w", due, work, report)
    worker.start()
    while len(seen) < 3:
        await asyncio.sleep(0)
    assert len(set(seen)) == 3
    await asyncio.sleep(0.05)
    assert worker.age() >= 0.05
    hang.set()
    await failed.wait()
    assert worker.age() >= 0.05
    await worker.stop()
