"""The aux: one person's player, everybody's songs, and guests without any Spotify."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from sandbox.discord.world import Guild, role_json
from tests.conftest import MakeWorld
from tests.world import Reply, Someone, World, until


@dataclass
class Party:
    """An owner with an open aux, and guests."""

    world: World
    guild: Guild
    owner: Someone
    guest: Someone
    other: Someone
    panel: Reply


async def party_in(world: World, owner: Someone) -> Party:
    guest, other = world.someone("Guest G", seat=False), world.someone("Other T", seat=False)
    owner.plays("窓辺の切手", progress_ms=0)
    panel = await owner.says("!aux open")
    panel.contains("has the aux", "Nothing is waiting")
    return Party(world, world.home, owner, guest, other, panel)


@pytest.fixture
async def party(world: World, regular: Someone) -> AsyncIterator[Party]:
    yield await party_in(world, regular)
    await regular.says("!aux close")
    regular.where = "general"


async def test_a_guest_without_spotify_suggests_and_the_owner_lets_it_in(party: Party) -> None:
    asked = await party.guest.says("!aux add 青い封筒")
    asked.contains("青い封筒", "Guest G", "should this go in?")
    (await party.other.presses(asked, "Let it in")).contains("opened the aux")
    (await party.owner.presses_in_place(asked, "Let it in")).contains("In the queue")
    await _panel_shows(party, "青い封筒")
    refused = await party.other.uses("aux add", song="最終便")
    (await party.owner.presses_in_place(refused, "No")).contains("Not this time")


async def test_by_button_and_modal_and_right_click(party: Party) -> None:
    submitted = await party.guest.fills_in(party.panel, "Suggest a song", {"song": "最終便"})
    await party.guest.sees("should this go in?", after=party.panel.id)
    assert submitted
    message = await party.other.writes("雨のポスト")
    shown = await party.other.picks("Queue", message=message)
    await party.other.sees("雨のポスト", after=message)
    assert shown


async def test_trust_limits_duplicates_and_removal(party: Party) -> None:
    (await party.guest.says("!aux trust everyone")).contains("Only whoever opened")
    (await party.owner.says("!aux trust everyone")).contains("Everybody puts songs in")
    (await party.owner.uses("aux limit", songs="2")).contains("at most 2 songs")
    (await party.guest.says("!aux add 青い封筒")).contains("In the queue")
    (await party.other.says("!aux add 青い封筒")).contains("already", "Guest G")
    (await party.guest.says("!aux add 最終便")).contains("In the queue")
    (await party.guest.says("!aux add 雨のポスト")).contains("limit")
    (await party.other.says("!aux add 雨のポスト")).contains("In the queue")
    await _panel_shows(party, "青い封筒", "最終便", "雨のポスト")
    (await party.owner.says("!aux move 3 1")).contains("number 1")
    await party.world.discord.wait_for(lambda: _order(party, "雨のポスト", "青い封筒", "最終便"))
    (await party.other.says("!aux remove 2")).contains("Only whoever opened")
    (await party.guest.says("!aux remove 2")).contains("Taken out", "青い封筒")
    (await party.owner.uses("aux undo")).contains("Back in the queue", "青い封筒")
    (await party.owner.says("!aux move 9 1")).contains("no song with the number")
    (await party.owner.says("!aux limit 99")).contains("no limit")
    (await party.owner.says("!aux undo")).contains("no longer waiting")


async def test_a_role_may_be_trusted(party: Party) -> None:
    role = party.guild.add_role("Friends")
    made = role_json(role, "Friends", "0")
    guild_id = str(party.guild.id)
    await party.world.discord.gateway.dispatch(
        "GUILD_ROLE_CREATE", {"guild_id": guild_id, "role": made}, party.guild.id
    )
    party.guild.wears[party.guest.person.id] = [role]
    (await party.owner.uses("aux trust", role=str(role), who="ask")).contains(f"<@&{role}>")
    (await party.guest.says("!aux add 青い封筒")).contains("In the queue")
    (await party.other.says("!aux add 最終便")).contains("should this go in?")
    custom_id = party.owner.now(party.panel).id_of("aux:trust:")
    await party.world.discord.press(party.owner.person, party.panel.id, custom_id, ["everyone"])
    await _panel_shows(party, "Everybody puts songs in")


async def test_two_decisions_at_once_count_once(party: Party) -> None:
    asked = await party.guest.says("!aux add 青い封筒")
    yes, no = asked.buttons["Let it in"]["custom_id"], asked.buttons["No"]["custom_id"]
    await asyncio.gather(
        *(party.world.discord.press(party.owner.person, asked.id, one) for one in (yes, no))
    )
    await party.owner.sees("no longer waiting", after=asked.id)


async def test_a_song_is_handed_over_shortly_before_the_end(party: Party) -> None:
    player, world = party.owner.listener.player, party.world
    await party.owner.says("!aux add 青い封筒")
    await asyncio.sleep(0.5)
    assert not player.queue, "not before it is time"
    length = player.item["duration_ms"] if player.item else 0
    player.seek(length - 8000)
    await asyncio.sleep(2.1)
    before = len(world.spotify.requests)
    await world.discord.press(party.owner.person, party.panel.id, _button(party, "refresh"))
    await until(lambda: [one.name for one in player.queue] == ["青い封筒"], 8)
    (await party.owner.says("!aux remove 1")).contains("no song with the number")
    await until(lambda: player.thing is not None and player.thing.name == "青い封筒", 20)
    await _panel_shows(party, "▶️", "青い封筒")
    spent = [
        one for one in list(world.spotify.requests)[before:] if one.path.startswith("/v1/me/player")
    ]
    assert len(spent) <= 5, [one.path for one in spent]


async def test_votes_skip_and_the_owner_skips_alone(party: Party) -> None:
    player = party.owner.listener.player
    await party.owner.says("!aux trust everyone")
    await party.owner.says("!aux add 青い封筒")
    (await party.guest.says("!aux skip")).contains("1 of 2")
    (await party.guest.says("!aux skip")).contains("1 of 2")
    voted = await party.other.presses(party.panel, "Vote to skip")
    assert voted.private
    voted.contains("Skipped by vote")
    assert player.thing
    assert player.thing.name == "青い封筒"
    await party.owner.says("!aux add 最終便")
    (await party.guest.presses(party.panel, "Skip")).contains("somebody else's")
    await party.world.discord.press(party.owner.person, party.panel.id, _button(party, "skip"))
    await until(lambda: player.thing is not None and player.thing.name == "最終便")


async def test_passing_it_on_needs_the_others_consent(world: World, regular: Someone) -> None:
    party = await party_in(world, regular)
    heir = await world.regular("Heir H")
    heir.plays("最終便", progress_ms=0)
    asked = await regular.says(f"!aux pass {heir.mention}")
    (await party.guest.presses(asked, "Take the aux")).contains("somebody else's")
    (await heir.presses_in_place(asked, "Take the aux")).contains("Heir H")
    (await regular.says("!aux close")).contains("Only whoever opened")
    (await heir.says("!aux close")).contains("has ended")
    (await heir.says("!aux")).contains("No aux")
    world.kept.discard(heir.listener.id)


async def test_a_deleted_panel_does_no_harm(party: Party) -> None:
    await party.owner.says("!aux trust everyone")
    messages = party.world.discord.world.messages
    await party.world.discord.interactions.delete(messages[party.panel.id])
    (await party.guest.says("!aux add 青い封筒")).contains("In the queue")
    (await party.guest.says("!aux")).contains("青い封筒")


async def test_bad_words_and_links_for_an_aux(party: Party) -> None:
    for asked, words in (
        ("zzz qqq xxx", "Nothing found"),
        (f"https://open.spotify.com/track/{'1' * 22}", "Nothing found"),
        (f"spotify:playlist:{'1' * 22}", "That is a playlist"),
        ("https://evil.example/x", "not a Spotify link"),
        ("", "not linked yet"),
    ):
        (await party.guest.says(f"!aux add {asked}")).contains(words)


async def test_one_aux_per_channel_and_person(world: World, party: Party) -> None:
    second = await world.regular("Second S")
    (await second.says("!aux open")).contains("open in this channel already")
    (await party.owner.says("!aux open", "music")).contains("You have an aux open")
    (await party.owner.says("!aux", "dm")).contains("Not here")
    world.kept.discard(second.listener.id)


async def test_it_survives_a_restart_and_ends_when_idle(make_world: MakeWorld) -> None:
    world = await make_world()
    owner = await world.regular("Owner W")
    party = await party_in(world, owner)
    await owner.says("!aux add 青い封筒")
    await world.bot.stop()
    await world.bot.start()
    (await party.guest.says("!aux")).contains("青い封筒", "Owner W")
    player = owner.listener.player
    await asyncio.sleep(2.1)
    player.stop()
    (await party.guest.uses("aux panel")).contains("青い封筒", "cannot be reached")
    player.active = player.devices[0]
    await asyncio.sleep(2.1)
    (await party.guest.uses("aux panel")).contains("青い封筒")
    await until(lambda: player.thing is not None and player.thing.name == "青い封筒", 10)
    with sqlite3.connect(world.bot.database) as database:
        database.execute("UPDATE aux_sessions SET active_at = active_at - 4000, next_at = 0")
    await world.bot.stop()
    await world.bot.start()
    await party.guest.sees("has ended")
    with sqlite3.connect(world.bot.database) as database:
        assert database.execute("SELECT count(*) FROM aux_songs").fetchone()[0] == 0


async def _panel_shows(party: Party, *words: str) -> None:
    await party.world.discord.wait_for(
        lambda: all(one in party.owner.now(party.panel).words for one in words)
    )


def _order(party: Party, *titles: str) -> bool:
    words = party.owner.now(party.panel).words
    places = [words.find(one) for one in titles]
    return -1 not in places and places == sorted(places)


def _button(party: Party, act: str) -> str:
    return party.owner.now(party.panel).id_of(f"aux:{act}:")
