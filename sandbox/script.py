"""`python -m sandbox --script`: play every command without a browser, and print it all."""

from __future__ import annotations

import re
from pathlib import Path

from sandbox.browser import Browser
from sandbox.connections import heard_by
from sandbox.conversation import Play, say
from sandbox.demo import demo_world
from sandbox.discord.words import buttons_of
from sandbox.discord.world import Channel
from sandbox.small_scenes import moves_in_from_red, quiet, same_title, share
from sandbox.spotify.catalogue import Thing
from sandbox.spotify.server import SpotifySandbox
from sandbox.unused_seats import UnusedSeats

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
    ("!aux turns order", "in the order in which"),
    ("!aux boost 1", "Now at number 1"),
    ("!aux block explicit", "explicit songs"),
    ("!aux blocked", "1\\. explicit songs"),
    ("!aux unblock 1", "Allowed again"),
)


async def _presence(play: Play, spotify: SpotifySandbox) -> None:
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


async def _voice(play: Play) -> Channel:
    """Show the song as a voice channel's status; return the channel."""
    lounge = play.discord.world.channel("Lounge")
    words = "shows the song as its status"
    await play.uses("mira", "music", "aux voice", words, channel=str(lounge.id))
    say("Lounge", str(await play.discord.wait_for(lambda: lounge.status)))
    await play.says("mira", "music", "!aux voice Bar", "don't know a voice channel called")
    return lounge


async def _guest(play: Play) -> None:
    """Come in by an aux's page, without Discord, and suggest a song."""
    opened = await play.says("mira", "music", "!aux page on", "is open to guests")
    address = str(buttons_of(opened)["Open the page"]["url"])
    async with Browser() as phone:

        async def sends(**fields: str) -> str:
            page = (await phone.open(address)).source
            form = re.search(r'name="token" value="([0-9a-f]{64})"', page)
            data = {"token": form[1] if form else "", **fields}
            async with phone.session.post(address, data=data) as answer:
                return await answer.text()

        await sends(act="join", name="Oma")
        say("Oma", f"(on a phone, at {address}) searches for 青い封筒")
        found = (await sends(act="find", words="青い封筒")).partition('id="found"')[2]
        song = re.search(r'name="song" value="(\w{22})"', found)
        if song is None:
            raise AssertionError(found)
        await sends(act="add", song=song[1])
        asked = await play.sees("mira", "music", "should I add this?")
        say("mira", "(presses “Add it”)")
        add = str(buttons_of(asked)["Add it"]["custom_id"])
        await play.discord.press("mira", asked["id"], add)
        await play.sees("mira", "music", "In the queue:")
        if "青い封筒" not in (await phone.open(address)).words:
            raise AssertionError("the page doesn't show the song")


async def _unused_seat(play: Play, seats: UnusedSeats) -> None:
    """Leave a seat unused; its person is asked for it, and who waits gets it."""
    waiting = await seats.all_taken()
    holder, waiter = waiting.holder.username, waiting.waiter.username
    await play.uses(waiter, "general", "link", "All seats are taken")
    say("(time)", f"{waiting.holder.display} doesn't use Spotify here for 61 days")
    await seats.leave_unused(waiting)
    letter = await play.sees(holder, "dm", "Do you still need your seat?")
    await play.uses("mira", "general", "seats list", "not used since")
    say(holder, "(presses “Give it up”)")
    give = str(buttons_of(letter)["Give it up"]["custom_id"])
    await play.discord.press(holder, letter["id"], give)
    await play.sees(holder, "dm", "You gave up your seat")
    await play.sees("mira", "dm", "A seat is free")
    await play.sees(waiter, "dm", "There's a seat for you")
    await play.says(holder, "general", "!np", "isn't linked yet")
    say("mira", "(removes one and adds the other in Spotify's dashboard)")
    await seats.link(waiting.waiter, "dm")
    await play.says(waiter, "dm", "!account", "Visitor")


async def _mixtape(play: Play, spotify: SpotifySandbox) -> None:
    """Post links in a channel, see them in the playlist, and take them out again."""
    await play.says("mira", "music", "!mixtape start", "From now on")
    songs = spotify.catalogue.all("track")[:3]
    playlist = spotify.person("mira").playlists[-1]

    async def holds(*wanted: Thing) -> None:
        await play.until(lambda: playlist.children == list(wanted))
        say("Spotify", f"{playlist.name}: " + (", ".join(one.name for one in wanted) or "empty"))

    links = " ".join(f"https://open.spotify.com/track/{one.id}" for one in songs[:2])
    await play.posts("jonas.k", "music", links, "✅")
    await holds(*songs[:2])
    await play.posts("jonas.k", "music", f"again, {links}", "🔁")
    third = await play.posts("jonas.k", "music", f"spotify:track:{songs[2].id}", "✅")
    await play.says("mira", "music", "!mixtape", "Jonas")
    await play.discord.delete("jonas.k", third.id)
    await holds(*songs[:2])
    await play.says("mira", "music", "!mixtape undo", "1 song goes out")
    await holds(songs[0])
    await play.says("mira", "music", "!mixtape end", "The playlist stays")


async def script(log: Path) -> int:
    """Play the conversation; return 0 if every step worked. `log` keeps what the bot prints."""
    async with demo_world(log=log) as (discord, spotify, bot):
        play = Play(discord, spotify)
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
        for scene in (share, same_title, quiet):
            await scene(play)
        await _presence(play, spotify)
        for text, expect in _TOGETHER:
            await play.says("mira", "music", text, expect)
        lounge = await _voice(play)
        await _guest(play)
        await play.says("mira", "music", "!aux close", "has ended")
        await discord.wait_for(lambda: lounge.status is None)
        say("Lounge", "(shows no status)")
        await _mixtape(play, spotify)
        await moves_in_from_red(play, bot)
        await _unused_seat(play, UnusedSeats(discord, spotify, bot))
        await play.uses("mira", "general", "unlink", "Everything about you was deleted")
        await play.says("mira", "general", "!np", "isn't linked yet")
    print(f"Every step was seen. The bot's log: {log}")
    return 0
