"""What breaks where nobody waits for an answer: suggestions, events, loops.

Faults are planted in the bot's own process, by a file that Python reads at its start.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from itertools import takewhile
from pathlib import Path

import aiohttp
import pytest

from sandbox.process import BotProcess, free_port
from tests.conftest import MakeWorld
from tests.setting_up import setting_up
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

_BEGINS = re.compile(r"\d{4}-\d\d-\d\d ")

Plant = Callable[..., Awaitable[World]]


@pytest.fixture
def planted(make_world: MakeWorld, tmp_path: Path) -> Plant:
    """A world where a coroutine of the bot's fails a number of times."""

    async def make(module: str, place: str, times: int) -> World:
        path = plant(tmp_path, module, place, times)
        return await make_world(PYTHONPATH=path, METRICS_PORT=str(free_port()))

    return make


def plant(into: Path, module: str, place: str, times: int) -> str:
    """Write down what breaks a coroutine; return the PYTHONPATH of a bot that it happens to."""
    folder = into / "planted"
    folder.mkdir()
    text = BREAKING.format(module=module, place=place, times=times)
    (folder / "sitecustomize.py").write_text(text)
    return f"{folder}:{ROOT}"


async def told(world: World, name: str, count: int = 1) -> None:
    """Everything that follows a fault: our own log, the counter, the host's letter."""
    letter = await world.host.sees("Something broke in the bot")
    named = rf"(`{re.escape(name)}`|</{re.escape(name)}[ a-z]*:\d+>) × {count}"
    assert re.search(named, letter.words), letter.words
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
    # Discord asks at every letter; on a slow computer a suggestion may come too late.
    assert any([await offered(typed) for typed in ("velv", "velve", "velvet")])
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
            # Commands cool down: one person may ask for help 20 times in 30 seconds.
            await asyncio.sleep(2)
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


def logged_about(bot: BotProcess, said: str) -> str:
    """Return what the host finds by the request ID that someone was told: its error in full."""
    found = re.search(r"Request ID for the bot's host: `?([0-9a-f]{8})\b", said)
    assert found is not None, said
    lines = "".join(bot.output).splitlines()
    (at,) = [
        number
        for number, line in enumerate(lines)
        if line.endswith(f"[{found[1]}]") and " ERROR " in line
    ]
    rest = takewhile(lambda one: not _BEGINS.match(one), lines[at + 1 :])
    return "\n".join([lines[at], *rest])


async def test_someone_who_meets_a_fault_is_told_the_id_of_its_log_lines(planted: Plant) -> None:
    world = await planted("bot.music.listening", "Listening.now_playing", 3)
    mira = await world.linked()
    told = [
        await mira.says("!nowplaying"),
        await mira.uses("nowplaying"),
        await mira.picks("Now playing", person=mira.person),
    ]
    logged = []
    for reply in told:
        reply.contains("Something broke", "Request ID")
        reply.lacks("KeyError", "planted", "Traceback", ".py")
        logged.append(logged_about(world.bot, reply.words))
        for part in ("broke", "Traceback", "in broken", "KeyError: 'planted'"):
            assert part in logged[-1]
    assert len(set(logged)) == 3


async def test_a_page_that_breaks_tells_the_id_of_its_log_lines(planted: Plant) -> None:
    world = await planted("bot.linking.link_page", "LinkPages.start", 1)
    mira = world.someone()
    address = (await mira.uses("link")).link
    page = await mira.opens(address)
    assert page.status == 500
    assert "Something broke" in page.words
    logged = logged_about(world.bot, page.words)
    for part in ("a request failed: KeyError", "in start", "in broken"):
        assert part in logged
    for part in ("KeyError", "Traceback", ".py", "planted"):
        assert part not in page.source
    ticket = address.rpartition("/")[2]
    assert ticket not in logged
    assert "'planted'" not in logged, "what the error says may quote the request"
    assert (await mira.opens(address)).status == 200


async def test_the_setup_page_tells_it_too(tmp_path: Path) -> None:
    path = plant(tmp_path, "bot.setup.pages", "SetupPages.show", 1)
    async with setting_up(tmp_path / "volume", PYTHONPATH=path) as fresh:
        await fresh.start()
        page = await fresh.browser.open(fresh.url())
        assert page.status == 500
        logged = logged_about(fresh.bot, page.words)
        assert "a request failed: KeyError" in logged
        assert "in broken" in logged
        assert "KeyError" not in page.source
