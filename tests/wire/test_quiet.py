"""A server that keeps `nowplaying` out of its channels: a reaction there, the rest in private."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from sandbox.discord.objects import Guild
from tests.people import Someone
from tests.reply import Reply, until
from tests.world import World


@dataclass(frozen=True)
class Quiet:
    """A server of its own that wants it quiet: its owner, and a guest who is listening."""

    world: World
    boss: Someone
    guest: Someone
    guild: Guild
    shown: Reply

    def in_channel(self, someone: Someone, after: int) -> list[str]:
        """Return what the bot has written in the channel since, as someone there sees it."""
        seen = self.world.discord.messages(someone.person, self.guest.where)
        return [one["id"] for one in seen if one["author"]["bot"] and int(one["id"]) > after]

    async def reacts(self, message: int, emoji: str) -> None:
        await until(lambda: self.world.discord.world.messages[message].reactions == [emoji])


@pytest.fixture
async def quiet(world: World) -> Quiet:
    owner = world.discord.world.add_person("quiet owner", "Owner Q")
    guild = world.discord.world.add_guild("Library", ["talk"], [owner])
    await world.discord.gateway.dispatch(
        "GUILD_CREATE", world.discord.world.guild_json(guild), guild.id
    )
    guest = world.someone(guilds=[guild])
    guest.where = guild.channels[0].id
    await guest.links()
    guest.plays("窓辺の切手")
    boss = Someone(world, owner, guest.listener, where=guest.where)
    shown = await boss.uses("settings server")
    await boss.presses_in_place(shown, "Keep nowplaying quiet")
    return Quiet(world, boss, guest, guild, shown)


async def test_a_reaction_in_the_channel_and_the_song_in_private(quiet: Quiet) -> None:
    guest = quiet.guest
    np = await guest.writes("!np")
    card = await guest.sees("窓辺の切手", "dm", after=np)
    assert "LISTEN ON SPOTIFY" in card.buttons
    await quiet.reacts(np, "🎵")
    assert quiet.in_channel(quiet.boss, np) == []
    guest.listener.player.pause()
    quiet.world.later()
    np = await guest.writes("!np")
    await quiet.reacts(np, "⏸️")
    guest.listener.player.stop()
    quiet.world.later()
    np = await guest.writes("!np")
    await quiet.reacts(np, "💤")
    assert quiet.in_channel(quiet.boss, np) == []


async def test_by_slash_only_its_person_sees_it(quiet: Quiet) -> None:
    answer = await quiet.guest.uses("nowplaying")
    answer.contains("窓辺の切手")
    assert answer.private
    assert quiet.in_channel(quiet.boss, answer.id - 1) == []


async def test_it_can_be_shown_again_and_elsewhere_nothing_changes(quiet: Quiet) -> None:
    guest, boss = quiet.guest, quiet.boss
    (await guest.says("!np", "dm")).contains("窓辺の切手")
    again = boss.now(quiet.shown)
    again.contains("only its person sees the rest")
    shown = await boss.presses_in_place(again, "Show nowplaying in channels again")
    shown.lacks("only its person sees the rest")
    assert not (await guest.says("!np")).private


async def test_without_direct_messages_the_reaction_stays(quiet: Quiet) -> None:
    quiet.guest.person.dms_open = False
    try:
        np = await quiet.guest.writes("!np")
        await quiet.reacts(np, "🎵")
        quiet.world.discord.fail_next("PUT", "/reactions/", 403, 50013)
        np = await quiet.guest.writes("!np")
        (await quiet.guest.sees("窓辺の切手", after=np)).lacks("Something broke")
    finally:
        quiet.guest.person.dms_open = True


async def test_what_keeps_it_from_working_is_explained_as_ever(quiet: Quiet) -> None:
    stranger = quiet.world.someone(guilds=[quiet.guild])
    stranger.where = quiet.guest.where
    (await stranger.says("!np")).contains("Spotify isn't linked yet")
