"""Attacks of RFC 9700 and its update, as an attacker does them (docs/attacks.md).

Attacks: docs/reference/threats-and-faults.md, T3b and T3f.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import parse_qs, parse_qsl, urlsplit

import aiohttp
from aiohttp import web
from yarl import URL

from sandbox.browser import Browser
from tests.wire.link_steps import consented, exchanges
from tests.wire.seat_steps import adds, second_app
from tests.world import World, code_on

EVIL = "https://evil.example/"
LEADING_AWAY = (
    EVIL,
    "//evil.example",
    "/\\evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "http://127.0.0.1@evil.example/",
)
PARAMETERS = ("next", "redirect_uri", "redirect", "return_to", "url", "continue", "r", "RelayState")


@asynccontextmanager
async def attackers_server() -> AsyncIterator[tuple[str, list[str]]]:
    """Serve anything; provide its address and everything that it is sent."""
    heard: list[str] = []

    async def hear(request: web.BaseRequest) -> web.Response:
        heard.append(f"{request.raw_headers!r} {await request.text()}")
        return web.json_response({})

    runner = web.ServerRunner(web.Server(hear))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    yield f"http://{host}:{port}/", heard
    await runner.cleanup()


async def test_rfc9700_4_1_nobody_else_chooses_the_redirect_uri(world: World) -> None:
    """What a victim's address says where to go is not asked: settings alone say it."""
    mira = world.someone()
    offer = str(URL(await mira.offer()).update_query(redirect_uri=EVIL, client_id="theirs"))
    async with Browser(mira.address) as browser:
        page = await browser.open(offer)
        authorize = await browser.submit(page, redirect_uri=EVIL)
        asked = parse_qs(urlsplit(authorize).query)
        assert asked["redirect_uri"] == [f"{world.bot.url}/callback"]
        assert asked["client_id"] == [world.spotify.client_id]
        callback = await world.spotify.consent(authorize, mira.listener.id)
        done = await browser.open(f"{callback}&redirect_uri={EVIL}")
    assert "Linked" in done.words


async def test_rfc9700_4_2_no_page_sends_its_address_elsewhere(world: World) -> None:
    """Every page keeps the Referer to itself, and loads nothing from elsewhere but a picture."""
    mira = world.someone()
    offer = await mira.offer()
    async with Browser(mira.address) as browser, Browser("10.2.2.2") as other:
        callback = await consented(world, browser, mira, offer)
        pages = [offer, f"{world.bot.url}/disconnect"]
        for address, one in [*((page, browser) for page in pages), (callback, other)]:
            async with one.session.get(address) as answer:
                assert answer.status == 200
                assert answer.headers["Referrer-Policy"] == "same-origin"
                assert "img-src 'self' https://cdn.discordapp.com" in str(answer.headers)


async def test_rfc9700_4_3_the_history_holds_nothing_that_works(world: World) -> None:
    """The attacker uses the same computer later: code and state are spent, and not in the bar."""
    mira = world.someone()
    async with Browser(mira.address) as browser:
        callback = await consented(world, browser, mira)
        done = await browser.open(callback)
        assert not urlsplit(done.url).query
        mark = len(world.spotify.requests)
    attacker = world.someone()
    async with Browser(attacker.address) as theirs:
        for address in (callback, done.url):
            page = await theirs.open(address)
            assert mira.spotify_name not in page.words
    assert exchanges(world, mark) == 0
    assert mira.is_linked


async def test_rfc9700_4_6_an_access_token_is_not_taken(world: World) -> None:
    """A token that another app got from the victim is put into the attacker's own callback."""
    attacker, victim = world.someone(), await world.linked()
    token = next(key for key, one in world.spotify.tokens.items() if one.person is victim.listener)
    async with Browser(attacker.address) as browser:
        authorize = await browser.press_continue(await attacker.offer())
        state = parse_qs(urlsplit(authorize).query)["state"][0]
        for query in (f"access_token={token}&token_type=Bearer", f"id_token={token}"):
            page = await browser.open(f"{world.bot.url}/callback?state={state}&{query}")
            assert page.status == 400
    assert not attacker.is_linked


async def test_rfc9700_4_8_a_challenge_of_the_attackers_is_no_good(world: World) -> None:
    """The attacker knows a verifier of their own: the bot proves with the one it made."""
    mira = world.someone()
    async with Browser(mira.address) as browser:
        authorize = URL(await browser.press_continue(await mira.offer()))
        assert authorize.query["code_challenge_method"] == "S256"
        changed = str(authorize.update_query(code_challenge="A" * 43))
        page = await browser.open(await world.spotify.consent(changed, mira.listener.id))
    assert page.status == 410
    assert not mira.is_linked


async def test_rfc9700_4_9_a_redirecting_server_gets_no_token(world: World) -> None:
    """Something between the bot and Spotify answers with a redirect to the attacker's server."""
    mira = await world.linked()
    async with attackers_server() as (evil, heard):
        for status in (302, 307):
            options = {"status": status, "headers": {"Location": evil}}
            world.spotify.fault("/v1/me/player", "status", times=4, **options)
            world.later()
            await mira.says("!np")
            world.spotify.faults.clear()
            world.spotify.fault("/api/token", "status", times=4, **options)
            await world.someone().links()
            world.spotify.faults.clear()
    assert heard == []


