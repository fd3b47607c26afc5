"""The IDs that Discord gave the slash commands: with them help can be clicked on.

They are kept, because Discord is told of the commands only when they have changed.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from typing import Any, Protocol

import discord
from discord import app_commands

from bot.storage.settings import Scope

_log = logging.getLogger(__name__)
_NAME = "slash_command_ids"


class IdStore(Protocol):
    """Where the IDs are kept."""

    async def get(self, scope: Scope, subject: int, name: str) -> str | None:
        """Return a setting."""
        ...

    async def put(self, scope: Scope, subject: int, name: str, value: str) -> None:
        """Keep a setting."""
        ...


async def keep_ids(store: IdStore, told: Iterable[app_commands.AppCommand]) -> dict[str, int]:
    """Keep the IDs of commands that Discord has been told of; return them by name."""
    ids = {one.name: one.id for one in told if one.type is discord.AppCommandType.chat_input}
    await store.put("bot", 0, _NAME, json.dumps(ids))
    return ids


async def known_ids(
    tree: app_commands.CommandTree[Any], store: IdStore, dev_guild_id: int | None
) -> dict[str, int]:
    """Return the kept IDs; where none are, ask Discord. Nothing depends on them."""
    kept = await store.get("bot", 0, _NAME)
    if kept is not None:
        return {str(name): int(one) for name, one in json.loads(kept).items()}
    guild = discord.Object(dev_guild_id) if dev_guild_id else None
    try:
        return await keep_ids(store, await tree.fetch_commands(guild=guild))
    except discord.HTTPException as failure:
        _log.info("the slash commands' IDs are not known: HTTP %s", failure.status)
        return {}
