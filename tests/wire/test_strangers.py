"""What strangers learn of someone, and what it costs to find out who shares a server."""

from __future__ import annotations

import pytest

from tests.conftest import MakeWorld
from tests.world import Reply, Someone, World

COMMANDS = ("!np {who}", "!recent {who}", "!top {who}", "!top artists {who}", "!track {who}")


async def _hides(someone: Someone) -> None:
    settings = await someone.uses("settings mine")
    await someone.selects(settings, "set:privacy", ["nobody"])


def _said(reply: Reply) -> tuple[str, list[str]]:
    return reply.words, sorted(reply.buttons)


@pytest.mark.parametrize("where", ["general", "dm"])
@pytest.mark.parametrize("command", COMMANDS)
async def test_t8b_strangers_cannot_tell_who_has_linked(
    world: World, where: str, command: str
) -> None:
    unlinked, hidden, silent = (
        world.someone("Same N"),
        *[await world.linked("Same N") for _ in range(2)],
    )
    for one in (hidden, silent):
        await _hides(one)
    hidden.plays()
    viewer = world.someone()
    answers = [
        _said(await viewer.says(command.format(who=one.mention), where))
        for one in (unlinked, hidden, silent)
    ]
    assert "Nothing to show" in answers[0][0]
    assert answers[0] == answers[1] == answers[2]


async def test_by_slash_the_answer_is_private_for_both(world: World) -> None:
    unlinked, hidden = world.someone(), await world.linked()
    await _hides(hidden)
    viewer = world.someone()
    answers = [
        await viewer.uses("nowplaying", person=str(one.person.id)) for one in (unlinked, hidden)
    ]
    assert answers[0].words == answers[1].words
    assert answers[0].private
    assert answers[1].private


async def test_those_who_may_see_are_told_precisely(world: World) -> None:
    mira, viewer = await world.linked("Mira Q"), world.someone()
    (await viewer.says(f"!np {mira.mention}")).contains("Nothing to see", "Mira Q")
    mira.plays()
    mira.listener.player.pause()
    world.spotify.fault("/v1/me/player", "empty")
    (await world.someone().says(f"!np {mira.mention}")).contains("Mira Q", "Nothing to see")


async def test_sharing_is_found_in_few_requests(make_world: MakeWorld) -> None:
    """Forty servers: it used to ask for both people in each of twenty-five of them."""
    world = await make_world()
    mira, jonas = await world.linked("Mira Q"), world.someone("Jonas J")
    mira.plays("窓辺の切手")
    elsewhere = world.discord.world.add_guild("Elsewhere", ["elsewhere"], [])
    stranger = world.someone(guilds=[elsewhere])
    many = [world.discord.world.add_guild(f"Server {one}", ["a"], []) for one in range(40)]
    for one in many:
        await world.discord.gateway.guild_created(one)
    await mira.says("!help")
    await jonas.says("!help")
    for person, words in ((jonas, "窓辺の切手"), (stranger, "Nothing to show")):
        asked = world.discord.gateway.members_asked
        before = len(world.discord.rest.requests)
        (await person.says(f"!np {mira.mention}", "dm")).contains(words)
        later = list(world.discord.rest.requests)[before:]
        assert not [one.path for one in later if "/members/" in one.path]
        assert world.discord.gateway.members_asked - asked <= 10


async def test_listening_looks_who_is_here_before_it_cuts(make_world: MakeWorld) -> None:
    """A hundred linked people elsewhere, and fifteen here who hide: the one who shares is seen."""
    world = await make_world()
    elsewhere = world.discord.world.add_guild("Elsewhere", ["elsewhere"], [])
    others = [world.someone(seat=False, guilds=[elsewhere]) for _ in range(120)]
    hidden = [world.someone(seat=False) for _ in range(20)]
    regular = await world.linked("Regular R")
    regular.plays("窓辺の切手")
    _copies(world, regular, others)
    _copies(world, regular, hidden, hide=True)
    await world.bot.stop()
    await world.bot.start()
    shown = await world.someone(seat=False).says("!listening")
    shown.contains("Regular R", "窓辺の切手")
    shown.lacks("there may be more")


def _copies(world: World, of: Someone, people: list[Someone], *, hide: bool = False) -> None:
    """Let people have working links that come before `of`'s, without going through each."""
    row = of.rows("accounts")[0]
    marks = ", ".join("?" * len(row))
    with world.database() as database:
        database.execute("DELETE FROM accounts WHERE discord_id = ?", (of.person.id,))
        for one in [*people, of]:
            own = {"discord_id": one.person.id, "spotify_account_id": f"copy {one.person.id}"}
            copy = {**row, **(own if one is not of else {})}
            names = ", ".join(copy)
            database.execute(f"INSERT INTO accounts ({names}) VALUES ({marks})", [*copy.values()])
            if hide and one is not of:
                database.execute(
                    "INSERT INTO settings VALUES ('person', ?, 'privacy', 'nobody')",
                    (one.person.id,),
                )
