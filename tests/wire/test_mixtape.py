"""The mixtape: links posted in a channel go into one playlist."""

from __future__ import annotations

import pytest

from tests.wire.mixtape_room import Room, link, room_in
from tests.world import Someone, World


@pytest.fixture
async def room(world: World, regular: Someone) -> Room:
    made = await room_in(world, regular)
    made.started.contains("From now on", "Mixtape of")
    return made


async def test_links_go_into_the_playlist_in_order_in_one_request(room: Room) -> None:
    songs = room.songs[:4]
    posted = [await room.posts(room.guest, one) for one in songs]
    await room.holds(songs)
    for message in posted:
        await room.marked(message, "✅")
    assert room.writes == 1
    shown = await room.guest.says("!mixtape", room.channel)
    shown.contains("Guest G", songs[3].name, link(songs[3]))


async def test_edits_and_deletions_change_the_playlist(room: Room) -> None:
    one, other, third, instead = room.songs[:4]
    first, second = await room.posts(room.guest, one), await room.posts(room.guest, other, third)
    await room.holds([one, other, third])
    await room.world.discord.edit(room.guest.person, second, f"{link(other)} {link(instead)}")
    await room.holds([one, other, instead])
    await room.world.discord.delete(room.guest.person, first)
    await room.holds([other, instead])
    await room.world.discord.delete_several([second])
    await room.holds([])


async def test_an_edit_that_leaves_no_song_takes_the_reaction_and_one_back_keeps_it(
    room: Room,
) -> None:
    one, other, third = room.songs[:3]
    message, last = await room.posts(room.guest, one, other), await room.posts(room.guest, third)
    await room.marked(message, "✅")
    await room.settled()
    edits = room.world.discord.edit
    await edits(room.guest.person, message, "never mind")
    await edits(room.guest.person, message, f"rather {link(one)}")
    await room.settled()
    await room.holds([one, third])
    await room.marked(message, "✅")
    await edits(room.guest.person, message, "never mind")
    await room.holds([third])
    await room.marked(message)
    await room.marked(last, "✅")


async def test_an_edit_keeps_what_came_from_short_links_and_albums(room: Room) -> None:
    world, album = room.world, room.world.spotify.catalogue.named("album", "Hollow Ladders")
    song, last, later = [one for one in room.songs if one.parent is not album][:3]
    world.spotify.short_links["one"] = link(song)
    text = f"https://spotify.link/one {link(album)}"
    message = await room.guest.writes(text, room.channel)
    asked = await room.guest.sees("into the mixtape?", room.channel)
    await room.guest.presses_in_place(asked, "Add them")
    await room.posts(room.owner, last)
    wanted = [song, *album.children, last]
    await room.holds(wanted)
    # As Discord does once it has a link's preview, and as someone does who adds a word.
    for words in (text, f"{text} !"):
        await world.discord.edit(room.guest.person, message, words)
    await room.posts(room.owner, later)
    await room.holds([*wanted, later])
    await world.discord.edit(room.guest.person, message, "https://spotify.link/one")
    await room.holds([song, last, later])


async def test_a_duplicate_is_told_quietly_and_takes_over(room: Room) -> None:
    guest, song = room.guest, room.songs[0]
    first = await room.posts(guest, song)
    await room.marked(first, "✅")
    second = await room.posts(room.owner, song)
    await room.marked(second, "🔁")
    assert not room.spoken_since(first)
    await room.world.discord.delete(guest.person, first)
    await room.marked(second, "🔁", "✅")
    await room.settled()
    await room.holds([song])


async def test_an_album_is_asked_about_and_only_its_poster_or_the_owner_answers(
    room: Room,
) -> None:
    album = next(one for one in room.world.spotify.catalogue.all("album") if len(one.children) > 2)
    await room.posts(room.guest, album)
    asked = await room.guest.sees("into the mixtape?", room.channel)
    stranger = room.world.someone("Other T", seat=False)
    (await stranger.presses(asked, "Add them", room.channel)).contains("Only", "can do that")
    await room.guest.presses_in_place(asked, "Add them")
    await room.holds(album.children[:50])


