"""Syncs the slash commands only when they changed, and stores their IDs for `help`."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterable
from typing import Any, Protocol

import discord
from discord import app_commands

from bot.storage.settings import COMMANDS_REFUSED, Scope
from bot.toolkit.discord_refusals import refusal_of

_log = logging.getLogger(__name__)
_HASH = "slash_commands"


class SyncStore(Protocol):
    """A store for the hash of the last synced list, and for the commands' IDs."""

    async def get(self, scope: Scope, subject: int, name: str) -> str | None:
        """Return a setting."""
        ...

    async def put(self, scope: Scope, subject: int, name: str, value: str) -> None:
        """Store a setting."""
        ...

    async def delete(self, scope: Scope, subject: int, name: str) -> None:
        """Delete a setting."""
        ...


async def sync_if_changed(
    tree: app_commands.CommandTree[Any], settings: SyncStore, dev_guild_id: int | None
) -> bool:
    """Sync the commands if they changed since the last time; True if they were sent.

    With `dev_guild_id` they go to that server only, where changes show at once. A refusal is logged
    and stored for the doctor, and the bot continues; only network failures are raised.
    """
    guild = discord.Object(dev_guild_id) if dev_guild_id else None
    if guild is not None:
        tree.copy_global_to(guild=guild)
    translator = tree.translator
    commands = [
        await command.get_translated_payload(tree, translator)
        if translator is not None
        else command.to_dict(tree)
        for command in tree.get_commands(guild=guild)
    ]
    described = json.dumps([commands, tree.client.application_id, dev_guild_id], sort_keys=True)
    digest = hashlib.sha256(described.encode()).hexdigest()
    if await settings.get("bot", 0, _HASH) == digest:
        await settings.delete("bot", 0, COMMANDS_REFUSED)
        return False
    try:
        synced = await tree.sync(guild=guild)
    except discord.HTTPException as error:
        await _refused(error, settings, dev_guild_id)
        return False
    await keep_ids(settings, synced)
    await settings.put("bot", 0, _HASH, digest)
    await settings.delete("bot", 0, COMMANDS_REFUSED)
    _log.info("synced %d slash commands with Discord", len(commands))
    return True


async def _refused(
    error: discord.HTTPException, settings: SyncStore, dev_guild_id: int | None
) -> None:
    refusal = refusal_of(error)
    if refusal is None:
        raise error
    await settings.put("bot", 0, COMMANDS_REFUSED, str(refusal))
    if dev_guild_id is None:
        advice = "they stay as they were, and are tried again at the next start"
    else:
        advice = (
            f"DEV_GUILD_ID={dev_guild_id} must be the ID of a server that the bot is in; correct "
            "it or leave it out, and start again"
        )
    _log.error("Discord refuses the slash commands: %s. The bot keeps running; %s", refusal, advice)


_IDS = "slash_command_ids"


async def keep_ids(store: SyncStore, told: Iterable[app_commands.AppCommand]) -> dict[str, int]:
    """Store the IDs of synced commands; return them by name."""
    ids = {one.name: one.id for one in told if one.type is discord.AppCommandType.chat_input}
    await store.put("bot", 0, _IDS, json.dumps(ids))
    return ids


async def known_ids(
    tree: app_commands.CommandTree[Any], store: SyncStore, dev_guild_id: int | None
) -> dict[str, int]:
    """Return the stored IDs, or ask Discord if there are none. Nothing depends on them."""
    kept = await store.get("bot", 0, _IDS)
    if kept is not None:
        return {str(name): int(one) for name, one in json.loads(kept).items()}
    guild = discord.Object(dev_guild_id) if dev_guild_id else None
    try:
        return await keep_ids(store, await tree.fetch_commands(guild=guild))
    except discord.HTTPException as failure:
        _log.info("the slash commands' IDs are unknown: HTTP %s", failure.status)
        return {}
