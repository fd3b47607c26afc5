"""Saving, following, and playlists."""

from __future__ import annotations

import asyncio
import io

import pytest
from PIL import Image

from sandbox.spotify.catalogue import Thing
from sandbox.spotify.library import fill, new_playlist
from tests.world import Someone, World


async def test_like_and_unlike_what_plays_or_is_named(world: World, regular: Someone) -> None:
    saved = regular.listener.saved
    track = world.spotify.catalogue.named("track", "星を配る")
    album = world.spotify.catalogue.all("album")[5]
    regular.plays("星を配る")
    world.later()
    (await regular.says("!like")).contains("Saved to your library", "星を配る")
    assert track.data["uri"] in saved
    (await regular.uses("unlike", what="星を配る")).contains("Removed")
    assert track.data["uri"] not in saved
    (await regular.says(f"!save https://open.spotify.com/album/{album.id}")).contains(album.name)
    assert album.data["uri"] in saved
    regular.listener.player.stop()
    world.later()
    (await regular.says("!like")).contains("Nothing is playing")
    regular.listener.player.play_local("Me", "Mine", "take 3")
    world.later()
    (await regular.says("!like")).contains("not on Spotify")


async def test_follow_is_confirmed_by_reading_back(world: World, regular: Someone) -> None:
    artist = world.spotify.catalogue.named("artist", "Opal Motel")
    (await regular.says("!follow Opal Motel")).contains("You now follow", "Opal Motel")
    assert artist.data["uri"] in regular.listener.saved
    (await regular.uses("unfollow", artist="Opal Motel")).contains("no longer follow")
    world.spotify.fault("/v1/me/library$", "status", times=1, status=200, body="")
    (await regular.says("!follow Opal Motel")).contains("didn't show up")


async def test_playlists_are_listed_shown_and_paged(world: World, regular: Someone) -> None:
    mine = new_playlist(world.spotify.catalogue, regular.listener, "Long One", "long one x")
    fill(mine, world.spotify.catalogue.all("track")[:25], 1.0)
    for command in ("!playlist", "!playlist list", "!pl"):
        (await regular.says(command)).contains("Your playlists")
    shown = await regular.uses("playlist show", playlist="Long One")
    shown.contains("Long One", "25 songs", "1\\.")
    (await regular.turns(shown, shown.id_of("plist:"))).contains("11\\.", "2/3")
    (await regular.uses("playlist list")).contains("Your playlists")


async def test_a_playlist_of_someone_else_says_why_it_shows_no_songs(
    world: World, regular: Someone
) -> None:
    foreign = world.spotify.people["mira"].playlists[0]
    shown = await regular.says(f"!playlist show https://open.spotify.com/playlist/{foreign.id}")
    shown.contains(foreign.name, "this one isn't yours")
    link = f"https://open.spotify.com/playlist/{foreign.id}"
    refused = await regular.uses("playlist add", playlist=link, what="青い封筒")
    refused.contains("Not your playlist")


async def test_a_new_playlist_is_private_and_may_have_a_description(regular: Someone) -> None:
    made = await regular.says('!playlist create "Sunday *x*" slow mornings')
    made.contains("Created the playlist", "Sunday")
    mine = _named(regular, "Sunday *x*")
    assert mine.data["public"] is False
    assert mine.data["description"] == "slow mornings"


async def test_a_name_without_quotes_may_have_many_words(regular: Someone) -> None:
    (await regular.says("!playlist create Two words or three")).contains("Created the playlist")
    assert _named(regular, "Two words or three").data["description"] == ""


async def test_what_is_in_a_playlist_already_is_added_again_only_when_agreed(
    world: World, regular: Someone
) -> None:
    mine = new_playlist(world.spotify.catalogue, regular.listener, "Add *x*", "add x")
    added = await regular.says('!playlist add "Add *x*" 青い封筒')
    added.contains("Added to", "青い封筒")
    again = await regular.uses(
        "playlist add", playlist=f"spotify:playlist:{mine.id}", what="青い封筒"
    )
    again.contains("Already in", "Add it again?")
    assert len(mine.children) == 1
    (await world.someone().presses(again, "Add anyway")).contains("isn't yours")
    assert len(mine.children) == 1
    (await regular.presses_in_place(again, "Add anyway")).contains("added again")
    assert len(mine.children) == 2
    (await regular.uses("playlist add", playlist="Add *x*", what="最終便")).contains("最終便")
    assert [one.name for one in mine.children] == ["青い封筒", "青い封筒", "最終便"]