async def test_t3f_no_parameter_leads_elsewhere(world: World) -> None:
    """RFC 9700, section 4.11: the bot's address is used to send a victim to the attacker's."""
    mira = world.someone()
    offer = await mira.offer()
    known = (world.bot.url, world.spotify.accounts_url, "/")
    async with aiohttp.ClientSession() as session:
        for number, away in enumerate(LEADING_AWAY):
            query = URL.build(query=dict.fromkeys(PARAMETERS, away)).query_string
            session.headers["X-Forwarded-For"] = f"10.88.0.{number}"
            path = urlsplit(offer).path
            for start in (
                "/",
                path,
                f"/callback?state={'A' * 22}&code=a",
                "/disconnect",
                "/done/x",
            ):
                address = f"{world.bot.url}{start}{'&' if '?' in start else '?'}{query}"
                async with session.get(address, allow_redirects=False) as answer:
                    assert answer.status < 500
                    assert answer.headers.get("Location", "/").startswith(known)
                    assert "evil.example" not in await answer.text()
    async with Browser(mira.address) as browser:
        callback = await consented(world, browser, mira, offer)
        query = URL.build(query=dict.fromkeys(PARAMETERS, "//evil.example")).query_string
        address = f"{callback}&{query}"
        async with browser.session.get(address, allow_redirects=False) as answer:
            assert answer.headers["Location"].startswith("/done/")


async def test_rfc9700_4_12_the_form_is_not_sent_on_to_spotify(world: World) -> None:
    """With 307 a browser would send the form, with its token, to the next server."""
    mira = world.someone()
    offer = await mira.offer()
    async with Browser(mira.address) as browser:
        page = await browser.open(offer)
        token = page.source.split('name="token" value="')[1][:64]
        answer = await browser.post(offer, {"token": token})
    assert answer.status == 303
    assert token not in answer.headers["Location"]


async def test_rfc9700_4_17_pages_run_no_script_and_talk_to_no_window(world: World) -> None:
    """Nothing listens for a message of another window, and nothing is posted to one."""
    mira = world.someone()
    offer = await mira.offer()
    async with Browser(mira.address) as browser:
        callback = await consented(world, browser, mira, offer)
        for address in (offer, f"{world.bot.url}/disconnect", callback):
            async with browser.session.get(address) as answer:
                source = await answer.text()
                policy = answer.headers["Content-Security-Policy"]
                assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
            assert "default-src 'none'" in policy
            assert "script-src" not in policy
            assert "<script" not in source.lower()


async def test_coat_a_code_of_another_app_links_nobody(five: World) -> None:
    """Cross-tool account takeover and request forgery: one state is good for one app alone."""
    world, attacker, victim = five, five.someone("Attacker"), five.someone("Victim")
    other = second_app(world)
    await adds(world, other)
    other.add_seat(victim.listener.id)
    async with Browser(attacker.address) as browser:
        authorize = URL(await browser.press_continue(await attacker.offer()))
        changed = str(authorize.update_query(client_id=other.client_id))
        page = await browser.open(await world.spotify.consent(changed, victim.listener.id))
    assert page.status == 410
    assert not attacker.is_linked


async def test_cosf_who_agreed_before_is_asked_again(world: World) -> None:
    """The draft's step 3: the victim's earlier agreement must not let a link through unseen."""
    attacker, victim = world.someone("Attacker"), await world.linked("Victim")
    offer = await attacker.uses("link")
    addresses = [str(offer.buttons["1 Open Spotify"]["url"])]
    async with Browser(victim.address) as theirs:
        addresses.append(await theirs.press_continue(offer.link))
    async with aiohttp.ClientSession() as session:
        for address in addresses:
            query = {**dict(parse_qsl(urlsplit(address).query)), "as": victim.listener.id}
            page = f"{world.spotify.origin}/authorize"
            async with session.get(page, params=query, allow_redirects=False) as answer:
                assert answer.status == 200, "Spotify asks, and does not redirect at once"


async def test_agentcore_nothing_is_usable_before_the_code(world: World) -> None:
    """The store must hold no token before the person who began is the one who agreed."""
    attacker, victim = world.someone("Attacker"), world.someone("Victim")
    victim.plays()
    offer = await attacker.uses("link")
    async with Browser(attacker.address) as mine, Browser(victim.address) as theirs:
        authorize = await mine.press_continue(offer.link)
        page = await theirs.goes_on(await world.spotify.consent(authorize, victim.listener.id))
        assert code_on(page)
    mark = len(world.spotify.requests)
    (await attacker.uses("nowplaying")).contains("isn't linked yet")
    made = list(world.spotify.requests)[mark:]
    assert [one.path for one in made if one.person == victim.listener.id] == []
    assert not attacker.rows("accounts")
    stored = str(attacker.rows("waiting_logins")) + str(attacker.rows("link_tickets"))
    assert [one for one in world.spotify.issued if one in stored] == []


async def test_budibase_opening_the_link_binds_nothing(world: World) -> None:
    """CVE-2026-50132: a public address that binds the person who opens it."""
    attacker, victim = world.someone("Attacker"), world.someone("Victim")
    offer = await attacker.uses("link")
    bound = (
        "status",
        "browser_hash",
        "consenting_browser_hash",
        "spotify_state_hash",
        "identified",
    )
    before = [[row[name] for name in bound] for row in attacker.rows("link_tickets")]
    async with Browser(victim.address) as theirs:
        for method in ("GET", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH"):
            async with theirs.session.request(method, offer.link, allow_redirects=False) as answer:
                assert answer.status in (200, 405)
        page = await theirs.open(offer.link)
        assert attacker.person.username in page.words, "whose link it is, is said first"
    after = [[row[name] for name in bound] for row in attacker.rows("link_tickets")]
    assert after == before
    assert not attacker.is_linked
