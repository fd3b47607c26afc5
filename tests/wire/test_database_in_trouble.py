"""The database locked by another program: every command answers, nothing is stuck or lost."""

from __future__ import annotations

import asyncio
import re

import aiohttp
import pytest

from sandbox.browser import Browser
from tests.conftest import MakeWorld
from tests.world import World, until

NAMES = ("token", "ref")


async def ready(world: World) -> bool:
    async with aiohttp.ClientSession() as session, session.get(f"{world.bot.url}/readyz") as answer:
        return answer.status == 200


@pytest.fixture
async def own(make_world: MakeWorld) -> World:
    return await make_world()


async def test_every_command_answers_while_the_database_is_locked(own: World) -> None:
    mira, stranger = await own.linked(), own.someone()
    mira.plays()
    settings = await mira.uses("settings mine")
    with own.locked_by_another():
        (await mira.uses("nowplaying")).contains("窓辺の切手")
        (await mira.says("!np")).contains("窓辺の切手")
        (await mira.says("!help")).contains("Earshot")
        (await mira.says("!artist velvet harbour")).contains("Velvet Harbour")
        (await stranger.uses("link")).contains("The bot is busy", "try again")
        (await stranger.says("!np")).contains("The bot is busy")
        (await mira.uses("unlink")).contains("The bot is busy")
        (await mira.uses("skip")).contains("The bot is busy")
        select = next(one for one in settings.selects if one["custom_id"].startswith("set:style"))
        one = await own.discord.press(mira.person, settings.id, select["custom_id"], ["card"])
        await own.discord.answered(one, 3)
        await mira.sees("The bot is busy")
        assert mira.is_linked
    (await mira.uses("unlink")).contains("Unlinked")
    await stranger.links()
    (await stranger.uses("nowplaying")).contains("Nothing to see")


async def test_what_was_done_is_told_though_nothing_can_be_noted(own: World) -> None:
    mira = await own.regular()
    with own.database() as database:
        database.execute("UPDATE accounts SET premium = NULL")
    with own.locked_by_another():
        (await mira.uses("pause")).lacks("busy")
        assert not mira.listener.player.playing
    mark = len(own.spotify.requests)
    own.spotify.fault("/v1/me/player", "ratelimit", times=1, retry_after=3600)
    with own.locked_by_another():
        (await mira.uses("nowplaying")).contains("rate limit was reached", "<t:")
        own.later()
        (await mira.uses("nowplaying")).contains("rate limit was reached")
    assert own.spotify.count("/v1/me/player", since=mark) == 1, "the pause counts unsaved too"


async def test_a_callback_that_cannot_be_taken_works_after_a_reload(own: World) -> None:
    mira = own.someone()
    address = await mira.offer()
    async with Browser(mira.address) as browser:
        start = await browser.open(address)
        with own.locked_by_another(), pytest.raises(RuntimeError, match="503"):
            await browser.submit(start)
        authorize = await browser.submit(start)
        callback = await own.spotify.consent(authorize, mira.listener.id)
        with own.locked_by_another():
            page = await browser.open(callback)
            assert page.status == 503
            assert "still works" in page.words
        page = await browser.open(callback)
        assert page.status == 200, page.words
    assert mira.is_linked


async def test_a_login_that_cannot_be_saved_is_told_and_its_ticket_ends(own: World) -> None:
    mira = own.someone()
    offer = await mira.uses("link")
    own.spotify.fault("/v1/me/?$", "late", times=1, seconds=1.5)
    agreeing = asyncio.create_task(mira.agrees(offer))
    await until(lambda: own.spotify.faults.all_begun)
    with own.locked_by_another():
        page = await agreeing
        assert page.status in (200, 503), page.words
        await until(lambda: any("keeping unsaved data" in line for line in own.bot.output))
        assert not mira.is_linked
        assert not await ready(own)
    await mira.becomes(offer, "Your link couldn't be saved")
    assert mira.rows("link_tickets")[0]["status"] == "not_saved"
    await mira.links()
    assert mira.is_linked


async def test_taking_back_while_the_database_is_locked_says_what_is_true(own: World) -> None:
    mira = own.someone()
    async with Browser(mira.address) as browser:
        done = await browser.link(await mira.offer(), own.spotify, mira.listener.id)
        disconnect = await browser.open(f"{own.bot.url}/disconnect")
        token, ref = (re.search(rf'name="{one}" value="(\w+)"', done.source) for one in NAMES)
        assert token
        assert ref
        with own.locked_by_another():
            fields = {"token": token[1], "ref": ref[1]}
            async with browser.session.post(f"{own.bot.url}/link/undo", data=fields) as answer:
                assert answer.status == 503
                words = await answer.text()
            assert "Nothing was removed" in words
            assert "still works" not in words
            with pytest.raises(RuntimeError, match="503"):
                await browser.submit(disconnect)
        authorize = await browser.submit(disconnect)
        callback = await own.spotify.consent(authorize, mira.listener.id)
        own.spotify.fault("/v1/me/?$", "late", times=1, seconds=1.5)
        opening = asyncio.create_task(browser.open(callback))
        await until(lambda: own.spotify.faults.all_begun)
        with own.locked_by_another():
            page = await opening
            assert page.status == 503
            assert "Nothing was removed" in page.words
        assert mira.is_linked
        await until(lambda: own.rows("link_tickets", "status", "not_removed_yet"), 30)
        page = await browser.open(callback)
        assert "Nothing was removed" in page.words, "a reload says the same"
        assert "Undone" in (await browser.undo(done)).words
    assert not mira.is_linked


async def test_a_rotated_token_outlives_a_locked_database(own: World) -> None:
    mira = await own.linked()
    mira.plays()
    own.spotify.rotation = "rotate"
    mira.forget_access()
    own.spotify.fault("/api/token", "late", times=1, seconds=1.5)
    asking = asyncio.create_task(mira.uses("nowplaying"))
    await until(lambda: own.spotify.faults.all_begun)
    with own.locked_by_another():
        (await asking).contains("窓辺の切手")
        assert not await ready(own)
        (await mira.says("!np")).contains("窓辺の切手")
    await until(lambda: mira.rows("accounts")[0]["version"] == 2)
    async with asyncio.timeout(60):
        while not await ready(own):
            await asyncio.sleep(0.05)
    mira.forget_access()
    (await mira.says("!np")).contains("窓辺の切手")


async def test_a_database_locked_while_the_bot_connects_is_waited_for(own: World) -> None:
    await own.bot.stop()
    own.discord.disturb("GET", "/users/@me$", "slow", seconds=3)
    mark = len(own.bot.output)
    await own.bot.start(wait=False)
    await until(lambda: not own.discord.rest.faults[0].times, 20)
    with own.locked_by_another():
        await until(lambda: any("Trying again in" in line for line in own.bot.output[mark:]), 20)
    await until(lambda: any(" ready as " in line for line in own.bot.output[mark:]), 30)
    printed = "".join(own.bot.output[mark:])
    assert "the database can't be used right now" in printed
    assert "Traceback" not in printed
    (await own.someone().says("!help")).contains("Earshot")
