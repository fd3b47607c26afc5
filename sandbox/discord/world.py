"""The state of the simulated Discord: people, servers, channels, messages, and who sees what."""

from __future__ import annotations

import asyncio
import base64
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sandbox.discord.errors import DiscordError, invalid
from sandbox.discord.ids import now, snowflake
from sandbox.discord.rights import VIEW, overwrites, stub_of
from sandbox.discord.words import words_of

T = TypeVar("T")
Json = dict[str, Any]

_ALL = (1 << 50) - 1 - (1 << 3)
_MANAGING = sum(1 << bit for bit in (1, 2, 4, 5, 7, 13, 17, 22, 23, 24, *range(27, 31), 33, 34, 40))
PERMISSIONS = str(_ALL)
"""What a server's owner may do: everything but "administrator", so that each right is asked."""
MEMBER_PERMISSIONS = str(_ALL & ~_MANAGING)
"""What everybody may do: nothing that manages, moderates or pings everyone."""
_PING = re.compile(r"@everyone|@here|<@!?(\d+)>|<@&(\d+)>")


@dataclass(slots=True)
class Person:
    """Somebody who uses Discord."""

    username: str
    display: str
    id: int = field(default_factory=snowflake)
    bot: bool = False
    dms_open: bool = True
    locale: str = "en-US"

    def json(self, origin: str = "") -> Json:
        """Return the user object; `avatar_url` and `locale` are the sandbox's own additions."""
        user: Json = {
            "id": str(self.id),
            "username": self.username,
            "global_name": self.display,
            "discriminator": "0",
            "avatar": None,
            "public_flags": 0,
            "bot": self.bot,
        }
        if origin:
            user["avatar_url"] = f"{origin}/avatars/{self.id}.svg"
            user["locale"] = self.locale
        return user


@dataclass(slots=True)
class Channel:
    """A text channel of a server, or a direct conversation with the bot."""

    name: str
    guild_id: int | None = None
    person_id: int | None = None
    id: int = field(default_factory=snowflake)
    hidden_from: set[int] = field(default_factory=set)
    bot_lacks: int = 0
    """Bits of what the bot may not do here, of sandbox.discord.rights."""


@dataclass(slots=True)
class Guild:
    """A server."""

    name: str
    members: list[int]
    id: int = field(default_factory=snowflake)
    channels: list[Channel] = field(default_factory=list)
    roles: dict[int, str] = field(default_factory=dict)
    wears: dict[int, list[int]] = field(default_factory=dict)
    role_permissions: dict[int, int] = field(default_factory=dict)
    locale: str = "en-US"
    bot_role: int = field(default_factory=snowflake)
    """The role that Discord makes for a bot that joins."""

    def add_role(self, name: str, permissions: int = 0) -> int:
        """Add a role and return its ID."""
        role = snowflake()
        self.roles[role] = name
        if permissions:
            self.role_permissions[role] = permissions
        return role

    def permissions_of(self, person_id: int) -> str:
        """Return what somebody may do here."""
        owner = bool(self.members) and self.members[0] == person_id
        if owner:
            return PERMISSIONS
        total = int(MEMBER_PERMISSIONS)
        for role in self.wears.get(person_id, []):
            total |= self.role_permissions.get(role, 0)
        return str(total)


@dataclass(slots=True)
class Message:
    """A message: its Discord object, and who may see it (`only` for ephemeral ones)."""

    data: Json
    only: int | None = None
    thinking: bool = False
    nonce: str | None = None

    @property
    def id(self) -> int:
        """The message's ID."""
        return int(self.data["id"])

    @property
    def channel_id(self) -> int:
        """The channel it is in."""
        return int(self.data["channel_id"])


