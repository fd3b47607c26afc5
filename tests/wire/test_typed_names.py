"""What is typed without care: names without quotes, changes taken back, quotes of phones."""

from __future__ import annotations

import asyncio
import io

import pytest
from PIL import Image

from sandbox.spotify.catalogue import Thing
from sandbox.spotify.library import fill, new_playlist
from tests.conftest import MakeWorld
from tests.world import Someone, World, until


async def a_playlist(someone: Someone, name: str, songs: int = 0, seed: str = "") -> Thing:
    """Give someone a playlist, which the bot has not read before."""
    catalogue = someone.world.spotify.catalogue
    mine = new_playlist(catalogue, someone.listener, name, f"{name} {seed or someone.person.id}")
    fill(mine, catalogue.all("track")[:songs], 1.0)
    await forget(someone)
    return mine


async def forget(someone: Someone) -> None:
    """Let the bot forget what it has read of someone's playlists: it keeps that for a minute."""
    someone.world.bot.advance_clock(61)


def names(playlist: Thing) -> list[str]:
    return [one.name for one in playlist.children]


async def test_the_longest_own_name_counts_without_quotes(world: World, regular: Someone) -> None:
    short = await a_playlist(regular, "Rainy")
    mine = await a_playlist(regular, "Rainy Tuesdays", 3)
    renamed = await regular.says("!playlist rename rainy tuesdays Wet")
    renamed.contains("Rainy Tuesdays", "is now called", "Wet")
    assert (short.name, mine.name) == ("Rainy", "Wet")
    trip = await a_playlist(regular, "Road Trip Ⅱ")
    (await regular.says("!playlist add ROAD  trip ii 青い封筒")).contains("Added to", "青い封筒")
    assert names(trip) == ["青い封筒"]
    (await regular.says("!playlist remove roadtrip ii 青い封筒")).contains("Removed from")
    assert names(trip) == []
    (await regular.says("!playlist move Wet 3 1")).contains("Wet")
    (await regular.says("!playlist show road TRIP ii")).contains("Road Trip")


@pytest.mark.parametrize(
    ("called", "typed"),
    [
        ("Mira's Songs", "mira’s songs"),
        ('12" mixes', '12" mixes'),
        ("夜の 散歩", "夜の散歩"),
        ("Late Night", "“Late Night”"),
        ("「夜」", "「夜」"),
        ("Fête «noire»", "fête «noire»"),
        ("ＦＵＬＬ", "full"),
        ("Rock 'n' Roll", "rock n roll"),
    ],
)
async def test_names_are_taken_as_phones_type_them(
    regular: Someone, called: str, typed: str
) -> None:
    mine = await a_playlist(regular, called)
    (await regular.says(f"!playlist add {typed} 青い封筒")).contains("Added to")
    assert names(mine) == ["青い封筒"]
    (await regular.says(f"!playlist show {typed}")).contains("青い封筒")
    regular.listener.playlists.remove(mine)


@pytest.mark.parametrize("typed", ["“Long Way Round”", '"Long Way Round"', "「Long Way Round」"])
async def test_quotes_around_a_new_name_are_no_part_of_it(regular: Someone, typed: str) -> None:
    (await regular.says(f"!playlist create {typed}")).contains("Long Way Round")
    assert regular.listener.playlists.pop().name == "Long Way Round"


async def test_two_of_one_name_are_asked_about_once_and_only_the_asker(
    world: World, regular: Someone
) -> None:
    first = await a_playlist(regular, "Twins", 1, "one")
    second = await a_playlist(regular, "twins", 2, "two")
    asked = await regular.says("!playlist add twins 青い封筒")
    asked.contains("Which playlist?", "several playlists")
    assert len(asked.selects[0]["options"]) == 2
    other, custom_id = world.someone(), str(asked.selects[0]["custom_id"])
    pressed = await world.discord.press(other.person, asked.id, custom_id, [second.id])
    (await other.finished(pressed, "general")).contains("isn't yours")
    # The last is in another window, still with the question: it is no double click.
    await asyncio.gather(
        *(
            world.discord.press(regular.person, asked.id, custom_id, [one.id])
            for one in (second, second, first)
        )
    )
    await regular.sees("Added to", after=asked.id)
    await regular.sees("too old", after=asked.id)
    assert len(first.children) + len(second.children) == 4, "it acts once"
    slash = await regular.uses("playlist rename", playlist="Twins", name="Single")
    assert slash.private
    await regular.selects(slash, "which:", [first.id])
    await regular.sees("is now called", after=slash.id)
    assert (first.name, second.name) == ("Single", "twins")


async def test_a_question_that_is_no_longer_waited_for_stays_and_says_so(
    world: World, regular: Someone
) -> None:
    mine = await a_playlist(regular, "Fleeting")
    asked = await regular.says("!playlist add Fleetin 青い封筒")
    with world.database() as database:
        database.execute("DELETE FROM waiting_commands WHERE discord_id = ?", (regular.person.id,))
    custom_id = str(asked.selects[0]["custom_id"])
    late = await world.discord.press(regular.person, asked.id, custom_id, [mine.id])
    (await regular.finished(late, "general")).contains("too old")
    assert regular.now(asked).words == asked.words, "nothing was chosen"
    assert not mine.children


async def test_no_such_name_asks_with_the_likeliest_first(world: World, regular: Someone) -> None:
    mine = await a_playlist(regular, "Harbour Lights")
    asked = await regular.says("!playlist add Harbor Lights 青い封筒")
    asked.contains("no playlist called")
    first = asked.selects[0]["options"][0]
    assert first["value"] == mine.id
    assert "青い封筒" in first["description"]
    await regular.selects(asked, "which:", [mine.id])
    await regular.sees("Added to", after=asked.id)
    assert names(mine) == ["青い封筒"]


