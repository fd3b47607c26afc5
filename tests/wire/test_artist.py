"""What `artist` finds, and how it takes bad input."""

from __future__ import annotations

import pytest

from tests.world import World


async def test_by_name_link_and_uri(world: World) -> None:
    mira = world.someone()
    artist = world.spotify.catalogue.named("artist", "Velvet Harbour")
    for asked in (
        "velvet harbour",
        f"https://open.spotify.com/artist/{artist.id}?si=abc",
        f"https://open.spotify.com/intl-de/artist/{artist.id}",
        f"open.spotify.com/artist/{artist.id}",
        f"spotify:artist:{artist.id}",
    ):
        reply = await mira.says(f"!artist {asked}")
        reply.contains("Velvet Harbour", "Newest albums and singles", "Songs", "Spotify")
        assert reply.buttons["OPEN SPOTIFY"]["url"].endswith(f"/artist/{artist.id}")


async def test_newest_come_first(world: World) -> None:
    artist = world.spotify.catalogue.named("artist", "The Paper Lanterns")
    newest = max(artist.children, key=lambda album: str(album.data["release_date"]))
    reply = await world.someone().uses("artist", name="The Paper Lanterns")
    lines = reply.words.splitlines()
    first = lines[lines.index("**Newest albums and singles**") + 1]
    assert newest.id in first


async def test_a_select_leads_to_other_matches(world: World) -> None:
    mira, jonas = world.someone(), world.someone()
    reply = await mira.says("!artist the")
    options = reply.selects[0]["options"]
    assert len(options) > 1
    other = next(one for one in options if not one.get("default"))
    before = len(world.spotify.requests)
    custom_id = reply.selects[0]["custom_id"]
    pressed = await world.discord.press(jonas.person, reply.id, custom_id, [other["value"]])
    (await jonas.finished(pressed, "general")).contains("isn't yours")
    assert len(world.spotify.requests) == before
    changed = await mira.chooses(reply, other["value"])
    assert changed.buttons["OPEN SPOTIFY"]["url"].endswith(other["value"])
    again = changed.selects[0]["options"]
    assert {one["value"] for one in again} == {one["value"] for one in options}
    assert [one["value"] for one in again if one.get("default")] == [other["value"]]


async def test_autocomplete_suggests_and_its_choice_works(world: World) -> None:
    mira = world.someone()
    choices = await world.discord.autocomplete(
        mira.person, "general", "artist", {"name": "harbo"}, "name"
    )
    assert "Velvet Harbour" in [choice["name"] for choice in choices]
    (await mira.uses("artist", name=choices[0]["value"])).contains("Newest")
    for typed in ("v", "https://open.spotify.com/artist/x", "spotify:artist"):
        assert not await world.discord.autocomplete(
            mira.person, "general", "artist", {"name": typed}, "name"
        )


async def test_autocomplete_is_quiet_when_spotify_is_not_well(world: World) -> None:
    mira = world.someone()
    world.spotify.fault("/v1/search", "hang", times=3, seconds=4)
    assert not await world.discord.autocomplete(
        mira.person, "general", "artist", {"name": "ghost fer"}, "name"
    )


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("", "isn't linked yet"),
        ("   ", "isn't linked yet"),
        ("zzz qqq xxx", "Nothing found"),
        ("https://evil.example/artist/x", "not a Spotify link"),
        ("https://open.spotify.com.evil.example/artist/1234567890123456789012", "not a Spotify"),
        ("https://open.spotify.com/artist/short", "link is incomplete"),
        ("spotify:artist:nope", "link is incomplete"),
        ("https://open.spotify.com/track/1234567890123456789012", "Nothing found"),
        ("spotify:playlist:1234567890123456789012", "That's a playlist"),
        ("https://open.spotify.com/artist/1234567890123456789012", "Nothing found"),
        ("https://user:pw@open.spotify.com/artist/1234567890123456789012", "not a Spotify link"),
        ("x" * 201, "too long"),
        ("@everyone **zz** [a](https://evil.example) ||q||", "not a Spotify link"),
        ("@everyone **zz** [a](evil) ||q||", "Nothing found"),
        ("🦜" * 90, "Nothing found"),
        ("\u202eevil\u202c שלום عالم", "Nothing found"),
    ],
)
async def test_bad_input_gets_a_clear_answer(world: World, asked: str, words: str) -> None:
    pings = len(world.discord.world.pings)
    reply = await world.someone().says(f"!artist {asked}")
    reply.contains(words)
    assert "](https://evil" not in reply.words
    assert len(world.discord.world.pings) == pings


async def test_5000_characters_by_slash(world: World) -> None:
    (await world.someone().uses("artist", name="y" * 5000)).contains("too long")


@pytest.mark.parametrize("number", range(10))
async def test_every_kind_of_name_is_shown_within_limits(world: World, number: int) -> None:
    mira = world.someone()
    pings = len(world.discord.world.pings)
    for thing in world.spotify.catalogue.all("artist")[number::10]:
        reply = await mira.says(f"!artist spotify:artist:{thing.id}")
        assert reply.buttons["OPEN SPOTIFY"]["url"].endswith(thing.id)
    assert len(world.discord.world.pings) == pings


async def test_an_artist_without_pictures_albums_or_songs(world: World) -> None:
    catalogue = world.spotify.catalogue
    catalogue._add_artist("Nobody Yet")
    thing = catalogue.named("artist", "Nobody Yet")
    for album in thing.children:
        for track in album.children:
            del catalogue.things["track", track.id]
        del catalogue.things["album", album.id]
    thing.children.clear()
    reply = await world.someone().says("!artist Nobody Yet")
    reply.contains("No albums or singles", "Search found no songs")


async def test_asking_often_is_slowed_down_kindly(world: World) -> None:
    mira = world.someone()
    answers = [await mira.says("!artist velvet harbour") for _ in range(21)]
    answers[-1].contains("Slow down")
