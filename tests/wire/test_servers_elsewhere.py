"""What concerns a server is right whichever bot has its shard: two bots, people in servers of both.

Direct messages come to the first bot (shard 0); most people here are in a server of the second.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox.discord.world import Guild
from tests.needs import once_is_enough
from tests.postgres import PostgresServer
from tests.wire.processes import Fleet, fleet
from tests.world import Reply, Someone, until

pytestmark = once_is_enough

SONG = "窓辺の切手"
NEAR, FAR = 0, 1


async def linked(found: Fleet, shard: int) -> Someone:
    someone = found.person(shard)
    page = await someone.links()
    assert page.status == 200, page.words
    return someone


def members_asked(found: Fleet) -> list[str]:
    """Return the paths of all requests for a member."""
    return [one.path for one in found.world.discord.rest.requests if "/members/" in one.path]


def stored(found: Fleet) -> set[int]:
    return {int(one["guild_id"]) for one in found.world.rows("servers")}


def served(found: Fleet) -> set[int]:
    return set(found.world.discord.world.bot_in_servers)


async def remove_bot(found: Fleet, guild: Guild) -> None:
    found.world.discord.world.bot_in_servers.discard(guild.id)
    gone = {"id": str(guild.id)}
    await found.world.discord.gateway.dispatch("GUILD_DELETE", gone, guild.id)


async def test_who_shares_a_server_of_another_bot(tmp_path: Path, postgres: PostgresServer) -> None:
    async with fleet(tmp_path, postgres, bots=2, webs=1) as found:
        rest = found.world.discord
        mira, jonas, stranger = await linked(found, FAR), found.person(FAR), found.person(NEAR)
        (await mira.says("!np")).contains(SONG)
        await until(lambda: mira.rows("people_in_servers"), 20)
        before = len(members_asked(found))
        (await jonas.says(f"!np {mira.mention}", "dm")).contains(SONG)
        (await jonas.uses("nowplaying", "dm", person=mira.person.id)).contains(SONG)
        assert len(members_asked(found)) - before == 2, "where one uses the bot, once about both"
        (await stranger.says(f"!np {mira.mention}", "dm")).contains("Nothing to show")

        left = found.person(FAR)
        found.guilds[FAR].members.remove(left.person.id)
        (await left.says(f"!np {mira.mention}", "dm")).contains("Nothing to show")

        unsure, failing = found.person(FAR), f"/guilds/{found.guilds[FAR].id}/members/"
        rest.disturb("GET", failing, "reset", times=100)
        said = await unsure.says(f"!np {mira.mention}", "dm")
        said.contains("can't tell whether you share a server")
        said.lacks(SONG, "Nothing to show")
        rest.rest.faults.clear()
        (await unsure.says(f"!np {mira.mention}", "dm")).contains(SONG)

        (await mira.says(f"!np {jonas.mention}", "dm")).contains("Nothing to show")
        before = len(members_asked(found))
        (await jonas.says(f"!np {mira.mention}")).contains(SONG)
        assert len(members_asked(found)) == before, "its own server is not asked about over REST"


async def test_an_answer_in_direct_messages_ends_with_the_membership(
    tmp_path: Path, postgres: PostgresServer
) -> None:
    async with fleet(tmp_path, postgres, bots=2, webs=1) as found:
        mira, jonas = await linked(found, FAR), found.person(FAR)
        album = next(
            one for one in found.world.spotify.catalogue.all("album") if len(one.children) > 4
        )
        first, third = album.children[0], album.children[2]
        mira.listener.player.play_track(first.id, progress_ms=first.data["duration_ms"] - 4500)
        card = await jonas.says(f"!np {mira.mention}", "dm")
        card.contains(first.id)
        await until(lambda: first.id not in jonas.now(card).words, 20)
        jonas.now(card).contains("is listening")
        jonas.now(card).lacks("No longer updated")

        found.later()
        mira.listener.player.play_track(third.id, progress_ms=third.data["duration_ms"] - 4500)
        card = await jonas.says(f"!np {mira.mention}", "dm")
        card.contains(third.id)
        found.guilds[FAR].members.remove(mira.person.id)
        await until(lambda: "No longer updated" in jonas.now(card).words, 20)
        assert third.id not in jonas.now(card).words


async def test_an_aux_ends_when_its_owner_leaves_a_server_of_another_bot(
    tmp_path: Path, postgres: PostgresServer
) -> None:
    async with fleet(tmp_path, postgres, bots=2, webs=1) as found:
        owner, guest = await linked(found, FAR), found.person(FAR)
        panel = await opens_aux(owner)
        await until(lambda: found.world.rows("aux_sessions", "panel_id", panel.id), 20)
        await owner.says("!aux trust everyone")
        await guest.says("!aux add 青い封筒")
        # From now on only the first bot is there to see it.
        await found.bots[FAR].kill()
        found.guilds[FAR].members.remove(owner.person.id)
        await until(lambda: not found.world.rows("aux_sessions"), 60)
        ended = await guest.becomes(panel, "has ended")
        ended.lacks(SONG)


async def opens_aux(owner: Someone) -> Reply:
    """Open an aux whose song is nearly over, allowing what it needs."""
    track = owner.world.spotify.catalogue.named("track", SONG)
    left = track.data["duration_ms"] - 15_000
    owner.plays(SONG, progress_ms=left)
    panel = await owner.says("!aux open")
    if panel.offers_link or "Allow" in panel.buttons:
        offer = await owner.presses(panel, "Allow") if "Allow" in panel.buttons else panel
        page = await owner.agrees(offer)
        assert page.status == 200, page.words
        panel = await owner.sees("has the aux")
    return panel


@pytest.mark.parametrize("slash", [True, False])
async def test_a_waiting_command_runs_once_in_the_bot_of_its_server(
    tmp_path: Path, postgres: PostgresServer, slash: bool
) -> None:
    async with fleet(tmp_path, postgres, bots=2, webs=1) as found:
        people = [found.person(shard) for shard in (NEAR, FAR, FAR, FAR)]
        for one in people:
            await asks_links_and_is_answered(found, one, slash=slash)
        late = found.person(FAR)
        asked = await asks(late, slash=slash)
        await found.bots[FAR].kill()
        offer = asked if asked.offers_link else await late.sees("Link Spotify", "dm")
        page = await late.agrees(offer)
        assert "Linked" in page.words, page.words
        await until(lambda: any(one["released"] for one in late.rows("waiting_commands")), 30)
        assert answers(found, late) == 0, "its bot is down"
        await found.bots[FAR].start()
        await until(lambda: answers(found, late) == 1, 30)
        assert not late.rows("waiting_commands")
        found.bots[NEAR].advance_clock(20)
        assert [answers(found, one) for one in people] == [1, 1, 1, 1]
        assert not found.world.rows("waiting_commands")


async def asks(someone: Someone, *, slash: bool) -> Reply:
    """Ask what's playing without a link; return the private answer that offers one."""
    if slash:
        return await someone.uses("nowplaying")
    public = await someone.says("!np")
    return await someone.presses(public, "Link Spotify")


