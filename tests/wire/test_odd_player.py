"""Players, lists and devices as old devices, proxies and new kinds of things send them."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from sandbox.spotify.items import Device
from tests.conftest import MakeWorld
from tests.world import Someone, World, until

Change = Callable[[Any], Any]


def sets(**values: Any) -> Change:
    """Set fields of an answer; `item__name` is the name inside the item."""

    def change(body: Any) -> Any:
        for path, value in values.items():
            *above, last = path.split("__")
            inside = body
            for key in above:
                inside = inside[key]
            inside[last] = value
        return body

    return change


@pytest.mark.parametrize(
    "options",
    [
        {"status": 200, "body": ""},
        {"status": 202, "body": ""},
        {"status": 202, "body": "Accepted", "content_type": "text/plain"},
        {"status": 204, "body": ""},
        {"status": 200, "body": "null"},
        {"status": 200, "body": " \n", "content_type": "text/html"},
    ],
    ids=str,
)
async def test_no_content_means_nothing_is_visible(world: World, options: dict[str, Any]) -> None:
    mira = await world.linked()
    mira.plays()
    world.spotify.fault("/v1/me/player", "status", times=1, **options)
    (await mira.says("!np")).contains("Nothing to see")


async def test_a_page_of_a_proxy_is_no_answer(world: World) -> None:
    mira = await world.linked()
    world.spotify.fault("/v1/me/player", "html", times=9)
    (await mira.says("!np")).contains("isn't answering")


@pytest.mark.parametrize(
    ("change", "has", "lacks"),
    [
        (sets(item__duration_ms=0), ["`1:0"], ["ends", "🔘", "0:00"]),
        (sets(item__duration_ms=None), ["`1:0"], ["ends", "🔘", "0:00"]),
        (sets(item__duration_ms="180000"), ["`3:00`", "ends"], []),
        (sets(progress_ms=None), ["窓辺の切手"], ["ends", "🔘", "Play from here"]),
        (sets(progress_ms=99_999_999), ["窓辺の切手"], ["ends"]),
        (sets(is_playing=None, actions=None), ["'s player"], ["paused", "is listening"]),
        (sets(item=None, currently_playing_type="hologram"), ["doesn't say"], []),
        (sets(item__type="chapter"), ["doesn't say"], ["open.spotify.com/track"]),
        (sets(currently_playing_type="ad"), ["An ad is playing"], ["窓辺の切手"]),
        (sets(device=None), ["窓辺の切手"], ["🔈"]),
        (sets(device__name="", device__id=None, device__volume_percent=None), [], ["🔈"]),
        (sets(device__is_private_session=True), ["Nothing to see"], ["窓辺の切手"]),
        (
            sets(context={"type": "playlist", "uri": "spotify:playlist:null"}),
            [],
            ["null", "from ["],
        ),
        (sets(context={"type": None, "uri": "spotify:user:m:collection"}), ["Liked Songs"], []),
        (sets(context={"type": "search", "uri": "spotify:search:x"}), [], ["search"]),
        (sets(item__artists=[{"name": None}, None]), ["Unknown artist"], ["None"]),
        (sets(item__album=None), ["窓辺の切手"], ["on \u2068"]),
        (sets(item__album__images=None), ["窓辺の切手"], []),
        (sets(item__album__images=[{"url": "javascript:1"}, {"url": None}]), ["窓辺の切手"], []),
        (sets(item__id=None, item__is_local=True, item__name=""), ["doesn't say"], []),
        (sets(timestamp="yesterday", smart_shuffle=None, repeat_state="x"), ["窓辺の切手"], []),
    ],
)
async def test_now_playing_shows_nothing_false(
    world: World, change: Change, has: list[str], lacks: list[str]
) -> None:
    mira = await world.linked("Mira Q", spotify_name="Mira Sol")
    mira.plays(progress_ms=61_000)
    world.spotify.faults.change("^/v1/me/player$", change)
    shown = await mira.uses("nowplaying")
    shown.contains(*has)
    shown.lacks(*lacks, "None", "-0:")


@pytest.mark.parametrize("style", ["card", "compact"])
async def test_other_styles_without_a_length(world: World, style: str) -> None:
    mira = await world.linked()
    settings = await mira.uses("settings mine")
    await mira.selects(settings, "set:style", [style])
    mira.plays(progress_ms=61_000)
    world.spotify.faults.change(
        "^/v1/me/player$", sets(item__duration_ms=0, item__artists=[], item__album=None)
    )
    shown = await mira.uses("nowplaying")
    shown.contains("窓辺の切手")
    shown.lacks("ends", "0:00", "?", " ·  · ")


async def test_play_from_here_works_without_a_length(world: World, regular: Someone) -> None:
    mira = await world.linked()
    mira.plays(progress_ms=61_000)
    world.spotify.faults.change("^/v1/me/player$", sets(item__duration_ms=0))
    card = await mira.uses("nowplaying")
    world.spotify.faults.clear()
    more = await regular.presses(card, "…")
    (await regular.presses(more, "Play from here")).contains("playing for you too", "1:0")


async def test_seek_and_volume_where_spotify_does_not_tell(regular: Someone, world: World) -> None:
    change = world.spotify.faults.change
    change("^/v1/me/player$", sets(item__duration_ms=0, device__volume_percent=None))
    (await regular.says("!seek 1:00")).contains("Jumped to")
    (await regular.says("!vol")).contains("doesn't say how loud")
    (await regular.says("!vol up")).contains("doesn't say how loud")
    (await regular.says("!vol 40")).contains("40%")
    change("^/v1/me/player$", sets(progress_ms=None))
    await regular.says("!vol 50")
    (await regular.says("!seek +15")).contains("doesn't say where")
    await regular.says("!vol 40")
    change("^/v1/me/player$", sets(device__supports_volume=False))
    (await regular.says("!vol up")).contains("only be changed on the device")


async def test_an_effect_is_not_called_a_failure_for_its_answer(
    world: World, regular: Someone
) -> None:
    world.spotify.fault("/v1/me/player/seek", "status", status=200, body="{broken")
    (await regular.says("!seek 1:00")).contains("Jumped to")


@pytest.fixture
def devices(regular: Someone) -> Iterator[list[Device]]:
    """Devices of all kinds and names, for the regular's player."""
    player = regular.listener.player
    before = player.devices
    player.devices = [
        before[0],
        Device("o" * 22, "Jo’s Office", "Speaker"),
        Device("k" * 22, "Kitchen", "Speaker"),
        Device("c" * 22, "Kitchen", "CastAudio", None),
        Device(None, "Bedroom", "Speaker"),
        Device("l" * 22, "Lounge", "Hologram", is_restricted=True),
        Device("e" * 22, "", ""),
        Device("h" * 22, "**@everyone** [x](https://evil.example)"),
    ]
    yield player.devices
    player.devices = before


