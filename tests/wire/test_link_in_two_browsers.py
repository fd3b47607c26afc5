"""A link that is begun in one browser and goes on in another, or in one without cookies.

Attacks: docs/reference/threats-and-faults.md, V2.
"""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import aiohttp

from sandbox.browser import Browser
from tests.wire.link_steps import (
    consented,
    exchanges,
    lacks,
)
from tests.world import World, code_on


async def test_the_browser_that_began_finishes_though_another_brought_the_login(
    world: World,
) -> None:
    """Someone pressed Continue in the wrong browser first; the code of Spotify is spent there."""
    mira, mark = world.someone("Mira"), len(world.spotify.requests)
    async with Browser(mira.address) as browser, Browser("10.1.2.5") as other:
        callback = await consented(world, browser, mira)
        code_page = await other.goes_on(callback)
        assert code_on(code_page)
        waiting = await browser.open(code_page.url)
        assert "continues in another browser" in waiting.words
        done = await browser.open(callback)
        assert "Linked" in done.words
        assert "This wasn't me" in done.words
        left = await other.open(code_page.url)
        assert "already used" in left.words
        lacks(left, mira.spotify_name, "This wasn't me")
    assert mira.is_linked
    assert exchanges(world, mark) == 1, "the login that was kept is the one that is linked"
    assert not mira.rows("waiting_logins")


async def test_v2_who_began_cannot_take_the_login_of_who_consented(world: World) -> None:
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
    assert not mira.rows("waiting_logins")


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
        assert "doesn't keep cookies" in asked.words
        page = await browser.press_on(asked)
        code = code_on(page)
        assert code_on(await browser.press_on(asked)) == code, "sent again, it shows it again"
        await mira.becomes(offer, "One more step")
        (await mira.types_code(offer, code)).contains("That worked")
        after = await browser.press_on(asked)
        assert "already used" in after.words
    assert mira.is_linked


async def test_a_link_begun_without_cookies_is_not_given_again(world: World) -> None:
    """Its direct address leads nowhere then: beginning has made another state."""
    mira = world.someone()
    first = await mira.uses("link")
    jar = aiohttp.DummyCookieJar()
    async with (
        aiohttp.ClientSession(cookie_jar=jar) as session,
        session.post(
            first.link,
            headers={"Sec-Fetch-Site": "same-origin"},
            data={"token": ""},
            allow_redirects=False,
        ) as answer,
    ):
        assert answer.status == 303
        authorize = answer.headers["Location"]
    assert mira.rows("link_tickets")[0]["offer_secrets"] is None
    second = await mira.uses("link")
    assert second.link != first.link
    # What was begun goes on.
    pasted = await mira.says(await world.spotify.consent(authorize, mira.listener.id), "dm")
    pasted.contains("That worked")


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
        assert "There's a newer attempt" in page.words
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
        assert "Another browser has taken over this link" in page.words
        lacks(page, "This link doesn't exist")
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
        assert "There's a newer link" in page.words
        assert "There's a newer link" in (await mira.opens(callback)).words
    assert not mira.is_linked
