"""`make demo`: the sandbox and the real bot, one address to open."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sandbox.discord.server import DiscordSandbox
from sandbox.process import BotProcess
from sandbox.spotify.control import play_something
from sandbox.spotify.server import SpotifySandbox

_CHAT = Path(__file__).with_name("chat")


@asynccontextmanager
async def demo_world(
    port: int = 0, **environment: str
) -> AsyncIterator[tuple[DiscordSandbox, SpotifySandbox, BotProcess]]:
    """Start everything with music playing, and stop it in the end."""
    discord = await DiscordSandbox.start(port=port, static=_CHAT)
    spotify = await SpotifySandbox.start()
    discord.world.links["spotify"] = spotify.origin
    for name in ("mira", "jonas", "remy", "okapi"):
        play_something(spotify, spotify.person(name))
    with tempfile.TemporaryDirectory(prefix="earshot-demo-") as folder:
        bot = BotProcess(discord, spotify, Path(folder), **environment)
        try:
            await bot.start()
            yield discord, spotify, bot
        finally:
            await bot.stop()
            await discord.close()
            await spotify.close()


async def demo(port: int) -> int:
    """Run until Ctrl+C."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with demo_world(port) as (discord, _, _):
        print(f"\n  Earshot's demo is running. Open  {discord.origin}/\n")
        print("  Type /link or !link there. Everything is made up; nothing leaves this computer.")
        print("  Ctrl+C ends it.\n", flush=True)
        with contextlib.suppress(asyncio.CancelledError):
            await stop.wait()
    return 0
