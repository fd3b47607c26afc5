"""A link always means its thing: in every command and right click, or it is named as what it is."""

from __future__ import annotations

import pytest

from sandbox.spotify.library import fill
from tests.world import Someone, World

OWN = "37i9dQZF1DXcBWIGoYBM5M"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("https://open.spotify.com/user/mira", "That's a profile"),
        ("listen to this: https://open.spotify.com/user/mira", "That's a profile"),
        ("spotify:collection", "That's Liked Songs"),
        ("https://open.spotify.com/prerelease/4uLU6hMCjMI75M1A2tKUQC", "isn't out yet"),
        ("https://open.spotify.com/chapter/4uLU6hMCjMI75M1A2tKUQC", "a chapter"),
        ("https://spotify.link/nobody", "where that short link leads"),
        ("https://youtu.be/abc velvet harbour", "not a Spotify link"),
    ],
)
async def test_what_cannot_be_used_is_named_and_not_searched_for(
    world: World, regular: Someone, typed: str, words: str
) -> None:
    before = world.spotify.count("/v1/search")
    for command in ("play", "queue", "like", "track", "artist", "album", "search", "follow"):
        (await regular.says(f"!{command} {typed}")).contains(words)
    message = await world.someone().writes(typed)
    if "velvet" not in typed:
        for menu in ("Play on Spotify", "Queue", "Save"):
            (await regular.picks(menu, message=message)).contains(words)
    assert world.spotify.count("/v1/search") == before


async def test_a_playlist_made_by_spotify_is_started_but_not_read(
    world: World, regular: Someone
) -> None:
    if world.spotify.catalogue.get("playlist", OWN) is None:
        owner = {"id": "spotify", "display_name": "Spotify"}
        fill(
            world.spotify.catalogue.add_playlist(OWN, "Today's Hits", owner),
            world.spotify.catalogue.all("track")[10:14],
            1.0,
        )
    link = f"https://open.spotify.com/playlist/{OWN}?si=1"
    (await regular.says(f"!play {link}")).contains("Playing", "made by Spotify")
    assert regular.listener.player.thing is world.spotify.catalogue.all("track")[10]
    regular.plays()
    shown = await regular.says(f"!playlist show {link}")
    shown.contains("made by Spotify", "can play it")
    (await regular.presses(shown, "Play")).contains("Playing", "made by Spotify")
    assert regular.listener.player.thing is world.spotify.catalogue.all("track")[10]
    (await regular.says(f"!playlist add {link} 青い封筒")).contains("made by Spotify")


async def test_search_for_a_link_shows_its_thing(world: World, regular: Someone) -> None:
    album = world.spotify.catalogue.all("album")[3]
    before = world.spotify.count("/v1/search")
    found = await regular.says(f"!search https://open.spotify.com/album/{album.id}")
    found.contains(album.id)
    assert "Play" in found.buttons
    assert world.spotify.count("/v1/search") == before


async def test_menus_take_albums_playlists_artists_and_podcasts(
    world: World, regular: Someone
) -> None:
    catalogue, saved = world.spotify.catalogue, regular.listener.saved
    album = next(one for one in catalogue.all("album") if 3 < len(one.children) < 20)
    regular.listener.player.queue.clear()
    message = await world.someone().writes(f"https://open.spotify.com/intl-de/album/{album.id}")
    (await regular.picks("Queue", message=message)).contains(f"{len(album.children)} songs queued")
    assert [one.id for one in regular.listener.player.queue] == [one.id for one in album.children]
    (await regular.picks("Save", message=message)).contains("Saved to your library")
    assert album.data["uri"] in saved
    (await regular.picks("Play on Spotify", message=message)).contains("Playing")
    regular.listener.player.queue.clear()
    for kind, says in (
        ("artist", "not artists"),
        ("playlist", "not playlists"),
        ("show", "podcast"),
    ):
        thing = catalogue.all(kind)[0]
        saved.pop(thing.data["uri"], None)
        message = await world.someone().writes(f"https://open.spotify.com/{kind}/{thing.id}")
        refused = await regular.picks("Queue", message=message)
        refused.contains("can't be queued", says)
        assert regular.listener.player.queue == type(regular.listener.player.queue)()
        (await regular.presses(refused, "Play")).contains("Playing")
        kept = await regular.picks("Save", message=message)
        kept.contains("Saved to your library" if kind == "show" else "You follow this now")
        assert thing.data["uri"] in saved


async def test_playlists_are_followed_by_link(world: World, regular: Someone) -> None:
    theirs = world.spotify.people["mira"].playlists[0]
    link = f"https://open.spotify.com/playlist/{theirs.id}"
    (await regular.says(f"!follow {link}")).contains("You now follow", theirs.name)
    assert theirs.data["uri"] in regular.listener.saved
    gone = await regular.says(f"!unfollow {link}")
    gone.contains("no longer follow", theirs.name)
    assert theirs.data["uri"] not in regular.listener.saved
    (await regular.presses_in_place(gone, "Undo")).contains("in your library again")
    assert theirs.data["uri"] in regular.listener.saved


async def test_a_device_is_found_with_any_apostrophe(world: World, regular: Someone) -> None:
    device = regular.listener.player.devices[0]
    before, device.name = device.name, "Mira\u2019s Kitchen"
    world.later()
    try:
        (await regular.says("!devices mira's  kitchen")).contains("Playing on")
    finally:
        device.name = before


async def test_a_long_album_is_queued_in_part_and_says_so(world: World, regular: Someone) -> None:
    album = world.spotify.catalogue.all("album")[7]
    children = list(album.children)
    album.children.extend(world.spotify.catalogue.all("track")[50:75])
    try:
        queued = await regular.says(f"!queue https://open.spotify.com/album/{album.id}")
        queued.contains("20 songs queued", "left out")
    finally:
        album.children[:] = children


async def test_saving_our_own_answer_saves_only_what_it_is_about(
    world: World, regular: Someone
) -> None:
    saved = regular.listener.saved
    track = world.spotify.catalogue.named("track", "青い封筒")
    around = [track.parent.data["uri"] if track.parent else ""]
    for uri in (track.data["uri"], *around):
        saved.pop(uri, None)
    card = await regular.says(f"!track spotify:track:{track.id}")
    (await regular.picks("Save", message=card.id)).contains("青い封筒")
    assert track.data["uri"] in saved
    assert not any(uri in saved for uri in around)
    saved.pop(track.data["uri"])
    (await regular.says("!like", reply_to=card.id)).contains("青い封筒")
    assert track.data["uri"] in saved
    assert not any(uri in saved for uri in around)
