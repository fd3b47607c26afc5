"""Interactions: created for people, sent to the bot, answered within three seconds.

Docs: interactions, receiving and responding.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from sandbox.discord.emojis import check_emojis
from sandbox.discord.errors import DiscordError, invalid
from sandbox.discord.gateway import Gateway
from sandbox.discord.ids import now, snowflake
from sandbox.discord.limits import EPHEMERAL, check_choices, check_message, check_modal
from sandbox.discord.world import (
    PERMISSIONS,
    Channel,
    Json,
    Message,
    Person,
    World,
    with_media,
)

ANSWER_WITHIN = 3.0
TOKEN_LIFETIME = 900.0


@dataclass
class Interaction:
    """One interaction and its outcome."""

    kind: int
    person: Person
    channel: Channel
    data: Json
    name: str = ""
    source: Message | None = None
    id: int = field(default_factory=snowflake)
    token: str = field(default_factory=lambda: "aW50ZXJhY3Rpb246" + secrets.token_urlsafe(60))
    made: float = field(default_factory=time.monotonic)
    answered_ms: int | None = None
    response_type: int | None = None
    original: int | None = None
    modal: Json | None = None
    choices: list[Json] | None = None
    failed: bool = False

    def json(self) -> Json:
        """Return the state as the human side shows it."""
        state = "failed" if self.failed else "acknowledged" if self.answered_ms else "pending"
        return {
            "id": str(self.id),
            "state": state,
            "after_ms": self.answered_ms,
            "response_type": self.response_type,
            "message_id": str(self.original) if self.original else None,
            "modal": self.modal,
        }


class Interactions:
    """All interactions, their answers and follow-ups."""

    def __init__(self, world: World, gateway: Gateway) -> None:
        self.world = world
        self.gateway = gateway
        self.all: dict[int, Interaction] = {}
        self.answer_within = ANSWER_WITHIN
        self.token_lifetime = TOKEN_LIFETIME

    async def send(self, interaction: Interaction) -> Interaction:
        """Send an interaction to the bot."""
        self.all[interaction.id] = interaction
        await self.gateway.dispatch(
            "INTERACTION_CREATE", self._payload(interaction), interaction.channel.guild_id
        )
        return interaction

    def fail_if_late(self, interaction: Interaction) -> None:
        """Mark an interaction as failed if the bot didn't answer in time."""
        if interaction.answered_ms is None:
            interaction.failed = True
            self.world.tell(
                {
                    "type": "interaction_failed",
                    "interaction_id": str(interaction.id),
                    "user": str(interaction.person.id),
                    "channel_id": str(interaction.channel.id),
                }
            )

    def _payload(self, one: Interaction) -> Json:
        guild = self.world.guilds.get(one.channel.guild_id or 0)
        bot_is_there = guild is not None and guild.id in self.world.bot_in_servers
        installed = {"0": str(guild.id) if guild else "0"} if bot_is_there or not guild else {}
        payload: Json = {
            "id": str(one.id),
            "application_id": str(self.world.bot.id),
            "type": one.kind,
            "data": one.data,
            "token": one.token,
            "version": 1,
            "locale": one.person.locale,
            "entitlements": [],
            "channel_id": str(one.channel.id),
            "channel": self.world.channel_json(one.channel),
            "context": 0 if guild else 1,
            "app_permissions": str(int(PERMISSIONS) & ~one.channel.bot_lacks),
            "attachment_size_limit": 10 * 2**20,
            "authorizing_integration_owners": installed or {"1": str(one.person.id)},
        }
        if guild is not None:
            payload["guild_id"] = str(guild.id)
            payload["guild_locale"] = guild.locale
            payload["guild"] = {"id": str(guild.id), "features": [], "locale": guild.locale}
            payload["member"] = self.world.member_json(guild, one.person)
        else:
            payload["user"] = one.person.json()
        if one.source is not None:
            payload["message"] = one.source.data
        return payload

    async def answer(self, interaction_id: int, token: str, body: Json) -> Json:
        """Accept the bot's first answer; raises 10062, 40060 or 50035."""
        one = self.all.get(interaction_id)
        if one is None or one.token != token:
            raise DiscordError(404, 10062)
        if one.answered_ms is not None:
            raise DiscordError(400, 40060)
        waited = time.monotonic() - one.made
        if one.failed or waited > self.answer_within:
            raise DiscordError(404, 10062)
        kind, data = int(body.get("type") or 0), body.get("data") or {}
        message = await self._apply(one, kind, data)
        one.answered_ms = max(1, int(waited * 1000))
        one.response_type = kind
        self.world.wake()
        return {
            "interaction": {
                "id": str(one.id),
                "type": one.kind,
                "response_message_id": str(message.id) if message else None,
                "response_message_loading": kind == 5,
                "response_message_ephemeral": bool(message and message.only),
            },
            "resource": {"type": kind, **({"message": message.data} if message else {})},
        }

    async def _apply(self, one: Interaction, kind: int, data: Json) -> Message | None:
        if kind == 4:
            check_message(data)
            return await self._create(one, data)
        if kind == 5:
            return await self._create(one, data, thinking=True)
        if kind in (6, 7) and one.source is not None:
            if kind == 7:
                check_message(data, edit=True)
                await self._edit(one.source, data)
            one.original = one.source.id
            return one.source
        if kind == 8 and one.kind == 4:
            check_choices(data.get("choices") or [])
            one.choices = data.get("choices") or []
            return None
        if kind == 9 and one.kind != 5:
            check_modal(data)
            one.modal = data
            self.world.tell(
                {
                    "type": "modal",
                    "user": str(one.person.id),
                    "interaction_id": str(one.id),
                    "modal": data,
                }
            )
            return None
        raise invalid("type", "This response type can't answer this interaction.")

    async def _create(self, one: Interaction, data: Json, *, thinking: bool = False) -> Message:
        check_emojis(self.world, data)
        hidden = int(data.get("flags") or 0) & EPHEMERAL
        message = self.world.new_message(
            one.channel, self.world.bot, data, only=one.person.id if hidden else None
        )
        message.thinking = thinking
        message.data["webhook_id"] = str(self.world.bot.id)
        message.data["application_id"] = str(self.world.bot.id)
        message.data["interaction_metadata"] = {
            "id": str(one.id),
            "type": one.kind,
            "name": one.name,
            "user": one.person.json(),
            "authorizing_integration_owners": {},
        }
        if thinking:
            message.data["flags"] = int(message.data["flags"]) | 1 << 7
        if one.original is None:
            one.original = message.id
        self.world.tell({"type": "message_create"}, message)
        await self.gateway.message_event("MESSAGE_CREATE", one.channel, message)
        return message

    async def _edit(self, message: Message, data: Json) -> Message:
        check_emojis(self.world, data)
        for name in ("content", "embeds", "attachments"):
            if name in data:
                message.data[name] = data[name] or ([] if name != "content" else "")
        if "components" in data:
            files = message.data["attachments"]
            message.data["components"] = with_media(data["components"] or [], files)
        if "flags" in data:
            kept = int(message.data["flags"]) & EPHEMERAL
            message.data["flags"] = (int(data["flags"] or 0) & ~(1 << 7)) | kept
        message.data["flags"] = int(message.data["flags"]) & ~(1 << 7)
        if not message.thinking:
            message.data["edited_timestamp"] = now()
        message.thinking = False
        self.world.tell({"type": "message_update"}, message)
        channel = self.world.channel(message.channel_id)
        await self.gateway.message_event("MESSAGE_UPDATE", channel, message)
        return message

    def by_token(self, token: str) -> Interaction:
        """Return the interaction of a webhook token; raises 10015 or 50027."""
        for one in self.all.values():
            if one.token == token:
                if time.monotonic() - one.made > self.token_lifetime:
                    raise DiscordError(401, 50027)
                return one
        raise DiscordError(404, 10015)

    async def follow_up(self, token: str, body: Json) -> Message:
        """Accept a follow-up; the first one after "thinking…" replaces it."""
        one = self.by_token(token)
        if one.answered_ms is None:
            raise DiscordError(404, 10015)
        check_message(body)
        original = self.world.messages.get(one.original or 0)
        if original is not None and original.thinking:
            return await self._edit(original, body)
        return await self._create(one, body)

    def webhook_message(self, token: str, message_id: str) -> Message:
        """Return an interaction's message; raises 10008."""
        one = self.by_token(token)
        wanted = one.original if message_id == "@original" else int(message_id)
        message = self.world.messages.get(wanted or 0)
        if message is None:
            raise DiscordError(404, 10008)
        return message

    async def edit_webhook_message(self, token: str, message_id: str, body: Json) -> Message:
        """Edit an interaction's message."""
        message = self.webhook_message(token, message_id)
        v2 = int(message.data["flags"]) & (1 << 15)
        check_message({**body, "flags": int(body.get("flags") or 0) | v2}, edit=True)
        return await self._edit(message, body)

    async def edit(self, message: Message, body: Json) -> Message:
        """Edit one of the bot's ordinary messages."""
        v2 = int(message.data["flags"]) & (1 << 15)
        flags = int(body.get("flags") or 0) | v2
        check_message({**body, "flags": flags}, edit=True)
        return await self._edit(message, {**body, "flags": flags})

    async def edited(self, message: Message) -> None:
        """Tell everyone that a person's message was edited."""
        message.data["edited_timestamp"] = now()
        self.world.tell({"type": "message_update"}, message)
        channel = self.world.channel(message.channel_id)
        await self.gateway.message_event("MESSAGE_UPDATE", channel, message)

    async def delete_several(self, messages: list[Message]) -> None:
        """Delete messages of one server's channel at once."""
        channel = self.world.channel(messages[0].channel_id)
        for message in messages:
            self.world.messages.pop(message.id, None)
            self.world.tell({"type": "message_delete"}, message)
        ids = [str(one.id) for one in messages]
        data = {"ids": ids, "channel_id": str(channel.id), "guild_id": str(channel.guild_id)}
        await self.gateway.dispatch("MESSAGE_DELETE_BULK", data, channel.guild_id)

    async def delete(self, message: Message) -> None:
        """Delete a message."""
        self.world.messages.pop(message.id, None)
        self.world.tell({"type": "message_delete"}, message)
        channel = self.world.channel(message.channel_id)
        if message.only is None:
            data: dict[str, Any] = {"id": str(message.id), "channel_id": str(channel.id)}
            if channel.guild_id:
                data["guild_id"] = str(channel.guild_id)
            await self.gateway.dispatch("MESSAGE_DELETE", data, channel.guild_id)
