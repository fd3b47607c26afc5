"""REST v10 as a bot sees it: the routes. What comes before all of them is in rest_base.py."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from sandbox.discord.emojis import Emojis, check_emojis
from sandbox.discord.errors import DiscordError, invalid
from sandbox.discord.ids import snowflake
from sandbox.discord.interactions import Interactions
from sandbox.discord.limits import EPHEMERAL, check_command, check_message, check_reference
from sandbox.discord.oauth import OAuth
from sandbox.discord.rest_base import PREFIX, RestBase
from sandbox.discord.rights import (
    HISTORY,
    REACT,
    VIEW,
    check_may_set_status,
    check_may_write,
)
from sandbox.discord.servers import Servers
from sandbox.discord.world import MEMBER_PERMISSIONS, Channel, Guild, Json, World

_REACTION = "/channels/{channel}/messages/{message}/reactions/{emoji}/@me"
_LONGEST_STATUS = 500


class Rest(RestBase):
    """Serves the routes that bots use."""

    def __init__(self, world: World, interactions: Interactions, origin: str, oauth: OAuth) -> None:
        super().__init__(world, oauth, origin)
        self.interactions = interactions
        self.gateway = interactions.gateway
        self.emojis = Emojis(world)
        self.servers = Servers(world, self.gateway)

    def add_to(self, app: web.Application) -> None:
        """Register the routes."""
        routes: list[tuple[str, str, Callable[..., Awaitable[Any]]]] = [
            ("GET", "/gateway/bot", self._gateway_bot),
            ("GET", "/users/@me", self._me),
            ("GET", "/oauth2/applications/@me", self._application),
            ("GET", "/applications/@me", self._application),
            ("POST", "/users/@me/channels", self._open_dm),
            ("GET", "/users/{user}", self._user),
            ("GET", "/guilds/{guild}", self._guild),
            ("GET", "/guilds/{guild}/members/{user}", self._member),
            ("GET", "/guilds/{guild}/audit-logs", self.servers.audit_log),
            ("GET", "/channels/{channel}", self._channel),
            ("POST", "/channels/{channel}/typing", self._typing),
            ("PUT", "/channels/{channel}/voice-status", self._voice_status),
            ("GET", "/channels/{channel}/messages", self._messages),
            ("POST", "/channels/{channel}/messages", self._create_message),
            ("GET", "/channels/{channel}/messages/{message}", self._message),
            ("PATCH", "/channels/{channel}/messages/{message}", self._edit_message),
            ("DELETE", "/channels/{channel}/messages/{message}", self._delete_message),
            ("PUT", _REACTION, self._react),
            ("DELETE", _REACTION, self._react),
            ("GET", "/applications/{app}/commands", self._commands),
            ("PUT", "/applications/{app}/commands", self._put_commands),
            ("GET", "/applications/{app}/guilds/{guild}/commands", self._commands),
            ("PUT", "/applications/{app}/guilds/{guild}/commands", self._put_commands),
            ("GET", "/applications/{app}/emojis", self.emojis.list),
            ("POST", "/applications/{app}/emojis", self.emojis.create),
            ("DELETE", "/applications/{app}/emojis/{emoji}", self.emojis.delete),
            ("POST", "/interactions/{id}/{token}/callback", self._callback),
            ("POST", "/webhooks/{app}/{token}", self._follow_up),
            ("GET", "/webhooks/{app}/{token}/messages/{message}", self._webhook_message),
            ("PATCH", "/webhooks/{app}/{token}/messages/{message}", self._edit_webhook_message),
            ("DELETE", "/webhooks/{app}/{token}/messages/{message}", self._delete_webhook_message),
        ]
        for method, path, handler in routes:
            app.router.add_route(method, PREFIX + path, self.wrapped(handler, path))

    async def _gateway_bot(self, request: web.Request, body: Any) -> Json:
        return self.gateway.info()

    async def _me(self, request: web.Request, body: Any) -> Json:
        person = self.oauth.person_of(request.headers.get("Authorization", ""))
        if person is not None:
            return person.json()
        return {**self.world.bot.json(), "verified": True, "mfa_enabled": False}

    async def _application(self, request: web.Request, body: Any) -> Json:
        owner = next(iter(self.world.people.values()), self.world.bot)
        return {
            "id": str(self.world.bot.id),
            "name": self.world.bot.display,
            "icon": None,
            "description": "",
            "bot_public": True,
            "bot_require_code_grant": False,
            "verify_key": "0" * 64,
            "owner": owner.json(),
            "team": self.world.team,
            "flags": self.world.application_flags,
            "integration_types_config": self.world.install_settings,
            "install_params": None,
            "redirect_uris": list(self.oauth.redirect_uris),
            "interactions_endpoint_url": self.world.interactions_endpoint_url,
            "approximate_guild_count": len(self.world.guilds),
        }

    async def _open_dm(self, request: web.Request, body: Any) -> Json:
        return self.world.channel_json(self.world.dm(self.world.person(body["recipient_id"])))

    async def _user(self, request: web.Request, body: Any) -> Json:
        return self.world.person(request.match_info["user"]).json()

    async def _guild(self, request: web.Request, body: Any) -> Json:
        return self.world.guild_json(self._guild_of(request))

    async def _member(self, request: web.Request, body: Any) -> Json:
        guild = self._guild_of(request)
        return self.world.member_json(guild, self.world.person(request.match_info["user"]))

    def _guild_of(self, request: web.Request) -> Guild:
        guild = self.world.guilds.get(int(request.match_info["guild"]))
        if guild is None or guild.id not in self.world.bot_in_servers:
            raise DiscordError(404, 10004)
        return guild

    def _where(self, request: web.Request) -> Channel:
        channel = self.world.channel(int(request.match_info["channel"]))
        outside = channel.guild_id and channel.guild_id not in self.world.bot_in_servers
        if outside or channel.bot_lacks & VIEW:
            raise DiscordError(403, 50001)
        return channel

    async def _channel(self, request: web.Request, body: Any) -> Json:
        return self.world.channel_json(self._where(request))

    async def _voice_status(self, request: web.Request, body: Any) -> None:
        channel = self._where(request)
        if not channel.is_voice:
            raise DiscordError(400, 50024)
        guild = self.world.guilds[channel.guild_id or 0]
        has = guild.bot_permissions | int(MEMBER_PERMISSIONS) | channel.bot_may
        check_may_set_status(has, channel.bot_lacks)
        status = body["status"] or None
        if status and len(status) > _LONGEST_STATUS:
            raise invalid("status", f"Must be {_LONGEST_STATUS} or fewer in length.")
        channel.statuses.append(status)
        self.world.tell({"type": "voice_status", "channel_id": str(channel.id), "status": status})

    async def _typing(self, request: web.Request, body: Any) -> None:
        channel = self._where(request)
        check_may_write(channel.bot_lacks, {})
        self.world.tell({"type": "typing", "channel_id": str(channel.id)})

    async def _messages(self, request: web.Request, body: Any) -> list[Json]:
        channel, query = self._where(request), request.query
        if channel.bot_lacks & HISTORY:
            return []
        before = int(query.get("before", 1 << 63))
        found = [
            one.data
            for one in self.world.messages.values()
            if one.channel_id == channel.id and one.id < before and one.only is None
        ]
        newest = sorted(found, key=lambda one: int(one["id"]), reverse=True)
        some = newest[: min(100, int(query.get("limit", 50)))]
        hidden = channel.guild_id and self.world.refuse_message_content
        return [self.world.without_content(one) for one in some] if hidden else some

    async def _react(self, request: web.Request, body: Any) -> None:
        channel = self._where(request)
        message = self.world.message(request.match_info["message"], channel)
        emoji = request.match_info["emoji"]
        if request.method == "PUT":
            if channel.bot_lacks & (REACT | HISTORY):
                raise DiscordError(403, 50013)
            if emoji not in message.reactions:
                message.reactions.append(emoji)
        elif emoji in message.reactions:
            message.reactions.remove(emoji)
        self.world.tell({"type": "message_update"}, message)

    async def _create_message(self, request: web.Request, body: Any) -> Json:
        channel = self._where(request)
        if channel.person_id is not None and not self.world.person(channel.person_id).dms_open:
            raise DiscordError(403, 50007)
        check_may_write(channel.bot_lacks, body)
        check_message(body)
        check_emojis(self.world, body)
        check_reference(self.world.messages, body)
        if int(body.get("flags") or 0) & EPHEMERAL:
            raise DiscordError(400, 50035)
        if body.get("enforce_nonce") and body.get("nonce") is not None:
            # A nonce belongs to an author, across channels (docs: create message).
            for message in self.world.messages.values():
                if message.nonce == str(body["nonce"]):
                    return message.data
        message = self.world.new_message(channel, self.world.bot, body)
        self.world.tell({"type": "message_create"}, message)
        await self.gateway.message_event("MESSAGE_CREATE", channel, message)
        return {**message.data, "nonce": body.get("nonce")}

    async def _message(self, request: web.Request, body: Any) -> Json:
        return self.world.message(request.match_info["message"], self._where(request)).data

    async def _edit_message(self, request: web.Request, body: Any) -> Json:
        message = self.world.message(request.match_info["message"], self._where(request))
        if message.data["author"]["id"] != str(self.world.bot.id):
            raise DiscordError(403, 50001)
        return (await self.interactions.edit(message, body)).data

    async def _delete_message(self, request: web.Request, body: Any) -> None:
        channel = self._where(request)
        message = self.world.message(request.match_info["message"], channel)
        own = message.data["author"]["id"] == str(self.world.bot.id)
        if not own and channel.guild_id not in self.world.bot_moderates:
            raise DiscordError(403, 50013 if channel.guild_id else 50003)
        await self.interactions.delete(message)

    async def _commands(self, request: web.Request, body: Any) -> list[Json]:
        return self.world.commands.get(self._commands_of(request), [])

    def _commands_of(self, request: web.Request) -> int | None:
        """Return which commands are meant: a server's ID, or None for global ones."""
        guild = request.match_info.get("guild")
        if guild is not None and int(guild) not in self.world.guilds:
            raise DiscordError(403, 50001)
        return int(guild) if guild else None

    async def _put_commands(self, request: web.Request, body: Any) -> list[Json]:
        place = self._commands_of(request)
        for command in body:
            check_command(command)
        saved = [
            {
                "type": 1,
                "options": [],
                **command,
                "id": str(snowflake()),
                "application_id": str(self.world.bot.id),
                "version": str(snowflake()),
                "default_member_permissions": None,
                "description": command.get("description") or "",
            }
            for command in body
        ]
        self.world.commands[place] = saved
        return saved

    async def _callback(self, request: web.Request, body: Any) -> Json | None:
        answer = await self.interactions.answer(
            int(request.match_info["id"]), request.match_info["token"], body
        )
        return answer if request.query.get("with_response", "").lower() in ("1", "true") else None

    async def _follow_up(self, request: web.Request, body: Any) -> Json:
        return (await self.interactions.follow_up(request.match_info["token"], body)).data

    async def _webhook_message(self, request: web.Request, body: Any) -> Json:
        info = request.match_info
        return self.interactions.webhook_message(info["token"], info["message"]).data

    async def _edit_webhook_message(self, request: web.Request, body: Any) -> Json:
        info = request.match_info
        edit = self.interactions.edit_webhook_message
        return (await edit(info["token"], info["message"], body)).data

    async def _delete_webhook_message(self, request: web.Request, body: Any) -> None:
        info = request.match_info
        message = self.interactions.webhook_message(info["token"], info["message"])
        await self.interactions.delete(message)
