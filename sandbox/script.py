"""`python -m sandbox --script`: play every command without a browser, and print it all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sandbox.browser import Browser
from sandbox.connections import heard_by
from sandbox.demo import demo_world
from sandbox.discord.server import DiscordSandbox
from sandbox.discord.words import buttons_of, words_of
from sandbox.spotify.server import SpotifySandbox
from sandbox.unused_seats import UnusedSeats


def _say(who: str, what: str) -> None:
    first, *rest = [line for line in what.splitlines() if line.strip()]
    print(f"{who:>8}  {first}")
    for line in rest:
        print(f"{'':>8}  {line}")
    print(flush=True)


class _Play:
    """Steps of the conversation; each raises if the expected answer doesn't appear."""

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

    async def sees(self, who: str, where: str, expect: str) -> dict[str, Any]:
        """Wait for something that nobody asked for."""
        message = await self.discord.sees(who, where, expect)
        _say("Earshot", f"{words_of(message)}\n(to {who})")
        return message

    async def uses(
        self, who: str, where: str, command: str, expect: str, **options: str
    ) -> dict[str, Any]:
        """Use a slash command and wait for the answer."""
        _say(who, f"/{command} " + " ".join(f"{key}: {value}" for key, value in options.items()))
        one = await self.discord.command(who, where, command, options)
        answer = await self.discord.sees(who, where, expect, after=one.id)
        _say("Earshot", words_of(answer) + ("\n(only you see this)" if answer["ephemeral"] else ""))
        return answer

    async def presses(self, who: str, message: dict[str, Any], label: str, expect: str) -> None:
        """Press a message's button and wait for the answer, which only the presser sees."""
        _say(who, f"(presses “{label}”)")
        custom_id = str(buttons_of(message)[label]["custom_id"])
        one = await self.discord.press(who, message["id"], custom_id)
        _say("Earshot", words_of(await self.discord.sees(who, "general", expect, after=one.id)))

    async def picks(self, who: str, menu: str, kind: int, target: int, expect: str) -> None:
        """Use a context menu on a person (2) or a message (3), and wait for the answer."""
        _say(who, f"(picks “{menu}”)")
        one = await self.discord.command(who, "general", menu, kind=kind, target=target)
        _say("Earshot", words_of(await self.discord.sees(who, "general", expect, after=one.id)))

    async def widens(self, who: str, text: str) -> None:
        """Use a command in direct messages and allow what it asks for; then it runs."""
        sent = await self.discord.send(who, "dm", text)
        asked = await self.discord.sees(who, "dm", "Allow the bot to", after=sent.id)
        _say(who, f"{text}  (allows what it asks for)")
        async with Browser() as browser:
            address = buttons_of(asked)["Allow"]["url"]
            await browser.link(address, self.spotify, "mira")
        answer = await self.discord.sees(who, "dm", "", after=int(asked["id"]))
        _say("Earshot", words_of(answer))

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


_WIDENING = (
    "!pause",
    "!queue",
    "!recent",
    "!top",
    "!like",
    "!follow Opal Motel",
    "!playlist create A",
)

EVERY: tuple[tuple[str, str, dict[str, str], str], ...] = (
    ("play 窓辺の切手", "play", {"what": "青い封筒"}, "Playing"),
    ("pause", "pause", {}, "Paused"),
    ("resume", "resume", {}, "Resumed"),
    ("play spotify:artist:{artist}", "play", {"what": "spotify:artist:{artist}"}, "Playing"),
    ("skip", "skip", {}, "Now playing"),
    ("previous", "previous", {}, "Now playing"),
    ("seek 0:30", "seek", {"position": "+15"}, "Jumped to"),
    ("volume 40", "volume", {"level": "up"}, "Volume"),
    ("shuffle on", "shuffle", {"mode": "off"}, "Shuffle is"),
    ("repeat track", "repeat", {"mode": "off"}, "epeat"),
    ("queue 最終便", "queue", {"what": "最終便"}, "Queued"),
    ("queue", "queue", {}, "Up next for"),
    ("devices", "devices", {}, "Kitchen speaker"),
    ("recent", "recent", {}, "Recently played by"),
    ("top artists year", "top artists", {"range": "long_term"}, "Top artists"),
    ("top tracks", "top tracks", {}, "Top songs"),
    ("listening", "listening", {}, "Mira"),
    ("chart", "chart", {"list": "artists"}, "Spotify"),
    ("artist Velvet Harbour", "artist", {"name": "Velvet Harbour"}, "Newest albums"),
    ("album Перрон", "album", {"name": "Перрон"}, "Тихая Станция"),
    ("track 最終便", "track", {"name": "最終便"}, "夜の郵便局"),
    ("search paper", "search", {"words": "paper"}, "Search"),
    ("like 最終便", "like", {"what": "青い封筒"}, "Saved to your library"),
    ("liked", "liked", {}, "Liked Songs"),
    ("unlike 最終便", "unlike", {"what": "青い封筒"}, "Removed from your library"),
    ("follow Glass Orchard", "follow", {"artist": "Ada Quill"}, "You now follow"),
    ("unfollow Glass Orchard", "unfollow", {"artist": "Ada Quill"}, "no longer follow"),
    ("playlist", "playlist list", {}, "Your playlists"),
    ("playlist create One", "playlist create", {"name": "Two"}, "Created the playlist"),
    ("playlist add One 最終便", "playlist add", {"playlist": "Two", "what": "最終便"}, "Added to"),
    ("playlist show One", "playlist show", {"playlist": "Two"}, "最終便"),
    (
        "playlist remove One 最終便",
        "playlist remove",
        {"playlist": "Two", "what": "最終便"},
        "Removed",
    ),
    ("taste <@{jonas}>", "taste", {"person": "{jonas}"}, "would like to see"),
    ("blend <@{jonas}>", "blend", {"people": "<@{jonas}>"}, "A blend"),
    ("help", "help", {}, "Earshot"),
)
"""Every command by prefix and by slash, and what its answer says."""

