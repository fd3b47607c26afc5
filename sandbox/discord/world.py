"""The state of the simulated Discord: people, servers, channels, messages, and who sees what."""

from __future__ import annotations

import asyncio
import base64
import os
import re
import secrets
from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

from sandbox.discord.errors import DiscordError, invalid
from sandbox.discord.ids import now, snowflake
from sandbox.discord.objects import (
    MEMBER_PERMISSIONS,
    PERMISSIONS,
    Channel,
    Guild,
    Json,
    Message,
    Person,
    role_json,
)
from sandbox.discord.shapes import Shapes
from sandbox.discord.words import words_of

__all__ = [
    "MEMBER_PERMISSIONS",
    "PERMISSIONS",
    "Channel",
    "Guild",
    "Json",
    "Message",
    "Person",
    "World",
    "role_json",
    "with_media",
]

T = TypeVar("T")

PATIENCE = float(os.environ.get("SANDBOX_PATIENCE", "60"))
"""How long something is waited for, in seconds; `make mutate` waits less."""

_PING = re.compile(r"@everyone|@here|<@!?(\d+)>|<@&(\d+)>")


class World(Shapes):
    """All people, servers, channels and messages."""

    def __init__(self) -> None:
        self.bot = Person("earshot", "Earshot", bot=True)
        self.bot_in_servers: set[int] = set()
        self.bot_moderates: set[int | None] = set()
        self.people: dict[int, Person] = {}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.messages: dict[int, Message] = {}
        self._posted: dict[int, list[int]] = defaultdict(list)
        self.commands: dict[int | None, list[Json]] = {None: []}
        self.attachments: dict[str, tuple[str, bytes]] = {}
        self.uploads: dict[str, Json] = {}
        self.emojis: dict[int, tuple[str, bytes]] = {}
        self.pings: list[tuple[int, str]] = []
        self.links: dict[str, str] = {}
        self.refuse_message_content = False
        self.application_flags = (1 << 13) | (1 << 19)
        self.team: Json | None = None
        self.interactions_endpoint_url: str | None = None
        scopes = {"scopes": ["applications.commands", "bot"], "permissions": "117760"}
        self.install_settings: Json = {"0": {"oauth2_install_params": scopes}, "1": {}}
        self.listeners: list[Callable[[Json, Message | None], None]] = []
        self.token = _token(self.bot.id)
        self._changed = asyncio.Event()

    def person(self, who: str | int | Person) -> Person:
        """Return a person by username, ID or Person."""
        if isinstance(who, Person):
            return who
        for person in [*self.people.values(), self.bot]:
            if person.username == who or str(person.id) == str(who):
                return person
        raise DiscordError(404, 10013)

    def add_person(self, username: str, display: str, guilds: list[Guild] | None = None) -> Person:
        """Add a person as a member of servers."""
        person = Person(username, display)
        self.people[person.id] = person
        for guild in guilds or []:
            guild.members.append(person.id)
        return person

    def make_team(self, owner: Person, members: list[tuple[Person, str, int]]) -> None:
        """Make a team own the application: members with role and state (1 invited, 2 accepted)."""
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
        """Return a channel by ID, name or Channel; raises 10003."""
        if isinstance(where, Channel):
            return where
        for channel in self.channels.values():
            if str(channel.id) == str(where) or (channel.guild_id and channel.name == where):
                return channel
        raise DiscordError(404, 10003)

    def dm(self, person: Person) -> Channel:
        """Return a person's conversation with the bot."""
        for channel in self.channels.values():
            if channel.person_id == person.id:
                return channel
        channel = Channel("", person_id=person.id)
        self.channels[channel.id] = channel
        return channel

    def message(self, message_id: int | str, channel: Channel | None = None) -> Message:
        """Return a message; raises 10008."""
        found = self.messages.get(int(message_id))
        if found is None or (channel is not None and found.channel_id != channel.id):
            raise DiscordError(404, 10008)
        return found

    def new_message(
        self, channel: Channel, author: Person, body: Json, *, only: int | None = None
    ) -> Message:
        """Create and store a message."""
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
            "mentions": self.mentions_json(channel, body),
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
        insort(self._posted[channel.id], message.id)
        self._count_pings(message, body)
        return message

    def upload(self, origin: str, filename: str, content_type: str, content: bytes) -> Json:
        """Store a file and return its attachment object."""
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

    def mentions_json(self, channel: Channel, body: Json) -> list[Json]:
        """Return whom a message's text mentions."""
        return [self.mention_json(channel, one) for one in _mentioned(self, body)]

    def without_content(self, data: Json) -> Json:
        """Return a server's message as bots without the intent get it; mentions are whole."""
        bot = str(self.bot.id)
        if data["author"]["id"] == bot or any(one["id"] == bot for one in data["mentions"]):
            return data
        return {**data, "content": "", "embeds": [], "components": []}

    def may_see(self, person: Person, channel: Channel) -> bool:
        """Return whether a person can see a channel."""
        if channel.guild_id is None:
            return channel.person_id == person.id
        inside = person.id in self.guilds[channel.guild_id].members
        return inside and person.id not in channel.hidden_from

    def visible(self, channel: Channel, person: Person, after: int = 0) -> list[Message]:
        """Return the messages newer than `after` that a person sees, oldest first."""
        posted = self._posted[channel.id]
        newer = (self.messages.get(one) for one in posted[bisect_right(posted, after) :])
        return [one for one in newer if one and one.only in (None, person.id)]

    def tell(self, event: Json, message: Message | None = None) -> None:
        """Tell the human side that something happened, and check waiting conditions."""
        for listener in self.listeners:
            listener(event, message)
        self.wake()

    def wake(self) -> None:
        """Check every waiting condition again."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def wait_for(self, condition: Callable[[], T | None], timeout: float = PATIENCE) -> T:
        """Return the condition's first truthy value; raises TimeoutError with the last messages."""
        try:
            async with asyncio.timeout(timeout):
                while True:
                    changed = self._changed
                    value = condition()
                    if value:
                        return value
                    await changed.wait()
        except TimeoutError:
            raise TimeoutError(
                f"not seen in {timeout} s; the last messages:\n{self.transcript()}"
            ) from None

    def transcript(self, last: int = 12) -> str:
        """Return the newest messages as text, for a failed test."""
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


def with_media(components: list[Json], attachments: list[Json]) -> list[Json]:
    """Return components whose `attachment://` URLs lead to the message's files."""
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
