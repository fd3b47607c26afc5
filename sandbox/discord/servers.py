"""What happens to servers: someone adds the bot or removes it, or Discord has an outage."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from sandbox.discord.errors import DiscordError
from sandbox.discord.gateway import Gateway
from sandbox.discord.ids import now, snowflake
from sandbox.discord.rights import AUDIT_LOG
from sandbox.discord.world import Guild, Json, Person, World

_BOT_ADD = 28
_GUILDS = 1


class Servers:
    """Adds the bot to servers, and keeps their audit logs."""

    def __init__(self, world: World, gateway: Gateway) -> None:
        self.world = world
        self.gateway = gateway

    async def add_bot(self, who: Person, guild: Guild) -> None:
        """Let someone add the bot to a server, which was made with World.add_guild."""
        guild.bot_joined_at = now()
        guild.audit_log.insert(0, self._entry(who))
        self.world.bot_in_servers.add(guild.id)
        joined = self.world.guild_json(guild)
        # Discord says "unavailable: false" only of servers that a session has known before.
        del joined["unavailable"]
        await self.gateway.dispatch("GUILD_CREATE", joined, guild.id, _GUILDS)

    async def remove_bot(self, guild: Guild) -> None:
        """Let a server remove the bot."""
        await self.gateway.dispatch("GUILD_DELETE", {"id": str(guild.id)}, guild.id, _GUILDS)
        self.world.bot_in_servers.discard(guild.id)

    async def outage(self, guild: Guild) -> None:
        """Let a server become unavailable, and available again."""
        gone = {"id": str(guild.id), "unavailable": True}
        await self.gateway.dispatch("GUILD_DELETE", gone, guild.id, _GUILDS)
        await self.gateway.guild_created(guild)

    def _entry(self, who: Person) -> Json:
        return {
            "id": str(snowflake()),
            "user_id": str(who.id),
            "target_id": str(self.world.bot.id),
            "action_type": _BOT_ADD,
        }

    async def audit_log(self, request: web.Request, body: Any) -> Json:
        """Return a server's audit log, newest first; raises 50013 without the right to see it."""
        guild = self.world.guilds.get(int(request.match_info["guild"]))
        if guild is None or guild.id not in self.world.bot_in_servers:
            raise DiscordError(404, 10004)
        if not guild.bot_permissions & AUDIT_LOG:
            raise DiscordError(403, 50013)
        wanted = request.query.get("action_type")
        entries = [one for one in guild.audit_log if wanted in (None, str(one["action_type"]))]
        entries = entries[: int(request.query.get("limit", 50))]
        people = {int(one["user_id"]) for one in entries}
        return {
            "audit_log_entries": entries,
            "users": [self.world.person(one).json() for one in people],
            "application_commands": [],
            "auto_moderation_rules": [],
            "guild_scheduled_events": [],
            "integrations": [],
            "threads": [],
            "webhooks": [],
        }
