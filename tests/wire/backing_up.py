"""A host who backs up and restores the data of a bot that people use."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

from tests import host
from tests.world import Someone, World

SONG = "窓辺の切手"


@dataclass
class Crowd:
    """People who link one after another, as long as it lasts."""

    world: World
    linked: list[Someone] = field(default_factory=list)

    @contextlib.asynccontextmanager
    async def linking(self, at_once: int = 3) -> AsyncIterator[None]:
        """Let people link meanwhile."""
        tasks = [asyncio.create_task(self._link_on()) for _ in range(at_once)]
        yield
        for one in tasks:
            one.cancel()
        for result in await asyncio.gather(*tasks, return_exceptions=True):
            if not isinstance(result, asyncio.CancelledError):
                raise AssertionError(result)

    async def _link_on(self) -> None:
        while True:
            someone = self.world.someone(seat=False)
            self.world.spotify.app.seats.append(someone.listener.id)
            page = await someone.links()
            assert page.status == 200, page.words
            self.linked.append(someone)

    async def grows_to(self, number: int) -> None:
        async with asyncio.timeout(60):
            while len(self.linked) < number:
                await asyncio.sleep(0.01)


async def runs(
    world: World, *arguments: str, obeys_modes: bool = False, **more: str
) -> tuple[int | None, str]:
    """Run `python -m bot` with these words, and the settings of the world's bot."""
    folder = world.bot.database.parent
    settings = {**world.bot.environment, **more}
    words = ("-m", "bot", *arguments)
    code, output = await host.runs(
        *words, folder=folder, settings=settings, obeys_modes=obeys_modes
    )
    assert "Traceback" not in output, output
    return code, output


async def hears(someone: Someone) -> None:
    """Let someone use their link: it's there, and its tokens work."""
    someone.plays()
    (await someone.says("!nowplaying")).contains(SONG)


def backups(world: World) -> list[Path]:
    return sorted((world.bot.database.parent / "backups").glob("*.db"))
