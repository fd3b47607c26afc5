"""Who counts as a host where a team owns the application."""

from __future__ import annotations

from tests.conftest import MakeWorld


async def test_of_a_team_only_accepted_developers_are_hosts(make_world: MakeWorld) -> None:
    world = await make_world()
    await world.bot.stop()
    names = ("owner", "admin", "developer", "reader", "invited")
    owner, admin, developer, reader, invited = (world.someone(one) for one in names)
    world.discord.world.make_team(
        owner.person,
        [
            (admin.person, "admin", 2),
            (developer.person, "developer", 2),
            (reader.person, "read_only", 2),
            (invited.person, "admin", 1),
        ],
    )
    await world.bot.start()
    for one in (owner, admin, developer):
        (await one.says("!seats remove main", "dm")).contains("is in the host's settings")
    for one in (reader, invited):
        (await one.says("!seats remove main", "dm")).contains("For the bot's host only")
