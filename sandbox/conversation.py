"""A conversation with the bot, printed as it happens: each step waits for the expected answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from sandbox.browser import Browser
from sandbox.discord.server import DiscordSandbox
from sandbox.discord.words import buttons_of, words_of
from sandbox.discord.world import PATIENCE, Message
from sandbox.spotify.server import SpotifySandbox


def say(who: str, what: str) -> None:
    """Print what someone says or does."""
    first, *rest = [line for line in what.splitlines() if line.strip()]
    print(f"{who:>8}  {first}")
    for line in rest:
        print(f"{'':>8}  {line}")
    print(flush=True)


class Play:
    """Steps of the conversation; each raises if the expected answer doesn't appear."""

    def __init__(self, discord: DiscordSandbox, spotify: SpotifySandbox) -> None:
        self.discord = discord
        self.spotify = spotify

    async def says(self, who: str, where: str, text: str, expect: str) -> dict[str, Any]:
        """Write a prefix command and wait for the answer."""
        say(who, text)
        sent = await self.discord.send(who, where, text)
        answer = await self.discord.sees(who, where, expect, after=sent.id)
        say("Earshot", words_of(answer))
        return answer

    async def sees(self, who: str, where: str, expect: str) -> dict[str, Any]:
        """Wait for something that nobody asked for."""
        message = await self.discord.sees(who, where, expect)
        say("Earshot", f"{words_of(message)}\n(to {who})")
        return message

    async def uses(
        self, who: str, where: str, command: str, expect: str, **options: str
    ) -> dict[str, Any]:
        """Use a slash command and wait for the answer."""
        say(who, f"/{command} " + " ".join(f"{key}: {value}" for key, value in options.items()))
        one = await self.discord.command(who, where, command, options)
        answer = await self.discord.sees(who, where, expect, after=one.id)
        say("Earshot", words_of(answer) + ("\n(only you see this)" if answer["ephemeral"] else ""))
        return answer

    async def posts(self, who: str, where: str, text: str, reaction: str) -> Message:
        """Write something that isn't a command, and wait for the bot's reaction to it."""
        say(who, text)
        sent = await self.discord.send(who, where, text)
        await self.discord.wait_for(lambda: reaction in sent.reactions)
        say("Earshot", f"(reacts with {reaction})")
        return sent

    async def presses(self, who: str, message: dict[str, Any], label: str, expect: str) -> None:
        """Press a message's button and wait for the answer, which only the presser sees."""
        say(who, f"(presses “{label}”)")
        custom_id = str(buttons_of(message)[label]["custom_id"])
        one = await self.discord.press(who, message["id"], custom_id)
        say("Earshot", words_of(await self.discord.sees(who, "general", expect, after=one.id)))

    async def changes(self, who: str, message: dict[str, Any], label: str, expect: str) -> None:
        """Press a button whose answer replaces the message, and wait for it."""
        say(who, f"(presses “{label}”)")
        await self.discord.press(who, message["id"], str(buttons_of(message)[label]["custom_id"]))
        shown = self.discord.world.message(message["id"])
        await self.discord.wait_for(lambda: expect in words_of(shown.data))
        say("Earshot", f"(changes the message) … {expect}")

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait for something that Spotify doesn't tell."""
        async with asyncio.timeout(PATIENCE):
            while not condition():
                await asyncio.sleep(0.1)

    async def picks(self, who: str, menu: str, kind: int, target: int, expect: str) -> None:
        """Use a context menu on a person (2) or a message (3), and wait for the answer."""
        say(who, f"(picks “{menu}”)")
        one = await self.discord.command(who, "general", menu, kind=kind, target=target)
        say("Earshot", words_of(await self.discord.sees(who, "general", expect, after=one.id)))

    async def widens(self, who: str, text: str) -> None:
        """Use a command in direct messages and allow what it asks for; then it runs."""
        sent = await self.discord.send(who, "dm", text)
        asked = await self.discord.sees(who, "dm", "Allow the bot to", after=sent.id)
        say(who, f"{text}  (allows what it asks for)")
        async with Browser() as browser:
            address = buttons_of(asked)["Allow"]["url"]
            await browser.link(address, self.spotify, "mira")
        answer = await self.discord.sees(who, "dm", "", after=int(asked["id"]))
        say("Earshot", words_of(answer))

    async def links(self, who: str, offer: dict[str, Any], listener: str, where: str) -> None:
        """Go through the pages, then see the message change."""
        address = buttons_of(offer)["Link Spotify"]["url"]
        async with Browser() as browser:
            start = await browser.open(address)
            say("page", start.words[:300])
            done = await browser.link(address, self.spotify, listener)
        say("page", done.words[:300])
        if done.status != 200 or "Linked" not in done.words:
            raise RuntimeError("the link was not completed")
        answer = await self.discord.sees(who, where, "Spotify is linked")
        say("Earshot", words_of(answer))
