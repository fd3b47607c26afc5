"""The pages of a link: every way it can end, and every way it must not.

Attacks: docs/reference/threats-and-faults.md, V3.
"""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest

from sandbox.browser import Browser
from tests.conftest import MakeWorld
from tests.world import Someone, World, until


def tickets(world: World, someone: Someone) -> list[str]:
    """Return the stored states of a person's tickets."""
    with world.database() as database:
        query = "SELECT status FROM link_tickets WHERE discord_id = ? ORDER BY created_at, made_ns"
        return [row[0] for row in database.execute(query, (someone.person.id,))]


def linked(world: World, someone: Someone) -> bool:
    with world.database() as database:
        query = "SELECT count(*) FROM accounts WHERE discord_id = ?"
        return bool(database.execute(query, (someone.person.id,)).fetchone()[0])


def age(world: World, someone: Someone, seconds: int) -> None:
    """Let a person's tickets grow older."""
    with world.database() as database:
        database.execute(
            "UPDATE link_tickets SET expires_at = expires_at - ?, created_at = created_at - ? "
            "WHERE discord_id = ?",
            (seconds, seconds, someone.person.id),
        )


async def test_start_page_names_the_account_and_the_scopes(world: World) -> None:
    mira = world.someone("Mira ❤")
    page = await mira.opens(await mira.offer())
    for words in ("Mira ❤", mira.person.username, world.home.name, "see what you're playing"):
        assert words in page.words
    assert "Not you? Press “This is not me”." in page.words


async def test_authorize_address_has_state_pkce_least_scopes_and_dialog(world: World) -> None:
    mira = world.someone()
    offer = await mira.offer()
    async with Browser(mira.address) as browser:
        address = await browser.press_continue(offer)
    query = {key: value[0] for key, value in parse_qs(urlsplit(address).query).items()}
    assert query["scope"] == "user-read-playback-state"
    assert query["show_dialog"] == "true"
    assert query["code_challenge_method"] == "S256"
    assert len(query["state"]) == 22
    assert query["state"] not in offer
    assert query["redirect_uri"] == f"{world.bot.url}/callback"
    assert len(address) <= 512


async def test_denied(world: World) -> None:
    mira = world.someone()
    page = await mira.links(agree=False)
    assert "You cancelled" in page.words
    await world.discord.sees(mira.person, "general", "You cancelled on Spotify's page")
    assert not linked(world, mira)


async def test_t2_expired_before_and_after_the_start(world: World) -> None:
    mira = world.someone()
    offer = await mira.offer()
    age(world, mira, 700)
    page = await mira.opens(offer)
    assert page.status == 410
    assert "expired" in page.words
    offer = await mira.offer()
    async with Browser(mira.address) as browser:
        authorize = await browser.press_continue(offer)
        callback = await world.spotify.consent(authorize, mira.listener.id)
        age(world, mira, 700)
        page = await browser.open(callback)
    assert page.status == 410
    assert not linked(world, mira)


async def test_t2_used_shows_the_success_again_only_in_the_same_browser(world: World) -> None:
    mira = world.someone()
    offer = await mira.offer()
    async with Browser(mira.address) as browser:
        authorize = await browser.press_continue(offer)
        callback = await world.spotify.consent(authorize, mira.listener.id)
        assert "Linked" in (await browser.open(callback)).words
        again = await browser.open(callback)
        assert "Linked" in again.words
    foreign = await mira.opens(again.url)
    assert foreign.status == 410
    assert mira.spotify_name not in foreign.words
    assert "already used" in (await mira.opens(offer)).words


async def test_a_wider_link_takes_the_place_of_an_unused_one(world: World) -> None:
    mira = world.someone()
    old, wider = await mira.offer(), await mira.uses("pause")
    assert "newer link" in (await mira.opens(old)).words
    assert (await mira.opens(wider.link)).status == 200


async def test_newer_links_replace_all_but_three_that_were_begun(world: World) -> None:
    mira = world.someone()
    offers = []
    async with Browser(mira.address) as browser:
        for _ in range(4):
            offers.append(await mira.offer())
            await browser.press_continue(offers[-1])
    assert len(set(offers)) == 4
    assert "newer link" in (await mira.opens(offers[0])).words
    assert (await mira.opens(offers[1])).status == 200


async def test_t2_unknown_tickets_and_states(world: World) -> None:
    mira = world.someone()
    for path in ("/link/AAAAAAAAAAAAAAAAAAAAAA", "/link/x", "/done/" + "0" * 24, "/done/x"):
        page = await mira.opens(world.bot.url + path)
        assert page.status == 404, path
    state = "A" * 22
    assert (await mira.opens(f"{world.bot.url}/callback?state={state}&code=abc")).status == 404


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
async def test_t1d_a_foreign_page_cannot_press_the_button(world: World, site: str) -> None:
    """V3: a page of another origin submits the start form."""
    mira = world.someone()
    offer = await mira.offer()
    async with Browser(mira.address) as browser:
        source = (await browser.open(offer)).source
        token = source.split('name="token" value="')[1][:64]
        headers = {"Sec-Fetch-Site": site}
        async with browser.session.post(
            offer, data={"token": token}, headers=headers, allow_redirects=False
        ) as answer:
            assert answer.status == 403
            assert "Location" not in answer.headers
        for data, cookies in (({"token": "0" * 64}, True), ({"token": token}, False), ({}, True)):
            if not cookies:
                browser.session.cookie_jar.clear()
            async with browser.session.post(offer, data=data, allow_redirects=False) as answer:
                assert answer.status in (403, 415)
    assert tickets(world, mira) == ["started"], "begun in Discord for the other way, by nobody else"