_TOGETHER = (
    ("!aux open", "has the aux"),
    ("!aux add 最終便", "In the queue"),
    ("!aux", "Coming up"),
    ("!aux page on", "is open to guests"),
    ("!aux close", "has ended"),
)


async def _presence(play: _Play, spotify: SpotifySandbox) -> None:
    """Show on Discord what someone hears, and see it without a link."""
    ayla = play.discord.world.person("ayla_w")
    await play.discord.shows(ayla, heard_by(spotify.person("remy")))
    mine = await play.uses("ayla_w", "general", "privacy", "Let my Discord's song be seen")
    button = buttons_of(mine)["Let my Discord's song be seen"]
    await play.discord.press(ayla, mine["id"], str(button["custom_id"]))
    await play.discord.sees("ayla_w", "general", "can see it here")
    card = await play.says("mira", "general", f"!np <@{ayla.id}>", "As Discord shows it")
    await play.presses("mira", card, "Queue for me", "Added to your own queue")
    await play.presses("mira", card, "Play from here", "for you too")
    await play.picks("mira", "Now playing", 2, ayla.id, "As Discord shows it")
    await play.picks("mira", "Queue", 3, int(card["id"]), "Queued")
    await play.picks("mira", "Play on Spotify", 3, int(card["id"]), "Playing")


async def _unused_seat(play: _Play, seats: UnusedSeats) -> None:
    """Leave a seat unused; its person is asked for it, and who waits gets it."""
    waiting = await seats.all_taken()
    holder, waiter = waiting.holder.username, waiting.waiter.username
    await play.uses(waiter, "general", "link", "All seats are taken")
    _say("(time)", f"{waiting.holder.display} doesn't use Spotify here for 61 days")
    await seats.leave_unused(waiting)
    letter = await play.sees(holder, "dm", "Do you still need your seat?")
    await play.uses("mira", "general", "seats list", "not used since")
    _say(holder, "(presses “Give it up”)")
    give = str(buttons_of(letter)["Give it up"]["custom_id"])
    await play.discord.press(holder, letter["id"], give)
    await play.sees(holder, "dm", "You gave up your seat")
    await play.sees("mira", "dm", "A seat is free")
    await play.sees(waiter, "dm", "There's a seat for you")
    await play.says(holder, "general", "!np", "isn't linked yet")
    _say("mira", "(removes one and adds the other in Spotify's dashboard)")
    await seats.link(waiting.waiter, "dm")
    await play.says(waiter, "dm", "!account", "Visitor")


async def script(log: Path) -> int:
    """Play the conversation; return 0 if every step worked. `log` keeps what the bot prints."""
    async with demo_world(log=log) as (discord, spotify, bot):
        play = _Play(discord, spotify)
        await play.says("mira", "general", "!nowplaying", "isn't linked yet")
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
        ids = {
            "artist": spotify.catalogue.named("artist", "Velvet Harbour").id,
            "jonas": str(discord.world.person("jonas.k").id),
        }
        for text in _WIDENING:
            await play.widens("mira", text)
        for text, command, options, expect in EVERY:
            filled = {name: value.format(**ids) for name, value in options.items()}
            await play.says("mira", "general", "!" + text.format(**ids), expect)
            await play.uses("mira", "general", command, expect, **filled)
        await _presence(play, spotify)
        for text, expect in _TOGETHER:
            await play.says("mira", "music", text, expect)
        await _unused_seat(play, UnusedSeats(discord, spotify, bot))
        await play.uses("mira", "general", "unlink", "Everything about you was deleted")
        await play.says("mira", "general", "!np", "isn't linked yet")
    print(f"Every step was seen. The bot's log: {log}")
    return 0