async def test_a_device_is_chosen_by_its_name(regular: Someone, devices: list[Device]) -> None:
    (await regular.says("!devices jo's OFFICE")).contains("Playing on")
    assert regular.listener.player.active is devices[1]


async def test_a_device_that_takes_no_commands_is_said(
    regular: Someone, devices: list[Device]
) -> None:
    for name in ("Bedroom", "lounge"):
        refused = await regular.says(f"!devices {name}")
        refused.contains("Not from here")
        refused.lacks("You have")


async def test_of_devices_with_one_name_is_asked_which(
    regular: Someone, devices: list[Device]
) -> None:
    asked = await regular.says("!devices kitchen")
    asked.contains("Which device?", "Kitchen (Speaker)", "Kitchen (CastAudio)")
    (await regular.selects(asked, "transfer:", ["c" * 22])).contains("Kitchen")
    assert regular.listener.player.active is devices[3]
    choices = await regular.discord.autocomplete(
        regular.person, "general", "devices", {"device": "kitch"}, "device"
    )
    assert sorted(one["name"] for one in choices) == ["Kitchen (CastAudio)", "Kitchen (Speaker)"]


async def test_odd_names_of_devices_are_shown_harmlessly(
    regular: Someone, devices: list[Device]
) -> None:
    shown = await regular.says("!devices")
    shown.contains("an unnamed device", "Hologram")
    shown.contains("\\[x\\]\\(https")
    shown.lacks("**?**", "None")


