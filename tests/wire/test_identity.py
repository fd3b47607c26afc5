"""Level 5: Discord says who each browser is; and linked roles, which come with it.

Attacks: docs/reference/threats-and-faults.md, V1.
"""

from __future__ import annotations

import asyncio
import html
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from yarl import URL

from sandbox.browser import Browser, Seen
from sandbox.process import RIGHT
from tests.world import Someone, World, until


@pytest.fixture(scope="module")
async def signing(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    folder: Path = tmp_path_factory.mktemp("signing")
    world = await World.start(folder, {"DISCORD_CLIENT_SECRET": RIGHT})
    yield world
    await world.close()


async def signs_in(browser: Browser, someone: Someone, address: str, *, agree: bool = True) -> str:
    """Answer Discord's sign-in; return where the browser is sent after our callback."""
    callback = someone.discord.oauth.consent(address, someone.person, agree=agree)
    async with browser.session.get(callback, allow_redirects=False) as answer:
        assert answer.status == 303, await answer.text()
        return str(answer.headers["Location"])


async def goes_through(world: World, someone: Someone, offer: str) -> Seen:
    """Link the whole way as one person in one browser."""
    async with Browser(someone.address) as browser:
        authorize = await signs_in(browser, someone, await browser.press_continue(offer))
        return await browser.open(await world.spotify.consent(authorize, someone.listener.id))


async def test_a_link_passes_discord_first(signing: World) -> None:
    mira = signing.someone("Mira")
    mira.plays()
    offer = await mira.offer()
    async with Browser(mira.address) as browser:
        page = await browser.open(offer)
        assert "Sign in with Discord, then Spotify" in page.words
        asked = await browser.press_continue(offer)
        query = parse_qs(urlsplit(asked).query)
        assert asked.startswith(signing.discord.origin)
        assert query["scope"] == ["identify role_connections.write"]
        assert query["redirect_uri"] == [f"{signing.bot.url}/discord/callback"]
        authorize = await signs_in(browser, mira, asked)
        assert authorize.startswith(signing.spotify.accounts_url)
        done = await browser.open(await signing.spotify.consent(authorize, mira.listener.id))
    assert "Linked" in done.words
    (await mira.says("!np")).contains("窓辺の切手")


async def test_t1b_the_victims_browser_is_refused_with_names(signing: World) -> None:
    """V1: the victim opens the attacker's link and signs in as themselves."""
    attacker, victim = signing.someone("Attacker"), signing.someone("Victim")
    offer = await attacker.uses("link")
    mark = len(signing.spotify.requests)
    async with Browser(victim.address) as theirs:
        asked = await theirs.press_continue(offer.link)
        callback = signing.discord.oauth.consent(asked, victim.person)
        page = await theirs.open(callback)
    assert page.status == 403
    for words in ("belongs to someone else", attacker.person.username, victim.person.username):
        assert words in page.words
    assert len(signing.spotify.requests) == mark, "the accounts service hears of nothing"
    assert not attacker.is_linked


async def test_v2_a_forwarded_spotify_address_is_checked_again(signing: World) -> None:
    attacker, victim = signing.someone("Attacker"), signing.someone("Victim")
    offer = await attacker.uses("link")
    address = offer.link
    async with Browser(attacker.address) as mine, Browser(victim.address) as theirs:
        authorize = await signs_in(mine, attacker, await mine.press_continue(address))
        callback = await signing.spotify.consent(authorize, victim.listener.id)
        asked = await theirs.sent_on(callback)
        assert asked.startswith(signing.discord.origin), "Discord is asked, not the code"
        page = await theirs.open(signing.discord.oauth.consent(asked, victim.person))
        assert page.status == 403
        assert "belongs to someone else" in page.words
    assert not attacker.is_linked
    assert not attacker.rows("pending_grants"), "what the victim gave is thrown away"
    await attacker.becomes(offer, "opened by somebody else")


async def test_a_phone_that_hands_over_signs_in_again_and_needs_no_code(signing: World) -> None:
    mira = signing.someone("Mira")
    offer = await mira.uses("link")
    address = offer.link
    async with Browser(mira.address) as in_app, Browser(mira.address) as other:
        authorize = await signs_in(in_app, mira, await in_app.press_continue(address))
        callback = await signing.spotify.consent(authorize, mira.listener.id)
        asked = await other.sent_on(callback)
        done = await other.open(signing.discord.oauth.consent(asked, mira.person))
    assert "Linked" in done.words
    assert "This wasn't me" in done.words
    await mira.becomes(offer, mira.spotify_name)


async def test_v4_a_stolen_ticket_is_useless(signing: World) -> None:
    owner, attacker = signing.someone("Owner"), signing.someone("Attacker")
    address = await owner.offer()
    async with Browser(attacker.address) as theirs:
        asked = await theirs.press_continue(address)
        page = await theirs.open(signing.discord.oauth.consent(asked, attacker.person))
    assert page.status == 403
    assert not owner.is_linked


async def test_a_forwarded_sign_in_is_refused(signing: World) -> None:
    """The attacker begins the owner's ticket and lets the owner answer Discord for them."""
    owner, attacker = signing.someone("Owner"), signing.someone("Attacker")
    address = await owner.offer()
    async with Browser(attacker.address) as theirs, Browser(owner.address) as mine:
        asked = await theirs.press_continue(address)
        callback = signing.discord.oauth.consent(asked, owner.person)
        page = await mine.open(callback)
        assert page.status == 403
        assert "Another browser began this" in page.words


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
        assert "Discord's answer is being checked" in html.unescape(waiting)
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
        assert all("done already" not in page.words for page in pages)
        assert "Linked" in (await phone.open(callback)).words
    assert mira.is_linked


async def signs_in_at(browser: Browser, callback: str) -> str:
    async with browser.session.get(callback, allow_redirects=False) as answer:
        assert answer.status == 303, await answer.text()
        return str(answer.headers["Location"])


async def _without_redirect(browser: Browser, callback: str) -> tuple[int, str]:
    async with browser.session.get(callback, allow_redirects=False) as answer:
        assert answer.status == 303 or answer.headers["Refresh"] == "2"
        return answer.status, await answer.text()


async def test_codes_and_states_of_one_server_are_no_good_at_the_other(signing: World) -> None:
    """Mix-up (RFC 9700 section 4.4)."""
    mira = signing.someone()
    async with Browser(mira.address) as browser:
        asked = await browser.press_continue(await mira.offer())
        discord = signing.discord.oauth.consent(asked, mira.person)
        crossed = discord.replace("/discord/callback", "/callback")
        page = await browser.open(crossed)
        assert page.status == 400
        assert "comes from elsewhere" in page.words
        unnamed = str(URL(crossed).without_query_params("iss"))
        assert (await browser.open(unnamed)).status == 404
        authorize = await signs_in(browser, mira, asked)
        spotify = await signing.spotify.consent(authorize, mira.listener.id)
        crossed = spotify.replace("/callback", "/discord/callback")
        assert (await browser.open(crossed)).status == 404
        assert not mira.is_linked
        assert "Linked" in (await browser.open(spotify)).words


async def test_cancelling_discord_keeps_the_link_usable(signing: World) -> None:
    mira = signing.someone()
    offer = await mira.offer()
    async with Browser(mira.address) as browser:
        asked = await browser.press_continue(offer)
        page = await browser.open(signing.discord.oauth.consent(asked, mira.person, agree=False))
        assert page.status == 403
        assert "Discord did not say who you are" in page.words
    assert "Linked" in (await goes_through(signing, mira, offer)).words


async def test_discord_being_down_is_said(signing: World) -> None:
    mira = signing.someone()
    offer = await mira.offer()
    async with Browser(mira.address) as browser:
        asked = await browser.press_continue(offer)
        signing.discord.oauth.down = True
        page = await browser.open(signing.discord.oauth.consent(asked, mira.person))
        signing.discord.oauth.down = False
    assert page.status == 503
    assert "Discord did not answer" in page.words
    assert "Linked" in (await goes_through(signing, mira, offer)).words


async def test_linked_roles_are_registered_pushed_and_removed(signing: World) -> None:
    oauth = signing.discord.oauth
    assert {one["key"] for one in oauth.metadata} == {"linked", "months", "premium"}
    mira = signing.someone("Mira")
    await goes_through(signing, mira, await mira.offer())
    await until(lambda: mira.person.id in oauth.roles)
    entry = oauth.roles[mira.person.id]
    assert entry["metadata"] == {"linked": "1", "months": "0", "premium": "0"}
    assert entry["platform_username"] == mira.spotify_name
    stored = mira.rows("discord_grants")[0]["tokens"]
    assert not any(one.encode() in stored for one in oauth.issued)
    await mira.uses("unlink")
    assert oauth.roles[mira.person.id] == {"metadata": {}}
    assert not any(one.person is mira.person for one in oauth.tokens.values()), "revoked"
    assert not mira.rows("discord_grants")


async def test_linked_roles_follow_a_renewal(signing: World) -> None:
    oauth = signing.discord.oauth
    mira = signing.someone("Mira")
    await goes_through(signing, mira, await mira.offer())
    await until(lambda: mira.person.id in oauth.roles)
    mira.make_older(95)
    with sqlite3.connect(signing.bot.database) as database:
        database.execute("UPDATE accounts SET premium = 1")
    await goes_through(signing, mira, await mira.offer())
    await until(lambda: oauth.roles[mira.person.id]["metadata"]["months"] == "3")
    assert oauth.roles[mira.person.id]["metadata"]["premium"] == "1"


async def test_undo_removes_the_role_too(signing: World) -> None:
    oauth = signing.discord.oauth
    mira = signing.someone("Mira")
    async with Browser(mira.address) as browser:
        asked = await browser.press_continue(await mira.offer())
        authorize = await signs_in(browser, mira, asked)
        done = await browser.open(await signing.spotify.consent(authorize, mira.listener.id))
        await until(lambda: mira.person.id in oauth.roles)
        assert "Undone" in (await browser.undo(done)).words
    assert oauth.roles[mira.person.id] == {"metadata": {}}


async def test_no_discord_secret_in_the_log(signing: World) -> None:
    mira = signing.someone()
    await goes_through(signing, mira, await mira.offer())
    printed = "".join(signing.bot.output)
    assert [one for one in signing.discord.oauth.issued if one in printed] == []


async def test_a_direct_state_finds_no_browser_that_discord_has_not_named(signing: World) -> None:
    """Both ways of one link: the start page's button voids the state of the direct way."""
    attacker, victim = signing.someone("Attacker"), signing.someone("Victim")
    offer = await attacker.uses("link")
    direct = str(offer.buttons["1 Open Spotify"]["url"])
    async with Browser(victim.address) as theirs:
        await theirs.press_continue(offer.link)
        page = await theirs.open(await signing.spotify.consent(direct, victim.listener.id))
    assert page.status == 404
    assert not attacker.is_linked


async def test_the_direct_way_on_the_bots_own_computer_asks_discord(signing: World) -> None:
    mira = signing.someone("Mira")
    offer = await mira.uses("link")
    direct = str(offer.buttons["1 Open Spotify"]["url"])
    callback = await signing.spotify.consent(direct, mira.listener.id)
    async with Browser(mira.address) as browser:
        asked = await browser.sent_on(callback)
        done = await browser.open(signing.discord.oauth.consent(asked, mira.person))
    assert "Linked" in done.words
    assert mira.is_linked


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
        assert "Go on here?" in (await other.open(spotify)).words
        for address in (spotify, discord, spotify):
            assert "Linked" in (await browser.open(address)).words
        for address in (spotify, discord):
            page = await other.open(address)
            assert mira.spotify_name not in page.words
            assert page.status in (403, 410)


CHECKING = "Discord's answer is being checked"


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
        async with asyncio.timeout(10):
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


async def test_a_reload_while_somebody_else_is_refused_ends_in_the_same_words(
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
