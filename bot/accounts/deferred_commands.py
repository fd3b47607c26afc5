"""Commands that wait for a press elsewhere: to link, to allow more, to choose a device.

They are kept in the database, so that they are carried out even after a restart, but only while
they are fresh.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias, assert_never

from bot.opaque_values import new_token
from bot.storage.deferred_commands import DeferredCommandStore
from bot.storage.errors import Undecryptable

FRESH = 900
"""Seconds after which a command is no longer carried out: nobody expects it any more."""


@dataclass(frozen=True, slots=True)
class MessageOrigin:
    """The message that a prefix command stands in."""

    channel_id: int
    message_id: int


@dataclass(frozen=True, slots=True)
class InteractionOrigin:
    """An interaction as Discord sent it; None where that is not known any more."""

    payload: Mapping[str, object] | None = field(repr=False)


CommandOrigin: TypeAlias = MessageOrigin | InteractionOrigin


@dataclass(frozen=True, slots=True)
class DeferredCommand:
    """A person's command, and what it is carried out from."""

    discord_id: int
    origin: CommandOrigin


class DeferredCommands:
    """Keeps commands and gives each back once."""

    def __init__(self, store: DeferredCommandStore, clock: Callable[[], float]) -> None:
        self._store = store
        self._clock = clock

    async def put(self, discord_id: int, scopes: Iterable[str], origin: CommandOrigin) -> str:
        """Keep a command that waits for `scopes`; return its ID (22 characters).

        Of each person the newest five are kept.
        """
        one_id = new_token()
        now = int(self._clock())
        await self._store.put(one_id, discord_id, now, scopes, _to_json(origin))
        return one_id

    async def scopes(self, one_id: str, discord_id: int) -> frozenset[str] | None:
        """Return what a person's command waits for; None when it is gone or somebody else's."""
        return await self._store.scopes(one_id, discord_id)

    async def there(self, ids: Iterable[str]) -> frozenset[str]:
        """Return which of these commands would be carried out now."""
        return frozenset(await self._store.there(ids, self._clock() - FRESH))

    async def take(self, one_id: str) -> DeferredCommand | None:
        """Take a command out; None when it is gone, too old, or cannot be read."""
        try:
            record = await self._store.take(one_id)
        except Undecryptable:
            return None
        if record is None or record.created_at + FRESH < self._clock():
            return None
        return DeferredCommand(record.discord_id, _from_json(record.payload))


def _to_json(origin: CommandOrigin) -> str:
    match origin:
        case MessageOrigin():
            return json.dumps({"message": [origin.channel_id, origin.message_id]})
        case InteractionOrigin():
            return json.dumps({"interaction": origin.payload})
        case _:
            assert_never(origin)


def _from_json(stored: str) -> CommandOrigin:
    found = json.loads(stored)
    if "message" in found:
        return MessageOrigin(*found["message"])
    return InteractionOrigin(found.get("interaction"))
