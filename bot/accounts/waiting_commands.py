"""Commands that wait until someone has linked, allowed more, or chosen a device.

They are stored in the database, so they run even after a restart, but only while they are fresh.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias, assert_never

from bot.opaque_values import new_token
from bot.storage.errors import Undecryptable
from bot.storage.processes import Processes
from bot.storage.records import ReleasedCommand
from bot.storage.waiting_commands import WaitingCommandStore

_RELEASED = "released commands"

FRESH = 900
"""How long a command can still run, in seconds: later, no one expects it any more."""


@dataclass(frozen=True, slots=True)
class MessageOrigin:
    """The message that contains a prefix command."""

    channel_id: int
    message_id: int


@dataclass(frozen=True, slots=True)
class InteractionOrigin:
    """An interaction as Discord sent it; None if that is no longer known."""

    payload: Mapping[str, object] | None = field(repr=False)


CommandOrigin: TypeAlias = MessageOrigin | InteractionOrigin


@dataclass(frozen=True, slots=True)
class WaitingCommand:
    """A person's command, and where it came from."""

    discord_id: int
    origin: CommandOrigin


class WaitingCommands:
    """Stores commands and returns each once."""

    def __init__(
        self, store: WaitingCommandStore, clock: Callable[[], float], processes: Processes
    ) -> None:
        self._store = store
        self._clock = clock
        self._processes = processes

    async def put(
        self,
        discord_id: int,
        scopes: Iterable[str],
        origin: CommandOrigin,
        *,
        guild_id: int | None = None,
    ) -> str:
        """Store a command that waits for `scopes`; return its ID (22 characters).

        `guild_id` is the server where it was given. Only each person's newest five are kept.
        """
        command_id = new_token()
        now = int(self._clock())
        await self._store.put(
            command_id, discord_id, now, scopes, _to_json(origin), guild_id=guild_id
        )
        return command_id

    async def scopes(self, command_id: str, discord_id: int) -> frozenset[str] | None:
        """Return what a person's command waits for; None if it is gone or someone else's."""
        return await self._store.scopes(command_id, discord_id)

    async def runnable(self, ids: Iterable[str]) -> frozenset[str]:
        """Return which of these commands can still run."""
        return frozenset(await self._store.existing(ids, self._clock() - FRESH))

    async def places(self, ids: Iterable[str]) -> dict[str, int]:
        """Return the servers of those of these commands that were given in one."""
        return await self._store.places(ids)

    async def release(self, ids: Iterable[str]) -> None:
        """Let the processes that have these commands' servers run them."""
        await self._store.release(ids)
        self._processes.send(_RELEASED, "")

    def when_released(self, call: Callable[[], None]) -> None:
        """Call this when another process has released commands; it may be missed."""
        self._processes.subscribe(_RELEASED, lambda _text: call())

    async def released(self) -> list[ReleasedCommand]:
        """Return the commands that were released and can still run, oldest first."""
        return await self._store.released(self._clock() - FRESH)

    async def take(self, command_id: str) -> WaitingCommand | None:
        """Remove and return a command; None if it is gone, too old, or unreadable."""
        try:
            record = await self._store.take(command_id)
        except Undecryptable:
            return None
        if record is None or record.created_at + FRESH < self._clock():
            return None
        return WaitingCommand(record.discord_id, _from_json(record.payload))


def _to_json(origin: CommandOrigin) -> str:
    match origin:
        case MessageOrigin():
            return json.dumps({"message": [origin.channel_id, origin.message_id]})
        case InteractionOrigin():
            return json.dumps({"interaction": origin.payload})
        case _:
            assert_never(origin)


def _from_json(stored: str) -> CommandOrigin:
    origin = json.loads(stored)
    if "message" in origin:
        return MessageOrigin(*origin["message"])
    return InteractionOrigin(origin.get("interaction"))
