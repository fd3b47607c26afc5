"""Drawing in processes of their own: bounded, ended when idle, replaced when they fail."""

from __future__ import annotations

import asyncio
import io
import os
import pickle
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from PIL import Image

from bot.music.errors import BadCover
from bot.music.pictures import Pictures
from bot.pictures.facts import CannotDraw, CardFacts, CoverFacts
from bot.pictures.processes import DrawingProcesses, NoPicture
from bot.pictures.protocol import REQUEST
from tests.drawing_processes import drawing_for, environment_of, has_ended

pytestmark = pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="needs /proc")
_NO_LETTER = "\ue000"
"""A private character, for which no font counts."""


@asynccontextmanager
async def processes(
    most: int = 1, idle: float = 60, longest: float = 20
) -> AsyncIterator[DrawingProcesses]:
    drawing = DrawingProcesses(most, idle, longest)
    try:
        yield drawing
    finally:
        await drawing.close()


def image(side: int = 64) -> CoverFacts:
    out = io.BytesIO()
    Image.new("RGB", (side, side), "red").save(out, "PNG")
    return CoverFacts(out.getvalue(), 250_000)


def own() -> list[int]:
    return drawing_for(os.getpid())


async def asked(drawing: DrawingProcesses, side: int = 64) -> tuple[int, int]:
    """Return the size of the cover that was made."""
    made = await drawing.draw(image(side))
    assert made is not None
    with Image.open(io.BytesIO(made)) as picture:
        return picture.size


async def test_one_process_draws_one_after_the_other() -> None:
    async with processes() as drawing:
        sides = range(20, 60, 4)
        sizes = await asyncio.gather(*(asked(drawing, side) for side in sides))
        assert sizes == [(side, side) for side in sides]
        assert len(own()) == 1
    assert own() == []


async def test_there_are_never_more_than_wanted() -> None:
    async with processes(most=2) as drawing:
        await asyncio.gather(*(asked(drawing) for _ in range(10)))
        assert len(own()) == 2


async def test_what_cannot_be_drawn_is_told_apart() -> None:
    async with processes() as drawing:
        assert await drawing.draw(CoverFacts(b"no image", 250_000)) is None
        with pytest.raises(CannotDraw):
            await drawing.draw(CardFacts("x", _NO_LETTER, "", "", False, None, 0, "", None))
        assert len(own()) == 1


async def test_nothing_secret_reaches_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "a secret")
    monkeypatch.setenv("TOKEN_ENCRYPTION_KEYS_FILE", "/a/secret/place")
    async with processes() as drawing:
        await asked(drawing)
        given = environment_of(own()[0])
    assert "PATH=" in given
    assert "secret" not in given
    assert "DISCORD" not in given


async def test_an_idle_one_ends_and_another_one_is_started_when_needed() -> None:
    async with processes(idle=0.05) as drawing:
        await asked(drawing)
        (first,) = own()
        assert await asyncio.to_thread(has_ended, first)
        await asked(drawing)


async def test_one_that_died_is_replaced() -> None:
    async with processes() as drawing:
        await asked(drawing)
        (first,) = own()
        os.kill(first, signal.SIGKILL)
        assert await asyncio.to_thread(has_ended, first)
        await asyncio.sleep(0.2)
        await asked(drawing)
        assert own() != [first]


async def test_one_that_dies_while_it_draws_is_replaced() -> None:
    async with processes() as drawing:
        await asked(drawing)
        (first,) = own()
        os.kill(first, signal.SIGSTOP)
        waiting = asyncio.create_task(asked(drawing))
        await asyncio.sleep(0.05)
        os.kill(first, signal.SIGKILL)
        with pytest.raises(NoPicture, match="ended"):
            await waiting
        await asked(drawing)


async def test_one_that_hangs_is_killed_and_replaced() -> None:
    async with processes(longest=3) as drawing:
        await asked(drawing)
        (first,) = own()
        os.kill(first, signal.SIGSTOP)
        with pytest.raises(NoPicture, match="more than 3 s"):
            await asked(drawing)
        assert await asyncio.to_thread(has_ended, first)
        await asked(drawing)


async def test_the_answer_to_a_cancelled_request_goes_to_nobody() -> None:
    async with processes() as drawing:
        await asked(drawing)
        (first,) = own()
        os.kill(first, signal.SIGSTOP)
        waiting = asyncio.create_task(asked(drawing, 30))
        await asyncio.sleep(0.05)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert await asked(drawing, 40) == (40, 40)
        assert first not in own()


async def test_without_python_there_is_no_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    async with processes() as drawing:
        with pytest.raises(NoPicture, match="No such file"):
            await asked(drawing)


async def test_a_cover_that_no_process_can_make_is_said_to_be_a_bad_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    pictures = Pictures(None)  # type: ignore[arg-type] # nothing is fetched
    with pytest.raises(BadCover):
        await pictures.playlist_cover(image().image)


async def test_one_that_hangs_ends_itself_if_the_bot_is_gone() -> None:
    program = (
        "import time; from bot.pictures import worker\n"
        "worker.LONGEST, worker._draw = 1, lambda _facts: time.sleep(600)\n"
        "worker.main()"
    )
    pipe = asyncio.subprocess.PIPE
    hanging = await asyncio.create_subprocess_exec(sys.executable, "-c", program, stdin=pipe)
    request = pickle.dumps(image())
    await hanging.communicate(REQUEST.pack(len(request)) + request)
    assert hanging.returncode == -signal.SIGALRM
