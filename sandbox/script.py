"""`python -m sandbox --script`: plays the main path without a browser and prints it."""

from __future__ import annotations

from typing import Any

from sandbox.browser import Browser
from sandbox.demo import demo_world
from sandbox.discord.server import DiscordSandbox
from sandbox.discord.words import buttons_of, words_of
from sandbox.spotify.server import SpotifySandbox


def _say(who: str, what: str) -> None:
    first, *rest = [line for line in what.splitlines() if line.strip()]
    print(f"{who:>8}  {first}")
    for line in rest:
        print(f"{'':>8}  {line}")
    print(flush=True)


class _Play:
    """Steps of the conversation; each raises if what should be seen is not."""

    def __init__(self, discord: DiscordSandbox, spotify: SpotifySandbox) -> None:
        self.discord = discord
        self.spotify = spotify

    async def says(self, who: str, where: str, text: str, expect: str) -> dict[str, Any]:
        """Write a prefix command and wait for the answer."""
        _say(who, text)
        sent = await self.discord.send(who, where, text)
        answer = await self.discord.sees(who, where, expect, after=sent.id)
        _say("Earshot", words_of(answer))
        return answer

    async def uses(
        self, who: str, where: str, command: str, expect: str, **options: str
    ) -> dict[str, Any]:
        """Use a slash command and wait for the answer."""
        _say(who, f"/{command} " + " ".join(f"{key}: {value}" for key, value in options.items()))
        one = await self.discord.command(who, where, command, options)
        answer = await self.discord.sees(who, where, expect, after=one.id)
        _say("Earshot", words_of(answer) + ("\n(only you see this)" if answer["ephemeral"] else ""))
        return answer

    async def links(self, who: str, offer: dict[str, Any], listener: str, where: str) -> None:
        """Go through the pages, then see the message change."""
        address = buttons_of(offer)["Link Spotify"]["url"]
        async with Browser() as browser:
            start = await browser.open(address)
            _say("page", start.words[:300])
            done = await browser.link(address, self.spotify, listener)
        _say("page", done.words[:300])
        if done.status != 200 or "Linked" not in done.words:
            raise RuntimeError("the link was not completed")
        answer = await self.discord.sees(who, where, "Spotify is linked")
        _say("Earshot", words_of(answer))


async def script() -> int:
    """Play it; 0 only if every step was seen."""
    async with demo_world() as (discord, spotify, _):
        play = _Play(discord, spotify)
        await play.says("mira", "general", "!nowplaying", "not linked yet")
        offer = await play.uses("mira", "general", "link", "Link your Spotify")
        await play.links("mira", offer, "mira", "general")
        await play.says("mira", "general", "!nowplaying", "is listening")
        await play.uses("mira", "dm", "nowplaying", "is listening")
        await play.says("mira", "general", "!artist velvet harbour", "Velvet Harbour")
        await play.uses("mira", "music", "artist", "Newest albums", name="The Paper Lanterns")
        await play.says("jonas.k", "general", "!link", "direct messages")
        dm = await discord.sees("jonas.k", "dm", "Link your Spotify")
        await play.links("jonas.k", dm, "jonas", "dm")
        mira = discord.world.person("mira").id
        await play.says("jonas.k", "general", f"!np <@{mira}>", "Mira")
        await play.uses("mira", "general", "account", "Mira Sol")
        await play.uses("mira", "general", "unlink", "Everything about you is deleted")
        await play.says("mira", "general", "!np", "not linked yet")
    print("Every step was seen.")
    return 0
