"""Attacks on what several people share: someone else's mixtape, someone else's seat.

docs/reference/threats-and-faults.md, T8e and T8f.
"""

from __future__ import annotations

import pytest

from tests.conftest import MakeWorld
from tests.wire.mixtape_room import Room, link, room_in
from tests.wire.test_seat_care import asked, questions
from tests.world import Reply, Someone, World, until


@pytest.fixture
async def room(world: World, regular: Someone) -> Room:
    return await room_in(world, regular)


async def forged(who: Someone, message: Reply, custom_id: str, where: str | int) -> Reply:
    """Press a button that the bot has never sent, on a message that it has."""
    world = who.world.discord.world
    label, button = next((one, it) for one, it in message.buttons.items() if "custom_id" in it)
    button["custom_id"] = custom_id
    world.messages[message.id].data["components"][0]["components"][-1]["components"] = [button]
    return await who.presses(message, label, where)


async def test_t8e_a_strangers_commands_change_no_mixtape(room: Room) -> None:
    first, second = room.songs[:2]
    await room.posts(room.owner, first)
    await room.holds([first])
    for command in ("end", "pause", "resume", "limit 50", "backfill 100", "start"):
        said = await room.guest.says(f"!mixtape {command}", room.channel)
        said.lacks("The mixtape has ended", "Something broke")
    (await room.guest.says("!mixtape undo", room.channel)).contains("Nothing to undo")
    await room.posts(room.guest, second)
    await room.holds([first, second])


async def test_t8e_a_forged_press_from_another_server_answers_no_question(
    room: Room,
) -> None:
    """A question's number is counted up, so everyone knows those of other servers."""
    world = room.world
    album = next(one for one in world.spotify.catalogue.all("album") if len(one.children) > 2)
    await room.posts(room.guest, album)
    question = await room.guest.sees("into the mixtape?", room.channel)
    custom_id = question.id_of("mixtape:yes:")
    elsewhere = world.discord.world.add_guild("Elsewhere M", ["elsewhere-m"], [])
    await world.discord.gateway.guild_created(elsewhere)
    stranger = world.someone("Stranger M", seat=False, guilds=[elsewhere])
    shown = await stranger.says("!np", "elsewhere-m")
    (await forged(stranger, shown, custom_id, "elsewhere-m")).lacks(*map(link, album.children[:3]))
    assert room.states == ["asked"]
    assert not room.playlist.children


async def test_t8e_what_is_posted_pings_nobody_and_a_flood_is_bounded(room: Room) -> None:
    pings = len(room.world.discord.world.pings)
    await room.owner.says("!mixtape limit 5", room.channel)

    async def floods(first: int) -> None:
        numbers = range(first, first + 20)
        links = " ".join(f"https://open.spotify.com/track/{one:022d}" for one in numbers)
        await room.guest.writes(f"@everyone <@{room.owner.person.id}> {links}", room.channel)
        await until(lambda: len(room.states) == first + 20)
        await room.settled()

    await floods(0)
    await floods(20)
    # Five are tried: each alone, with its halves, and once by its name.
    assert room.states.count("refused") == 5
    assert room.asked < 25
    assert room.world.discord.world.pings[pings:] == []
    assert not room.playlist.children


async def test_t8f_nobody_gives_up_somebody_elses_seat(make_world: MakeWorld) -> None:
    world = await make_world(SPOTIFY_SEATS="5")
    mira, thief = await world.linked("Mira"), await world.linked("Thief")
    await asked(world, mira)
    when = questions(mira)[0]["asked_at"]
    shown = await thief.says("!np", "general")
    (await forged(thief, shown, f"seat:give:{when}", "general")).lacks("You gave up your seat")
    assert mira.is_linked
    assert thief.is_linked
    assert len(questions(mira)) == 1
