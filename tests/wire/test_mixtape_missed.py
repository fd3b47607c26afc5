"""What happens to a mixtape's messages while the bot is away is made up for when it's back."""

from __future__ import annotations

from tests.conftest import MakeWorld
from tests.wire.mixtape_room import link, room_in
from tests.world import until


async def test_edits_and_deletions_are_made_up_for_with_one_request(
    make_world: MakeWorld,
) -> None:
    world = await make_world()
    room = await room_in(world, await world.regular())
    discord, songs = world.discord, room.songs[:6]
    posted = [await room.posts(room.guest, one) for one in songs[:3]]
    added = await room.guest.uses("mixtape add", room.channel, links=link(songs[3]))
    added.contains("1 song")
    await room.holds(songs[:4])
    await room.settled()
    await world.bot.kill()
    await discord.delete(room.guest.person, posted[0])
    await discord.edit(room.guest.person, posted[1], f"rather {link(songs[4])}")
    await room.posts(room.guest, songs[5])
    await world.bot.start()
    await room.holds([songs[2], songs[3], songs[4]])
    await room.settled()
    await room.holds([songs[2], songs[3], songs[4]])
    reads = [
        one
        for one in discord.rest.requests
        if one.method == "GET" and one.path.endswith(f"/channels/{room.channel}/messages")
    ]
    assert len(reads) == 1
    # What was posted meanwhile is for a backfill.
    (await room.owner.says("!mixtape backfill 20", room.channel)).contains("1 older message")
    await room.holds([songs[2], songs[3], songs[4], songs[5]])


async def test_a_channel_that_was_deleted_meanwhile_ends_its_mixtape(
    make_world: MakeWorld,
) -> None:
    world = await make_world()
    room = await room_in(world, await world.regular())
    await room.posts(room.guest, room.songs[0])
    await room.holds(room.songs[:1])
    await world.bot.kill()
    gone = world.discord.world.channels.pop(room.channel)
    world.home.channels.remove(gone)
    await world.bot.start()
    await until(lambda: not world.rows("mixtapes", "channel_id", room.channel))


async def test_what_it_took_is_a_duplicate_even_far_up_in_a_long_playlist(
    make_world: MakeWorld,
) -> None:
    world = await make_world()
    room = await room_in(world, await world.regular())
    first, last = room.songs[:2]
    await room.posts(room.guest, first)
    await room.holds([first])
    await room.settled()
    await world.bot.kill()
    # Its owner has added so many that the bot, when it's back, doesn't read the first again.
    playlist, others = room.playlist, room.songs[2:102]
    playlist.children.extend(others * 3)
    await world.bot.start()
    again = await room.guest.writes(f"{link(first)} {link(last)}", room.channel)
    await room.marked(again, "🔁", "✅")
    assert playlist.children == [first, *others * 3, last]


async def test_without_message_content_an_edit_that_cant_be_read_takes_nothing_out(
    make_world: MakeWorld,
) -> None:
    world = await make_world()
    room = await room_in(world, await world.regular())
    discord, songs = world.discord, room.songs[:4]
    posted = [await room.posts(room.guest, one) for one in songs[:3]]
    await room.holds(songs[:3])
    await discord.edit(room.guest.person, posted[0], f"this one: {link(songs[0])}")
    await room.settled()
    await world.bot.kill()
    await discord.edit(room.guest.person, posted[1], f"and this: {link(songs[1])}")
    await discord.delete(room.guest.person, posted[2])
    discord.world.refuse_message_content = True
    await world.bot.start()
    await room.holds(songs[:2])
    await room.settled()
    await room.holds(songs[:2])
    # While it runs too; what mentions the bot can be read.
    await discord.edit(room.guest.person, posted[0], f"still: {link(songs[0])}")
    mention = f"<@{discord.world.bot.id}>"
    await discord.edit(room.guest.person, posted[1], f"{mention} rather {link(songs[3])}")
    await room.holds([songs[0], songs[3]])
    await room.settled()
    await room.holds([songs[0], songs[3]])