async def test_a_device_that_is_gone_meanwhile(regular: Someone, devices: list[Device]) -> None:
    shown = await regular.says("!devices")
    regular.listener.player.devices = [devices[0]]
    pressed = await regular.discord.press(
        regular.person, shown.id, shown.id_of("transfer:"), ["k" * 22]
    )
    (await regular.finished(pressed, "general")).contains("That device is gone")


async def test_lists_with_holes(world: World, regular: Someone) -> None:
    change = world.spotify.faults.change
    holes = [None, {}, {"track": None}, {"track": {"name": ""}}, "x"]

    def holed(body: Any) -> Any:
        return {**body, "items": [*holes, *body["items"]]}

    for path in ("recently-played", "me/top/tracks", "me/playlists", "me/tracks"):
        change(path, holed)
    change("/v1/me/player/queue", lambda body: {**body, "queue": [None, {}, *body["queue"]]})
    change("/v1/search", lambda body: {key: holed(one) for key, one in body.items()})
    for command in ("!recent", "!top 4 weeks", "!playlist list", "!liked", "!queue", "!search low"):
        shown = await regular.says(command)
        shown.contains("open.spotify.com" if command != "!queue" else "Up next for")
        shown.lacks("None", "null", "isn't answering", "broke")


async def test_albums_podcasts_and_playlists_in_plain_words(world: World, regular: Someone) -> None:
    catalogue, change = world.spotify.catalogue, world.spotify.faults.change
    album = next(one for one in catalogue.all("album") if len(one.children) > 4)
    change("/v1/albums/", sets(release_date="0000", total_tracks=None, artists=[{}]))
    shown = await regular.says(f"!album https://open.spotify.com/album/{album.id}")
    shown.contains(album.id)
    shown.lacks("0000", "None")
    markup = "<p>Tea &amp; <a href='https://evil.example/x'>talk</a></p><br>&#x27;Now&#x27;"
    change("/v1/shows/", sets(description=markup))
    # Not the first: that has been read before, and is remembered.
    show = catalogue.all("show")[1]
    shown = await regular.says(f"!track https://open.spotify.com/show/{show.id}")
    shown.contains("Tea", "talk", "Now")
    shown.lacks("evil", "&amp;", "<p>", "href")


async def test_an_aux_hands_the_next_song_over_though_nobody_knows_when_this_ends(
    make_world: MakeWorld,
) -> None:
    world = await make_world()
    owner = await world.regular("Owner O")
    owner.plays("窓辺の切手", progress_ms=0)
    world.spotify.faults.change("^/v1/me/player$", sets(item__duration_ms=0))
    await owner.says("!aux open")
    reads = world.spotify.count("/v1/me/player$")
    (await owner.says("!aux add 青い封筒")).contains("In the queue")
    await until(lambda: [one.name for one in owner.listener.player.queue] == ["青い封筒"])
    (session,) = world.rows("aux_sessions")
    assert 30 < session["next_at"] - time.time() <= 300, (
        "a look in some minutes, not in half an hour"
    )
    assert world.spotify.count("/v1/me/player$") - reads <= 2


async def test_two_files_of_ones_own_are_nothing_in_common(world: World, regular: Someone) -> None:
    jonas = await world.regular("Jonas J")
    both = itertools.count(1)

    def with_a_file(body: Any) -> Any:
        track = {**body["items"][0], "id": None, "is_local": True}
        track |= {"name": f"Garage take {next(both)}", "uri": "spotify:local:x:y:z:1"}
        return {**body, "items": [track]}

    world.spotify.faults.change("^/v1/me/top/tracks", with_a_file)
    asked = await regular.says(f"!taste {jonas.mention}")
    shown = await jonas.presses_in_place(asked, "I agree")
    shown.lacks("Garage take")
    assert next(both) == 3, "both lists were read"
    world.kept.discard(jonas.listener.id)