async def test_a_song_is_moved_and_all_of_its_kind_removed(world: World, regular: Someone) -> None:
    catalogue = world.spotify.catalogue
    mine = new_playlist(catalogue, regular.listener, "Order *x*", "order x")
    letter, last = catalogue.named("track", "青い封筒"), catalogue.named("track", "最終便")
    fill(mine, [letter, letter, last], 1.0)
    (await regular.says('!playlist move "Order *x*" 3 1')).contains("最終便")
    assert mine.children == [last, letter, letter]
    (await regular.says('!playlist remove "Order *x*" 青い封筒')).contains("Removed from")
    assert mine.children == [last]
    (await regular.says('!playlist remove "Order *x*" 青い封筒')).contains("That's not in")
    assert mine.children == [last]


async def test_a_playlist_is_renamed(world: World, regular: Someone) -> None:
    mine = new_playlist(world.spotify.catalogue, regular.listener, "Old *x*", "old x")
    (await regular.uses("playlist rename", playlist=mine.data["uri"], name="Monday")).contains(
        "Monday"
    )
    assert mine.name == "Monday"


def _named(someone: Someone, name: str) -> Thing:
    (found,) = [one for one in someone.listener.playlists if one.name == name]
    return found


async def test_two_presses_add_once(world: World, regular: Someone) -> None:
    mine = new_playlist(world.spotify.catalogue, regular.listener, "Twice", "twice x")
    track = world.spotify.catalogue.named("track", "青い封筒")
    fill(mine, [track], 1.0)
    asked = await regular.uses("playlist add", playlist=mine.data["uri"], what="青い封筒")
    custom_id = asked.buttons["Add anyway"]["custom_id"]
    await asyncio.gather(
        *(world.discord.press(regular.person, asked.id, custom_id) for _ in range(2))
    )
    await regular.sees("added again", after=asked.id - 1)
    (await regular.says("!playlist show Twice")).contains("2 songs")
    assert len(mine.children) == 2


async def test_a_very_long_playlist_is_never_read_whole(world: World, regular: Someone) -> None:
    mine = new_playlist(world.spotify.catalogue, regular.listener, "Ten Thousand", "10000 x")
    tracks = world.spotify.catalogue.all("track")
    mine.children.extend((tracks * (10_000 // len(tracks) + 1))[:10_000])
    before = len(world.spotify.requests)
    shown = await regular.uses("playlist show", playlist=mine.data["uri"])
    shown.contains("10,000 songs", "1/1000")
    (await regular.uses("playlist add", playlist=mine.data["uri"], what="青い封筒")).contains("200")
    assert len(world.spotify.requests) - before < 12


async def test_cover_from_an_attachment(world: World, regular: Someone) -> None:
    mine = new_playlist(world.spotify.catalogue, regular.listener, "Pictured", "pictured x")
    before = mine.data["images"]
    (await regular.allows("!playlist cover Pictured")).contains("I need a picture")
    out = io.BytesIO()
    Image.effect_noise((900, 500), 90).convert("RGB").save(out, "PNG")
    origin = world.discord.origin
    picture = world.discord.world.upload(origin, "mine.png", "image/png", out.getvalue())
    shown = await regular.says("!playlist cover Pictured", "dm", files=[picture])
    if shown.offers_link:
        await regular.agrees(shown)
        shown = await regular.sees("has a new picture", "dm", after=shown.id)
    shown.contains("has a new picture")
    assert mine.data["images"] != before
    text = world.discord.world.upload(origin, "x.png", "image/png", b"not a picture")
    (await regular.uses("playlist cover", playlist="Pictured", picture=text["id"])).contains(
        "I need a picture"
    )


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("!playlist show Nothing Like It", "You have no playlist called"),
        (
            "!playlist show https://open.spotify.com/album/1234567890123456789012",
            "That's an album, but this needs a playlist",
        ),
        ("!playlist show https://open.spotify.com/playlist/1234567890123456789012", "No such"),
        ('!playlist move "Rainy Tuesdays" 99 1', "has no position"),
        ("!playlist create " + "x" * 101, "1 to 100 characters"),
        ('!playlist create "  "', "1 to 100 characters"),
        ("!playlist move Mine one two", "I can't use"),
        ("!playlist add", "Something is missing: playlist"),
    ],
)
async def test_bad_input_for_playlists(
    world: World, regular: Someone, command: str, words: str
) -> None:
    if "Rainy Tuesdays" in command:
        new_playlist(world.spotify.catalogue, regular.listener, "Rainy Tuesdays", "rainy x")
        # What was read of a person's playlists is kept for a minute.
        world.bot.advance_clock(61)
    (await regular.says(command)).contains(words)


async def test_own_playlists_are_suggested(world: World, regular: Someone) -> None:
    new_playlist(world.spotify.catalogue, regular.listener, "Suggest Me", "suggest x")
    await regular.says("!playlist create Another")
    choices = await world.discord.autocomplete(
        regular.person, "general", "playlist show", {"playlist": "sugg"}, "playlist"
    )
    assert [one["name"] for one in choices] == ["Suggest Me"]
