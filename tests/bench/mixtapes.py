"""What mixtapes cost: a busy channel without one, and a hundred mixed links in one that has.

The bot is its own process at the sandbox's gateway. In the busy channel 20,000 messages arrive,
each with a link, 1,000 a second; every tenth is edited, every tenth deleted. By turns no channel
has a mixtape, another channel has one, and the channel itself has one (without links).
"""

from __future__ import annotations

import asyncio
import re
import tempfile
import time
import urllib.request
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from sandbox.discord.server import DiscordSandbox
from sandbox.discord.world import Channel
from sandbox.process import free_port
from sandbox.spotify.catalogue import Thing
from sandbox.spotify.server import SpotifySandbox
from tests.bench.bots import MeasuredBot, cpu_of, memory_of
from tests.wire.mixtape_room import Room, link, room_in
from tests.world import Someone, World, until

_MESSAGES = 20_000
_A_SECOND = 1000
_AT_ONCE = 20
_SETTLE = 3.0
_LINKS = 100
_STATEMENTS = re.compile(r"^earshot_database_statements_total\{.*\} (\S+)$", re.MULTILINE)


class _World(World):
    bot: MeasuredBot


async def measure() -> None:
    """Measure, and print."""
    for way in ("no mixtape", "a mixtape in another channel", "a mixtape here, no links"):
        with tempfile.TemporaryDirectory() as folder:
            print(f"{way}: {await _busy(way, Path(folder))}", flush=True)
    for pause in (0.0, 0.5):
        with tempfile.TemporaryDirectory() as folder:
            said = await _hundred(Path(folder), pause)
            print(f"{_LINKS} links, one every {pause} s: {said}", flush=True)


async def _world(folder: Path) -> tuple[_World, int]:
    discord, spotify = await DiscordSandbox.start(), await SpotifySandbox.start()
    bot, port = MeasuredBot(discord, spotify, folder), free_port()
    bot.environment["METRICS_PORT"] = str(port)
    await bot.start()
    return _World(discord, spotify, bot), port


def _statements(port: int) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
        return int(sum(map(float, _STATEMENTS.findall(answer.read().decode()))))


async def _busy(way: str, folder: Path) -> str:
    world, port = await _world(folder)
    talker, home = world.someone(), world.home
    place = Channel("busy", guild_id=home.id)
    if way == "no mixtape":
        home.channels.append(place)
        world.discord.world.channels[place.id] = place
        made = {**world.discord.world.channel_json(place), "guild_id": str(home.id)}
        await world.discord.gateway.dispatch("CHANNEL_CREATE", made, home.id)
    else:
        room = await room_in(world, await world.regular())
        here = way != "a mixtape in another channel"
        place = world.discord.world.channels[room.channel] if here else home.channels[0]
    text = "just words" if "no links" in way else link(world.spotify.catalogue.all("track")[0])
    await _talk(world, talker, place, text, 500)
    await asyncio.sleep(_SETTLE)
    sizes, spent, asked = [memory_of(world.bot.pid)], list[float](), _statements(port)
    for _ in range(2):
        cpu = cpu_of(world.bot.pid)
        await _talk(world, talker, place, text, _MESSAGES // 2)
        await asyncio.sleep(_SETTLE)
        spent.append(cpu_of(world.bot.pid) - cpu)
        sizes.append(memory_of(world.bot.pid))
    asked = _statements(port) - asked
    await world.close()
    each = sum(spent) / _MESSAGES * 1e6
    memory = ", ".join(f"{size:.1f}" for size in sizes)
    return f"{each:.0f} µs CPU a message; memory {memory} MB; {asked} statements"


async def _talk(world: World, who: Someone, place: Channel, text: str, count: int) -> None:
    """Let messages arrive; a tenth of them are edited, and a tenth deleted."""
    discord, began = world.discord, time.monotonic()
    for number in range(count):
        if number % _AT_ONCE == 0:
            await asyncio.sleep(max(0.0, began + number / _A_SECOND - time.monotonic()))
        message = discord.world.new_message(place, who.person, {"content": text})
        await discord.gateway.message_event("MESSAGE_CREATE", place, message)
        if number % 10 == 3:
            await discord.edit(who.person, message.id, f"{text} !")
        if number % 10 == 7:
            await discord.delete(who.person, message.id)
        else:
            discord.world.messages.pop(message.id, None)


@dataclass
class _Wanted:
    """What the playlist is to have, by message."""

    songs: list[Thing] = field(default_factory=list)
    messages: dict[int, Thing] = field(default_factory=dict)

    def goes(self, message: int) -> None:
        self.songs.remove(self.messages.pop(message))


async def _hundred(folder: Path, pause: float) -> str:
    """Post a hundred songs; every tenth message is edited to another, every tenth deleted."""
    world, _ = await _world(folder)
    room = await room_in(world, await world.regular())
    await room.owner.says("!mixtape limit 0", room.channel)
    before, wanted = len(world.spotify.requests), _Wanted()
    reacted = len(world.discord.rest.requests)
    cpu = cpu_of(world.bot.pid)
    for number, song in enumerate(room.songs[:_LINKS]):
        message = await room.posts(room.guest, song)
        wanted.messages[message] = song
        wanted.songs.append(song)
        await asyncio.sleep(pause)
        if number % 10 == 3:
            instead = room.songs[_LINKS + number]
            wanted.goes(message)
            wanted.songs.append(instead)
            await world.discord.edit(room.guest.person, message, link(instead))
            await asyncio.sleep(0.005)
        if number % 10 == 7:
            wanted.goes(message)
            await world.discord.delete(room.guest.person, message)
    await _holds(room, wanted)
    spent = cpu_of(world.bot.pid) - cpu
    asked = Counter(
        f"{one.method} {'items' if one.path.endswith('/items') else 'other'}"
        for one in list(world.spotify.requests)[before:]
        if one.path.startswith("/v1/")
    )
    await room.settled()
    marks = sum("/reactions/" in one.path for one in list(world.discord.rest.requests)[reacted:])
    await world.close()
    kinds = ", ".join(f"{kind} {count}" for kind, count in sorted(asked.items()))
    return (
        f"{sum(asked.values())} requests to Spotify ({kinds}), {marks} reactions, {spent:.1f} s CPU"
    )


async def _holds(room: Room, wanted: _Wanted) -> None:
    await until(lambda: room.playlist.children == wanted.songs)


if __name__ == "__main__":
    asyncio.run(measure())
