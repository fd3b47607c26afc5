"""All uses of discord.py that are private, or that affect the whole process.

discord.py has no public API for these. tests/unit/test_discord_internals.py fails when a new
version changes one, and keeps private attributes out of every other file.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection, Coroutine, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import discord
import yarl
from discord import app_commands
from discord.ext import commands
from discord.gateway import DiscordWebSocket, ReconnectWebSocket, WebSocketClosure
from discord.http import INTERNAL_API_VERSION, HTTPClient, Route
from discord.webhook.async_ import AsyncWebhookAdapter, async_context

_SESSION = "_HTTPClient__session"
_SHARDS = "_AutoShardedClient__shards"
_ENDS_NO_SESSION = 4000
"""A close code: with 1000 or 1001 Discord ends the session. Source: its docs, gateway."""

API_VERSION = int(INTERNAL_API_VERSION)
"""The version of Discord's API whose events discord.py reads."""

Parser = Callable[[Any], None]
"""A function that reads the data of one gateway event."""


class Tree(app_commands.CommandTree[Any]):
    """A command tree whose interaction handling can be wrapped, and called directly."""

    async def handle(self, interaction: discord.Interaction[Any]) -> None:
        """Run the command of an interaction; raises app_commands.AppCommandError."""
        await super()._call(interaction)

    async def _call(self, interaction: discord.Interaction[Any]) -> None:
        await self.handle(interaction)


async def run_command_of(
    tree: app_commands.CommandTree[Any], interaction: discord.Interaction[Any]
) -> None:
    """Run the slash command or menu of an interaction that did not come from the gateway."""
    await tree._call(interaction)


def use_api(url: str) -> None:
    """Send every REST request of this process to `url` (no trailing slash)."""
    Route.BASE = url


def use_gateway(url: str) -> None:
    """Connect to this gateway: discord.py would reconnect to a hard-coded address."""
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(url)


def leave_out_voice() -> None:
    """Silence warnings about libraries that only voice needs."""
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False


def parsers_of(client: discord.Client) -> dict[str, Parser]:
    """Return the parsers of gateway events by name; changes to the dict apply at once."""
    return client._connection.parsers


def replace_session(http: HTTPClient, wrap: Callable[[Any], Any]) -> None:
    """Replace a logged-in client's session by `wrap(session)`."""
    setattr(http, _SESSION, wrap(getattr(http, _SESSION)))


def replace_request(http: HTTPClient, wrap: Callable[[Any], Any]) -> None:
    """Replace a logged-in client's request method by `wrap(request)`."""
    setattr(http, "request", wrap(http.request))  # noqa: B010


def answer_through(adapter: AsyncWebhookAdapter) -> None:
    """Answer interactions through `adapter`, in this task and every task it starts."""
    async_context.set(adapter)


def interaction_from(client: discord.Client, payload: Any) -> discord.Interaction[Any]:
    """Return an interaction as Discord sent it (`payload`), marked as already answered.

    Further answers are follow-ups.
    """
    interaction: discord.Interaction[Any] = discord.Interaction(
        data=payload, state=client._connection
    )
    interaction.response._response_type = discord.InteractionResponseType.channel_message
    return interaction


def parameters_of(
    command: app_commands.Command[Any, ..., Any],
) -> Collection[app_commands.transformers.CommandParameter]:
    """Return a slash command's own parameters (the public ones are copies)."""
    return command._params.values()


def slash_side(command: commands.Command[Any, ..., Any]) -> Any:
    """Return the hybrid command behind its slash side."""
    return getattr(command, "wrapped", command)


def cooldown_of(command: commands.Command[Any, ..., Any]) -> commands.CooldownMapping[Any]:
    """Return what counts a command's uses."""
    return command._buckets


SESSION_OVER = (
    aiohttp.ClientError,
    discord.ConnectionClosed,
    OSError,
    ReconnectWebSocket,
    TimeoutError,
    WebSocketClosure,
)
"""What says that a session can't be read (any more)."""

NextEvent = Callable[[], Coroutine[Any, Any, None]]
"""Waits for the next event of a connection, and passes it to its parser."""


@dataclass(frozen=True, slots=True)
class ShardSession:
    """A shard's session at the gateway: it can be resumed after the event `sequence`."""

    shard: int
    session_id: str = field(repr=False)
    resume_url: str = field(repr=False)
    sequence: int


def hold_sessions(client: discord.AutoShardedClient) -> list[ShardSession]:
    """Return the sessions as they are now; from here on nothing later is acknowledged to Discord.

    A heartbeat names the last event received, so Discord might forget what came until then.
    """
    held = []
    for socket in _sockets(client):
        if socket._keep_alive is not None:
            socket._keep_alive.stop()
        if socket.session_id and socket.sequence is not None and socket.shard_id is not None:
            url, sequence = str(socket.gateway), socket.sequence
            held.append(ShardSession(socket.shard_id, socket.session_id, url, sequence))
    return held


def leave_sessions_open(client: discord.AutoShardedClient) -> None:
    """Let `client.close()` close the connections without ending their sessions."""
    for socket in _sockets(client):
        setattr(socket, "close", _closing(socket))  # noqa: B010


def _sockets(client: discord.AutoShardedClient) -> Iterator[DiscordWebSocket]:
    return (shard.ws for shard in list(getattr(client, _SHARDS).values()))


def _closing(socket: DiscordWebSocket) -> Callable[..., Any]:
    close = socket.close

    async def close_without_ending(code: int = _ENDS_NO_SESSION) -> None:
        del code
        await close(_ENDS_NO_SESSION)

    return close_without_ending


@asynccontextmanager
async def resumed_session(
    client: discord.Client, session: ShardSession, parsers: Mapping[str, Parser]
) -> AsyncIterator[NextEvent]:
    """Resume a session on a connection of its own, beside the client's; end it at the end.

    Raises one of SESSION_OVER.
    """
    socket = await DiscordWebSocket.from_client(
        client,
        gateway=yarl.URL(session.resume_url),
        shard_id=session.shard,
        session=session.session_id,
        sequence=session.sequence,
        resume=True,
    )
    socket._discord_parsers = dict(parsers)
    socket._dispatch = lambda *event: None
    try:
        yield socket.poll_event
    finally:
        await socket.close(1000)


def is_gone(error: Exception) -> bool:
    """Whether one of SESSION_OVER says that another try is of no use."""
    if isinstance(error, ReconnectWebSocket):
        return not error.resume
    return isinstance(error, discord.ConnectionClosed | TimeoutError)
