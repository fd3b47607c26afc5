"""Commands as they are written on phones, and what is said when they are written wrong."""

from __future__ import annotations

import re

import pytest

from tests.conftest import MakeWorld
from tests.world import Someone, World

ME = "\u2068Regular R\u2069"
NONSENSE = "\u2068nonsense\u2069"


@pytest.mark.parametrize(
    "before",
    [
        "<@{bot}> ",
        "<@{bot}>",
        "<@!{bot}>, ",
        "<@{bot}>: ",
        "<@{bot}>\n",
        "<@&{role}> ",
        " ！",
        "! ",
        "<@{bot}> !",
        "!\n",
        "<@{bot}> – ",
    ],
)
async def test_every_way_to_begin(world: World, regular: Someone, before: str) -> None:
    bot = world.discord.world.bot.id
    said = before.format(bot=bot, role=own_role(world))
    (await regular.says(f"{said}NowPlaying")).contains("窓辺の切手")


def own_role(world: World) -> int:
    """Return the role that Discord made for the bot."""
    return world.home.bot_role


async def test_foreign_roles_and_people_are_no_prefix(world: World, regular: Someone) -> None:
    other = world.someone()
    sent = {
        str(await regular.writes(text))
        for text in (
            f"{other.mention} help",
            f"<@!{other.person.id}> help",
            f"<@&{world.home.id}> help",
            "help",
        )
    }
    # Its answer takes the way of a help's, and one to Spotify: theirs would stand before it.
    (await regular.says("!pause")).contains("aused")
    later = [
        one
        for one in world.discord.messages(regular.person, "general")
        if one["author"]["id"] == str(world.discord.world.bot.id)
        and (one.get("message_reference") or {}).get("message_id") in sent
    ]
    assert not later


async def test_a_mention_alone_is_help(world: World, regular: Someone) -> None:
    bot = world.discord.world.bot.id
    for said in (f"<@{bot}>", f"<@!{bot}>?", f" <@{bot}> "):
        (await regular.says(said)).contains("Every command works")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("!TOP Tracks MONTH", f"Top songs of {ME}\n-# the last 4 weeks"),
        ("!Top ARTISTS Year", f"Top artists of {ME}\n-# the last year"),
        ("!top songs alltime", "-# the last year"),
        ("!top w", "-# the last 4 weeks"),
        ("!top half year", "-# the last 6 months"),
        ("!top artist overall", f"Top artists of {ME}\n-# the last year"),
        ("!ＴＯＰ　ｔｒａｃｋｓ ４ｗ", "-# the last 4 weeks"),
        ("!NowPlaying.", "窓辺の切手"),
        ("!Playlist LIST", "Your playlists"),
        ("!Repeat TRACK", "Repeating this song"),
        ("!Shuffle OFF", "Shuffle is off"),
        ("!play “青い封筒”", "青い封筒"),
        ("!play 「青い封筒」", "青い封筒"),
        ('!play "青い封筒', "青い封筒"),
        ("!top albums", "no list of top albums"),
        (
            "!top nonsense",
            f"don't know the time span {NONSENSE}. Use `4 weeks`, `6 months` or `year`",
        ),
        ("!chart nonsense", f"don't know the time span {NONSENSE}. Use `4 weeks`"),
    ],
)
async def test_words_as_they_are_written(regular: Someone, typed: str, words: str) -> None:
    (await regular.says(typed)).contains(words)


async def test_a_custom_prefix_with_letters(make_world: MakeWorld) -> None:
    world = await make_world(COMMAND_PREFIX="Ear")
    mira = world.someone()
    bot = world.discord.world.bot.id
    for said in ("Ear help", "earhelp", "EAR  HELP"):
        (await mira.says(said)).contains("Every command works", "`Earplay")
    for said in (f"<@{bot}> earhelp", f"<@{bot}>, EAR help"):
        (await mira.says(said)).contains("Every command works")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("!playlist add", ("missing: playlist", "!playlist add <playlist> [what]", "Road Trip")),
        ("!playlist rename", ("missing: playlist", "`!playlist rename")),
        ("!playlist rename Solo", ("missing: name", "Long Drive")),
        ("!playlist move Mine one two", ("I can't use", "one", "number", "`!playlist move")),
        ("!playlist nonsense", ("that part of !playlist", "!playlist show", "!playlist cover")),
        ("!aux move", ("missing", "!aux move")),
    ],
)
async def test_what_is_missing_is_said_with_usage_and_example(
    regular: Someone, typed: str, words: tuple[str, ...]
) -> None:
    (await regular.says(typed)).contains(*words)


