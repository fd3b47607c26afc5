"""Level 5: a page that is reloaded while Discord or Spotify is asked."""

from __future__ import annotations

import asyncio
import html

import pytest

from sandbox.browser import Browser, Seen
from tests.wire.signing import signs_in, signs_in_at
from tests.world import World, until


async def test_a_sign_in_is_asked_about_once(signing: World) -> None:
    """Discord is asked once; opened again in its browser, it goes on to Spotify again."""
    mira = signing.someone()
    async with Browser(mira.address) as browser, Browser("10.1.3.1") as other:
        asked = await browser.press_continue(await mira.offer())
        callback = signing.discord.oauth.consent(asked, mira.person)
        first = await signs_in_at(browser, callback)
        assert (await other.open(callback)).status == 403
        again = await signs_in_at(browser, callback)
        assert first == again
        assert again.startswith(signing.spotify.accounts_url)
        page = await browser.open(await signing.spotify.consent(first, mira.listener.id))
        assert "Linked" in page.words
        assert "Linked" in (await browser.open(callback)).words
    assert mira.is_linked


async def test_a_reload_while_discord_is_asked_waits_and_goes_on(signing: World) -> None:
    mira = signing.someone()
    async with Browser(mira.address) as browser:
        asked = await browser.press_continue(await mira.offer())
        callback = signing.discord.oauth.consent(asked, mira.person)
        pages = await asyncio.gather(*(_without_redirect(browser, callback) for _ in range(3)))
        assert sorted(status for status, _ in pages) == [200, 200, 303]
        waiting = next(words for status, words in pages if status == 200)
        assert "Checking Discord's answer" in html.unescape(waiting)
        authorize = await signs_in_at(browser, callback)
        page = await browser.open(await signing.spotify.consent(authorize, mira.listener.id))
        assert "Linked" in page.words


async def test_a_reload_while_the_second_sign_in_links(signing: World) -> None:
    """A phone that hands over: the link is made by the first request, the second is told so."""
    mira = signing.someone()
    async with Browser(mira.address) as browser, Browser("10.1.3.2") as phone:
        authorize = await signs_in(browser, mira, await browser.press_continue(await mira.offer()))
        asked = await phone.sent_on(await signing.spotify.consent(authorize, mira.listener.id))
        callback = mira.discord.oauth.consent(asked, mira.person)
        pages = await asyncio.gather(phone.open(callback), phone.open(callback))
        words = sorted("Linked" in page.words for page in pages)
        assert words[-1]
        assert all("already done" not in page.words for page in pages)
        assert "Linked" in (await phone.open(callback)).words
    assert mira.is_linked


async def _without_redirect(browser: Browser, callback: str) -> tuple[int, str]:
    async with browser.session.get(callback, allow_redirects=False) as answer:
        assert answer.status == 303 or answer.headers["Refresh"] == "2"
        return answer.status, await answer.text()


async def test_every_callback_of_a_finished_link_says_linked_in_its_browser(
    signing: World,
) -> None:
    mira = signing.someone("Mira")
    async with Browser(mira.address) as browser, Browser("10.1.3.1") as other:
        asked = await browser.press_continue(await mira.offer())
        discord = signing.discord.oauth.consent(asked, mira.person)
        assert "iss=" in discord, "Discord names itself"
        scanned = await other.open(discord)
        assert scanned.status == 403, "a scanner uses nothing up"
        async with browser.session.head(discord, allow_redirects=False) as answer:
            assert answer.status == 200
        async with browser.session.get(discord, allow_redirects=False) as answer:
            authorize = str(answer.headers["Location"])
        assert await signs_in_at(browser, discord) == authorize, "it goes on where it went"
        spotify = await signing.spotify.consent(authorize, mira.listener.id)
        assert "Continue here?" in (await other.open(spotify)).words
        for address in (spotify, discord, spotify):
            assert "Linked" in (await browser.open(address)).words
        for address in (spotify, discord):
            page = await other.open(address)
            assert mira.spotify_name not in page.words
            assert page.status in (403, 410)


CHECKING = "Checking Discord's answer"


async def reloaded(browser: Browser, callback: str) -> Seen:
    """Reload while Discord is asked: a moment's patience, and the page looks again by itself."""
    async with browser.session.get(callback, allow_redirects=False) as answer:
        assert answer.status == 200
        assert answer.headers["Refresh"]
        page = Seen(answer.status, str(answer.url), await answer.text())
    assert "Just a moment" in page.words
    assert CHECKING in page.words
    return page


@pytest.mark.parametrize("dropped", [True, False])
async def test_a_reload_while_discord_is_asked_waits_and_leads_on(
    signing: World, dropped: bool
) -> None:
    mira, oauth = signing.someone("Mira"), signing.discord.oauth
    async with Browser(mira.address) as browser:
        asked = await browser.press_continue(await mira.offer())
        callback = oauth.consent(asked, mira.person)
        oauth.held, before = asyncio.Event(), oauth.token_requests
        first = asyncio.create_task(browser.session.get(callback, allow_redirects=False))
        await until(lambda: oauth.token_requests > before)
        if dropped:
            first.cancel()
        await reloaded(browser, callback)
        await reloaded(browser, callback)
        oauth.held.set()
        oauth.held = None
        async with asyncio.timeout(60):
            while True:
                async with browser.session.get(callback, allow_redirects=False) as answer:
                    if answer.status == 303:
                        break
                await asyncio.sleep(0.05)
        authorize = str(answer.headers["Location"])
        assert authorize.startswith(signing.spotify.accounts_url)
        if not dropped:
            assert (await first).headers["Location"] == authorize, "one way on, not two"
        done = await browser.open(await signing.spotify.consent(authorize, mira.listener.id))
        assert "Linked" in done.words
        assert "Linked" in (await browser.open(callback)).words
    assert oauth.token_requests == before + 1


async def test_a_reload_while_someone_else_is_refused_ends_in_the_same_words(
    signing: World,
) -> None:
    owner, other, oauth = signing.someone("Owner"), signing.someone("Other"), signing.discord.oauth
    async with Browser(other.address) as browser, Browser("10.1.4.1") as stranger:
        asked = await browser.press_continue(await owner.offer())
        callback = oauth.consent(asked, other.person)
        oauth.held, before = asyncio.Event(), oauth.token_requests
        first = asyncio.create_task(browser.open(callback))
        await until(lambda: oauth.token_requests > before)
        await reloaded(browser, callback)
        assert CHECKING not in (await stranger.open(callback)).words
        oauth.held.set()
        oauth.held = None
        assert "belongs to someone else" in (await first).words
        again = await browser.open(callback)
    assert again.status == 403
    assert "belongs to someone else" in again.words


async def test_a_reload_while_the_phones_login_is_saved_waits_too(signing: World) -> None:
    mira = signing.someone("Mira")
    offer = await mira.uses("link")
    async with Browser(mira.address) as in_app, Browser(mira.address) as other:
        authorize = await signs_in(in_app, mira, await in_app.press_continue(offer.link))
        asked = await other.sent_on(await signing.spotify.consent(authorize, mira.listener.id))
        callback = signing.discord.oauth.consent(asked, mira.person)
        oauth = signing.discord.oauth
        oauth.held, before = asyncio.Event(), oauth.token_requests
        first = asyncio.create_task(other.open(callback))
        await until(lambda: oauth.token_requests > before)
        await reloaded(other, callback)
        oauth.held.set()
        oauth.held = None
        assert "Linked" in (await first).words
        assert "Linked" in (await other.open(callback)).words
