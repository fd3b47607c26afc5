"""`make demo`: the sandbox and the real bot, one address to open."""

from __future__ import annotations

import asyncio
import os
import signal
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from sandbox.connections import Connections
from sandbox.discord.rights import MANAGE_CHANNELS, SET_STATUS
from sandbox.discord.server import DiscordSandbox
from sandbox.discord.world import Channel
from sandbox.process import REAL_SECRET, BotProcess, free_port
from sandbox.spotify.control import play_something
from sandbox.spotify.server import SpotifySandbox
from sandbox.tour import Tour
from sandbox.unused_seats import UnusedSeats

_CHAT = Path(__file__).with_name("chat")
_PLAYS = {
    "mira": "Velvet Harbour",
    "jonas": "Moth & Marble",
    "remy": "Saffron Static",
    "okapi": "Low Tide Society",
}
"""What people listen to at first: ordinary names. Nasty ones come later, by themselves."""


class PortTaken(Exception):
    """The chat page's port can't be used; the text says why and what to do."""


@asynccontextmanager
async def demo_world(
    port: int = 0,
    *,
    phone: bool = False,
    sign_in: bool = False,
    log: Path | None = None,
    clock_moves: bool = False,
    **environment: str,
) -> AsyncIterator[tuple[DiscordSandbox, SpotifySandbox, BotProcess]]:
    """Start everything with music playing, and stop it at the end.

    `log` keeps the bot's output; with `clock_moves` the bot's clock can be advanced.
    Raises PortTaken, or RuntimeError if the bot doesn't start.
    """
    async with AsyncExitStack() as stack:
        spotify = await SpotifySandbox.start()
        stack.push_async_callback(spotify.close)
        discord, tour = await _chat_page(port, spotify)
        stack.push_async_callback(discord.close)
        discord.world.links["spotify"] = spotify.origin
        _add_lounge(discord)
        if sign_in:
            environment["DISCORD_CLIENT_SECRET"] = REAL_SECRET
        if phone:
            environment |= unreachable(spotify)
            discord.world.links["phone"] = environment["PUBLIC_URL"]
        for name, artist in _PLAYS.items():
            play_something(spotify, spotify.person(name), _a_song_by(spotify, artist))
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="earshot-demo-"))
        environment.setdefault("FEATURES", "taste,blend,seats,presence")
        bot = BotProcess(discord, spotify, Path(folder), **environment)
        bot.log = log
        bot.clock = Path(folder) / "clock" if clock_moves else None
        stack.push_async_callback(bot.stop)
        await bot.start()
        tour.unused_seats = UnusedSeats(discord, spotify, bot)
        yield discord, spotify, bot


def _add_lounge(discord: DiscordSandbox) -> None:
    """Add a voice channel in which the bot may set the status, and do nothing else."""
    world = discord.world
    room = next(one for one in world.guilds.values() if one.name == "The Listening Room")
    may = SET_STATUS | MANAGE_CHANNELS
    lounge = Channel("Lounge", guild_id=room.id, is_voice=True, bot_may=may)
    room.channels.append(lounge)
    world.channels[lounge.id] = lounge


def _a_song_by(spotify: SpotifySandbox, artist: str) -> str:
    tracks = spotify.catalogue.all("track")
    return next(one.id for one in tracks if one.data["artists"][0]["name"] == artist)


async def _chat_page(port: int, spotify: SpotifySandbox) -> tuple[DiscordSandbox, Tour]:
    tours: list[Tour] = []

    def with_tour(discord: DiscordSandbox) -> None:
        tours.append(Tour(discord, spotify))
        tours[0].add_to(discord.app)
        Connections(discord, spotify).add_to(discord.app)

    try:
        discord = await DiscordSandbox.start(port=port, static=_CHAT, extend=with_tour)
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else str(error)
        raise PortTaken(
            f"Port {port} can't be used ({why}). Choose another: make demo DEMO='--port 7701' "
            "(or --port 0 for any free one)."
        ) from None
    return discord, tours[0]


def unreachable(spotify: SpotifySandbox) -> dict[str, str]:
    """Return settings with which no browser can reach the bot, as from a phone."""
    origin = f"http://127.0.0.1:{free_port()}"
    spotify.redirect_uris.append(f"{origin}/callback")
    return {"SPOTIPY_REDIRECT_URI": f"{origin}/callback", "PUBLIC_URL": origin}


def new_log() -> Path:
    """Create an empty file that keeps the bot's log after the demo has ended."""
    handle, path = tempfile.mkstemp(prefix="earshot-demo-", suffix=".log")
    os.close(handle)
    return Path(path)


async def demo(port: int, log: Path, *, phone: bool = False, sign_in: bool = False) -> int:
    """Run until Ctrl+C or until the bot stops; return the exit code."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    print("Starting the demo …", flush=True)
    async with demo_world(port, phone=phone, sign_in=sign_in, log=log) as (discord, spotify, bot):
        print(f"\n  Earshot's demo is running. Open  {discord.origin}/\n")
        print("  Take its tour (two minutes, no typing), or type /link or !link there.")
        print("  Everything is made up, and nothing leaves this computer.")
        if phone:
            print("  The bot's pages don't open, as on a phone: use “1 Open Spotify”, then paste.")
        print(f"  Spotify's developer dashboard (seats): {spotify.origin}/dashboard")
        print(f"  The bot's log: {log}")
        print("  Press Ctrl+C to stop.\n", flush=True)
        ended = asyncio.create_task(bot.ended_for_good())
        stopped = asyncio.create_task(stop.wait())
        await asyncio.wait({ended, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if not stop.is_set():
            raise RuntimeError(f"the bot stopped on its own, with exit code {ended.result()}")
        stopped.cancel()
        ended.cancel()
    return 0
