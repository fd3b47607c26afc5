"""The demo's script: the small things people look for, and a host who moves in from Red."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from sandbox.conversation import Play, say
from sandbox.discord.words import selects_of
from sandbox.process import BotProcess, clean_environment
from sandbox.red_folder import RedFolder
from sandbox.spotify.search import search


async def share(play: Play) -> None:
    """Share a song that its readers play for themselves."""
    shared = await play.says("jonas.k", "general", "!share 最終便", "shares")
    await play.presses("mira", shared, "Play for me", "最終便")


async def same_title(play: Play) -> None:
    """Play a song whose title others have too, then another one of them."""
    artists: dict[str, set[str]] = {}
    for song in search(play.spotify.catalogue, "harbour", "track"):
        artists.setdefault(song.name, set()).add(str(song.data["artists"][0]["name"]))
    title = next(title for title, found in artists.items() if len(found) > 1)
    played = await play.says("mira", "general", f"!play {title}", "Did you mean another one?")
    (meant,) = selects_of(played)
    other = next(one for one in meant["options"] if not one.get("default"))
    say("mira", f"(chooses “{other['label']}”)")
    await play.discord.press("mira", played["id"], str(meant["custom_id"]), [str(other["value"])])
    player = play.spotify.person("mira").player
    await play.until(lambda: player.thing is not None and player.thing.id == other["value"])
    say("Spotify", f"plays {other['label']}")


async def quiet(play: Play) -> None:
    """Let a server want `nowplaying` quiet, and then in its channels again."""
    chosen = await play.uses("mira", "music", "settings server", "Keep nowplaying quiet")
    await play.changes("mira", chosen, "Keep nowplaying quiet", "Show nowplaying in channels again")
    await play.posts("mira", "music", "!np", "🎵")
    await play.sees("mira", "dm", "is listening")
    aloud = play.discord.world.message(chosen["id"]).data
    await play.changes("mira", aloud, "Show nowplaying in channels again", "Keep nowplaying quiet")
    await play.says("mira", "music", "!np", "is listening")


async def moves_in_from_red(play: Play, bot: BotProcess) -> None:
    """Take over a link that someone made with Red's cog: they don't log in again."""
    home, spotify = next(iter(play.discord.world.guilds.values())), play.spotify
    remy = play.discord.world.add_person("remy", "Rémy", [home])
    with TemporaryDirectory(prefix="red-") as folder:
        red = RedFolder(spotify, Path(folder), spotify.client_id)
        red.holds(remy.id, spotify.person("remy"))
        red.writes()
        await bot.stop()
        for more, expect in (((), "1 can be taken over"), (("--yes",), "1 taken over")):
            say("host", " ".join(("$ python -m bot import red FOLDER", *more)))
            say("", await _at_a_terminal(bot, folder, *more, expect=expect))
        await bot.start()
    await play.says("remy", "general", "!np", "is listening")


async def _at_a_terminal(bot: BotProcess, folder: str, *more: str, expect: str) -> str:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "import", "red", folder, *more),
        cwd=folder,
        env=clean_environment(**bot.environment),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    printed, _ = await process.communicate()
    if process.returncode != 0 or expect not in printed.decode():
        raise RuntimeError(printed.decode())
    return printed.decode()
