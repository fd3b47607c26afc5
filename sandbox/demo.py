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
from sandbox.process import RIGHT, BotProcess, free_port
from sandbox.spotify.control import play_something
from sandbox.spotify.server import SpotifySandbox

_CHAT = Path(__file__).with_name("chat")


@asynccontextmanager
async def demo_world(
    port: int = 0, *, phone: bool = False, sign_in: bool = False, **environment: str
) -> AsyncIterator[tuple[DiscordSandbox, SpotifySandbox, BotProcess]]:
    """Start everything with music playing, and stop it in the end."""
    discord = await DiscordSandbox.start(port=port, static=_CHAT)
    spotify = await SpotifySandbox.start()
    discord.world.links["spotify"] = spotify.origin
    if sign_in:
        environment["DISCORD_CLIENT_SECRET"] = RIGHT
    if phone:
        environment |= unreachable(spotify)
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


def unreachable(spotify: SpotifySandbox) -> dict[str, str]:
    """Return settings with which nobody's browser reaches the bot, as from a phone."""
    origin = f"http://127.0.0.1:{free_port()}"
    spotify.redirect_uris.append(f"{origin}/callback")
    return {"SPOTIPY_REDIRECT_URI": f"{origin}/callback", "PUBLIC_URL": origin}


async def demo(port: int, *, phone: bool = False, sign_in: bool = False) -> int:
    """Run until Ctrl+C."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with demo_world(port, phone=phone, sign_in=sign_in) as (discord, spotify, _):
        print(f"\n  Earshot's demo is running. Open  {discord.origin}/\n")
        print("  Type /link or !link there. Everything is made up; nothing leaves this computer.")
        if phone:
            print("  The bot's pages do not open, as on a phone: use “1 Open Spotify”, then paste.")
        print(f"  Spotify's developer dashboard (seats): {spotify.origin}/dashboard")
        print("  Ctrl+C ends it.\n", flush=True)
        with contextlib.suppress(asyncio.CancelledError):
            await stop.wait()
    return 0
