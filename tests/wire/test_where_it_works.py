"""Channels that the bot is not shown, servers where it is not, and menus in people's languages."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.discord.rights import SEND, VIEW
from sandbox.discord.words import words_of
from sandbox.discord.world import Channel
from tests.conftest import MakeWorld
from tests.world import Someone, World, until
from tools.commands import PAGE, page

_LANGUAGES = {
    "de": "Antwort löschen",
    "fr": "Supprimer la réponse",
    "es-ES": "Borrar respuesta",
    "es-419": "Borrar respuesta",
    "pt-BR": "Apagar resposta",
    "ja": "回答を削除",
}


async def hidden_channel(world: World, *people: Someone) -> Channel:
    """Make a server with a channel that the bot may not view."""
    guild = world.discord.world.add_guild(
        "Hidden rooms", [f"attic{people[0].person.id}"], [one.person for one in people]
    )
    guild.channels[0].bot_lacks = VIEW
    await world.discord.gateway.guild_created(guild)
    return guild.channels[0]


def unknown_server(world: World, *people: Someone) -> Channel:
    """Make a server where the bot is not, whose members have it as an app of their own."""
    guild = world.discord.world.add_guild(
        "Elsewhere", [f"else{people[0].person.id}"], [one.person for one in people]
    )
    world.discord.world.bot_in_servers.discard(guild.id)
    return guild.channels[0]


async def test_a_command_that_waits_goes_on_in_a_hidden_channel(world: World) -> None:
    # The first is the server's owner, who may view everything.
    owner, mira = world.someone(), world.someone()
    mira.plays()
    channel = await hidden_channel(world, owner, mira)
    asked = await mira.uses("nowplaying", channel.id)
    await mira.agrees(asked)
    await mira.sees("窓辺の切手", channel.id, after=asked.id)


async def test_whoever_lost_the_channel_meanwhile_gets_no_answer_there(world: World) -> None:
    mira = world.someone()
    mira.plays()
    asked = await mira.uses("nowplaying")
    await world.discord.hide_channel(mira.person, "general")
    await mira.agrees(asked)
    await until(lambda: mira.is_linked and not mira.rows("waiting_commands"))
    # What waited is carried out, or not, by now: a command in another place is answered.
    (await mira.says("!np", "dm")).contains("窓辺の切手")
    world.discord.world.channel("general").hidden_from.clear()
    await world.discord.gateway.channel_updated(world.discord.world.channel("general"))
    shown = await mira.uses("nowplaying")
    shown.contains("窓辺の切手")
    seen = [
        int(one["id"])
        for one in world.discord.messages(mira.person, "general")
        if int(one["id"]) > asked.id and mira.person.display in words_of(one)
    ]
    assert seen == [shown.id], "nothing came while the channel was hidden"


@pytest.mark.parametrize("name", ["listening", "aux panel", "aux open", "blend"])
async def test_what_looks_at_a_server_says_so_where_the_bot_is_not(
    world: World, regular: Someone, name: str
) -> None:
    channel = unknown_server(world, regular)
    (await regular.uses(name, channel.id)).contains("I'm not in this server")


async def test_settings_of_a_server_where_the_bot_is_not(world: World, regular: Someone) -> None:
    channel = unknown_server(world, regular)
    (await regular.uses("settings server", channel.id)).contains("I'm not in this server")
    (await regular.uses("settings mine", channel.id)).lacks("not in this server")
    (await regular.uses("nowplaying", channel.id)).contains("窓辺の切手")


@pytest.mark.parametrize("text", ["listening", "aux", "aux open", "settings server", "blend @x"])
async def test_in_direct_messages_it_is_said_that_a_server_is_needed(
    world: World, text: str
) -> None:
    mira = world.someone()
    (await mira.says(f"!{text}", "dm")).contains("about a server")


async def test_commands_are_offered_where_they_work(world: World) -> None:
    mira = world.someone()
    channel = unknown_server(world, mira)
    direct = world.discord.world.dm(mira.person)
    everywhere = {one["name"] for one in world.discord.commands("general")}
    assert {"listening", "aux", "blend"} <= everywhere
    for place in (channel, direct):
        offered = {one["name"] for one in world.discord.commands(place.id)}
        assert not offered & {"listening", "aux", "blend"}
        assert {"nowplaying", "settings", "Queue"} <= offered


async def test_help_says_where_a_command_works(world: World) -> None:
    mira = world.someone()
    (await mira.says("!help listening")).contains("Works in servers I'm in")
    (await mira.says("!help nowplaying")).lacks("Works in servers")


def test_the_docs_say_where_a_command_works() -> None:
    written = PAGE.read_text("utf-8")
    assert written == page(), "python -m tools.commands"
    rows = {one.split("`")[1]: one for one in written.splitlines() if one.startswith("| `!")}
    assert "(in servers with the bot)" in rows["!listening"]
    assert "(in servers with the bot)" not in rows["!nowplaying [person]"]


@pytest.mark.parametrize("locale", _LANGUAGES)
async def test_menus_are_named_in_peoples_languages(world: World, locale: str) -> None:
    menus = [one for one in world.discord.commands() if one["type"] in (2, 3)]
    names = [(one["type"], one["name_localizations"][locale]) for one in menus]
    assert len(set(names)) == len(menus) == 6
    assert (3, _LANGUAGES[locale]) in names
    assert all(len(name) <= 32 for _, name in names)


async def test_what_breaks_is_logged_with_its_request_and_told_to_the_host_once(
    make_world: MakeWorld,
) -> None:
    world = await make_world()
    mira = world.someone()
    path = f"/channels/{world.discord.world.channel('general').id}/messages$"
    for _ in range(3):
        world.discord.fail_next("POST", path, 400, 50006)
        (await mira.says("!help volume")).contains("couldn't show the answer")
    letter = await world.host.sees("Something broke in the bot")
    letter.contains("> × 1", "</help:", "1 command")
    letter.lacks(mira.person.username, mira.person.display, "volume")
    logged = "".join(world.bot.output)
    assert "help broke: POST" in logged
    assert "'!help volume' in server" in logged
    assert "Traceback" in logged

    def broken() -> list[dict[str, Any]]:
        return [one for one in world.rows("letters") if one["kind"] == "broken"]

    await until(lambda: [one["status"] for one in broken()] == ["told", "due"])
    waiting = broken()
    assert '"help": 2' in waiting[1]["value"]
    assert waiting[1]["due_at"] - waiting[0]["due_at"] == 24 * 3600


async def test_a_refusal_that_has_words_is_not_the_hosts_business(make_world: MakeWorld) -> None:
    world = await make_world()
    mira = world.someone()
    (await mira.says("!volume")).contains("link")
    (await mira.says("!np <@100000000000000001>")).contains("I don't know")
    world.discord.world.channel("general").bot_lacks = SEND
    await mira.writes("!help")
    await mira.sees("I can't write there", "dm")
    assert not [one for one in world.rows("letters") if one["kind"] == "broken"]
    assert "Traceback" not in "".join(world.bot.output)