class World:
    """Everything there is; `changed` wakes whoever waits for something to happen."""

    def __init__(self) -> None:
        self.bot = Person("earshot", "Earshot", bot=True)
        self.bot_in_servers: set[int] = set()
        self.bot_moderates: set[int | None] = set()
        self.people: dict[int, Person] = {}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.messages: dict[int, Message] = {}
        self.commands: dict[int | None, list[Json]] = {None: []}
        self.attachments: dict[str, tuple[str, bytes]] = {}
        self.uploads: dict[str, Json] = {}
        self.pings: list[tuple[int, str]] = []
        self.links: dict[str, str] = {}
        self.refuse_message_content = False
        self.application_flags = 1 << 19
        self.team: Json | None = None
        self.interactions_endpoint_url: str | None = None
        scopes = {"scopes": ["applications.commands", "bot"], "permissions": "117760"}
        self.install_settings: Json = {"0": {"oauth2_install_params": scopes}, "1": {}}
        self.listeners: list[Callable[[Json, Message | None], None]] = []
        self.token = _token(self.bot.id)
        self._woken = asyncio.Event()

    def person(self, who: str | int | Person) -> Person:
        """Find somebody by username, ID or themselves."""
        if isinstance(who, Person):
            return who
        for person in [*self.people.values(), self.bot]:
            if person.username == who or str(person.id) == str(who):
                return person
        raise DiscordError(404, 10013)

    def add_person(self, username: str, display: str, guilds: list[Guild] | None = None) -> Person:
        """Add somebody, as a member of servers."""
        person = Person(username, display)
        self.people[person.id] = person
        for guild in guilds or []:
            guild.members.append(person.id)
        return person

    def make_team(self, owner: Person, members: list[tuple[Person, str, int]]) -> None:
        """Let a team own the application: members with role and state (1 invited, 2 accepted)."""
        team_id = str(snowflake())
        self.team = {
            "id": team_id,
            "name": "Team",
            "icon": None,
            "owner_user_id": str(owner.id),
            "members": [
                {
                    "membership_state": state,
                    "permissions": ["*"],
                    "role": role,
                    "team_id": team_id,
                    "user": person.json(),
                }
                for person, role, state in [(owner, "admin", 2), *members]
            ],
        }

    def add_guild(self, name: str, channels: list[str], members: list[Person]) -> Guild:
        """Add a server that the bot is in."""
        guild = Guild(name, [member.id for member in members])
        guild.channels = [Channel(one, guild_id=guild.id) for one in channels]
        self.guilds[guild.id] = guild
        self.channels.update({channel.id: channel for channel in guild.channels})
        self.bot_in_servers.add(guild.id)
        return guild

    def channel(self, where: str | int | Channel) -> Channel:
        """Find a channel by ID, name or itself; raises 10003."""
        if isinstance(where, Channel):
            return where
        for channel in self.channels.values():
            if str(channel.id) == str(where) or (channel.guild_id and channel.name == where):
                return channel
        raise DiscordError(404, 10003)

    def dm(self, person: Person) -> Channel:
        """Return the conversation between a person and the bot."""
        for channel in self.channels.values():
            if channel.person_id == person.id:
                return channel
        channel = Channel("", person_id=person.id)
        self.channels[channel.id] = channel
        return channel

    def message(self, message_id: int | str, channel: Channel | None = None) -> Message:
        """Find a message; raises 10008."""
        found = self.messages.get(int(message_id))
        if found is None or (channel is not None and found.channel_id != channel.id):
            raise DiscordError(404, 10008)
        return found

    def new_message(
        self, channel: Channel, author: Person, body: Json, *, only: int | None = None
    ) -> Message:
        """Make a message object and keep it."""
        mentions = _mentioned(self, body)
        data: Json = {
            "id": str(snowflake()),
            "channel_id": str(channel.id),
            "type": 19 if body.get("message_reference") else 0,
            "author": author.json(),
            "content": body.get("content") or "",
            "embeds": body.get("embeds") or [],
            "components": with_media(body.get("components") or [], body.get("attachments") or []),
            "attachments": body.get("attachments") or [],
            "flags": int(body.get("flags") or 0),
            "timestamp": now(),
            "edited_timestamp": None,
            "tts": False,
            "mention_everyone": False,
            "mentions": [self.mention_json(channel, one) for one in mentions],
            "mention_roles": [],
            "pinned": False,
        }
        reference = body.get("message_reference")
        if reference:
            original = self.messages.get(int(reference.get("message_id") or 0))
            data["message_reference"] = {
                "message_id": str(reference.get("message_id")),
                "channel_id": str(channel.id),
                "type": 0,
            }
            data["referenced_message"] = original.data if original else None
        message = Message(data, only=only, nonce=str(body["nonce"]) if body.get("nonce") else None)
        self.messages[message.id] = message
        self._count_pings(message, body)
        return message

    def upload(self, origin: str, filename: str, content_type: str, content: bytes) -> Json:
        """Keep a file and return its attachment object."""
        attachment_id = str(snowflake())
        key = f"{attachment_id}/{filename}"
        self.attachments[key] = (content_type, content)
        address = f"{origin}/attachments/{key}"
        self.uploads[attachment_id] = {
            "id": attachment_id,
            "filename": filename,
            "url": address,
            "proxy_url": address,
            "size": len(content),
            "content_type": content_type,
        }
        return self.uploads[attachment_id]

    def mention_json(self, channel: Channel, person: Person) -> Json:
        """Return a mentioned user, with the member part in servers."""
        user = person.json()
        guild = self.guilds.get(channel.guild_id or 0)
        if guild is not None and person.id in guild.members:
            user["member"] = self.member_json(guild, person, with_user=False)
        return user

    def member_json(self, guild: Guild, person: Person, *, with_user: bool = True) -> Json:
        """Return a member object; raises 10007."""
        if person.id not in guild.members and person is not self.bot:
            raise DiscordError(404, 10007)
        member: Json = {
            "roles": [str(one) for one in guild.wears.get(person.id, [])],
            "joined_at": now(),
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
        role = role_json(guild.bot_role, self.bot.username, "0")
        return {**role, "managed": True, "tags": {"bot_id": str(self.bot.id)}}

    def guild_json(self, guild: Guild) -> Json:
        """Return the guild object as GUILD_CREATE sends it."""
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
            "preferred_locale": guild.locale,
            "afk_timeout": 300,
            "large": False,
            "unavailable": False,
        }

    def channel_json(self, channel: Channel) -> Json:
        """Return a channel object."""
        data: Json = {"id": str(channel.id), "type": 0 if channel.guild_id else 1}
        if channel.guild_id:
            data.update(
                name=channel.name,
                guild_id=str(channel.guild_id),
                position=0,
                permission_overwrites=overwrites(
                    channel.hidden_from, self.bot.id, channel.bot_lacks
                ),
                nsfw=False,
                parent_id=None,
                topic=None,
                permissions=PERMISSIONS,
            )
        else:
            data["recipients"] = [self.person(channel.person_id or 0).json()]
            data["last_message_id"] = None
        return data

    def gateway_channel_json(self, channel: Channel) -> Json:
        """Return a channel as the gateway sends it: one that the bot may not view as a stub."""
        data = self.channel_json(channel)
        return stub_of(data) if channel.bot_lacks & VIEW else data

    def may_see(self, person: Person, channel: Channel) -> bool:
        """Whether somebody is in a channel."""
        if channel.guild_id is None:
            return channel.person_id == person.id
        inside = person.id in self.guilds[channel.guild_id].members
        return inside and person.id not in channel.hidden_from

    def visible(self, channel: Channel, person: Person) -> list[Message]:
        """Return a channel's messages as one person sees them, oldest first."""
        return [
            one
            for one in sorted(self.messages.values(), key=lambda message: message.id)
            if one.channel_id == channel.id and one.only in (None, person.id)
        ]

    def tell(self, event: Json, message: Message | None = None) -> None:
        """Tell the human side that something happened, and wake those who wait."""
        for listener in self.listeners:
            listener(event, message)
        self.wake()

    def wake(self) -> None:
        """Let every waiting condition be looked at again."""
        self._woken.set()
        self._woken = asyncio.Event()

    async def wait_for(self, condition: Callable[[], T | None], timeout: float = 10) -> T:
        """Return the condition's first truthy value; raises TimeoutError with what was seen."""
        try:
            async with asyncio.timeout(timeout):
                while True:
                    woken = self._woken
                    value = condition()
                    if value:
                        return value
                    await woken.wait()
        except TimeoutError:
            raise TimeoutError(
                f"not seen in {timeout} s; the last messages:\n{self.transcript()}"
            ) from None

    def transcript(self, last: int = 12) -> str:
        """Return the newest messages as text, for a test that failed."""
        newest = sorted(self.messages.values(), key=lambda message: message.id)[-last:]
        return "\n".join(
            f"{one.data['author']['username']}: {words_of(one.data)}" for one in newest
        )

    def _count_pings(self, message: Message, body: Json) -> None:
        allowed = body.get("allowed_mentions")
        kinds = ["everyone", "users", "roles"] if allowed is None else allowed.get("parse") or []
        named = {str(one) for one in (allowed or {}).get("users") or []}
        for match in _PING.finditer(words_of(message.data)):
            kind = "users" if match[1] else "roles" if match[2] else "everyone"
            wanted = kind in kinds or match[1] in named
            if message.data["author"]["id"] == str(self.bot.id) and wanted:
                self.pings.append((message.id, match[0]))


