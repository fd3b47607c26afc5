"""Where a server that adds the bot is welcomed, in which words, and by which rules."""

from __future__ import annotations

import pytest

from sandbox.discord.rights import AUDIT_LOG, SEND, VIEW
from tests.conftest import MakeWorld
from tests.wire.new_servers import HELLO, server, settled
from tests.world import World, until


async def test_the_welcome_is_in_the_system_channel_and_pings_nobody(world: World) -> None:
    here = server(world)
    await here.adds_bot()
    shown = await here.welcomed(here.system)
    await settled(world)
    assert here.everywhere() == 1
    assert list(shown.buttons) == ["Link Spotify"]
    for command in ("nowplaying", "play", "search"):
        assert f"</{command}:" in shown.words
    assert shown.words.count("\n- </") == 3
    sent = next(
        one.body
        for one in world.discord.rest.requests
        if one.path == f"/channels/{here.system.id}/messages"
    )
    assert isinstance(sent, dict)
    assert sent["allowed_mentions"]["parse"] == []
    assert int(sent["flags"]) & 1 << 12, "without a notification"


async def test_its_button_gives_everyone_a_private_link_of_their_own(world: World) -> None:
    here = server(world)
    await here.adds_bot()
    shown = await here.welcomed(here.system)
    place = here.system.id
    mine = await here.owner.presses(shown, "Link Spotify", place)
    theirs = await here.adder.presses(shown, "Link Spotify", place)
    assert mine.private
    assert theirs.private
    assert mine.link != theirs.link
    assert not here.owner.now(shown).offers_link


async def test_commands_are_there_at_once(world: World) -> None:
    """Global commands need no request for a server that joins."""
    here = server(world)
    before = [one for one in world.discord.rest.requests if "/commands" in one.route]
    await here.adds_bot()
    place = here.system.id
    names = {one["name"] for one in world.discord.commands(place)}
    assert {"link", "nowplaying", "help"} <= names
    assert (await here.owner.uses("help", place)).words
    await here.welcomed(here.system)
    assert [one for one in world.discord.rest.requests if "/commands" in one.route] == before


@pytest.mark.parametrize("lacks", [VIEW, SEND])
async def test_another_named_channel_if_it_may_not_write_there(world: World, lacks: int) -> None:
    here = server(world)
    here.system.bot_lacks = lacks
    await here.adds_bot()
    await here.welcomed(here.updates)
    await settled(world)
    assert here.everywhere() == 1


async def test_a_channel_that_refuses_or_is_gone_is_passed_over(world: World) -> None:
    here, there = server(world), server(world)
    world.discord.fail_next("POST", f"/channels/{here.system.id}/messages", 403, 50013)
    world.discord.fail_next("POST", f"/channels/{there.system.id}/messages", 404, 10003)
    for one in (here, there):
        await one.adds_bot()
        await one.welcomed(one.updates)


async def test_a_direct_message_to_the_person_who_added_it(world: World) -> None:
    here = server(world)
    here.guild.system_channel = here.guild.public_updates_channel = None
    here.guild.bot_permissions = AUDIT_LOG
    await here.adds_bot()
    await until(lambda: here.dms(here.adder))
    (shown,) = here.dms(here.adder)
    shown.contains("I've been added to the server", here.guild.name.replace("*", "\\*"))
    link = await here.adder.presses(shown, "Link Spotify", "dm")
    assert link.offers_link
    await settled(world)
    assert here.everywhere() == 1


async def test_to_the_owner_if_it_cannot_tell_who_added_it(world: World) -> None:
    here, broken = server(world), server(world)
    broken.guild.bot_permissions = AUDIT_LOG
    world.discord.fail_next("GET", f"/guilds/{broken.guild.id}/audit-logs", 403, 50013)
    for one in (here, broken):
        one.guild.system_channel = one.guild.public_updates_channel = None
        await one.adds_bot()
        await until(lambda one=one: one.dms(one.owner))  # type: ignore[misc]
        assert one.everywhere() == 1


async def test_closed_direct_messages_end_it(world: World) -> None:
    here = server(world)
    here.guild.system_channel = here.guild.public_updates_channel = None
    here.owner.person.dms_open = False
    await here.adds_bot()
    await settled(world)
    assert here.everywhere() == 0
    tried = [one for one in world.discord.rest.requests if one.body and one.status == 403]
    dm = world.discord.world.dm(here.owner.person).id
    assert sum(one.path == f"/channels/{dm}/messages" for one in tried) == 1


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("de", "Hallo, ich bin Earshot"),
        ("fr", "Bonjour, je suis Earshot"),
        ("es-419", "Hola, soy Earshot"),
        ("pt-BR", "Oi, eu sou o Earshot"),
        ("ja", "はじめまして、Earshotです"),
        ("tr", HELLO),
    ],
)
async def test_it_speaks_the_servers_language(world: World, locale: str, words: str) -> None:
    here = server(world, locale=locale)
    await here.adds_bot()
    await here.owner.sees(words, here.system.id)


async def test_a_server_keeps_its_rules(world: World) -> None:
    """They stay when the bot is removed; more than a month later it is welcomed by them."""
    here, quiet = server(world), server(world)
    with world.database() as database:
        for one, channels, off in ((here, [here.updates.id], ["nowplaying"]), (quiet, [1], [])):
            rules = f'{{"prefix": null, "channels": {channels}, "off": {off}}}'.replace("'", '"')
            database.execute(
                "INSERT INTO settings (scope, subject, name, value) VALUES ('guild', ?, ?, ?)",
                (one.guild.id, "rules", rules),
            )
    await here.adds_bot()
    shown = await here.welcomed(here.updates)
    shown.lacks("</nowplaying:")
    assert shown.words.count("\n- </") == 3
    await quiet.adds_bot()
    await until(lambda: quiet.dms(quiet.owner))
    assert here.everywhere() == quiet.everywhere() == 1


async def test_a_host_can_turn_it_off(make_world: MakeWorld) -> None:
    world = await make_world(WELCOME_MESSAGE="off")
    here = server(world)
    await here.adds_bot()
    assert (await here.owner.uses("help", here.system.id)).words
    assert here.everywhere() == 0
    assert not world.rows("memos", "kind", "claim")


async def test_what_is_kept_names_no_one(world: World) -> None:
    here = server(world)
    await here.adds_bot()
    await here.welcomed(here.system)
    (row,) = world.rows("memos", "id", f"welcome:{here.guild.id}")
    assert (row["discord_id"], row["value"]) == (0, "")
