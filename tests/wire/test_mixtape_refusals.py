"""What a mixtape says of songs that are gone, or that the owner can't play in their country."""

from __future__ import annotations

import pytest

from sandbox.spotify.catalogue import Thing
from tests.wire.mixtape_room import Room, link, room_in
from tests.world import Someone, World


@pytest.fixture
async def room(world: World, regular: Someone) -> Room:
    return await room_in(world, regular)


def _bar(room: Room, *songs: Thing) -> None:
    room.world.spotify.barred.update(one.id for one in songs)


async def test_a_song_not_for_the_owners_country_is_told_apart_and_not_tried_again(
    room: Room,
) -> None:
    song, barred, after = room.songs[:3]
    gone = f"https://open.spotify.com/track/{'1' * 22}"
    _bar(room, barred)
    message = await room.guest.writes(
        f"{link(song)} {link(barred)} {gone} {link(after)}", room.channel
    )
    await room.marked(message, "✅", "🔒", "❌")
    said = await room.guest.sees("can't play this in their country", room.channel)
    said.contains(link(barred))
    said.lacks(gone, link(song))
    (await room.guest.sees("Spotify doesn't have this", room.channel)).lacks(link(barred))
    await room.settled()
    await room.holds([song, after])
    before = room.asked
    again = await room.guest.writes(f"{link(barred)} {gone}", room.channel)
    await room.marked(again, "🔒", "❌")
    await room.settled()
    assert room.asked == before, "Spotify is not asked again about what it wouldn't have"


async def test_songs_of_one_message_are_refused_in_one_answer(room: Room) -> None:
    album = next(one for one in room.world.spotify.catalogue.all("album") if len(one.children) > 4)
    _bar(room, *album.children)
    posted = await room.posts(room.guest, album)
    asked = await room.guest.sees("into the mixtape?", room.channel)
    await room.guest.presses_in_place(asked, "Add them")
    said = await room.guest.sees("can't play these in their country", room.channel)
    said.contains(*map(link, album.children))
    await room.marked(posted, "🔒")
    await room.settled()
    await room.holds([])
    words = [str(one) for one in room.world.discord.messages(room.guest.person, room.channel)]
    assert sum("their country:" in one for one in words) == 1


async def test_a_song_that_couldnt_be_taken_out_again_goes_with_the_next_turn(room: Room) -> None:
    playable = [one for one in room.songs if one.id not in room.world.spotify.barred]
    barred, after = playable[:2]
    _bar(room, barred)
    room.world.spotify.fault(r"/playlists/\w+/items", "forbidden", method="DELETE")
    message = await room.posts(room.guest, barred)
    await room.waits_for_its_next_try()
    assert room.playlist.children == [barred]
    room.hurries()
    last = await room.posts(room.guest, after)
    await room.marked(last, "✅")
    await room.holds([after])
    await room.marked(message, "🔒")


async def test_where_spotify_says_nothing_of_countries_songs_stay_and_it_is_asked_once(
    room: Room,
) -> None:
    room.world.spotify.market_needs_scope = True
    first, second, third = room.songs[:3]
    _bar(room, first)
    await room.marked(await room.posts(room.guest, first), "✅")
    before = room.asked
    await room.marked(await room.posts(room.guest, second, third), "✅")
    assert room.asked == before + 1, "one request adds both"
    await room.holds([first, second, third])


async def test_a_song_that_spotify_has_but_refuses_to_add_is_not_called_gone(room: Room) -> None:
    barred = room.songs[0]
    room.world.spotify.fault(r"/playlists/\w+/items", "bad_request", method="POST")
    message = await room.posts(room.guest, barred)
    await room.marked(message, "🔒")
    await room.guest.sees("can't play this in their country", room.channel)
    await room.holds([])