def role_json(role_id: int, name: str, permissions: str) -> Json:
    """Return a role object."""
    return {
        "id": str(role_id),
        "name": name,
        "permissions": permissions,
        "position": 0 if name == "@everyone" else 1,
        "color": 0,
        "colors": {"primary_color": 0},
        "hoist": False,
        "managed": False,
        "mentionable": False,
        "flags": 0,
    }


def with_media(components: list[Json], attachments: list[Json]) -> list[Json]:
    """Return components whose `attachment://` addresses lead to the files that came along."""
    known = {f"attachment://{one.get('filename')}": one.get("url") for one in attachments}

    def resolved(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: resolved(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [resolved(inner) for inner in value]
        if isinstance(value, str) and value.startswith("attachment://"):
            if value not in known:
                raise invalid("components", f"The referenced attachment {value} was not found")
            return known[value]
        return value

    return [resolved(one) for one in components]


def _mentioned(world: World, body: Json) -> list[Person]:
    ids = [int(match[1]) for match in _PING.finditer(body.get("content") or "") if match[1]]
    known = [world.people.get(one) or (world.bot if one == world.bot.id else None) for one in ids]
    return [one for one in known if one is not None]


def _token(user_id: int) -> str:
    head = base64.urlsafe_b64encode(str(user_id).encode()).decode().rstrip("=")
    return f"{head}.{secrets.token_urlsafe(5)[:6]}.{secrets.token_urlsafe(30)[:38]}"
