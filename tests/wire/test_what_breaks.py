"""What breaks where nobody waits for an answer: suggestions, events, loops.

Faults are planted in the bot's own process, by a file that Python reads at its start.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import aiohttp
import pytest

from sandbox.process import free_port
from tests.conftest import MakeWorld
from tests.wire.aux_party import party_in
from tests.world import World

ROOT = Path(__file__).resolve().parents[2]
BREAKING = """
import {module} as room

kept, left = room.{place}, [{times}]

async def broken(*given, **named):
    if left[0] > 0:
        left[0] -= 1
        raise KeyError("planted")
    return await kept(*given, **named)

room.{place} = broken
"""

Plant = Callable[..., Awaitable[World]]


@pytest.fixture
def planted(make_world: MakeWorld, tmp_path: Path) -> Plant:
    """A world where a coroutine of the bot's fails a number of times."""

    async def make(module: str, place: str, times: int) -> World:
        folder = tmp_path / "planted"
        folder.mkdir()
        text = BREAKING.format(module=module, place=place, times=times)
        (folder / "sitecustomize.py").write_text(text)
        return await make_world(PYTHONPATH=f"{folder}:{ROOT}", METRICS_PORT=str(free_port()))

    return make


async def told(world: World, name: str, count: int = 1) -> None:
    """Everything that follows a fault: our own log, the counter, the host's letter."""
    letter = await world.host.sees("Something broke in the bot")
    letter.contains(f"`{name}` × {count}")
    logged = "".join(world.bot.output)
    assert f"{name} broke" in logged
    assert "Traceback" in logged
    assert "KeyError: 'planted'" in logged
    assert "Ignoring exception" not in logged, "discord.py's own words"
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{world.bot.environment['METRICS_PORT']}/metrics") as answer,
    ):
        counted = await answer.text()
    assert f'command="{name}",outcome="broke"' in counted


async def test_a_suggestion_that_breaks_offers_nothing_and_the_next_works(planted: Plant) -> None:
    world = await planted("bot.music.browsing", "Browsing.suggest", 1)
    mira = world.someone()

    async def offered(typed: str) -> list[dict[str, str]]:
        return await world.discord.autocomplete(
            mira.person, "general", "artist", {"name": typed}, "name"
        )

    assert await offered("secret words") == []
    assert await offered("velvet")
    await told(world, "suggest artist")
    assert "secret words" not in "".join(world.bot.output), "what is typed is nobody's business"


async def test_an_event_that_breaks_is_noted_and_the_next_works(planted: Plant) -> None:
    world = await planted("bot.toolkit.pasted_messages", "PastedMessages.handle", 1)
    mira = world.someone()
    await mira.writes("!help volume")
    await told(world, "event message")
    (await mira.says("!help volume")).contains("volume")


async def test_letters_that_break_once_are_noted_and_sent(planted: Plant) -> None:
    world = await planted("bot.notifications.outbox", "Outbox.due", 1)
    # Nothing is due before something has happened: here a shared song's owner is told.
    first, second = await world.linked(), world.someone()
    await second.links(first.listener)
    await told(world, "loop notifications")
    await first.sees("Someone used your Spotify account", "dm")


async def test_reminders_that_break_once_are_noted_and_sent(planted: Plant) -> None:
    world = await planted("bot.accounts.expiry_reminders", "ExpiryReminders.work", 1)
    mira = await world.linked()
    mira.make_older(175)
    await told(world, "loop housekeeping")
    async with asyncio.timeout(60):
        while not [one for one in world.rows("letters") if one["kind"] == "reminder"]:
            await some_time_later(world)
    await mira.sees("Your Spotify link ends soon", "dm")


async def test_answers_follow_though_looking_after_them_broke_once(planted: Plant) -> None:
    world = await planted(
        "bot.music.live_message_schedule", "LiveMessageSchedule.seconds_to_next", 1
    )
    await told(world, "loop live messages")
    mira = await world.linked()
    album = next(one for one in world.spotify.catalogue.all("album") if len(one.children) > 4)
    first, second = album.children[:2]
    mira.listener.player.play_track(first.id, progress_ms=first.data["duration_ms"] - 3000)
    card = await mira.says("!np")
    card.contains(first.id)
    await some_time_later(world)
    await mira.becomes(card, second.id)


async def test_an_aux_goes_on_though_looking_after_it_broke_once(planted: Plant) -> None:
    world = await planted("bot.together.aux_player", "AuxPlayer.seconds_to_next", 1)
    await told(world, "loop aux")
    owner = await world.regular("Owner O")
    party = await party_in(world, owner)
    await owner.says("!aux add 青い封筒")
    player = owner.listener.player
    player.seek((player.item or {})["duration_ms"] - 5000)
    async with asyncio.timeout(60):
        while player.thing is None or player.thing.name != "青い封筒":
            with world.database() as database:
                database.execute("UPDATE aux_sessions SET next_at = 0")
            await some_time_later(world)
            await asyncio.sleep(1)
    await party.shows("青い封筒")


async def some_time_later(world: World) -> None:
    """Let minutes pass for the bot; it looks at its clock when something happens."""
    world.bot.advance_clock(400)
    await world.host.says("!help", "dm")


async def test_a_links_end_that_breaks_is_noted_and_the_next_is_told(planted: Plant) -> None:
    world = await planted("bot.linking.link_results", "LinkResultQueue.told", 1)
    mira, jonas = world.someone(), world.someone()
    for one in (mira, jonas):
        offer = await one.uses("link")
        await one.agrees(offer)
        await one.becomes(offer, one.spotify_name)
    await told(world, "loop link results")


async def test_what_fails_before_a_command_is_reached_is_answered_too(planted: Plant) -> None:
    world = await planted("bot.toolkit.request_scope", "RequestScope.begin", 1)
    mira = world.someone()
    (await mira.uses("help")).contains("Something broke")
    await told(world, "help")
    (await mira.uses("help")).contains("Earshot")


async def test_a_task_that_nobody_waits_for_is_noted(planted: Plant) -> None:
    world = await planted("bot.toolkit.auto_defer", "_defer", 1)
    mira = await world.linked()
    world.spotify.faults.add("/me/player$", "hang", seconds=1.6, method="GET")
    await world.discord.command(mira.person, "general", "nowplaying", {})
    await told(world, "task")
