"""Build Discord's JSON for members, servers and channels from what the world knows."""

from __future__ import annotations

from abc import ABC, abstractmethod

from sandbox.discord.errors import DiscordError
from sandbox.discord.ids import now
from sandbox.discord.objects import (
    MEMBER_PERMISSIONS,
    PERMISSIONS,
    Channel,
    Guild,
    Json,
    Person,
    role_json,
)
from sandbox.discord.rights import VIEW, overwrites, stub_of


class Shapes(ABC):
    """The part of the world that builds JSON objects."""

    bot: Person
    guilds: dict[int, Guild]

    @abstractmethod
    def person(self, who: str | int | Person) -> Person:
        """Return a person by username, ID or Person."""

    def mention_json(self, channel: Channel, person: Person) -> Json:
        """Return a mentioned user, with the member object in servers."""
        user = person.json()
        guild = self.guilds.get(channel.guild_id or 0)
        if guild is not None and person.id in guild.members:
            user["member"] = self.member_json(guild, person, with_user=False)
        return user

    def member_json(self, guild: Guild, person: Person, *, with_user: bool = True) -> Json:
        """Return a member object; raises 10007."""
        if person.id not in guild.members and person is not self.bot:
            raise DiscordError(404, 10007)
        own = [guild.bot_role] if person is self.bot else []
        member: Json = {
            "roles": [str(one) for one in (*own, *guild.member_roles.get(person.id, []))],
            "joined_at": guild.bot_joined_at if person is self.bot else now(),
            "deaf": False,
            "mute": False,
            "flags": 0,
            "nick": None,
            "avatar": None,
            "permissions": guild.permissions_of(person.id),
        }
        if with_user:
            member["user"] = person.json()
        return member

    def _bot_role(self, guild: Guild) -> Json:
        role = role_json(guild.bot_role, self.bot.username, str(guild.bot_permissions))
        return {**role, "managed": True, "tags": {"bot_id": str(self.bot.id)}}

    def presence_json(self, guild: Guild, person: Person) -> Json:
        """Return a presence, as PRESENCE_UPDATE sends it: of the user only the ID."""
        return {
            "user": {"id": str(person.id)},
            "guild_id": str(guild.id),
            "status": "online",
            "activities": person.activities,
            "client_status": {"desktop": "online"},
        }

    def guild_json(self, guild: Guild) -> Json:
        """Return the guild object as GUILD_CREATE sends it, without presences."""
        return {
            "id": str(guild.id),
            "name": guild.name,
            "icon": None,
            "owner_id": str(guild.members[0]) if guild.members else str(self.bot.id),
            "features": [],
            "roles": [
                role_json(guild.id, "@everyone", MEMBER_PERMISSIONS),
                *(
                    role_json(role, name, str(guild.role_permissions.get(role, 0)))
                    for role, name in guild.roles.items()
                ),
                self._bot_role(guild),
            ],
            "emojis": [],
            "stickers": [],
            "channels": [self.gateway_channel_json(one) for one in guild.channels],
            "members": [self.member_json(guild, self.bot)],
            "threads": [],
            "presences": [],
            "voice_states": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
            "member_count": len(guild.members) + 1,
            "verification_level": 0,
            "default_message_notifications": 0,
            "explicit_content_filter": 0,
            "mfa_level": 0,
            "premium_tier": 0,
            "nsfw_level": 0,
            "system_channel_flags": 0,
            "system_channel_id": _text(guild.system_channel),
            "public_updates_channel_id": _text(guild.public_updates_channel),
            "preferred_locale": guild.locale,
            "afk_timeout": 300,
            "large": False,
            "unavailable": False,
        }

    def channel_json(self, channel: Channel) -> Json:
        """Return a channel object."""
        kind = 2 if channel.is_voice else 0 if channel.guild_id else 1
        data: Json = {"id": str(channel.id), "type": kind}
        if channel.guild_id:
            data.update(
                name=channel.name,
                guild_id=str(channel.guild_id),
                position=0,
                permission_overwrites=overwrites(
                    channel.hidden_from,
                    self.bot.id,
                    lacks=channel.bot_lacks,
                    may=channel.bot_may,
                ),
                nsfw=False,
                parent_id=None,
                topic=None,
                permissions=PERMISSIONS,
            )
            if channel.is_voice:
                data.update(bitrate=64_000, user_limit=0)
            if channel.parent_id:
                data.update(_thread(channel, self.bot.id))
        else:
            data["recipients"] = [self.person(channel.person_id or 0).json()]
            data["last_message_id"] = None
        return data

    def gateway_channel_json(self, channel: Channel) -> Json:
        """Return a channel as the gateway sends it: a stub if the bot may not view it."""
        data = self.channel_json(channel)
        return stub_of(data) if channel.bot_lacks & VIEW else data


def _thread(channel: Channel, starter: int) -> Json:
    return {
        "type": 11,
        "parent_id": str(channel.parent_id),
        "owner_id": str(starter),
        "message_count": 0,
        "member_count": 1,
        "rate_limit_per_user": 0,
        "thread_metadata": {
            "archived": False,
            "auto_archive_duration": 1440,
            "archive_timestamp": "2026-01-01T00:00:00.000000+00:00",
            "locked": False,
        },
    }


def _text(identity: int | None) -> str | None:
    return str(identity) if identity else None
