"""Scanners, previews and prefetching spend nothing and see no secret."""

from __future__ import annotations

from sandbox.browser import Browser
from tests.wire.link_steps import (
    consented,
    exchanges,
    lacks,
    status_of,
)
from tests.world import World


async def test_t4d_a_scanner_that_comes_first_spends_nothing_and_sees_no_secret(
    world: World,
) -> None:
    mira, mark = world.someone("Mira"), len(world.spotify.requests)
    async with Browser(mira.address) as browser, Browser("10.1.2.4") as scanner:
        callback = await consented(world, browser, mira)
        for _ in range(3):
            page = await scanner.open(callback)
            assert page.status == 200
            assert "Continue here?" in page.words
            lacks(page, mira.spotify_name)
        assert exchanges(world, mark) == 0
        assert status_of(world, mira) == "started"
        assert not mira.rows("waiting_logins")
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


async def test_t4d_what_is_no_persons_navigation_changes_nothing_in_the_right_browser_either(
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
