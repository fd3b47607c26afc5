"""The owner of a mixtape leaves or unlinks: it ends, and its channel is told once what to do."""

from __future__ import annotations

import pytest

from tests.wire.mixtape_room import Room, room_in
from tests.world import Someone, World


@pytest.fixture
async def owner(world: World) -> Someone:
    return await world.regular("Owner M")


def told(room: Room, words: str) -> int:
    """How many of the messages in the channel say something."""
    seen = room.world.discord.messages(room.guest.person, room.channel)
    return sum(words in str(one) for one in seen)


async def test_an_owner_who_leaves_the_server_ends_it_and_what_is_in_it_stays(
    world: World, owner: Someone
) -> None:
    room = await room_in(world, owner)
    world.home.members.remove(owner.person.id)
    playlist, after = room.playlist, await room.posts(room.guest, room.songs[0])
    said = await room.guest.sees("has left this server", room.channel)
    said.contains("Owner M", "mixtape start", "stays theirs")
    (await room.guest.says("!mixtape", room.channel)).contains("No mixtape here")
    await room.posts(room.guest, room.songs[1])
    await room.marked(after)
    assert not playlist.children
    assert told(room, "has left this server") == 1
    world.home.members.append(owner.person.id)


@pytest.mark.parametrize("deletes", ["unlinks", "deletes everything"])
async def test_an_owner_who_unlinks_ends_it_and_its_channel_is_told_once(
    world: World, owner: Someone, deletes: str
) -> None:
    room = await room_in(world, owner)
    await room.posts(room.guest, room.songs[0])
    await room.holds(room.songs[:1])
    playlist = room.playlist
    if deletes == "unlinks":
        (await owner.uses("unlink")).contains("deleted")
    else:
        asked = await owner.presses_in_place(await owner.uses("privacy"), "Delete everything")
        await owner.presses_in_place(asked, "Delete everything")
    said = await room.guest.sees("The mixtape has ended", room.channel)
    said.contains("unlinked Spotify or deleted their data", "mixtape start", "stays theirs")
    said.lacks("Owner M")
    await room.settled()
    assert told(room, "The mixtape has ended") == 1
    assert playlist.children == room.songs[:1]
    await room.guest.says("!mixtape", room.channel)
    again = await room_in(world, await world.regular("Other M"))
    again.started.contains("From now on")
