"""People, servers, channels and messages, as we store them and as Discord sends them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sandbox.discord.ids import snowflake

Json = dict[str, Any]

_ALL = (1 << 50) - 1 - (1 << 3)
_MANAGING = sum(1 << bit for bit in (1, 2, 4, 5, 7, 13, 17, 22, 23, 24, *range(27, 31), 33, 34, 40))
PERMISSIONS = str(_ALL)
"""What a server's owner may do: everything except "administrator", to test each permission."""
MEMBER_PERMISSIONS = str(_ALL & ~_MANAGING)
"""What everyone may do: nothing that manages, moderates or pings everyone."""


@dataclass(slots=True)
class Person:
    """Someone who uses Discord."""

    username: str
    display: str
    id: int = field(default_factory=snowflake)
    bot: bool = False
    dms_open: bool = True
    locale: str = "en-US"
    activities: list[Json] = field(default_factory=list)
    """What their presence shows, as Discord sends it."""

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
    """A text channel in a server, a voice channel there, or direct messages with the bot."""

    name: str
    guild_id: int | None = None
    person_id: int | None = None
    id: int = field(default_factory=snowflake)
    hidden_from: set[int] = field(default_factory=set)
    bot_lacks: int = 0
    """Permission bits that the bot doesn't have here (sandbox.discord.rights)."""
    bot_may: int = 0
    """Permission bits that the bot has here beyond those of its roles."""
    parent_id: int | None = None
    """The channel that this is a thread of."""
    is_voice: bool = False
    statuses: list[str | None] = field(default_factory=list)
    """What a voice channel has shown below its name, the present status last."""

    @property
    def status(self) -> str | None:
        """What a voice channel shows below its name."""
        return self.statuses[-1] if self.statuses else None


@dataclass(slots=True)
class Guild:
    """A server."""

    name: str
    members: list[int]
    id: int = field(default_factory=snowflake)
    channels: list[Channel] = field(default_factory=list)
    roles: dict[int, str] = field(default_factory=dict)
    member_roles: dict[int, list[int]] = field(default_factory=dict)
    role_permissions: dict[int, int] = field(default_factory=dict)
    locale: str = "en-US"
    bot_role: int = field(default_factory=snowflake)
    """The role that Discord creates for a bot that joins."""
    bot_permissions: int = 0
    """What that role allows, beyond what everyone may do."""
    bot_joined_at: str = "2026-01-01T00:00:00.000000+00:00"
    system_channel: int | None = None
    public_updates_channel: int | None = None
    audit_log: list[Json] = field(default_factory=list)

    def add_role(self, name: str, permissions: int = 0) -> int:
        """Add a role and return its ID."""
        role = snowflake()
        self.roles[role] = name
        if permissions:
            self.role_permissions[role] = permissions
        return role

    def permissions_of(self, person_id: int) -> str:
        """Return what a person may do here."""
        owner = bool(self.members) and self.members[0] == person_id
        if owner:
            return PERMISSIONS
        total = int(MEMBER_PERMISSIONS)
        for role in self.member_roles.get(person_id, []):
            total |= self.role_permissions.get(role, 0)
        return str(total)


@dataclass(slots=True)
class Message:
    """A message: its Discord object, and who may see it (`only` for ephemeral ones)."""

    data: Json
    only: int | None = None
    thinking: bool = False
    nonce: str | None = None
    reactions: list[str] = field(default_factory=list)
    """The bot's own."""

    @property
    def id(self) -> int:
        """The message's ID."""
        return int(self.data["id"])

    @property
    def channel_id(self) -> int:
        """The channel it is in."""
        return int(self.data["channel_id"])


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
