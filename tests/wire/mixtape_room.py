"""A channel of its own with a mixtape, its owner and a guest, and what the tests look at."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from sandbox.discord.world import Channel
from sandbox.spotify.catalogue import Thing
from tests.world import Reply, Someone, World, until


def link(thing: Thing) -> str:
    """Return the public link of something on Spotify."""
    return f"https://open.spotify.com/{thing.kind}/{thing.id}"


@dataclass
class Room:
    """A channel with a mixtape."""

    world: World
    channel: int
    owner: Someone
    guest: Someone
    started: Reply
    since: int

    @property
    def songs(self) -> list[Thing]:
        return self.world.spotify.catalogue.all("track")

    @property
    def playlist(self) -> Thing:
        stored = self.world.rows("mixtapes", "channel_id", self.channel)[0]
        found = self.world.spotify.catalogue.get("playlist", str(stored["playlist_id"]))
        assert found is not None
        return found

    @property
    def writes(self) -> int:
        """How often songs were added, since the start."""
        requests = list(self.world.spotify.requests)[self.since :]
        return sum(one.method == "POST" and one.path.endswith("/items") for one in requests)

    @property
    def asked(self) -> int:
        """How many requests Spotify's API has had, since the start."""
        requests = list(self.world.spotify.requests)[self.since :]
        return sum(one.path.startswith("/v1/") for one in requests)

    @property
    def states(self) -> list[str]:
        """What became of each link, in order."""
        rows = self.world.rows("mixtape_songs", "channel_id", self.channel)
        return [str(one["state"]) for one in sorted(rows, key=lambda one: int(one["id"]))]

    def spoken_since(self, message: int) -> bool:
        """Whether the bot has written in the channel since a message."""
        bot = str(self.world.discord.world.bot.id)
        seen = self.world.discord.messages(self.guest.person, self.channel, after=message)
        return any(one["author"]["id"] == bot for one in seen)

    async def posts(self, who: Someone, *things: Thing) -> int:
        """Let someone post links in one message."""
        return await who.writes(" and ".join(map(link, things)), self.channel)

    async def holds(self, songs: Sequence[Thing]) -> None:
        """Wait until the playlist holds exactly these, in this order."""
        wanted, playlist = [one.name for one in songs], self.playlist
        try:
            await until(lambda: [one.name for one in playlist.children] == wanted)
        except TimeoutError:
            assert [one.name for one in playlist.children] == wanted, self.states

    async def marked(self, message: int, *emoji: str) -> None:
        """Wait until a message has exactly these reactions."""
        seen = self.world.discord.world.messages[message]
        await until(lambda: seen.reactions == list(emoji))

    async def waits_for_its_next_try(self) -> None:
        """Wait until a turn has failed: the next is a minute later."""
        now = time.time()

        def waits() -> bool:
            rows = self.world.rows("mixtape_turns", "channel_id", self.channel)
            return any(now < float(one["held_until"]) < now + 100 for one in rows)

        await until(waits)

    def hurries(self) -> None:
        """Let a minute or two have passed: its turn comes with what is posted next."""
        with self.world.database() as database:
            database.execute("UPDATE mixtape_turns SET next_at = 0, held_until = 0")

    async def settled(self) -> None:
        """Wait until nothing is to be done."""
        await until(lambda: not self.world.rows("mixtape_turns", "channel_id", self.channel))


async def room_in(world: World, owner: Someone, playlist: str = "") -> Room:
    """Let the owner start a mixtape in a channel where nobody has written yet."""
    home = world.home
    place = Channel(f"tape-{len(home.channels)}", guild_id=home.id)
    home.channels.append(place)
    world.discord.world.channels[place.id] = place
    made = {**world.discord.world.channel_json(place), "guild_id": str(home.id)}
    await world.discord.gateway.dispatch("CHANNEL_CREATE", made, home.id)
    started = await owner.says(f"!mixtape start {playlist}".strip(), place.id)
    since = len(world.spotify.requests)
    return Room(world, place.id, owner, world.someone("Guest G", seat=False), started, since)
