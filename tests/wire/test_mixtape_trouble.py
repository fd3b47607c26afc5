"""The mixtape in trouble: kills, Spotify's faults, links that end, channels that go."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

import pytest

from sandbox.spotify.catalogue import Thing
from tests.conftest import MakeWorld
from tests.wire.mixtape_room import Room, link, room_in
from tests.world import Someone, World, until

_ITEMS = r"/playlists/\w+/items"


@pytest.fixture
async def room(world: World, regular: Someone) -> Room:
    return await room_in(world, regular)


async def test_a_hundred_mixed_links_make_exactly_the_right_playlist(
    world: World, regular: Someone
) -> None:
    room, dice = await room_in(world, regular), random.Random(16)
    await regular.says("!mixtape limit 0", room.channel)
    songs, wanted, twice = dice.sample(room.songs, 100), list[Thing](), set[Thing]()
    messages: dict[int, Thing] = {}

    def once() -> int:
        """Return a message whose song nobody else has posted."""
        return dice.choice([one for one, song in messages.items() if song not in twice])

    before = len(world.spotify.requests)
    for number, song in enumerate(songs):
        message = await room.guest.writes(_form(world, number, song), room.channel)
        messages[message] = song
        wanted.append(song)
        if number % 10 == 7:
            gone = once()
            wanted.remove(messages.pop(gone))
            await world.discord.delete(room.guest.person, gone)
        if number % 10 == 3:
            changed = once()
            instead = next(one for one in room.songs if one not in songs and one not in wanted)
            wanted.remove(messages[changed])
            wanted.append(instead)
            messages[changed] = instead
            await world.discord.edit(room.guest.person, changed, link(instead))
            # What is posted next comes later, also by Discord's clock: it counts milliseconds.
            await _a_millisecond_later()
        if number % 10 == 5:
            twice.add(again := dice.choice(list(messages.values())))
            await room.posts(room.owner, again)
    await room.holds(wanted)
    paths = [(one.method, one.path) for one in list(world.spotify.requests)[before:]]
    asked = [one for one in paths if one[1].startswith("/v1/")]
    assert len(asked) <= 15, asked


async def _a_millisecond_later() -> None:
    end = time.time_ns() + 2_000_000
    await until(lambda: time.time_ns() > end)


def _form(world: World, number: int, song: Thing) -> str:
    """Return a link as people paste it."""
    forms: tuple[Callable[[], str], ...] = (
        lambda: link(song),
        lambda: f"so good https://open.spotify.com/intl-de/track/{song.id}?si=abc!",
        lambda: song.data["uri"],
        lambda: f"<https://open.spotify.com/intl-pt/track/{song.id}>",
        lambda: _short(world, number, song),
    )
    return forms[number % len(forms)]()


def _short(world: World, number: int, song: Thing) -> str:
    world.spotify.short_links[f"tape{number}"] = link(song)
    return f"https://spotify.link/tape{number}"


@pytest.mark.parametrize("after", [False, True], ids=["not done", "done but not said"])
async def test_s3_spotify_breaks_in_the_middle_and_nothing_is_lost_or_twice(
    world: World, regular: Someone, after: bool
) -> None:
    room = await room_in(world, regular)
    first, second, third = room.songs[:3]
    world.spotify.fault(_ITEMS, "status", method="POST", after=after)
    await room.posts(room.guest, first, second)
    await until(lambda: room.states == ["writing", "writing"])
    await room.waits_for_its_next_try()
    room.hurries()
    last = await room.posts(room.guest, third)
    await room.marked(last, "✅")
    await room.holds([first, second, third])
    await room.settled()
    await room.holds([first, second, third])


async def test_p1_a_kill_loses_nothing_and_adds_nothing_twice(make_world: MakeWorld) -> None:
    world = await make_world()
    room = await room_in(world, await world.regular())
    songs = room.songs[:5]
    await room.posts(room.guest, *songs[:3])
    await until(lambda: len(room.states) == 3)
    await world.bot.kill()
    await world.bot.start()
    await room.holds(songs[:3])
    world.spotify.fault(_ITEMS, "hang", method="POST", after=True)
    await room.posts(room.guest, *songs[3:])
    await room.holds(songs)
    await world.bot.kill()
    await world.bot.start()
    assert room.states[3:] == ["writing", "writing"]
    room.hurries()
    await room.posts(room.guest, room.songs[5])
    await until(lambda: room.states == ["in"] * 6)
    await room.settled()
    await room.holds(room.songs[:6])


async def test_without_its_owners_link_it_pauses_and_says_so_once(make_world: MakeWorld) -> None:
    world = await make_world()
    regular = await world.regular()
    room = await room_in(world, regular)
    song = room.songs[0]
    world.spotify.revoke(regular.listener)
    regular.forget_access()
    await room.posts(room.guest, song)
    said = await room.guest.sees("the mixtape is paused", room.channel)
    said.contains("mixtape resume", regular.person.display)
    missed = await room.posts(room.guest, room.songs[1])
    await room.settled()
    assert not room.spoken_since(missed)
    assert room.states == ["waiting"]


@pytest.mark.parametrize("how", ["vanished", "someone else's"])
async def test_a_playlist_that_is_lost_pauses_it(room: Room, how: str) -> None:
    playlist, catalogue = room.playlist, room.world.spotify.catalogue
    if how == "vanished":
        del catalogue.things["playlist", playlist.id]
    else:
        playlist.data["owner"] = {**playlist.data["owner"], "id": "another"}
    await room.posts(room.guest, room.songs[0])
    (await room.guest.sees("the mixtape is paused", room.channel)).contains("The playlist is gone")
    resumed = await room.owner.says("!mixtape resume", room.channel)
    resumed.lacks("Who added how many")
    catalogue.things["playlist", playlist.id] = playlist
    playlist.data["owner"] = {**playlist.data["owner"], "id": room.owner.listener.id}
    (await room.owner.says("!mixtape resume", room.channel)).contains("Who added how many")
    await room.holds(room.songs[:1])


async def test_a_deleted_channel_ends_it(room: Room) -> None:
    discord = room.world.discord
    place = discord.world.channels[room.channel]
    gone = {**discord.world.channel_json(place), "guild_id": str(place.guild_id)}
    await discord.gateway.dispatch("CHANNEL_DELETE", gone, place.guild_id)
    await until(lambda: not room.world.rows("mixtapes", "channel_id", room.channel))


async def test_without_the_right_to_react_it_works_and_says_so(room: Room) -> None:
    song = room.songs[0]
    room.world.discord.fail_next("PUT", "/reactions/", 403, 50013, times=5)
    await room.posts(room.guest, song)
    await room.holds([song])
    await room.settled()
    assert room.states == ["in"]


async def test_without_message_content_it_says_what_is_missing(make_world: MakeWorld) -> None:
    world = await make_world()
    owner = await world.regular()
    world.discord.world.refuse_message_content = True
    await world.bot.stop()
    await world.bot.start()
    mention = f"<@{world.discord.world.bot.id}>"
    started = await owner.says(f"{mention} mixtape start")
    started.contains("message content intent", "mixtape add")
    song = world.spotify.catalogue.all("track")[0]
    (await owner.says(f"{mention} mixtape add {link(song)}")).contains("1 song goes in")
    stored = world.rows("mixtapes")[0]
    playlist = world.spotify.catalogue.get("playlist", str(stored["playlist_id"]))
    assert playlist is not None
    await until(lambda: playlist.children == [song])


async def test_a_deletion_of_everything_ends_the_owners_mixtape(make_world: MakeWorld) -> None:
    world = await make_world()
    room = await room_in(world, await world.regular())
    await room.posts(room.guest, room.songs[0])
    await room.holds(room.songs[:1])
    await _deletes_everything(room.guest)
    assert not world.rows("mixtape_songs", "added_by", room.guest.person.id)
    await room.holds(room.songs[:1])
    await _deletes_everything(room.owner)
    assert not world.rows("mixtapes")


async def _deletes_everything(who: Someone) -> None:
    asked = await who.presses_in_place(await who.uses("privacy"), "Delete everything")
    (await who.presses_in_place(asked, "Delete everything")).contains("Deleted")
