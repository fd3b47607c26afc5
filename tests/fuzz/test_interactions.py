"""Made-up presses, forms and commands: each is answered, to whom it must be, and pings nobody."""

from __future__ import annotations

from collections import Counter

import pytest

from sandbox.discord.interactions import Interaction
from sandbox.discord.words import buttons_of, words_of
from sandbox.discord.world import Message, Person
from tests.fuzz.driving import fuzz, seeds, told
from tests.fuzz.interactions_made import Ids, Json, Press, arguments, leaves, options_of, presses
from tests.fuzz.test_web import nothing_is_logged
from tests.world import Someone, World
from tools.declared import declared_commands

_KEPT = 200
PRESSES, USED, SAID = 250, 3, 3
SHOWN = ("!np", "!top", "!recent", "!search harbour", "!help", "!artist Velvet Harbour", "!queue")
COMMANDS = sorted({command.qualified_name for command in declared_commands()})


class Room:
    """A channel with messages of the bot's, people who press, and what must not happen."""

    def __init__(self, world: World, regular: Someone) -> None:
        self.world, self.regular = world, regular
        self.messages: list[Message] = []
        self.seen: list[str] = []
        self.answers: Counter[str] = Counter()
        self._mark = len(world.bot.output)
        self._pings = len(world.discord.world.pings)

    async def fill(self) -> None:
        """Have the bot show what can be pressed."""
        self.regular.plays()
        self.world.later()
        shown = [await self.regular.says(text) for text in SHOWN]
        shown += [await self.regular.uses(one) for one in ("settings mine", "settings server")]
        shown += [await self.regular.says("!aux open"), await self.regular.uses("link")]
        self.messages = [self.world.discord.world.messages[one.id] for one in shown]
        self.seen = sorted({custom_id for one in shown for custom_id in one.custom_ids})

    def person(self, number: int) -> Person:
        """The regular, or a new stranger: nobody is limited for what others did."""
        if number == 0:
            return self.regular.person
        return self.world.discord.world.add_person(
            f"s{number}", "<@1> @everyone", [self.world.home]
        )

    def ids(self) -> Ids:
        """What options can name: people who share more or less with the regular, and odd files."""
        discord = self.world.discord
        elsewhere = discord.world.add_person("elsewhere", "Elsewhere", [])
        people = (self.regular.person, self.person(1), self.world.host.person, elsewhere)
        files = [
            discord.world.upload(discord.origin, name, kind, content)
            for name, kind, content in (
                ("a.txt", "text/plain", b"zq9canary"),
                ("..\\..\u202e<b>.png", "image/png", b"\x89PNG\r\n\x1a\n" + b"\xff" * 40),
                ("empty.jpg", "image/jpeg", b""),
            )
        ]
        roles = [str(one) for one in self.world.home.roles]
        channels = [str(one.id) for one in self.world.home.channels]
        return Ids(
            people=[str(one.id) for one in people],
            roles=roles,
            channels=channels,
            files=[str(one["id"]) for one in files],
        )

    async def press(self, press: Press) -> None:
        source = self.messages[press.on % len(self.messages)]
        person = self.person(press.who)
        channel = self.world.discord.world.channel("general")
        one = Interaction(press.kind, person, channel, press.data, source=source)
        for message in await self.answered(one):
            assert message.only == person.id, words_of(message.data)

    async def answered(self, one: Interaction) -> list[Message]:
        """Send an interaction; return the messages that answer it."""
        discord = self.world.discord
        self.forget()
        await discord.interact(one)
        await discord.answered(one)
        assert not one.failed, "not answered in time"
        self.answers[f"type {one.response_type}"] += 1
        await discord.wait_for(lambda: not any(message.thinking for message in self.about(one)))
        found = self.about(one)
        for message in found:
            assert "Something broke" not in words_of(message.data)
        return found

    def about(self, one: Interaction) -> list[Message]:
        return [
            message
            for message in list(self.world.discord.world.messages.values())
            if (message.data.get("interaction_metadata") or {}).get("id") == str(one.id)
        ]

    def forget(self) -> None:
        """Remove old messages: each answer is looked for among all of them."""
        known = self.world.discord.world.messages
        if len(known) > _KEPT:
            kept = {one.id for one in self.messages}
            for message in [*known][: -_KEPT // 2]:
                if message not in kept:
                    del known[message]

    def is_quiet(self) -> None:
        """Nobody was pinged, and the log is clean."""
        assert self.world.discord.world.pings[self._pings :] == []
        nothing_is_logged(self.world.bot, {self.world.discord.bot_token}, self._mark)
        errors = [line for line in self.world.bot.output[self._mark :] if " ERROR " in line]
        assert errors == []


@pytest.fixture
def room(world: World, regular: Someone) -> Room:
    return Room(world, regular)


async def test_made_up_presses_and_forms_are_answered(room: Room) -> None:
    for seed in seeds():
        await room.fill()
        await fuzz(presses(room.seen), room.press, PRESSES, seed)
        room.is_quiet()
    told("presses and forms", room.answers)


async def test_made_up_options_of_every_slash_command(room: Room) -> None:
    declared = leaves(room.world.discord.commands())
    assert len(declared) > 40
    ids = room.ids()
    for seed in seeds():
        for number, (top, way) in enumerate(declared.values()):

            async def use(
                options: list[Json], top: Json = top, way: tuple[Json, ...] = way
            ) -> None:
                await _uses(room, top, way, options)

            if number % 10 == 0:
                room.world.bot.advance_clock(61)
            await fuzz(options_of(top, way, ids), use, USED, seed)
        room.is_quiet()
    told(f"uses of {len(declared)} slash commands", room.answers)


async def _uses(room: Room, top: Json, way: tuple[Json, ...], options: list[Json]) -> None:
    person = room.person(len(str(options)) % 2)
    channel = room.world.discord.world.channel("general")
    data: Json = {"id": top["id"], "name": top["name"], "type": 1}
    holder = data
    for part in way:
        holder["options"] = [{"name": part["name"], "type": part["type"]}]
        holder = holder["options"][0]
    holder["options"] = options
    known = room.world.discord.world
    users = [one["value"] for one in options if str(one["value"]) in map(str, known.people)]
    named = [
        one
        for one in options
        if one["type"] not in (7, 8, 11)
        or str(one["value"])
        in (*map(str, (*room.world.home.roles, *known.channels)), *known.uploads)
    ]
    room.world.discord.resolve(channel, data, users, named)
    for message in await room.answered(Interaction(2, person, channel, data, name=top["name"])):
        links = [
            one for one in buttons_of(message.data).values() if "/link/" in str(one.get("url"))
        ]
        assert not links or message.only == person.id, words_of(message.data)


async def test_made_up_arguments_of_every_command(room: Room) -> None:
    async def say(text: str) -> None:
        room.forget()
        who = Someone(room.world, room.person(len(text) % 2), room.regular.listener)
        reply = await who.says(text[:3900])
        room.answers["answered"] += 1
        reply.lacks("Something broke")
        assert not reply.offers_link or reply.private, reply.words

    for seed in seeds():
        for number, name in enumerate(COMMANDS):
            if number % 10 == 0:
                room.world.bot.advance_clock(61)
            await fuzz(arguments().map(f"!{name} ".__add__), say, SAID, seed)
        room.is_quiet()
    told(f"messages with {len(COMMANDS)} commands", room.answers)
