"""Every state that a browser can be in while linking: its own true words, and a way on.

Attacks: docs/reference/threats-and-faults.md, V2.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest

from sandbox.browser import Browser, Seen
from tests.conftest import MakeWorld
from tests.world import Someone, World, code_on, until

WORKING = "Spotify's answer is being checked"
NOT_KNOWN_YET = ("Nothing was stored", "could not be completed", "No such link", "used already")


def status_of(world: World, someone: Someone) -> str:
    """Return the stored state of a person's newest ticket."""
    with sqlite3.connect(world.bot.database) as database:
        query = "SELECT status FROM link_tickets WHERE discord_id = ? ORDER BY rowid DESC LIMIT 1"
        return str(database.execute(query, (someone.person.id,)).fetchone()[0])


def change_tickets(world: World, someone: Someone, change: str) -> None:
    with sqlite3.connect(world.bot.database) as database:
        database.execute(
            f"UPDATE link_tickets SET {change} WHERE discord_id = ?", (someone.person.id,)
        )


def exchanges(world: World, since: int) -> int:
    return world.spotify.count("/api/token", since=since, grant_type="authorization_code")


def lacks(page: Seen, *words: str) -> None:
    for one in words:
        assert one not in page.words, page.words


@asynccontextmanager
async def held(world: World, path: str = "/api/token") -> AsyncIterator[asyncio.Event]:
    """Let Spotify think about the next request until the event is set."""
    goes = asyncio.Event()
    world.spotify.fault(path, "held", until=goes)
    try:
        yield goes
    finally:
        goes.set()


async def consented(world: World, browser: Browser, someone: Someone, offer: str = "") -> str:
    """Begin in a browser and agree; return the callback's address, not opened yet."""
    authorize = await browser.press_continue(offer or await someone.offer())
    return await world.spotify.consent(authorize, someone.listener.id)


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
            assert "used already" in page.words
            assert "/account" in page.words, "the way on"
            lacks(page, "Mira", mira.spotify_name)


async def test_a_scanner_that_comes_first_spends_nothing_and_sees_no_secret(world: World) -> None:
    mira, mark = world.someone("Mira"), len(world.spotify.requests)
    async with Browser(mira.address) as browser, Browser("10.1.2.4") as scanner:
        callback = await consented(world, browser, mira)
        for _ in range(3):
            page = await scanner.open(callback)
            assert page.status == 200
            assert "Go on here?" in page.words
            lacks(page, mira.spotify_name)
        assert exchanges(world, mark) == 0
        assert status_of(world, mira) == "started"
        assert not mira.rows("pending_grants")
        assert "Linked" in (await browser.open(callback)).words
    assert exchanges(world, mark) == 1