async def test_rename_back(world: World, regular: Someone) -> None:
    mine = await a_playlist(regular, "Before")
    renamed = await regular.says("!playlist rename Before After all")
    assert mine.name == "After all"
    other = world.someone()
    (await other.presses(renamed, "Undo")).contains("isn't yours")
    assert mine.name == "After all"
    (await regular.presses_in_place(renamed, "Undo")).contains("old name again")
    assert mine.name == "Before"
    again = await regular.says("!playlist rename Before Again")
    await regular.says("!playlist rename Again Later")
    (await regular.presses(again, "Undo")).contains("changed again since")
    assert mine.name == "Later"


async def test_removed_songs_come_back_where_they_were(world: World, regular: Someone) -> None:
    mine = await a_playlist(regular, "Puzzle", 6)
    letter = world.spotify.catalogue.named("track", "青い封筒")
    mine.children[:] = [one for one in mine.children if one is not letter]
    mine.children[1:1] = [letter, letter]
    mine.children.append(letter)
    before = list(mine.children)
    await forget(regular)
    removed = await regular.says("!playlist remove Puzzle 青い封筒")
    assert letter not in mine.children
    await asyncio.gather(
        *(world.discord.press(regular.person, removed.id, removed.id_of("undo:")) for _ in range(2))
    )
    await regular.becomes(removed, "back where they were")
    (await regular.says("!playlist show Puzzle")).contains(f"{len(before)} songs")
    assert mine.children == before, "where they were, and once"


async def test_undo_works_once_though_its_button_stayed(world: World, regular: Someone) -> None:
    """The songs are back, but the message could not be changed: pressing again adds nothing."""
    mine = await a_playlist(regular, "Stays", 3)
    before = list(mine.children)
    removed = await regular.says(f"!playlist remove Stays spotify:track:{before[1].id}")
    assert len(mine.children) == 2
    world.discord.fail_next("PATCH", r"/webhooks/.*/messages/@original$", 400, 50035)
    await world.discord.press(regular.person, removed.id, removed.id_of("undo:"))
    await until(lambda: mine.children == before)
    (await regular.presses(removed, "Undo")).contains("Too late")
    assert mine.children == before


async def test_a_moved_song_moves_back_only_if_it_is_still_there(
    world: World, regular: Someone
) -> None:
    mine = await a_playlist(regular, "Order", 5)
    before = list(mine.children)
    moved = await regular.says("!playlist move Order 4 2")
    assert mine.children != before
    (await regular.presses_in_place(moved, "Undo")).contains("old place")
    assert mine.children == before
    moved = await regular.says("!playlist move Order 1 3")
    mine.children.reverse()
    mine.children.pop(2)
    (await regular.presses(moved, "Undo")).contains("changed again since")


async def test_the_old_picture_comes_back(world: World, regular: Someone) -> None:
    mine = await a_playlist(regular, "Framed")
    before = mine.data["images"]
    out = io.BytesIO()
    Image.new("RGB", (300, 300), "navy").save(out, "PNG")
    picture = world.discord.world.upload(world.discord.origin, "x.png", "image/png", out.getvalue())
    shown = await regular.says("!playlist cover Framed", "dm", files=[picture])
    if shown.offers_link:
        await regular.agrees(shown)
        shown = await regular.sees("has a new picture", "dm", after=shown.id)
    changed = mine.data["images"]
    assert changed != before
    (await regular.presses_in_place(shown, "Undo")).contains("old picture is back")
    assert mine.data["images"] != changed
    kept = str(world.rows("memos"))
    assert "base64" not in kept
    mine.data["images"] = None
    await forget(regular)
    bare = await regular.says("!playlist cover Framed", "dm", files=[picture])
    bare.contains("had none before")
    assert "Undo" not in bare.buttons


async def test_unlike_and_unfollow_come_back(world: World, regular: Someone) -> None:
    saved = regular.listener.saved
    track = world.spotify.catalogue.named("track", "星を配る")
    artist = world.spotify.catalogue.named("artist", "Opal Motel")
    for thing, command in ((track, "!unlike 星を配る"), (artist, "!unfollow Opal Motel")):
        saved[thing.data["uri"]] = 1.0
        removed = await regular.says(command)
        assert thing.data["uri"] not in saved
        (await regular.presses_in_place(removed, "Undo")).contains("in your library again")
        assert thing.data["uri"] in saved
        del saved[thing.data["uri"]]
        absent = await regular.says(command)
        absent.contains("ot in your library" if thing is track else "don't follow")
        assert "Undo" not in absent.buttons


async def test_undo_survives_a_restart_and_ends_after_ten_minutes(make_world: MakeWorld) -> None:
    world = await make_world()
    regular = await world.regular()
    mine = await a_playlist(regular, "Lasting")
    renamed = await regular.says("!playlist rename Lasting Gone")
    late = await regular.says("!playlist rename Gone Farther")
    with world.database() as database:
        note = late.id_of("undo:").partition(":")[2]
        database.execute("UPDATE memos SET expires_at = expires_at - 601 WHERE id = ?", (note,))
    await world.bot.stop()
    await world.bot.start()
    (await regular.presses(late, "Undo")).contains("Too late", "ten minutes")
    mine.name = mine.data["name"] = "Gone"
    (await regular.presses_in_place(renamed, "Undo")).contains("old name again")
    assert mine.name == "Lasting"