async def asks_links_and_is_answered(found: Fleet, someone: Someone, *, slash: bool) -> None:
    offer = await asks(someone, slash=slash)
    page = await someone.agrees(offer)
    assert "Linked" in page.words, page.words
    await until(lambda: answers(found, someone) == 1, 30)


def answers(found: Fleet, someone: Someone) -> int:
    """Count the answers about someone's music, as they see them."""
    shown = found.world.discord.messages(someone.person, someone.where)
    words = [Reply(one).words for one in shown]
    return sum(someone.person.display in one and "is listening" in one for one in words)


async def test_the_list_of_servers_stays_right(tmp_path: Path, postgres: PostgresServer) -> None:
    async with fleet(tmp_path, postgres, bots=2, webs=1) as found:
        await until(lambda: stored(found) == served(found), 20)
        assert {found.shard_of(one) for one in found.guilds} == {NEAR, FAR}
        world, gateway = found.world.discord.world, found.world.discord.gateway
        new: dict[int, Guild] = {}
        while len(new) < 2:
            one = world.add_guild("New", ["general"], [])
            new[found.shard_of(one)] = one
            await gateway.guild_created(one)
        await until(lambda: stored(found) == served(found), 20)
        await remove_bot(found, new[NEAR])
        await until(lambda: stored(found) == served(found), 20)
        far = new[FAR]
        await found.bots[FAR].kill()
        before = stored(found)
        await remove_bot(found, far)
        assert stored(found) == before, "a bot that is down loses nothing"
        await found.bots[FAR].start()
        await until(lambda: stored(found) == served(found) == before - {far.id}, 20)
