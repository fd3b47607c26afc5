"""Build the data of interactions, as Discord does before a bot gets them."""

from __future__ import annotations

from typing import Any

from sandbox.discord.errors import DiscordError, invalid
from sandbox.discord.world import Channel, Json, World, role_json

_STRING, _INTEGER, _BOOLEAN, _USER, _CHANNEL, _ROLE = 3, 4, 5, 6, 7, 8
_NUMBER, _ATTACHMENT = 10, 11


class InteractionData:
    """Builds the data of interactions, with everything they mention resolved."""

    def __init__(self, world: World) -> None:
        self.world = world

    def command(
        self,
        commands: list[Json],
        channel: Channel,
        name: str,
        options: Json,
        kind: int,
        target: int | None,
    ) -> Json:
        """Return a command's data with its options; raises 50001 if it's unknown."""
        top, *rest = name.split(" ") if kind == 1 else [name]
        command = next(
            (c for c in commands if c["name"] == top and int(c.get("type") or 1) == kind),
            None,
        )
        if command is None:
            raise DiscordError(404, 50001)
        data: Json = {"id": command["id"], "name": top, "type": kind, "resolved": {}}
        declared, holder = command.get("options") or [], data
        for part in rest:
            group = next(one for one in declared if one["name"] == part)
            inner: Json = {"name": part, "type": group["type"]}
            holder["options"] = [inner]
            declared, holder = group.get("options") or [], inner
        holder["options"] = [
            {
                "name": one["name"],
                "type": one["type"],
                "value": _typed(one["type"], options[one["name"]]),
            }
            for one in declared
            if options.get(one["name"]) not in (None, "")
        ]
        self._check_channels(declared, holder["options"])
        users = [one["value"] for one in holder["options"] if one["type"] == _USER]
        if target is not None:
            data["target_id"] = str(target)
            if kind == 2:
                users.append(str(target))
            else:
                data["resolved"]["messages"] = {str(target): self.world.message(target).data}
        self.resolve(channel, data, users, holder["options"])
        return data

    def resolve(self, channel: Channel, data: Json, people: list[str], options: list[Json]) -> None:
        """Add the people, and the files, channels and roles that options mention, to the data."""
        resolved: Json = data.setdefault("resolved", {})
        resolved.update(self.resolved(channel, people))
        guild = self.world.guilds.get(channel.guild_id or 0)
        for one in options:
            if one["type"] == _ATTACHMENT:
                found = self.world.uploads[one["value"]]
                resolved.setdefault("attachments", {})[one["value"]] = found
            if one["type"] == _CHANNEL:
                resolved.setdefault("channels", {}).update(self.channels([str(one["value"])]))
            if one["type"] == _ROLE and guild is not None:
                role = int(one["value"])
                shown = role_json(role, guild.roles[role], "0")
                resolved.setdefault("roles", {})[one["value"]] = shown

    def _check_channels(self, declared: list[Json], options: list[Json]) -> None:
        kinds = {one["name"]: one.get("channel_types") or [] for one in declared}
        for one in options:
            if one["type"] == _CHANNEL and kinds[one["name"]]:
                (found,) = self.channels([one["value"]]).values()
                if found["type"] not in kinds[one["name"]]:
                    raise invalid(one["name"], "The channel isn't of a type that fits.")

    def channels(self, ids: list[str]) -> Json:
        """Return the channels with these IDs."""
        found = [self.world.channel(one) for one in ids]
        return {str(one.id): self.world.channel_json(one) for one in found}

    def resolved(self, channel: Channel, ids: list[str]) -> Json:
        """Return the people with these IDs, as users and, in a server, as members."""
        people = [self.world.person(one) for one in ids]
        if not people:
            return {}
        resolved: Json = {"users": {str(one.id): one.json() for one in people}}
        guild = self.world.guilds.get(channel.guild_id or 0)
        if guild is not None:
            members = [one for one in people if one.id in guild.members]
            resolved["members"] = {
                str(one.id): self.world.member_json(guild, one, with_user=False) for one in members
            }
        return resolved


def filled(component: Json, values: Json) -> Json:
    """Return a form's component with what the person typed or chose."""
    value = values.get(component["custom_id"])
    filled = {"type": component["type"], "id": 1, "custom_id": component["custom_id"]}
    if component["type"] == 4:
        return {**filled, "value": str(value or "")}
    return {**filled, "values": [str(one) for one in value or []]}


def _typed(kind: int, value: Any) -> Any:
    if kind == _INTEGER:
        return int(value)
    if kind == _NUMBER:
        return float(value)
    if kind == _BOOLEAN:
        return value in (True, "true", "True", "1")
    return str(value)


def innermost_options(data: Json) -> list[Json]:
    """Return the innermost command's options."""
    options: list[Json] = data.get("options") or []
    while options and options[0].get("type") in (1, 2):
        options = options[0].get("options") or []
    return options
