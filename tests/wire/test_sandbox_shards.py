"""The simulated gateway obeys Discord's rules for shards (docs: gateway, sharding)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest

from sandbox.discord.server import DiscordSandbox
from sandbox.discord.sessions import SHARD_ID_BITS, StartLimits
from sandbox.discord.world import Guild
from tests.world import until

_INTENTS = 1 | 1 << 9 | 1 << 12 | 1 << 15


@dataclass
class Client:
    """One connection to the gateway, and everything that it got."""

    socket: aiohttp.ClientWebSocketResponse
    got: list[dict[str, Any]] = field(default_factory=list)

    async def next(self, name: str) -> dict[str, Any]:
        """Wait for an event by its name."""
        while True:
            payload = await self.socket.receive_json(timeout=10)
            self.got.append(payload)
            if payload["t"] == name:
                return dict(payload["d"])

    async def opcode(self) -> int:
        """Return the next payload's opcode."""
        return int((await self.socket.receive_json(timeout=10))["op"])

    async def closed_with(self) -> int | None:
        """Wait for the close; return its code."""
        message = await self.socket.receive(timeout=10)
        assert message.type is aiohttp.WSMsgType.CLOSE, message
        return self.socket.close_code


class Gateway:
    """The sandbox, and bots that connect to it."""

    def __init__(self, discord: DiscordSandbox, http: aiohttp.ClientSession) -> None:
        self.discord = discord
        self.http = http

    async def identify(self, shard: object) -> Client:
        socket = await self.http.ws_connect(self.discord.gateway.address)
        client = Client(socket)
        assert await client.opcode() == 10
        data = {"token": self.discord.bot_token, "intents": _INTENTS, "shard": shard}
        await socket.send_json({"op": 2, "d": data})
        return client

    async def resume(self, session_id: str, sequence: int) -> Client:
        socket = await self.http.ws_connect(self.discord.gateway.address)
        client = Client(socket)
        assert await client.opcode() == 10
        data = {"token": self.discord.bot_token, "session_id": session_id, "seq": sequence}
        await socket.send_json({"op": 6, "d": data})
        return client

    def guild_on(self, shard: int, count: int) -> Guild:
        """Add a server whose ID belongs to a shard."""
        world = self.discord.world
        guild = world.add_guild(f"On {shard}", [f"room{shard}"], [world.person("mira")])
        while (guild.id >> SHARD_ID_BITS) % count != shard:
            del world.guilds[guild.id]
            world.bot_in_servers.remove(guild.id)
            guild.id += 1 << SHARD_ID_BITS
            for channel in guild.channels:
                channel.guild_id = guild.id
            world.guilds[guild.id] = guild
            world.bot_in_servers.add(guild.id)
        return guild


@pytest.fixture
async def gateway() -> AsyncIterator[Gateway]:
    discord = await DiscordSandbox.start()
    async with aiohttp.ClientSession() as http:
        yield Gateway(discord, http)
    await discord.close()


async def test_each_shard_has_its_servers_and_their_events(gateway: Gateway) -> None:
    here, there = gateway.guild_on(0, 2), gateway.guild_on(1, 2)
    one, two = await gateway.identify([0, 2]), await gateway.identify([1, 2])
    first, second = await one.next("READY"), await two.next("READY")
    assert first["shard"] == [0, 2]
    assert str(here.id) in [guild["id"] for guild in first["guilds"]]
    assert str(there.id) in [guild["id"] for guild in second["guilds"]]
    listed = [guild["id"] for ready in (first, second) for guild in ready["guilds"]]
    assert sorted(listed) == sorted(str(one) for one in gateway.discord.world.guilds)
    await gateway.discord.send("mira", "room1", "to the second")
    await gateway.discord.send("mira", "room0", "to the first")
    assert (await two.next("MESSAGE_CREATE"))["content"] == "to the second"
    assert (await one.next("MESSAGE_CREATE"))["content"] == "to the first"


async def test_direct_messages_go_to_shard_0(gateway: Gateway) -> None:
    one, two = await gateway.identify([0, 2]), await gateway.identify([1, 2])
    await one.next("READY")
    await two.next("READY")
    await gateway.discord.send("mira", "dm", "hello")
    there = gateway.guild_on(1, 2)
    await gateway.discord.gateway.guild_created(there)
    assert (await one.next("MESSAGE_CREATE"))["content"] == "hello"
    assert (await two.next("GUILD_CREATE"))["id"]
    while two.got[-1]["d"].get("id") != str(there.id):
        await two.next("GUILD_CREATE")
    assert "MESSAGE_CREATE" not in {payload["t"] for payload in two.got}


@pytest.mark.parametrize("shard", [[2, 2], [-1, 2], [0, 0], [0], "0,1", ["0", "1"]])
async def test_an_invalid_shard_closes_with_4010(gateway: Gateway, shard: object) -> None:
    assert await (await gateway.identify(shard)).closed_with() == 4010


async def test_too_many_servers_need_shards(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sandbox.discord.gateway._MOST_GUILDS", 2)
    gateway.guild_on(0, 2)
    assert await (await gateway.identify([0, 1])).closed_with() == 4011


async def test_one_identify_per_bucket_in_five_seconds(gateway: Gateway) -> None:
    now = 100.0
    limits = StartLimits(max_concurrency=2, window=5.0, clock=lambda: now)
    gateway.discord.gateway.limits = limits
    await (await gateway.identify([0, 4])).next("READY")
    await (await gateway.identify([1, 4])).next("READY")
    assert await (await gateway.identify([2, 4])).opcode() == 9
    now += 5.0
    await (await gateway.identify([2, 4])).next("READY")
    assert limits.json() | {"reset_after": 0} == {
        "total": 1000,
        "remaining": 996,
        "reset_after": 0,
        "max_concurrency": 2,
    }


async def test_a_shard_identified_twice_is_two_sessions_that_both_get_events(
    gateway: Gateway,
) -> None:
    gateway.guild_on(1, 2)
    one, two = await gateway.identify([1, 2]), await gateway.identify([1, 2])
    await one.next("READY")
    await two.next("READY")
    assert gateway.discord.gateway.live_shards == {(1, 2): 2}
    await gateway.discord.send("mira", "room1", "twice")
    assert (await one.next("MESSAGE_CREATE"))["content"] == "twice"
    assert (await two.next("MESSAGE_CREATE"))["content"] == "twice"
    await one.socket.close()
    await until(lambda: gateway.discord.gateway.live_shards == {(1, 2): 1})


async def test_a_resume_gets_what_its_own_shard_missed(gateway: Gateway) -> None:
    gateway.guild_on(0, 2)
    gateway.guild_on(1, 2)
    one = await gateway.identify([1, 2])
    ready = await one.next("READY")
    await one.next("GUILD_CREATE")
    sequence = one.got[-1]["s"]
    await one.socket.close(code=4000)
    await until(lambda: not gateway.discord.gateway.live_shards)
    await gateway.discord.send("mira", "room0", "of the other shard")
    await gateway.discord.send("mira", "room1", "missed")
    again = await gateway.resume(ready["session_id"], sequence)
    await again.next("RESUMED")
    said = [one["d"]["content"] for one in again.got if one["t"] == "MESSAGE_CREATE"]
    assert said == ["missed"]
    await again.socket.close(code=1000)
    await until(lambda: not gateway.discord.gateway.sessions)
    assert await (await gateway.resume(ready["session_id"], sequence)).opcode() == 9
