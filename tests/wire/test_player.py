"""Driving one's own player, by prefix and slash."""

from __future__ import annotations

import asyncio

import pytest

from sandbox.spotify.library import fill, new_playlist
from tests.world import Someone, World


async def test_play_by_words_link_uri_and_kind(world: World, regular: Someone) -> None:
    catalogue, player = world.spotify.catalogue, regular.listener.player
    track = catalogue.named("track", "青い封筒")
    album, artist = catalogue.all("album")[3], catalogue.named("artist", "Velvet Harbour")
    playlist = new_playlist(catalogue, regular.listener, "Played", "played x", public=False)
    fill(playlist, catalogue.all("track")[:3], 1.0)
    (await regular.says("!play 青い封筒")).contains("Playing", "青い封筒")
    assert player.thing is track
    for asked, kind, first in (
        (f"https://open.spotify.com/intl-de/track/{track.id}?si=1", "track", track),
        (f"spotify:album:{album.id}", "album", album.children[0]),
        (f"https://open.spotify.com/artist/{artist.id}", "artist", artist.children[0].children[0]),
    ):
        (await regular.uses("play", what=asked)).contains("Playing")
        assert player.item, kind
        assert player.item["id"] == first.id, kind
    (await regular.says(f"!p https://open.spotify.com/playlist/{playlist.id}")).contains(
        playlist.name
    )


async def test_pause_and_resume_are_safe_to_repeat(regular: Someone) -> None:
    player = regular.listener.player
    for _ in range(2):
        (await regular.says("!pause")).contains("Paused")
        assert not player.playing
    for _ in range(2):
        (await regular.uses("resume")).contains("Resumed")
        assert player.playing
    (await regular.says("!pause")).contains("Paused")
    (await regular.says("!play")).contains("Resumed")
    assert player.playing


async def test_skip_and_previous_show_what_plays_then(world: World, regular: Someone) -> None:
    player = regular.listener.player
    album = next(one for one in world.spotify.catalogue.all("album") if len(one.children) > 4)
    first, second = album.children[:2]
    player.play_track(first.id)
    skipped = await regular.says("!next")
    assert player.thing is second
    skipped.contains("Now playing", second.id)
    (await regular.uses("previous")).contains(first.id)
    assert player.thing is first


@pytest.mark.parametrize(
    ("asked", "seconds", "words"),
    [("1:23", 83, "1:23"), ("83", 83, "1:23"), ("0:05", 5, "0:05"), ("+15", 45, "0:4")],
)
async def test_seek(regular: Someone, asked: str, seconds: int, words: str) -> None:
    regular.plays(progress_ms=30_000)
    (await regular.says(f"!seek {asked}")).contains("Jumped to", words)
    assert abs(regular.listener.player.progress_ms() / 1000 - seconds) < 3


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("!seek 99:59", "past the end"),
        ("!seek soon", "isn't a valid position"),
        ("!seek 1:99", "isn't a valid position"),
        ("!volume 101", "isn't a valid volume"),
        ("!volume loud", "isn't a valid volume"),
        ("!volume -1000", "isn't a valid volume"),
        ("!shuffle maybe", "isn't `on` or `off`"),
        ("!repeat forever", "isn't a repeat mode"),
        ("!devices toaster", "No such device"),
        ("!play https://evil.example/track/1", "not a Spotify link"),
        ("!play zzz qqq xxx", "Nothing found"),
        ("!play " + "x" * 201, "too long"),
        ("!queue spotify:artist:1234567890123456789012", "That's an artist"),
        ("!play https://open.spotify.com/track/1234567890123456789012", "Nothing found"),
        ("!top tracks forever", "don't know the time span"),
        ("!chart tracks 9", "isn't a valid size"),
    ],
)
async def test_what_cannot_be_done_gets_a_clear_answer(
    regular: Someone, command: str, words: str
) -> None:
    (await regular.says(command)).contains(words)


async def test_volume_steps_and_devices_without_volume(regular: Someone) -> None:
    player = regular.listener.player
    device = player.active
    assert device is not None
    (await regular.says("!vol 40%")).contains("40%")
    (await regular.says("!vol")).contains("40%")
    (await regular.uses("volume", level="up")).contains("50%")
    assert device.volume_percent == 50
    device.supports_volume = False
    (await regular.says("!vol 10")).contains("only be changed on the device")
    device.supports_volume = True


async def test_shuffle_and_repeat_change_in_turn(regular: Someone) -> None:
    player = regular.listener.player
    (await regular.says("!shuffle")).contains("Shuffle is on")
    assert player.shuffle
    (await regular.uses("shuffle", mode="off")).contains("Shuffle is off")
    for words, state in (
        ("Repeating the album", "context"),
        ("Repeating this song", "track"),
        ("off", "off"),
    ):
        (await regular.says("!loop")).contains(words)
        assert player.repeat == state
    (await regular.uses("repeat", mode="track")).contains("Repeating this song")


