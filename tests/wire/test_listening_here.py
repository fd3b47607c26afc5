"""`listening` on a bot that serves many more people than those of one server."""

from __future__ import annotations

from tests.conftest import MakeWorld
from tests.world import World, until

_ELSEWHERE = 1200


def link_many_elsewhere(world: World) -> None:
    """Add links of people in other servers; their IDs come before everyone's here."""
    with world.database() as database:
        database.executemany(
            "INSERT INTO accounts (discord_id, spotify_account_id, spotify_id, scopes, client_id,"
            " expires_at, authorized_at, status, version)"
            " VALUES (?, ?, 'x', '', 'other', 0, 0, 'active', 1)",
            [(number, f"account-{number}") for number in range(1, _ELSEWHERE + 1)],
        )


async def test_those_who_use_the_bot_here_are_found(make_world: MakeWorld) -> None:
    world = await make_world()
    link_many_elsewhere(world)
    regular, stranger = await world.linked("Regular R"), world.someone()
    regular.plays("窓辺の切手")
    await regular.says("!np")
    await until(lambda: regular.rows("people_in_servers"))
    shown = await stranger.says("!listening")
    shown.contains("Regular R", "窓辺の切手")
    shown.lacks("there may be more")
    assert not stranger.rows("people_in_servers"), "nothing is kept about who isn't linked"


async def test_who_has_left_the_server_is_forgotten_there(make_world: MakeWorld) -> None:
    world = await make_world()
    regular, stranger = await world.linked("Regular R"), world.someone()
    regular.plays()
    await regular.says("!np")
    await until(lambda: regular.rows("people_in_servers"))
    world.home.members.remove(regular.person.id)
    (await stranger.says("!listening")).lacks("Regular R")
    await until(lambda: not regular.rows("people_in_servers"))
