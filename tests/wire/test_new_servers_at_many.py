"""Several processes on one database: one welcome for each server, and icons uploaded once."""

from __future__ import annotations

from pathlib import Path

from bot.ui.icons import ICONS
from tests.needs import once_is_enough
from tests.postgres import PostgresServer
from tests.wire.new_servers import Server, server
from tests.wire.processes import Fleet, fleet
from tests.world import until

pytestmark = once_is_enough


def server_of(there: Fleet, shard: int) -> Server:
    """Make a server that a shard will have."""
    while there.shard_of((made := server(there.world)).guild) != shard:
        pass
    return made


async def test_one_welcome_and_one_upload(tmp_path: Path, postgres: PostgresServer) -> None:
    async with fleet(tmp_path, postgres, bots=2, webs=1) as there:
        world = there.world
        await until(lambda: len(world.discord.world.emojis) == len(ICONS))
        new = [server_of(there, shard) for shard in (0, 1)]
        for one in new:
            await one.adds_bot()
            await one.welcomed(one.system)
        for bot in there.bots:
            await bot.kill()
        for bot in there.bots:
            await bot.start()
        last = [server_of(there, shard) for shard in (0, 1)]
        for one in last:
            await one.adds_bot()
            await one.welcomed(one.system)
        assert [one.everywhere() for one in (*new, *last)] == [1] * 4
        uploads = [
            one
            for one in world.discord.rest.requests
            if one.method == "POST" and one.route.endswith("/emojis")
        ]
        assert len(uploads) == len(ICONS)