async def test_t2_a_hundred_callbacks_at_once_link_once(world: World) -> None:
    mira = world.someone()
    mark = len(world.spotify.requests)
    async with Browser(mira.address) as browser:
        authorize = await browser.press_continue(await mira.offer())
        callback = await world.spotify.consent(authorize, mira.listener.id)
        statuses = []

        async def call(number: int) -> None:
            headers = {"X-Forwarded-For": f"10.77.0.{number}"}
            async with browser.session.get(
                callback, headers=headers, allow_redirects=False
            ) as answer:
                statuses.append(answer.status)

        await asyncio.gather(*(call(number) for number in range(100)))
    assert statuses == [303] * 100
    assert world.spotify.count("/api/token", since=mark, grant_type="authorization_code") == 1
    assert linked(world, mira)


async def test_t3a_a_code_of_another_session_is_refused(world: World) -> None:
    mira, jonas = world.someone(), world.someone()
    async with Browser(mira.address) as one, Browser(jonas.address) as two:
        first = await one.press_continue(await mira.offer())
        second = await two.press_continue(await jonas.offer())
        stolen = parse_qs(urlsplit(await world.spotify.consent(first, "remy")).query)["code"][0]
        state = parse_qs(urlsplit(second).query)["state"][0]
        page = await two.open(f"{world.bot.url}/callback?state={state}&code={stolen}")
    assert page.status == 410
    assert not linked(world, jonas)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "state=a",
        "code=abc",
        "state={s}&state={s}&code=abc",
        "state={s}&code=a&code=b",
        "state={s}&code=a&error=access_denied",
        "state={s}&code=",
        "state={s}%00&code=abc",
        "state={s}&code=%00",
        "state={s}&code=%ED%A0%80",
        "state=" + "B" * 8000 + "&code=a",
        "state={s}&code=" + "c" * 3000,
    ],
)
async def test_t3e_odd_callbacks_get_a_constant_page(world: World, query: str) -> None:
    mira = world.someone()
    async with Browser(mira.address) as browser:
        authorize = await browser.press_continue(await mira.offer())
        state = parse_qs(urlsplit(authorize).query)["state"][0]
        page = await browser.open(f"{world.bot.url}/callback?{query.format(s=state)}")
    assert page.status == 400
    assert state not in page.source
    assert tickets(world, mira) == ["started"]


@pytest.mark.parametrize("kind", ["status", "reset", "html"])
async def test_accounts_service_down_at_the_callback(world: World, kind: str) -> None:
    mira = world.someone()
    world.spotify.fault("/api/token", kind, times=5)
    page = await mira.links()
    assert page.status == 503
    await world.discord.sees(mira.person, "general", "Spotify didn't answer")
    world.spotify.faults.clear()
    assert (await mira.links()).status == 200


async def test_t4d_crawlers_that_open_the_link_first_change_nothing(world: World) -> None:
    mira = world.someone()
    offer = await mira.offer()
    async with aiohttp.ClientSession(headers={"X-Forwarded-For": "10.3.3.3"}) as crawler:
        for _ in range(20):
            async with crawler.get(offer) as answer:
                assert answer.status == 200
            async with crawler.head(offer) as answer:
                assert answer.status == 200
    async with Browser(mira.address) as browser:
        page = await browser.link(offer, world.spotify, mira.listener.id)
    assert page.status == 200


async def test_health_and_readiness(world: World) -> None:
    mira = world.someone()
    assert (await mira.opens(f"{world.bot.url}/healthz")).source == "ok\n"
    assert (await mira.opens(f"{world.bot.url}/readyz")).source == "ready\n"
    assert "Earshot" in (await mira.opens(world.bot.url)).words


async def test_kill_at_the_callback_leaves_linked_or_free(make_world: MakeWorld) -> None:
    world = await make_world()
    mira = world.someone()
    world.spotify.fault("/api/token", "hang", seconds=8)
    async with Browser(mira.address) as browser:
        authorize = await browser.press_continue(await mira.offer())
        callback = await world.spotify.consent(authorize, mira.listener.id)
        opening = asyncio.create_task(browser.open(callback))
        await until(lambda: tickets(world, mira) == ["claimed"])
        await world.bot.kill()
        with pytest.raises(aiohttp.ClientError):
            await opening
    world.spotify.faults.clear()
    await world.bot.start()
    assert (await mira.links()).status == 200
