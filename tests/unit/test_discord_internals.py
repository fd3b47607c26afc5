"""discord.py still has the private names that bot/toolkit/discord_internals.py relies on."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import discord
import pytest
from discord import app_commands
from discord.ext import commands
from discord.gateway import DiscordWebSocket, KeepAliveHandler
from discord.http import HTTPClient, Route
from discord.interactions import InteractionResponse
from discord.shard import AutoShardedClient, Shard
from discord.state import AutoShardedConnectionState
from discord.webhook import async_

ROOT = Path(__file__).parents[2]
OWNER = "bot/toolkit/discord_internals.py"
PRIVATE = frozenset(
    {
        "_AutoShardedClient__shards",
        "_HTTPClient__session",
        "_buckets",
        "_call",
        "_connection",
        "_discord_parsers",
        "_keep_alive",
        "_params",
        "_response_type",
        "DEFAULT_GATEWAY",
        "INTERNAL_API_VERSION",
        "ReconnectWebSocket",
        "WebSocketClosure",
        "async_context",
    }
)


def source_of(thing: object) -> str:
    return inspect.getsource(thing)  # type: ignore[arg-type]


def test_requests_use_the_session_and_address_that_we_replace() -> None:
    assert isinstance(Route.BASE, str)
    assert "self.BASE" in source_of(Route)
    assert "self.__session.request(" in source_of(HTTPClient.request)
    assert "self.DEFAULT_GATEWAY" in source_of(DiscordWebSocket) or (
        "DiscordWebSocket.DEFAULT_GATEWAY" in source_of(DiscordWebSocket)
        or "cls.DEFAULT_GATEWAY" in source_of(DiscordWebSocket)
    )


def test_events_are_read_by_the_parsers_that_we_guard() -> None:
    client = commands.AutoShardedBot("!", intents=discord.Intents.none())
    assert isinstance(client._connection, AutoShardedConnectionState)
    assert "INTERACTION_CREATE" in client._connection.parsers
    assert "self._discord_parsers" in source_of(DiscordWebSocket)
    assert "_discord_parsers = client._connection.parsers" in source_of(DiscordWebSocket)


def test_sessions_are_where_we_look_and_close_as_we_close_them() -> None:
    client = commands.AutoShardedBot("!", intents=discord.Intents.none())
    assert getattr(client, "_AutoShardedClient__shards") == {}  # noqa: B009
    assert "self.ws.close(code=1000)" in source_of(Shard.close)
    assert "self._cancel_task()" in source_of(Shard.close)
    assert "await asyncio.wait_for(coro, timeout=self.shard_connect_timeout)" in source_of(
        AutoShardedClient.launch_shard
    )
    socket = source_of(DiscordWebSocket)
    for used in (
        "await ws.resume()",
        "await self.call_hooks('before_identify', self.shard_id",
        "func = self._discord_parsers[event]",
        "self.gateway = yarl.URL(data['resume_gateway_url'])",
        "self._dispatch('socket_event_type', event)",
        "self._keep_alive.stop()",
        "'d': self.ws.sequence",
    ):
        assert used in socket + source_of(KeepAliveHandler), used


def test_interactions_are_handled_and_answered_by_what_we_replace() -> None:
    assert inspect.iscoroutinefunction(app_commands.CommandTree._call)
    assert list(inspect.signature(app_commands.CommandTree._call).parameters) == [
        "self",
        "interaction",
    ]
    assert "self._call(interaction)" in source_of(app_commands.CommandTree)
    assert "self._response_type" in source_of(InteractionResponse.is_done)
    assert "async_context.get()" in source_of(InteractionResponse)
    assert isinstance(async_.async_context.get(), async_.AsyncWebhookAdapter)


def test_suggestions_come_from_the_parameters_that_we_watch() -> None:
    assert "self._params" in source_of(app_commands.Command._invoke_autocomplete)


@pytest.mark.parametrize("folder", ["bot", "cogs"])
def test_no_other_file_uses_private_names(folder: str) -> None:
    found = {}
    for file in sorted((ROOT / folder).rglob("*.py")):
        tree = ast.parse(file.read_text("utf-8"))
        used = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        used |= {
            alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("discord")
            for alias in node.names
        }
        own = {name for name in used & PRIVATE if f"self.{name}" in file.read_text("utf-8")}
        name = str(file.relative_to(ROOT))
        if name != OWNER and (used & PRIVATE) - own:
            found[name] = (used & PRIVATE) - own
    assert found == {}


def test_a_use_of_a_command_is_counted_where_we_count_it() -> None:
    prepare = source_of(commands.Command._prepare_cooldowns)
    assert "self._buckets.get_bucket(ctx, current)" in prepare
    assert "bucket.update_rate_limit(current)" in prepare
