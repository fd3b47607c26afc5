"""The human side: what people do (write, use commands, press) and what they see."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from sandbox.discord.errors import DiscordError
from sandbox.discord.interaction_data import InteractionData, filled, innermost_options
from sandbox.discord.interactions import Interaction, Interactions
from sandbox.discord.limits import walk
from sandbox.discord.words import words_of
from sandbox.discord.world import PATIENCE, Channel, Json, Message, Person, World

T = TypeVar("T")
Who = str | int | Person
Where = str | int | Channel

_USER_SELECT, _CHANNEL_SELECT = 5, 8


class Human:
    """Acts for people. Used by the tests in the same process, and by the chat page over HTTP."""

    def __init__(self, world: World, interactions: Interactions) -> None:
        self.world = world
        self.interactions = interactions
        self._data = InteractionData(world)
        self._timers: set[asyncio.TimerHandle] = set()

    def place(self, who: Who, where: Where) -> Channel:
        """Return a channel that the person may use; "dm" is their conversation with the bot."""
        person = self.world.person(who)
        channel = self.world.dm(person) if where == "dm" else self.world.channel(where)
        if not self.world.may_see(person, channel):
            raise DiscordError(403, 50001)
        return channel

    async def send(
        self,
        who: Who,
        where: Where,
        text: str,
        reply_to: int | None = None,
        files: list[Json] | None = None,
    ) -> Message:
        """Write a message; `files` are attachment objects from World.upload."""
        person, channel = self.world.person(who), self.place(who, where)
        if not (text or files) or len(text) > 4000:
            raise DiscordError(400, 50035)
        body: Json = {"content": text, "attachments": files or []}
        if reply_to:
            body["message_reference"] = {"message_id": str(reply_to)}
        message = self.world.new_message(channel, person, body)
        self.world.tell({"type": "message_create"}, message)
        await self.interactions.gateway.message_event("MESSAGE_CREATE", channel, message)
        return message

    def messages(self, who: Who, where: Where, *, after: int = 0) -> list[Json]:
        """Return what the person sees in a channel and is newer than `after`, oldest first."""
        person = self.world.person(who)
        return [shown(one) for one in self.world.visible(self.place(who, where), person, after)]

    def commands(self, where: Where | None = None) -> list[Json]:
        """Return the application commands, or only those that work in one channel."""
        found = [one for listed in self.world.commands.values() for one in listed]
        if where is None:
            return found
        guild = self.world.channel(where).guild_id
        context = 0 if guild else 1
        outside = guild is not None and guild not in self.world.bot_in_servers
        return [
            one
            for one in found
            if context in (one.get("contexts") or [0, 1])
            and (not outside or 1 in (one.get("integration_types") or [0]))
        ]

    async def shows(self, who: Who, activities: list[Json]) -> None:
        """Change what a person's presence shows."""
        person = self.world.person(who)
        person.activities = activities
        await self.interactions.gateway.presence_updated(person)

    async def hide_channel(self, who: Who, where: Where) -> None:
        """Take away a person's right to see a channel."""
        channel = self.world.channel(where)
        channel.hidden_from.add(self.world.person(who).id)
        await self.interactions.gateway.channel_updated(channel)

    async def forbid(self, where: Where, rights: int, *, told: bool = True) -> None:
        """Take rights (sandbox.discord.rights) from the bot; `told` notifies it."""
        channel = self.world.channel(where)
        channel.bot_lacks = rights
        if told:
            await self.interactions.gateway.channel_updated(channel)

    async def delete(self, who: Who, message_id: int | str) -> None:
        """Delete the person's own message."""
        message = self.world.message(message_id)
        if message.data["author"]["id"] != str(self.world.person(who).id):
            raise DiscordError(403, 50013)
        await self.interactions.delete(message)

    async def edit(self, who: Who, message_id: int | str, text: str) -> None:
        """Edit the person's own message."""
        message = self.world.message(message_id)
        if message.data["author"]["id"] != str(self.world.person(who).id):
            raise DiscordError(403, 50001)
        channel = self.world.channel(message.channel_id)
        mentions = self.world.mentions_json(channel, {"content": text})
        message.data.update(content=text, mentions=mentions)
        await self.interactions.edited(message)

    async def delete_several(self, message_ids: list[int]) -> None:
        """Delete messages at once, as another bot may."""
        await self.interactions.delete_several([self.world.message(one) for one in message_ids])

    async def command(
        self,
        who: Who,
        where: Where,
        name: str,
        options: Json | None = None,
        *,
        kind: int = 1,
        target: int | None = None,
    ) -> Interaction:
        """Use a slash command or a context menu."""
        person, channel = self.world.person(who), self.place(who, where)
        data = self._data.command(self.commands(), channel, name, options or {}, kind, target)
        one = Interaction(2, person, channel, data, name=name)
        return await self._sent(one)

    async def autocomplete(
        self, who: Who, where: Where, name: str, options: Json, focused: str
    ) -> list[Json]:
        """Type into an option and return the bot's suggestions (none after 3 s)."""
        person, channel = self.world.person(who), self.place(who, where)
        data = self._data.command(self.commands(), channel, name, options, 1, None)
        for option in innermost_options(data):
            if option["name"] == focused:
                option["focused"] = True
        one = await self._sent(Interaction(4, person, channel, data, name=name))
        try:
            await self.answered(one, 3)
        except TimeoutError:
            return []
        return one.choices or []

    async def press(
        self, who: Who, message_id: int | str, custom_id: str, values: list[str] | None = None
    ) -> Interaction:
        """Press a button or choose from a select."""
        person = self.world.person(who)
        message = self.world.message(message_id)
        channel = self.place(who, message.channel_id)
        found = [
            one
            for one in walk(message.data["components"])
            if one.get("custom_id") == custom_id and not one.get("disabled")
        ]
        if not found or message.only not in (None, person.id):
            raise DiscordError(404, 10008)
        kind = found[0]["type"]
        data: Json = {"custom_id": custom_id, "component_type": kind, "id": 1}
        if kind != 2:
            data["values"] = values or []
            people = values or [] if kind == _USER_SELECT else []
            data["resolved"] = self._data.resolved(channel, people)
            if kind == _CHANNEL_SELECT:
                data["resolved"]["channels"] = self._data.channels(values or [])
        one = Interaction(3, person, channel, data, source=message)
        return await self._sent(one)

    async def submit_modal(self, interaction_id: int | str, values: Json) -> Interaction:
        """Submit a modal that was shown."""
        source = self.interactions.all[int(interaction_id)]
        if source.modal is None:
            raise DiscordError(404, 10062)
        rows = []
        for row in source.modal["components"]:
            inner = [filled(one, values) for one in walk([row]) if one.get("custom_id")]
            if not inner:
                continue
            if row.get("type") == 18:
                rows.append({"type": 18, "id": 1, "component": inner[0]})
            else:
                rows.append({"type": 1, "id": 1, "components": inner})
        data = {"custom_id": source.modal["custom_id"], "components": rows}
        one = Interaction(5, source.person, source.channel, data, source=source.source)
        return await self._sent(one)

    def resolve(self, where: Where, data: Json, people: list[str], options: list[Json]) -> None:
        """Add what a command's options mention to its data, as Discord does."""
        self._data.resolve(self.world.channel(where), data, people, options)

    async def interact(self, one: Interaction) -> Interaction:
        """Send an interaction as it is, whatever it holds."""
        return await self._sent(one)

    async def wait_for(self, condition: Callable[[], T | None], timeout: float = PATIENCE) -> T:
        """Wait until a condition is true."""
        return await self.world.wait_for(condition, timeout)

    async def answered(self, one: Interaction, timeout: float = PATIENCE) -> Interaction:
        """Wait until the bot has acknowledged an interaction."""
        await self.wait_for(lambda: one.answered_ms or one.failed, timeout)
        return one

    async def sees(
        self, who: Who, where: Where, words: str, *, after: int = 0, timeout: float = PATIENCE
    ) -> Json:
        """Wait for a bot message that contains these words and is newer than `after`."""

        def found() -> Json | None:
            for message in reversed(self.messages(who, where, after=after)):
                own = message["author"]["id"] == str(self.world.bot.id)
                if own and words in words_of(message):
                    return message
            return None

        return await self.wait_for(found, timeout)

    async def _sent(self, one: Interaction) -> Interaction:
        loop = asyncio.get_running_loop()
        wait = self.interactions.answer_within
        loop.call_later(wait, self.interactions.fail_if_late, one)
        return await self.interactions.send(one)


def shown(message: Message) -> Json:
    """Return a message as the human side shows it."""
    interaction = message.data.get("interaction_metadata")
    return {
        **message.data,
        "ephemeral": message.only is not None,
        "thinking": message.thinking,
        "reacted": list(message.reactions),
        "interaction": {"name": interaction["name"], "user": interaction["user"]}
        if interaction
        else None,
    }
