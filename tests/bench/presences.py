"""What presences cost: 100,000 members of a server who change theirs, in memory and CPU.

Each event goes the way of a real one: from the text that the gateway sends, by the bot's parser.
"""

from __future__ import annotations

import gc
import json
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.accounts.presence_choice import PresenceChoice
from bot.music.presences import Presences
from bot.storage.backup_folder import BackupPlan
from bot.storage.opening import open_storage
from bot.storage.settings import SettingStore
from bot.toolkit.discord_internals import Parser
from bot.toolkit.presence_intake import PresenceIntake
from bot.toolkit.presence_reading import covers_at
from sandbox.discord.objects import Json
from sandbox.discord.presences import ShownSong

MEMBERS = 100_000
OPTED_IN = 1000
_SERVER = 5
_KINDS = ("a game", "Spotify", "nothing")


async def measure() -> None:
    """Measure, and print."""
    texts = [json.dumps(presence_of(number, _SERVER)) for number in range(MEMBERS)]
    bare = _seconds(texts, lambda data: None)
    print(f"{MEMBERS} presences, JSON alone: {bare / MEMBERS * 1e6:.1f} µs of CPU each")
    with tempfile.TemporaryDirectory() as folder:
        for by_default in (False, True):
            await _of(Path(folder) / f"{by_default}.db", texts, bare, by_default=by_default)


async def _of(file: Path, texts: list[str], bare: float, *, by_default: bool) -> None:
    plan = BackupPlan(keep=0)
    async with open_storage(f"sqlite:///{file}", None, lambda *_: None, plan) as (database, _):
        store = SettingStore(database)
        choice = PresenceChoice(store, database.changes, by_default=by_default)
        presences = Presences(choice, time.time)
        for person in range(OPTED_IN if not by_default else 0):
            await store.put("person", person * (MEMBERS // OPTED_IN), "presence", "on")
        await presences.begin(_knows_all)
        parse = _parser(presences)
        spent = _seconds(texts, parse) - bare
        gc.collect()
        tracemalloc.start()
        before = tracemalloc.get_traced_memory()[0]
        await presences.begin(_knows_all)
        for text in texts:
            parse(json.loads(text))
        gc.collect()
        kept = tracemalloc.get_traced_memory()[0] - before
        for text in texts:
            parse(json.loads(text))
        gc.collect()
        again = tracemalloc.get_traced_memory()[0] - before
        tracemalloc.stop()
    name = "opt-out" if by_default else f"opt-in, {OPTED_IN} have"
    print(
        f"{name}: {spent / MEMBERS * 1e6:.1f} µs more each; {len(presences.listeners(_SERVER))} "
        f"people kept in {kept / 2**20:.2f} MB, after twice as many events {again / 2**20:.2f} MB"
    )


async def _knows_all(person: int, server: int | None) -> bool:
    del person, server
    return True


def _parser(presences: Presences) -> Parser:
    parsers: dict[str, Parser] = dict.fromkeys(
        ("READY", "GUILD_CREATE", "GUILD_MEMBERS_CHUNK"), lambda data: None
    )
    PresenceIntake(presences, covers_at("https://api.spotify.com/v1")).install(parsers)
    return parsers["PRESENCE_UPDATE"]


def _seconds(texts: list[str], parse: Callable[[Any], None]) -> float:
    began = time.process_time()
    for text in texts:
        parse(json.loads(text))
    return time.process_time() - began


def presence_of(number: int, server: int) -> Json:
    """Return what a member's Discord shows, as the gateway sends it: a third each hear Spotify."""
    kind = _KINDS[number % len(_KINDS)]
    song = ShownSong(
        f"Song {number}", ("One", "Two"), "Album", "ab67616d0000b273", 200_000, "A" * 22
    )
    game = {"type": 0, "name": "A Game", "created_at": number, "application_id": str(number)}
    shown = {"a game": [game], "Spotify": [game, song.activity(10_000)], "nothing": []}[kind]
    return {
        "user": {"id": str(number)},
        "guild_id": str(server),
        "status": "online",
        "activities": shown,
        "client_status": {"desktop": "online"},
    }


if __name__ == "__main__":
    import asyncio

    asyncio.run(measure())