async def test_unknown_commands_name_the_nearest(world: World, regular: Someone) -> None:
    why = await regular.uses("why", command="nonsense")
    why.contains("no command")
    why.lacks("should work")
    assert why.private
    (await regular.uses("why", command="nowplayin")).contains("Did you mean", "nowplaying")
    (await regular.uses("why", command="ほげ")).contains("no command")
    (await regular.uses("why", command="NP")).contains("</nowplaying:")
    (await regular.uses("why", command="pl ADD")).contains("</playlist add:")
    (await regular.says("!why plya")).contains("Did you mean `!play`")
    bot = world.discord.world.bot.id
    (await regular.says(f"<@{bot}> nowplayin")).contains("no command", "Did you mean", "nowplaying")
    (await regular.says("!help playlst")).contains("Did you mean", "!playlist list")


async def test_mentions_in_errors_are_names(world: World, regular: Someone) -> None:
    other = world.someone("Jonas J")
    for typed in (
        f"!help {other.mention}",
        f"!playlist show {other.mention}",
        f"!seek {other.mention}",
        f"!top tracks soon {other.mention}",
        f"!playlist move Mine {other.mention} 1",
    ):
        answer = await regular.says(typed)
        answer.contains("Jonas J")
        answer.lacks(str(other.person.id))
        assert not answer.message.get("mentions")
    slash = await regular.uses("seek", position="<@123456789012345678>")
    slash.contains("that person")
    slash.lacks("123456789012345678")


async def test_help_by_slash_can_be_clicked_on_and_has_no_aliases(make_world: MakeWorld) -> None:
    world = await make_world()
    mira = world.someone()
    ids = {one["name"]: one["id"] for one in world.discord.commands() if one.get("type", 1) == 1}
    overview = await mira.uses("help")
    overview.contains(f"</play:{ids['play']}> `[what]`", f"</playlist add:{ids['playlist']}>")
    overview.lacks("!play")
    shown = re.findall(r"</([a-z ]+):\d+>", overview.words)
    assert shown[: shown.index("play") + 3] == [
        *("link", "account", "nowplaying", "top tracks", "play", "queue", "skip")
    ], "what is used most, not what comes first in the alphabet"
    assert not {"disconnect", "devices", "album"} & set(shown)
    group = await mira.uses("help", name="playlist")
    for one in ("list", "show", "create", "add", "remove", "rename", "move", "cover"):
        group.contains(f"</playlist {one}:{ids['playlist']}>")
    group.contains("`/playlist add playlist: Road Trip what: velvet harbour`", "Long Drive")
    group.lacks("`/pl`", "Also")
    (await mira.uses("help", name="nowplaying")).lacks("Also", "/np")
    (await mira.uses("help", name="nowplaying")).contains("`/nowplaying person: @Mira`")
    typed = await mira.says("!help playlist")
    typed.contains('`!playlist add "Road Trip" velvet harbour`', "`!pl`")
    typed.lacks("</")
    (await mira.chooses(await mira.uses("help"), "Player")).contains(f"</seek:{ids['seek']}>")
    await world.bot.stop()
    await world.bot.start()
    (await mira.uses("help")).contains(f"</play:{ids['play']}>")
    (await mira.uses("playlist add", playlist="x")).contains("isn't linked")


async def test_the_same_song_on_two_albums_can_both_be_chosen(
    world: World, regular: Someone
) -> None:
    one, two = world.spotify.catalogue.all("track")[20], world.spotify.catalogue.all("track")[90]
    for track in (one, two):
        track.name = track.data["name"] = "Twin Lanterns Song"
        track.data["artists"] = one.data["artists"]
    for command, option in (("play", "what"), ("queue", "what"), ("like", "what")):
        choices = await world.discord.autocomplete(
            regular.person, "general", command, {option: "Twin Lanterns Song"}, option
        )
        names = [choice["name"] for choice in choices]
        assert len(set(names)) == len(names) >= 2
        assert {f"spotify:track:{one.id}", f"spotify:track:{two.id}"} <= {
            choice["value"] for choice in choices
        }
    await regular.uses("play", what=f"spotify:track:{two.id}")
    assert regular.listener.player.thing is two
