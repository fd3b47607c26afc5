"""People of the tests, who act as people: what they say, press, open and see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.browser import Browser, Seen
from sandbox.discord.ids import snowflake
from sandbox.discord.interactions import Interaction
from sandbox.discord.server import DiscordSandbox
from sandbox.discord.world import Person
from sandbox.spotify.people import Listener
from tests.reply import Message, Reply, until

if TYPE_CHECKING:
    from tests.world import World


@dataclass(repr=False)
class Someone:
    """A person on Discord who may have a Spotify account."""

    world: World
    person: Person
    listener: Listener
    where: str | int = "general"

    @property
    def discord(self) -> DiscordSandbox:
        return self.world.discord

    @property
    def spotify_name(self) -> str:
        return self.listener.display_name or self.listener.id

    @property
    def mention(self) -> str:
        return f"<@{self.person.id}>"

    @property
    def address(self) -> str:
        number = self.person.id % 65_000
        return f"10.9.{number // 256}.{number % 256}"

    async def says(
        self,
        text: str,
        where: str | int | None = None,
        *,
        reply_to: int | None = None,
        files: list[dict[str, Any]] | None = None,
    ) -> Reply:
        """Write a message and wait for the bot's answer to it."""
        place = self.where if where is None else where
        sent = await self.discord.send(self.person, place, text, reply_to, files)

        def found() -> Message | None:
            for message in self.discord.messages(self.person, place, after=sent.id):
                own = message["author"]["id"] == str(self.discord.world.bot.id)
                about = (message.get("message_reference") or {}).get("message_id")
                if own and (place == "dm" or about == str(sent.id)):
                    return message
            return None

        return Reply(await self.discord.wait_for(found))

    async def uses(self, name: str, /, where: str | int | None = None, **options: Any) -> Reply:
        """Use a slash command and wait for the finished answer."""
        place = self.where if where is None else where
        one = await self.discord.command(self.person, place, name, options)
        return await self.finished(one, place)

    async def picks(
        self,
        menu: str,
        *,
        message: int | None = None,
        person: Person | None = None,
        where: str | int | None = None,
    ) -> Reply:
        """Use a context menu on a message or a person and wait for the answer."""
        place = self.where if where is None else where
        kind, target = (2, person.id) if person is not None else (3, message)
        one = await self.discord.command(self.person, place, menu, {}, kind=kind, target=target)
        return await self.finished(one, place)

    async def writes(self, text: str, where: str | int | None = None) -> int:
        """Write something that the bot does not answer; return the message's ID."""
        place = self.where if where is None else where
        return (await self.discord.send(self.person, place, text)).id

    async def fills_in(self, reply: Reply, label: str, values: dict[str, str]) -> Interaction:
        """Press a button that opens a modal, and send the modal."""
        custom_id = reply.buttons[label]["custom_id"]
        one = await self.discord.press(self.person, reply.id, custom_id)
        await self.discord.wait_for(lambda: one.modal)
        return await self.discord.submit_modal(one.id, values)

    async def selects(self, reply: Reply, custom_id: str, values: list[str]) -> Reply:
        """Choose in the select whose ID begins so; the answer replaces the message."""
        found = next(one for one in reply.selects if one["custom_id"].startswith(custom_id))
        return await self._in_place(reply, str(found["custom_id"]), values)

    async def turns(self, reply: Reply, custom_id: str) -> Reply:
        """Press the button of exactly that ID; the answer replaces the message."""
        return await self._in_place(reply, custom_id, None)

    def now(self, reply: Reply) -> Reply:
        """Look at a message again."""
        message = self.discord.world.messages[reply.id]
        return Reply({**message.data, "ephemeral": message.only is not None})

    async def sees(self, words: str, where: str | int | None = None, *, after: int = 0) -> Reply:
        """Wait for an answer of the bot's with these words."""
        place = self.where if where is None else where
        return Reply(await self.discord.sees(self.person, place, words, after=after))

    async def agrees(self, offer: Reply) -> Seen:
        """Open the link of an answer and agree to what it asks for."""
        address = offer.link
        async with Browser(self.address) as browser:
            return await browser.link(address, self.world.spotify, self.listener.id)

    async def allows(self, text: str) -> Reply:
        """Give a command in direct messages, allow what it asks for, and see its answer."""
        asked = await self.says(text, "dm")
        if not asked.offers_link:
            return asked
        page = await self.agrees(asked)
        assert page.status == 200, page.words

        def answered() -> Message | None:
            for message in self.discord.messages(self.person, "dm", after=asked.id):
                about = (message.get("message_reference") or {}).get("message_id")
                mine = asked.message["message_reference"]["message_id"]
                if about == mine:
                    return message
            return None

        return Reply(await self.discord.wait_for(answered))

    async def finished(self, one: Interaction, where: str | int) -> Reply:
        """Wait until an interaction has an answer that is no longer "thinking…"."""
        # A test may have sent it from a clock that is ahead.
        sent = one.id if one.id < snowflake() else 0

        def found() -> Message | None:
            assert not one.failed, "the bot did not answer in time"
            for message in self.discord.messages(self.person, where, after=sent):
                meta = message.get("interaction_metadata") or {}
                if meta.get("id") == str(one.id) and not message["thinking"]:
                    return message
            return None

        return Reply(await self.discord.wait_for(found))

    async def presses(self, reply: Reply, label: str, where: str | int | None = None) -> Reply:
        """Press a button and wait for a new private answer."""
        custom_id = reply.buttons[label]["custom_id"]
        one = await self.discord.press(self.person, reply.id, custom_id)
        return await self.finished(one, self.where if where is None else where)

    async def presses_in_place(self, reply: Reply, label: str) -> Reply:
        """Press a button whose answer replaces the message."""
        return await self._in_place(reply, str(reply.buttons[label]["custom_id"]), None)

    async def chooses(self, reply: Reply, value: str) -> Reply:
        """Choose in the message's first select; the answer replaces the message."""
        return await self._in_place(reply, str(reply.selects[0]["custom_id"]), [value])

    async def _in_place(self, reply: Reply, custom_id: str, values: list[str] | None) -> Reply:
        before = self.discord.world.messages[reply.id].data["components"]
        await self.discord.press(self.person, reply.id, custom_id, values)

        def changed() -> Message | None:
            now = self.world.discord.world.messages.get(reply.id)
            if now is None or now.data["components"] == before:
                return None
            return {**now.data, "ephemeral": now.only is not None}

        return Reply(await self.discord.wait_for(changed))

    async def offer(self) -> str:
        """Ask for a link by slash and return its address."""
        return (await self.uses("link")).link

    async def opens(self, url: str) -> Seen:
        """Open an address in a fresh browser."""
        async with Browser(self.address) as browser:
            return await browser.open(url)

    async def links(self, listener: Listener | None = None, *, agree: bool = True) -> Seen:
        """Link the whole way; return the last page."""
        address = await self.offer()
        async with Browser(self.address) as browser:
            chosen = (listener or self.listener).id
            return await browser.link(address, self.world.spotify, chosen, agree=agree)

    def plays(self, title: str = "窓辺の切手", **options: Any) -> None:
        """Play a track of that name."""
        track = self.world.spotify.catalogue.named("track", title)
        self.listener.player.play_track(track.id, **options)

    async def pastes(self, offer: Reply, text: str) -> Reply:
        """Press "Paste the address", fill it in, and see the answer."""
        one = await self.fills_in(offer, "2 Paste the address", {"address": text})
        return await self.finished(one, self._place_of(offer))

    async def types_code(self, offer: Reply, code: str) -> Reply:
        """Press "Type the code", fill it in, and see the answer."""
        asked = self.now(offer)
        one = await self.fills_in(asked, "Type the code", {"code": code})
        return await self.finished(one, self._place_of(offer))

    async def becomes(self, reply: Reply, words: str) -> Reply:
        """Wait until a message has changed to hold these words."""
        await until(lambda: words in self.now(reply).words)
        return self.now(reply)

    def _place_of(self, reply: Reply) -> int:
        return self.discord.world.messages[reply.id].channel_id

    def rows(self, table: str, column: str = "discord_id") -> list[dict[str, Any]]:
        """Return what a table holds of this person."""
        return self.world.rows(table, column, self.person.id)

    @property
    def is_linked(self) -> bool:
        return bool(self.rows("accounts"))

    @property
    def app_of_link(self) -> str:
        """The client ID that the link goes through."""
        return str(self.rows("accounts")[0]["client_id"])

    def make_older(self, days: float) -> None:
        """Let this person's link have been made longer ago, here and at Spotify."""
        seconds = int(days * 24 * 3600)
        with self.world.database() as database:
            database.execute(
                "UPDATE accounts SET authorized_at = authorized_at - ?, "
                "first_linked_at = first_linked_at - ? WHERE discord_id = ?",
                (seconds, seconds, self.person.id),
            )
        for grant in self.world.spotify.accounts.grants.values():
            if grant.person is self.listener:
                grant.authorized_at -= seconds

    def forget_access(self) -> None:
        """Let this person's access token have run out, here and at Spotify."""
        with self.world.database() as database:
            database.execute(
                "UPDATE accounts SET expires_at = 0 WHERE discord_id = ?", (self.person.id,)
            )
        for access in self.world.spotify.tokens.values():
            if access.person is self.listener:
                access.expires_at = 0
