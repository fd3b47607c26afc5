"""Removing a link without Discord, by signing in to Spotify."""

from __future__ import annotations

import time
from urllib.parse import parse_qs, urlsplit

from sandbox.browser import Browser
from tests.world import World


async def test_disconnect_removes_the_link_without_discord(world: World) -> None:
    attacker, victim = world.someone("Attacker"), world.someone("Victim")
    async with Browser(victim.address) as theirs:
        await theirs.link(await attacker.offer(), world.spotify, victim.listener.id)
        assert attacker.is_linked
        page = await theirs.open(f"{world.bot.url}/disconnect")
        assert "remove every link of that account" in page.words
        authorize = await theirs.submit(page)
        asked = parse_qs(urlsplit(authorize).query)
        assert "scope" not in asked, "it asks for nothing but who it is"
        done = await theirs.open(await world.spotify.consent(authorize, victim.listener.id))
    assert "Removed" in done.words
    assert not attacker.is_linked
    await attacker.sees("Your Spotify link was removed", "dm")
    (await attacker.uses("nowplaying")).contains("isn't linked yet")


async def test_v5_disconnect_in_another_browser_removes_nothing(world: World) -> None:
    """Nobody can be made to disconnect by a forwarded address."""
    attacker, victim = world.someone(), await world.linked()
    async with Browser(attacker.address) as mine:
        authorize = await mine.submit(await mine.open(f"{world.bot.url}/disconnect"))
        callback = await world.spotify.consent(authorize, victim.listener.id)
        page = await victim.opens(callback)
        assert page.status == 403
        assert victim.is_linked
        own = await mine.open(callback)
        assert "Removed" in own.words
        assert "Removed" in (await mine.open(callback)).words, "opened again it says the same"


async def test_disconnect_of_an_unlinked_account_says_so(world: World) -> None:
    mira = world.someone()
    async with Browser(mira.address) as browser:
        authorize = await browser.submit(await browser.open(f"{world.bot.url}/disconnect"))
        page = await browser.open(await world.spotify.consent(authorize, mira.listener.id))
        assert "isn't linked to anyone" in page.words
        authorize = await browser.submit(await browser.open(f"{world.bot.url}/disconnect"))
        callback = await world.spotify.consent(authorize, mira.listener.id, agree=False)
        assert "You cancelled" in (await browser.open(callback)).words


async def test_a_foreign_page_cannot_start_a_disconnect(world: World) -> None:
    mira = world.someone()
    url = f"{world.bot.url}/disconnect"
    async with Browser(mira.address) as browser:
        page = await browser.open(url)
        token = page.source.split('name="token" value="')[1][:64]
        headers = {"Sec-Fetch-Site": "cross-site"}
        async with browser.session.post(
            url, data={"token": token}, headers=headers, allow_redirects=False
        ) as answer:
            assert answer.status == 403
        assert (await browser.post(url, {"token": "1" * 64})).status == 403


def open_disconnects(world: World) -> int:
    rows = world.rows("link_tickets", "discord_id", 0)
    return sum(row["status"] == "started" for row in rows)


async def test_a_disconnect_that_came_too_late_says_so(world: World) -> None:
    """Overtaken by a newer tab, or run out: Spotify is not to blame for either."""
    mira = await world.linked()
    async with Browser(mira.address) as browser:
        pages = [await browser.open(f"{world.bot.url}/disconnect") for _ in range(2)]
        older, newer = [
            await world.spotify.consent(await browser.submit(page), mira.listener.id)
            for page in pages
        ]
        page = await browser.open(older)
        assert "This attempt is over" in page.words
        assert "Spotify didn't tell" not in page.words
        assert mira.is_linked
        with world.database() as database:
            change = "UPDATE link_tickets SET expires_at = expires_at - 700 WHERE discord_id = 0"
            database.execute(change)
        assert "This attempt is over" in (await browser.open(newer)).words
        authorize = await browser.submit(await browser.open(f"{world.bot.url}/disconnect"))
        page = await browser.open(await world.spotify.consent(authorize, mira.listener.id))
        assert "Removed" in page.words
    assert not mira.is_linked


async def test_one_browser_has_one_open_disconnect(world: World) -> None:
    mira = world.someone()
    before = open_disconnects(world)
    async with Browser(mira.address) as browser:
        page = await browser.open(f"{world.bot.url}/disconnect")
        older, newer = await browser.submit(page), await browser.submit(page)
        assert open_disconnects(world) == before + 1
        done = await browser.open(await world.spotify.consent(older, mira.listener.id))
        assert "It removed nothing" in done.words
        done = await browser.open(await world.spotify.consent(newer, mira.listener.id))
        assert "isn't linked to anyone" in done.words


async def test_t9c_a_flood_of_disconnects_keeps_nobody_out(world: World) -> None:
    """From so many addresses that no limit of an address holds it."""
    mira = await world.linked()
    now = int(time.time())
    flood = [
        (f"{number:024x}", 0, "{}", "", "x", now - 300, now + 300, "started", f"b{number}")
        for number in range(10_050)
    ]
    with world.database() as database:
        database.executemany(
            "INSERT INTO link_tickets (ref, discord_id, asker, scopes, client_id, created_at, "
            "expires_at, status, browser_hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            flood,
        )
    try:
        async with Browser(mira.address) as browser:
            page = await browser.open(f"{world.bot.url}/disconnect")
            authorize = await browser.submit(page)
            assert open_disconnects(world) <= 10_000
            done = await browser.open(await world.spotify.consent(authorize, mira.listener.id))
            assert "Removed" in done.words
    finally:
        with world.database() as database:
            database.execute("DELETE FROM link_tickets WHERE discord_id = 0")
    assert not mira.is_linked
