"""An open aux with its owner and guests, and what the tests look at in it."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.discord.world import Guild, role_json
from tests.world import Reply, Someone, World


@dataclass
class Party:
    """An owner with an open aux, and guests."""

    world: World
    guild: Guild
    owner: Someone
    guest: Someone
    other: Someone
    panel: Reply

    async def shows(self, *words: str) -> None:
        """Wait until the panel shows all these words."""
        await self.world.discord.wait_for(
            lambda: all(one in self.owner.now(self.panel).words for one in words)
        )

    async def lists(self, *titles: str) -> None:
        """Wait until the panel lists these songs in this order."""

        def ordered() -> bool:
            words = self.owner.now(self.panel).words
            places = [words.find(one) for one in titles]
            return -1 not in places and places == sorted(places)

        await self.world.discord.wait_for(ordered)

    def button(self, act: str) -> str:
        """Return the ID of one of the panel's buttons."""
        return self.owner.now(self.panel).id_of(f"aux:{act}:")

    async def adds_role(self, name: str) -> int:
        """Make a role in the server and return its ID."""
        role = self.guild.add_role(name)
        made = {"guild_id": str(self.guild.id), "role": role_json(role, name, "0")}
        await self.world.discord.gateway.dispatch("GUILD_ROLE_CREATE", made, self.guild.id)
        return role


async def party_in(world: World, owner: Someone) -> Party:
    """Let the owner open an aux in the channel where everyone is."""
    guest, other = world.someone("Guest G", seat=False), world.someone("Other T", seat=False)
    owner.plays("窓辺の切手", progress_ms=0)
    panel = await owner.says("!aux open")
    panel.contains("has the aux", "Nothing is waiting")
    return Party(world, world.home, owner, guest, other, panel)


def skips(party: Party) -> int:
    """Count how often Spotify was asked to skip."""
    return sum(
        one.method == "POST" and one.path.endswith("/me/player/next")
        for one in party.world.spotify.requests
    )
