"""A page that is reloaded, or a link that is cut off, while Spotify's answer is checked."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from sandbox.browser import Browser, Seen
from tests.conftest import MakeWorld
from tests.wire.link_steps import (
    NOT_KNOWN_YET,
    WORKING,
    change_tickets,
    consented,
    exchanges,
    held,
    lacks,
    status_of,
)
from tests.world import World, code_on, until


async def test_a_reload_while_it_is_checked_waits_and_then_says_linked(world: World) -> None:
    mira, mark = world.someone("Mira"), len(world.spotify.requests)
    async with Browser(mira.address) as browser, held(world) as goes:
        callback = await consented(world, browser, mira)
        first = asyncio.create_task(browser.open(callback))
        await until(lambda: status_of(world, mira) == "claimed")
        async with browser.session.get(callback) as answer:
            page = Seen(answer.status, str(answer.url), await answer.text())
            assert answer.headers["Refresh"] == "2", "it looks again by itself, without JavaScript"
        assert page.status == 200
        assert WORKING in page.words
        lacks(page, *NOT_KNOWN_YET)
        assert "code=" not in page.url
        goes.set()
        assert "Linked" in (await first).words
        for address in (page.url, callback):
            assert "Linked" in (await browser.open(address)).words
    assert exchanges(world, mark) == 1


async def test_a_reload_that_ends_the_first_request_is_told_linked_all_the_same(
    world: World,
) -> None:
    """Chromium drops the first request when its person reloads."""
    mira = world.someone()
    async with Browser(mira.address) as browser, held(world) as goes:
        callback = await consented(world, browser, mira)
        first = asyncio.create_task(browser.open(callback))
        await until(lambda: status_of(world, mira) == "claimed")
        first.cancel()
        page = await browser.open(callback)
        assert WORKING in page.words
        goes.set()
        await until(lambda: mira.is_linked)
        assert "Linked" in (await browser.open(page.url)).words


async def test_another_browser_meanwhile_waits_too_and_is_told_nothing_of_it(world: World) -> None:
    mira = world.someone("Mira")
    offer = await mira.offer()
    async with Browser(mira.address) as browser, Browser("10.1.2.3") as other, held(world) as goes:
        callback = await consented(world, browser, mira, offer)
        first = asyncio.create_task(browser.open(callback))
        await until(lambda: status_of(world, mira) == "claimed")
        for address in (callback, offer):
            page = await other.open(address)
            assert WORKING in page.words
            lacks(page, "Mira", *NOT_KNOWN_YET)
        goes.set()
        assert "Linked" in (await first).words
        for address in (callback, offer):
            page = await other.open(address)
            assert page.status == 410
            assert "already used" in page.words
            assert "/account" in page.words, "the way on"
            lacks(page, "Mira", mira.spotify_name)


async def test_two_presses_of_continue_are_one_login(world: World) -> None:
    mira, mark = world.someone("Mira"), len(world.spotify.requests)
    async with Browser(mira.address) as began, Browser("10.1.2.7") as other, held(world) as goes:
        callback = await consented(world, began, mira)
        asked = await other.open(callback)
        first = asyncio.create_task(other.press_on(asked))
        await until(lambda: status_of(world, mira) == "claimed")
        second = await other.press_on(asked)
        assert WORKING in second.words
        goes.set()
        code = code_on(await first)
        assert code_on(await other.open(second.url)) == code
    assert exchanges(world, mark) == 1


async def test_the_browser_that_began_waits_for_another_that_is_just_looked_at(
    world: World,
) -> None:
    mira = world.someone("Mira")
    async with Browser(mira.address) as browser, Browser("10.1.2.8") as other, held(world) as goes:
        callback = await consented(world, browser, mira)
        asked = await other.open(callback)
        first = asyncio.create_task(other.press_on(asked))
        await until(lambda: status_of(world, mira) == "claimed")
        page = await browser.open(callback)
        assert WORKING in page.words
        goes.set()
        await first
        assert "Linked" in (await browser.open(page.url)).words, "the page that looks again"
    assert mira.is_linked


async def test_a_link_cut_off_by_a_restart_says_what_is_known(make_world: MakeWorld) -> None:
    world = await make_world()
    mira = world.someone()
    offer = await mira.says("!link", "dm")
    address = str(offer.buttons["Link Spotify"]["url"])
    async with Browser(mira.address) as browser, held(world) as goes:
        callback = await consented(world, browser, mira, address)
        opening = asyncio.create_task(browser.open(callback))
        await until(lambda: status_of(world, mira) == "claimed")
        await world.bot.kill()
        with pytest.raises(aiohttp.ClientError):
            await opening
        goes.set()
        await world.bot.start()
        page = await browser.open(callback)
        assert WORKING in page.words, "nobody knows yet that it was interrupted"
        change_tickets(world, mira, "claimed_at = claimed_at - 61")
        for where in (page.url, callback, address):
            after = await browser.open(where)
            assert after.status == 410
            assert "This link was interrupted" in after.words
            assert "new link" in after.words
            lacks(after, "othing was saved")
        assert "interrupted" in (await mira.opens(address)).words
    await mira.becomes(offer, "Your link was interrupted")
    assert not mira.is_linked
    assert (await mira.links()).status == 200


async def test_a_cut_off_disconnect_is_not_called_done_or_undone(world: World) -> None:
    mira = await world.linked()
    async with Browser(mira.address) as browser, held(world) as goes:
        authorize = await browser.submit(await browser.open(f"{world.bot.url}/disconnect"))
        callback = await world.spotify.consent(authorize, mira.listener.id)
        first = asyncio.create_task(browser.open(callback))

        def claimed() -> bool:
            return bool(world.rows("link_tickets", "status", "claimed"))

        await until(claimed)
        page = await browser.open(callback)
        assert WORKING in page.words
        with world.database() as database:
            database.execute("UPDATE link_tickets SET claimed_at = 1 WHERE status = 'claimed'")
        assert "don't know whether" in (await browser.open(page.url)).words
        goes.set()
        assert "Removed" in (await first).words
        assert "Removed" in (await browser.open(callback)).words


async def test_a_login_for_deleted_data_is_not_kept(world: World) -> None:
    """The person deletes everything while Spotify still thinks about the code."""
    mira = world.someone("Mira")
    async with Browser(mira.address) as began, Browser("10.1.2.12") as other:
        callback = await consented(world, began, mira)
        async with held(world) as goes:
            asked = await other.open(callback)
            going = asyncio.create_task(other.press_on(asked))
            await until(lambda: status_of(world, mira) == "claimed")
            await mira.uses("unlink")
            assert not mira.rows("link_tickets")
            goes.set()
            lacks(await going, "Type it within ten minutes")
    assert not mira.rows("waiting_logins")
    assert not mira.is_linked
