"""Attacks on the pages, as an attacker does them (docs/attacks.md).

Attacks: docs/reference/threats-and-faults.md, T3g and T4b.
"""

from __future__ import annotations

import asyncio

import aiohttp

from sandbox.browser import Browser
from tests.wire.link_codes import opened_forms
from tests.wire.link_steps import consented, exchanges
from tests.world import World


async def test_t3g_a_made_up_host_gets_into_no_answer(world: World) -> None:
    """RFC 9700, section 4.13: headers that only a proxy may set, sent by the attacker."""
    mira = world.someone()
    offer = await mira.offer()
    made_up = {
        "Host": "evil.example",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "evil",
        "X-Original-URL": "/evil",
        "Forwarded": "host=evil.example;proto=evil",
    }
    async with Browser(mira.address) as browser:
        callback = await consented(world, browser, mira, offer)
        for address in (offer, callback, f"{world.bot.url}/disconnect"):
            async with browser.session.get(
                address, headers=made_up, allow_redirects=False
            ) as answer:
                assert answer.status in (200, 303)
                assert "evil" not in await answer.text()
                assert "evil" not in str(answer.headers)
    assert mira.is_linked


async def test_t3g_a_made_up_address_does_not_outrun_the_limit(world: World) -> None:
    """What stands left of the proxy's own entry was written by the attacker."""
    async with aiohttp.ClientSession() as session:
        statuses = []
        for number in range(63):
            headers = {"X-Forwarded-For": f"10.66.{number}.1, 10.66.255.255"}
            async with session.get(f"{world.bot.url}/", headers=headers) as answer:
                statuses.append(answer.status)
    assert statuses.count(429) >= 2


async def test_t4b_no_page_can_be_framed(world: World) -> None:
    """RFC 9700, section 4.16: a foreign page puts ours, unseen, under a click."""
    mira, mark = world.someone(), len(world.spotify.requests)
    offer = await mira.offer()
    async with Browser(mira.address) as browser, Browser("10.2.3.4") as other:
        callback = await consented(world, browser, mira, offer)
        framed = {"Sec-Fetch-Dest": "iframe", "Sec-Fetch-Mode": "navigate"}
        async with browser.session.get(callback, headers=framed) as answer:
            assert answer.status == 403
        assert exchanges(world, mark) == 0
        seen = [(browser, offer), (other, callback), (browser, callback)]
        for one, address in [*seen, (browser, f"{world.bot.url}/disconnect")]:
            async with one.session.get(address) as answer:
                assert answer.headers["X-Frame-Options"] == "DENY"
                assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


async def test_t9c_many_codes_at_once_count_each(world: World) -> None:
    """Three tries, however many forms were opened before and are sent at the same moment."""
    attacker = world.someone("Attacker")
    forms, _ = await opened_forms(world, attacker, 9)
    guesses = [world.discord.submit_modal(one.id, {"code": "BBBBBBBB"}) for one in forms]
    sent = await asyncio.gather(*guesses)
    said = [(await attacker.finished(one, "general")).words for one in sent]
    assert sum("2 more tries" in one for one in said) == 1, "each try is counted by itself"
    assert sum("1 more try" in one for one in said) == 1
    told = [one for one in said if "wrong three times" in one or "no longer works" in one]
    assert len(told) == len(said) - 2
    assert not attacker.is_linked