HEADERS = [
    ({"Sec-Purpose": "prefetch;prerender"}, 503),
    ({"Purpose": "prefetch"}, 503),
    ({"X-Moz": "prefetch"}, 503),
    ({"X-Purpose": "preview"}, 503),
    ({"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}, 403),
    ({"Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}, 403),
    ({"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}, 403),
]


async def test_what_is_no_persons_navigation_changes_nothing_in_the_right_browser_either(
    world: World,
) -> None:
    mira, mark = world.someone("Mira"), len(world.spotify.requests)
    async with Browser(mira.address) as browser:
        callback = await consented(world, browser, mira)
        for method in ("HEAD", "OPTIONS"):
            async with browser.session.request(method, callback, allow_redirects=False) as answer:
                assert answer.status == (200 if method == "HEAD" else 405)
                assert answer.headers["Cache-Control"] == "no-store"
        for headers, status in HEADERS:
            async with browser.session.get(
                callback, headers=headers, allow_redirects=False
            ) as answer:
                assert answer.status == status, headers
                assert "Set-Cookie" not in answer.headers
        assert exchanges(world, mark) == 0
        assert status_of(world, mira) == "started"
        navigation = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
        async with browser.session.get(callback, headers=navigation) as answer:
            assert "Linked" in await answer.text()


async def test_looking_ahead_at_a_start_page_drops_no_other_links_cookie(world: World) -> None:
    mira = world.someone()
    offer = await mira.offer()
    async with Browser(mira.address) as browser:
        for headers in ({"Sec-Purpose": "prefetch"}, None):
            method = "GET" if headers else "HEAD"
            async with browser.session.request(method, offer, headers=headers) as answer:
                assert "Set-Cookie" not in answer.headers
        page = await browser.link(offer, world.spotify, mira.listener.id)
    assert "Linked" in page.words


async def test_the_browser_that_began_finishes_though_another_brought_the_login(
    world: World,
) -> None:
    """Somebody pressed Continue in the wrong browser first; the code of Spotify is spent there."""
    mira, mark = world.someone("Mira"), len(world.spotify.requests)
    async with Browser(mira.address) as browser, Browser("10.1.2.5") as other:
        callback = await consented(world, browser, mira)
        code_page = await other.goes_on(callback)
        assert code_on(code_page)
        waiting = await browser.open(code_page.url)
        assert "goes on in another browser" in waiting.words
        done = await browser.open(callback)
        assert "Linked" in done.words
        assert "This wasn't me" in done.words
        left = await other.open(code_page.url)
        assert "used already" in left.words
        lacks(left, mira.spotify_name, "This wasn't me")
    assert mira.is_linked
    assert exchanges(world, mark) == 1, "the login that was kept is the one that is linked"
    assert not mira.rows("pending_grants")


async def test_who_began_cannot_take_the_login_of_who_consented(world: World) -> None:
    """V2: the attacker's browser has cookie and state, but never saw Spotify's code."""
    attacker, victim = world.someone("Attacker"), world.someone("Victim")
    async with Browser(attacker.address) as mine, Browser(victim.address) as theirs:
        callback = await consented(world, mine, victim, await attacker.offer())
        await theirs.goes_on(callback)
        state = parse_qs(urlsplit(callback).query)["state"][0]
        for code in ("guess", "AQ" + "x" * 120):
            page = await mine.open(f"{world.bot.url}/callback?state={state}&code={code}")
            lacks(page, "Linked", victim.spotify_name)
    assert not attacker.is_linked


async def test_it_began_again_in_its_browser_while_another_login_waits(world: World) -> None:
    """The same address at Spotify, agreed to twice: each time with a code of its own."""
    mira = world.someone()
    async with Browser(mira.address) as browser, Browser("10.1.2.6") as other:
        authorize = await browser.press_continue(await mira.offer())
        await other.goes_on(await world.spotify.consent(authorize, mira.listener.id))
        again = await world.spotify.consent(authorize, mira.listener.id)
        assert "Linked" in (await browser.open(again)).words
    assert mira.is_linked
    assert not mira.rows("pending_grants")


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


async def test_a_browser_without_cookies_links_by_the_code(world: World) -> None:
    """It says itself that the form is our own page's; its login waits as any other browser's."""
    mira = world.someone("Mira")
    offer = await mira.uses("link")
    address = str(offer.buttons["Link Spotify"]["url"])
    jar = aiohttp.DummyCookieJar()
    async with Browser(mira.address) as browser:
        await browser.session.close()
        browser.session = aiohttp.ClientSession(
            cookie_jar=jar, headers={"X-Forwarded-For": mira.address}
        )
        authorize = await browser.press_continue(address)
        callback = await world.spotify.consent(authorize, mira.listener.id)
        asked = await browser.open(callback)
        assert "keeps no cookies" in asked.words
        page = await browser.press_on(asked)
        code = code_on(page)
        assert code_on(await browser.press_on(asked)) == code, "sent again, it shows it again"
        asked_in_discord = await mira.becomes(offer, "One more step")
        assert asked_in_discord
        (await mira.types_code(offer, code)).contains("That worked")
        after = await browser.press_on(asked)
        assert "used already" in after.words
    assert mira.is_linked


async def test_an_old_browser_without_cookies_is_told_what_is_missing(world: World) -> None:
    mira = world.someone()
    offer = await mira.offer()
    page = await mira.opens(offer)
    token = page.source.split('name="token" value="')[1][:64]
    async with (
        aiohttp.ClientSession(headers={"X-Forwarded-For": mira.address}) as session,
        session.post(offer, data={"token": token}, allow_redirects=False) as answer,
    ):
        assert answer.status == 403
        assert "sent no cookie" in await answer.text()


async def test_a_newer_tab_overtakes_an_older_one(world: World) -> None:
    mira = world.someone()
    offer = await mira.offer()
    async with Browser(mira.address) as browser:
        older = await consented(world, browser, mira, offer)
        newer = await consented(world, browser, mira, offer)
        page = await browser.open(older)
        assert "There is a newer try" in page.words
        assert "newest tab" in page.words
        assert "Linked" in (await browser.open(newer)).words


async def test_another_browser_that_begins_the_link_overtakes_this_one(world: World) -> None:
    """A scanner that presses buttons, or a friend who opened the link: it is said, not hidden."""
    mira = world.someone("Mira")
    offer = await mira.offer()
    async with Browser(mira.address) as browser, Browser("10.1.2.12") as other:
        callback = await consented(world, browser, mira, offer)
        await other.press_continue(offer)
        page = await browser.open(callback)
        assert "Another browser has begun this link since" in page.words
        lacks(page, "No such link")
        callback = await consented(world, browser, mira, offer)
        assert "Linked" in (await browser.open(callback)).words, "the way on that it names"


async def test_a_newer_ticket_overtakes_an_older_one(world: World) -> None:
    mira = world.someone()
    async with Browser(mira.address) as browser:
        callback = await consented(world, browser, mira)
        for _ in range(3):
            # One that was begun is not given again.
            async with Browser(mira.address) as newer:
                await consented(world, newer, mira)
        page = await browser.open(callback)
        assert "There is a newer link" in page.words
        assert "There is a newer link" in (await mira.opens(callback)).words
    assert not mira.is_linked


async def test_a_link_that_is_opened_again_later(world: World) -> None:
    mira = world.someone("Mira")
    offer = await mira.offer()
    async with Browser(mira.address) as browser:
        callback = await consented(world, browser, mira, offer)
        done = await browser.open(callback)
        for address in (offer, callback, done.url):
            assert "Linked" in (await browser.open(address)).words, "the same browser is told so"
        change_tickets(
            world, mira, "expires_at = expires_at - 7200, created_at = created_at - 7200"
        )
        for address in (offer, callback, done.url):
            assert "Linked" in (await browser.open(address)).words
        browser.session.cookie_jar.clear()
        for address in (offer, callback, done.url):
            page = await browser.open(address)
            assert page.status == 410
            assert "used already" in page.words
            assert "/account" in page.words


async def test_a_link_that_is_no_more_does_not_call_itself_linked(world: World) -> None:
    mira = world.someone("Mira")
    async with Browser(mira.address) as browser:
        done = await browser.link(await mira.offer(), world.spotify, mira.listener.id)
        authorize = await browser.submit(await browser.open(f"{world.bot.url}/disconnect"))
        await browser.open(await world.spotify.consent(authorize, mira.listener.id))
        assert not mira.is_linked
        page = await browser.open(done.url)
        assert "No such link" in page.words, "everything about it is deleted"
        lacks(page, "Linked", mira.spotify_name)


async def test_a_link_that_another_one_has_replaced_is_over(world: World) -> None:
    mira = world.someone("Mira")
    async with Browser(mira.address) as browser:
        done = await browser.link(await mira.offer(), world.spotify, mira.listener.id)
        change_tickets(world, mira, "linked_at = linked_at - 60")
        page = await browser.open(done.url)
        assert "This link is over" in page.words
        lacks(page, "Linked", mira.spotify_name)


async def test_a_page_of_a_link_that_is_not_finished_says_where_to_go_on(world: World) -> None:
    mira = world.someone()
    offer = await mira.offer()
    async with Browser(mira.address) as browser, Browser("10.1.2.9") as other:
        callback = await consented(world, browser, mira, offer)
        ref = str(mira.rows("link_tickets")[-1]["ref"])
        address = f"{world.bot.url}/done/{ref}"
        page = await browser.open(address)
        assert "not finished yet" in page.words
        foreign = await other.open(address)
        assert foreign.status == 403
        assert "Another browser began this" in foreign.words
        change_tickets(world, mira, "expires_at = expires_at - 700")
        for one in (browser, other):
            assert "run out" in (await one.open(address)).words
            assert "run out" in (await one.open(callback)).words


async def test_a_link_that_ended_otherwise_tells_its_browser_how_and_no_other(
    world: World,
) -> None:
    owner, mira = await world.linked("Owner"), world.someone("Mira")
    async with Browser(mira.address) as browser, Browser("10.1.2.10") as other:
        offer = await mira.offer()
        authorize = await browser.press_continue(offer)
        callback = await world.spotify.consent(authorize, owner.listener.id)
        assert (await browser.open(callback)).status == 409
        for address in (callback, offer):
            assert "linked already" in (await browser.open(address)).words
            page = await other.open(address)
            assert "This link has ended" in page.words
            lacks(page, "Mira", "Owner", "linked already")


async def test_cancelling_in_another_browser_ends_nothing(world: World) -> None:
    mira = world.someone()
    async with Browser(mira.address) as browser, Browser("10.1.2.11") as other:
        authorize = await browser.press_continue(await mira.offer())
        denied = await world.spotify.consent(authorize, mira.listener.id, agree=False)
        page = await other.open(denied)
        assert "You cancelled on Spotify's page" in page.words
        assert status_of(world, mira) == "started"
        failed = await other.open(denied.replace("access_denied", "server_error"))
        assert "answered with an error" in failed.words
        callback = await world.spotify.consent(authorize, mira.listener.id)
        assert "Linked" in (await browser.open(callback)).words


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
        assert WORKING in page.words, "nobody knows yet that it was cut off"
        change_tickets(world, mira, "claimed_at = claimed_at - 61")
        for where in (page.url, callback, address):
            after = await browser.open(where)
            assert after.status == 410
            assert "This link was cut off" in after.words
            assert "new link" in after.words
            lacks(after, "Nothing was stored")
        assert "cut off" in (await mira.opens(address)).words
    await mira.becomes(offer, "Your link was cut off")
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
        with sqlite3.connect(world.bot.database) as database:
            database.execute("UPDATE link_tickets SET claimed_at = 1 WHERE status = 'claimed'")
        assert "not known whether" in (await browser.open(page.url)).words
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
            lacks(await going, "Type it only if you are")
    assert not mira.rows("pending_grants")
    assert not mira.is_linked


async def test_undo_leaves_nothing_of_the_victim_in_the_attackers_rows(world: World) -> None:
    attacker, victim = world.someone("Attacker"), world.someone("Victim", spotify_name="Unique Vic")
    async with Browser(victim.address) as theirs:
        done = await theirs.link(await attacker.offer(), world.spotify, victim.listener.id)
        await attacker.uses("account")
        assert "Undone" in (await theirs.undo(done)).words
    names = ("Unique Vic", victim.listener.id, victim.listener.account_id)
    with sqlite3.connect(world.bot.database) as database:
        tables = [
            row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type='table'")
        ]
        held_still = [
            (table, row)
            for table in tables
            for row in database.execute(f"SELECT * FROM {table}")
            if any(name in str(row) for name in names)
        ]
    assert held_still == []
    ended = {row["status"] for row in attacker.rows("link_tickets")}
    # Once its person has been told, the undone ticket is about nobody any more.
    assert ended in ({"undone"}, set())


async def test_the_pages_speak_what_their_person_chose_whoever_opens_them(world: World) -> None:
    mira = world.someone("Mira")
    shown = await mira.uses("settings mine")
    await mira.selects(shown, "set:language", ["de"])
    offer = await mira.uses("link")
    address = str(
        next(one["url"] for one in offer.buttons.values() if "/link/" in one.get("url", ""))
    )
    async with Browser(mira.address) as browser, Browser("10.1.2.13") as other:
        for headers in ({"Accept-Language": "fr"}, {}):
            async with browser.session.get(address, headers=headers) as answer:
                source = await answer.text()
                assert '<html lang="de">' in source
                assert "Weiter zu Spotify" in source
        callback = await consented(world, browser, mira, address)
        assert "Hier weitermachen?" in (await other.open(callback)).words
        assert "Verknüpft" in (await browser.open(callback)).words
        assert "Dieser Link wurde schon benutzt" in (await other.open(callback)).words
        async with other.session.get(world.bot.url, headers={"Accept-Language": "fr"}) as answer:
            assert '<html lang="fr">' in await answer.text()