async def test_what_is_no_song_of_spotifys(room: Room) -> None:
    missing = f"https://open.spotify.com/track/{'1' * 22}"
    song, after = room.songs[0], room.songs[1]
    quiet = await room.guest.writes("https://evil.example/x https://youtu.be/abc", room.channel)
    message = await room.guest.writes(f"{link(song)} {missing} {link(after)}", room.channel)
    await room.holds([song, after])
    await room.marked(message, "✅", "❌")
    said = await room.guest.sees("Spotify doesn't have this", room.channel)
    said.contains(missing)
    assert said.message["message_reference"]["message_id"] == str(message)
    await room.marked(quiet)


async def test_the_poster_and_the_owner_undo(room: Room) -> None:
    one, other, third = room.songs[:3]
    first = await room.posts(room.guest, one)
    await room.posts(room.owner, other)
    last = await room.posts(room.owner, third)
    await room.holds([one, other, third])
    refused = await room.guest.says("!mixtape undo", room.channel, reply_to=last)
    refused.contains("Nothing to undo")
    (await room.guest.says("!mixtape undo", room.channel)).contains("1 song goes out")
    await room.holds([other, third])
    await room.marked(first)
    (await room.owner.says("!mixtape undo", room.channel)).contains("1 song goes out")
    await room.holds([other])
    # What was undone isn't taken again by an edit that Discord makes.
    await room.world.discord.edit(room.guest.person, first, f"{link(one)} again")
    await room.settled()
    await room.holds([other])


async def test_the_owner_pauses_limits_and_ends_it(room: Room) -> None:
    one, other, third = room.songs[:3]
    for command in ("pause", "resume", "limit 1", "end", "backfill 5"):
        refused = await room.guest.says(f"!mixtape {command}", room.channel)
        refused.contains("Only", "can do that")
    (await room.owner.says("!mixtape limit 1", room.channel)).contains("may add 1 song")
    posted = [await room.posts(room.guest, each) for each in (one, other)]
    await room.marked(posted[1], "✋")
    await room.holds([one])
    (await room.owner.says("!mixtape pause", room.channel)).contains("It's paused")
    missed = await room.posts(room.owner, third)
    (await room.owner.says("!mixtape resume", room.channel)).lacks("It's paused")
    await room.settled()
    await room.marked(missed)
    (await room.owner.says("!mixtape backfill 10", room.channel)).contains("1 older message")
    await room.holds([one, third])
    (await room.owner.says("!mixtape end", room.channel)).contains("The playlist stays")
    (await room.guest.says("!mixtape", room.channel)).contains("No mixtape here")
    assert not room.world.rows("mixtape_songs", "channel_id", room.channel)


async def test_the_last_messages_are_taken_on_request_oldest_first(
    world: World, regular: Someone
) -> None:
    room = await room_in(world, regular)
    await regular.says("!mixtape end", room.channel)
    songs = room.songs[:6]
    for one in songs:
        await room.posts(room.guest, one)
    await room.guest.says(f"!track {link(room.songs[7])}", room.channel)
    await regular.says("!mixtape start", room.channel)
    (await regular.says("!mixtape backfill 200", room.channel)).contains("6 older messages")
    await room.holds(songs)


async def test_what_programs_write_is_not_taken(room: Room) -> None:
    world, song = room.world, room.songs[0]
    robot = world.discord.world.add_person("robot", "Robot", [world.home])
    robot.bot = True
    await world.discord.send(robot, room.channel, link(song))
    await room.posts(room.guest, room.songs[1])
    await room.holds([room.songs[1]])
    backfilled = await room.owner.says("!mixtape backfill 20", room.channel)
    backfilled.contains("0 older messages")