async def test_queue_adds_one_several_and_shows_the_total_time(
    world: World, regular: Someone
) -> None:
    tracks = world.spotify.catalogue.all("track")[10:13]
    links = " ".join(f"https://open.spotify.com/track/{one.id}" for one in tracks)
    (await regular.says(f"!q {links}")).contains("3 songs queued", *(one.name for one in tracks))
    assert [one.id for one in regular.listener.player.queue] == [one.id for one in tracks]
    shown = await regular.uses("queue")
    shown.contains(tracks[0].name, "up next", "▶️")
    (await regular.says("!queue 青い封筒")).contains("Queued", "青い封筒")


async def test_the_queue_pages_for_whoever_asked(world: World, regular: Someone) -> None:
    for one in world.spotify.catalogue.all("track")[:15]:
        regular.listener.player.queue.append(one)
    shown = await regular.says("!queue")
    following = shown.id_of("queue:")
    other = world.someone()
    pressed = await world.discord.press(other.person, shown.id, following)
    (await other.finished(pressed, "general")).contains("isn't yours")
    (await regular.turns(shown, following)).contains("2/")


async def test_devices_are_listed_and_chosen(regular: Someone) -> None:
    player = regular.listener.player
    shown = await regular.says("!devices")
    shown.contains("Laptop", "Kitchen speaker")
    speaker = player.devices[2]
    (await regular.selects(shown, "transfer:", [str(speaker.id)])).contains("Kitchen speaker")
    assert player.active is speaker
    (await regular.uses("devices", device="lap")).contains("Playing on")
    assert player.active is player.devices[1]
    choices = await regular.discord.autocomplete(
        regular.person, "general", "devices", {"device": "kitch"}, "device"
    )
    assert choices == [{"name": "Kitchen speaker", "value": speaker.id}]


async def test_no_active_device_asks_and_then_plays_there(world: World, regular: Someone) -> None:
    player = regular.listener.player
    player.stop()
    asked = await regular.says("!play 青い封筒")
    asked.contains("No active device", "Laptop")
    other = world.someone()
    custom_id = asked.selects[0]["custom_id"]
    pressed = await world.discord.press(
        other.person, asked.id, custom_id, [str(player.devices[1].id)]
    )
    (await other.finished(pressed, "general")).contains("isn't yours")
    await regular.selects(asked, "device:", [str(player.devices[1].id)])
    await regular.sees("青い封筒", after=asked.id)
    assert player.active is player.devices[1]
    assert player.item
    assert player.item["name"] == "青い封筒"


async def test_no_device_at_all_is_said(regular: Someone) -> None:
    player = regular.listener.player
    devices, player.devices = player.devices, []
    player.stop()
    try:
        reply = await regular.uses("play", what="青い封筒")
        reply.contains("No device is open")
        assert reply.private
    finally:
        player.devices = devices


async def test_restricted_devices_ads_and_missing_premium_are_said(
    world: World, regular: Someone
) -> None:
    player = regular.listener.player
    assert player.active is not None
    player.active.is_restricted = True
    (await regular.says("!skip")).contains("Not possible right now")
    player.active.is_restricted = False
    player.play_ad()
    (await regular.says("!skip")).contains("Not possible right now", "may be an ad")
    regular.plays()
    regular.listener.premium = False
    try:
        reply = await regular.uses("pause")
        reply.contains("needs Spotify Premium")
        assert reply.private
    finally:
        regular.listener.premium = True


async def test_writes_are_never_sent_twice(world: World, regular: Someone) -> None:
    for path, command in (("/v1/me/player/next", "!skip"), ("/v1/me/player/queue", "!q 青い封筒")):
        before = world.spotify.count(path, by=regular.listener)
        world.spotify.fault(path, "status", times=5, status=502)
        (await regular.says(command)).contains("isn't answering")
        world.spotify.faults.clear()
        assert world.spotify.count(path, by=regular.listener) - before == 1


async def test_answers_of_204_are_understood_too(world: World, regular: Someone) -> None:
    world.spotify.quiet_writes = True
    try:
        (await regular.says("!pause")).contains("Paused")
        (await regular.says("!resume")).contains("Resumed")
    finally:
        world.spotify.quiet_writes = False


async def test_in_direct_messages_too(regular: Someone) -> None:
    (await regular.says("!pause", "dm")).contains("Paused")
    (await regular.uses("resume", "dm")).contains("Resumed")


async def test_two_at_once_both_get_an_answer(regular: Someone) -> None:
    answers = await asyncio.gather(regular.says("!vol 30"), regular.uses("volume", level="60"))
    for answer in answers:
        answer.contains("Volume")
