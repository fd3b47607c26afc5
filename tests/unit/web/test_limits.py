"""Time, connections and requests are bounded.

Attacks: docs/reference/threats-and-faults.md, T9a, T9b and T9c.
"""

from __future__ import annotations

import asyncio
import random
import time
from contextlib import AsyncExitStack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.trusted_proxies import Proxies
from bot.web import server
from bot.web.limits import ConnectionCount, RateLimit, network_of, visitor
from tests.unit.web.conftest import MakeSite
from tests.unit.web.site import CODE, STATE, TICKET, Site


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> Now:
    """The time by which requests are counted; only the test moves it."""
    standing = Now()
    monkeypatch.setattr(server, "RateLimit", lambda most: RateLimit(most, clock=standing.tell))
    return standing


class Now:
    """A clock that stands still."""

    seconds = 0.0

    def tell(self) -> float:
        return self.seconds


async def test_t9c_the_sixty_first_request_of_a_minute_waits(make_site: MakeSite, now: Now) -> None:
    site = await make_site(requests_per_minute=60)
    assert [(await site.ask("/")).status for _ in range(61)] == [200] * 60 + [429]
    answer = await site.ask(f"/link/{TICKET}")
    assert answer.status == 429
    assert answer.header("Retry-After") == "60"
    assert "Slow down" in answer
    assert (await site.ask("/healthz")).status == 200
    now.seconds += 60
    assert (await site.ask("/")).status == 200


async def test_behind_a_trusted_proxy_each_visitor_counts(make_site: MakeSite) -> None:
    site = await make_site(requests_per_minute=2, trusted_proxies=("127.0.0.1",))
    statuses = [
        (await site.ask("/", headers={"X-Forwarded-For": f"spoofed{n}, 203.0.113.{who}"})).status
        for who in (1, 2)
        for n in range(4)
    ]
    assert statuses == [200, 200, 429, 429] * 2


async def test_t3g_without_trust_the_header_means_nothing(make_site: MakeSite) -> None:
    site = await make_site(requests_per_minute=2)
    statuses = [
        (await site.ask("/", headers={"X-Forwarded-For": f"203.0.113.{n}"})).status
        for n in range(4)
    ]
    assert statuses == [200, 200, 429, 429]


def test_t3g_the_rightmost_untrusted_address_is_the_visitor() -> None:
    proxies = frozenset({"10.0.0.1", "10.0.0.2"})
    assert visitor("10.0.0.1", ["6.6.6.6, 1.2.3.4, 10.0.0.2"], proxies) == "1.2.3.4"
    assert visitor("10.0.0.1", ["6.6.6.6", "1.2.3.4"], proxies) == "1.2.3.4"
    assert visitor("10.0.0.1", [], proxies) == "10.0.0.1"
    assert visitor("10.0.0.1", [" , "], proxies) == "10.0.0.1"
    assert visitor("9.9.9.9", ["1.2.3.4"], proxies) == "9.9.9.9"


def test_proxies_that_add_ports_and_networks_of_proxies() -> None:
    proxies = Proxies(("10.0.0.0/24", "fd00::2"))
    assert visitor("10.0.0.9", ["1.2.3.4:5678, 10.0.0.2:80"], proxies) == "1.2.3.4"
    assert visitor("10.0.0.9", ["[2001:db8::1]:443"], proxies) == "2001:db8::1"
    assert visitor("10.0.0.9", ['"[2001:db8::1]"'], proxies) == "2001:db8::1"
    assert visitor("10.0.0.9", ["2001:db8::1, fd00::2"], proxies) == "2001:db8::1"
    assert visitor("::ffff:10.0.0.9", ["1.2.3.4"], proxies) == "1.2.3.4"
    assert visitor("10.0.1.9", ["1.2.3.4"], proxies) == "10.0.1.9"
    assert visitor("unix", ["1.2.3.4"], proxies) == "unix"


async def test_a_changing_port_is_not_a_new_visitor(make_site: MakeSite) -> None:
    site = await make_site(requests_per_minute=2, trusted_proxies=("127.0.0.0/8",))
    statuses = [
        (await site.ask("/", headers={"X-Forwarded-For": f"203.0.113.9:{40_000 + n}"})).status
        for n in range(4)
    ]
    assert statuses == [200, 200, 429, 429]


def test_an_ipv6_household_is_one_visitor() -> None:
    assert network_of("2001:db8:1:2::1") == network_of("2001:db8:1:2:ffff::9")
    assert network_of("2001:db8:1:2::1") != network_of("2001:db8:1:3::1")
    assert network_of("::ffff:1.2.3.4") == network_of("1.2.3.4") != network_of("::ffff:1.2.3.5")
    assert network_of("fe80::1%eth0") == network_of("fe80::2")
    assert network_of("not an address") == "not an address"


@given(st.text(max_size=70))
def test_any_text_is_some_visitor(address: str) -> None:
    assert isinstance(network_of(address), str)


def test_the_table_of_visitors_is_bounded() -> None:
    now = [0.0]
    limit = RateLimit(1, clock=lambda: now[0])
    assert limit.allows("1.1.1.1")
    assert not limit.allows("1.1.1.1")
    now[0] = 61.0
    assert limit.allows("1.1.1.1")
    for number in range(20_000):
        limit.allows(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}")
    assert len(limit._counts) == 10_000


def test_connections_are_counted_and_released() -> None:
    count = ConnectionCount(3, 2, frozenset({"10.0.0.1"}))
    assert [count.take("1.1.1.1") for _ in range(3)] == [True, True, False]
    for _ in range(3):
        count.give_back("1.1.1.1")
    assert [count.take("10.0.0.1") for _ in range(4)] == [True, True, True, False]


@pytest.mark.parametrize("sent", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: a\r\n"])
async def test_t9a_a_slow_connection_is_dropped(make_site: MakeSite, sent: bytes) -> None:
    site = await make_site(connection_seconds=0.3)
    async with site.connection() as (reader, writer):
        writer.write(sent)
        began = time.monotonic()
        assert await asyncio.wait_for(reader.read(), 3) == b""
    assert 0.2 < time.monotonic() - began < 1.5


async def test_t9a_a_trickle_of_bytes_does_not_extend_the_deadline(make_site: MakeSite) -> None:
    site = await make_site(connection_seconds=0.3)
    async with site.connection() as (_, writer):
        head = f"POST /link/{TICKET} HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n"
        kind = "Content-Type: application/x-www-form-urlencoded\r\n"
        writer.write(f"{head}{kind}\r\n".encode())
        began = time.monotonic()
        with pytest.raises(ConnectionError):
            await _trickle(writer)
    assert time.monotonic() - began < 1.5


async def _trickle(writer: asyncio.StreamWriter) -> None:
    for _ in range(150):
        writer.write(b"a")
        await writer.drain()
        await asyncio.sleep(0.02)


async def test_t9a_the_seventeenth_connection_of_an_address_is_dropped(site: Site) -> None:
    async with AsyncExitStack() as stack:
        for _ in range(16):
            await stack.enter_async_context(site.connection())
        reader, _ = await stack.enter_async_context(site.connection())
        assert await asyncio.wait_for(reader.read(), 3) == b""
    async with asyncio.timeout(10):
        while not await _serves(site):
            await asyncio.sleep(0.01)


async def _serves(site: Site) -> bool:
    try:
        return (await site.ask("/healthz")).status == 200
    except ConnectionError:
        return False


async def test_only_the_first_of_pipelined_requests_is_answered(site: Site) -> None:
    answer = await site.raw(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n" * 50)
    assert answer.text == "ok\n"


async def test_odd_requests_never_break_it(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    """Randomly corrupted requests: no 5xx, nothing echoed or logged, and it keeps working."""
    dice = random.Random(7)
    good = [
        f"GET /callback?state={STATE}&code={CODE} HTTP/1.1\r\nHost: a\r\n\r\n".encode(),
        f"POST /link/{TICKET} HTTP/1.1\r\nHost: a\r\nContent-Length: 7\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n\r\ntoken=a".encode(),
        b"GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\nrest",
        b"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
        b"CONNECT evil:443 HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET http://[::1/ HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET //evil/%2e%2e/%ff?%zz=%00 HTTP/1.1\r\nHost: a\r\nCookie: a=\xff;;==\r\n\r\n",
    ]
    with caplog.at_level("DEBUG"):
        for request in good:
            assert (await site.raw(request + b"\r\n\r\n")).status < 500
        for _ in range(400):
            bent = bytearray(dice.choice(good))
            for _ in range(dice.randint(1, 4)):
                bent[dice.randrange(len(bent))] = dice.randrange(256)
            answer = await site.raw(bytes(bent) + b"\r\n\r\n\r\n\r\n" + b"x" * 900)
            assert answer.status < 500, bytes(bent)
            assert STATE not in answer
            assert CODE not in answer
    assert STATE not in caplog.text
    assert CODE not in caplog.text
    assert (await site.ask("/healthz")).status == 200


def test_many_networks_of_one_site_are_counted_together() -> None:
    """Providers give each customer a /48: 65,536 networks of /64."""
    limit = RateLimit(2, clock=lambda: 0.0)
    passed = [limit.allows(f"2001:db8:1:{number:x}::1") for number in range(200)]
    assert sum(passed) == 16
    assert limit.allows("2001:db8:2::1"), "other networks are not affected"
    assert limit.allows("192.0.2.1")
    count = ConnectionCount(256, 2, frozenset())
    taken = [count.take(f"2001:db8:1:{number:x}::1") for number in range(200)]
    assert sum(taken) == 16
    for number in range(200):
        count.give_back(f"2001:db8:1:{number:x}::1")
    assert count.take("2001:db8:1::1")


async def test_starting_to_disconnect_has_its_own_limit(make_site: MakeSite) -> None:
    site = await make_site(trusted_proxies=("127.0.0.1",))
    page = await site.ask("/disconnect")
    cookie = (page.header("Set-Cookie") or "").partition(";")[0]
    token = page.text.split('name="token" value="')[1][:64]

    async def begins(address: str) -> int:
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": cookie,
            "X-Forwarded-For": address,
        }
        body = f"token={token}".encode()
        return (await site.ask("/disconnect", "POST", headers=headers, body=body)).status

    assert [await begins("10.0.0.1") for _ in range(7)] == [303] * 6 + [429]
    wide = [await begins(f"2001:db8:1:{number:x}::1") for number in range(50)]
    assert wide == [303] * 48 + [429] * 2
    assert await begins("10.0.0.2") == 303, "the honest visitor passes"
    assert (await site.ask("/disconnect", headers={"X-Forwarded-For": "10.0.0.1"})).status == 200


def test_a_proxy_is_recognised_on_a_dual_stack_socket() -> None:
    trusted = Proxies(["127.0.0.1"])
    assert visitor("::ffff:127.0.0.1", ["203.0.113.9"], trusted) == "203.0.113.9"
    assert visitor("::ffff:127.0.0.2", ["203.0.113.9"], trusted) == "::ffff:127.0.0.2"
    assert visitor("127.0.0.1", ["203.0.113.9, ::ffff:127.0.0.1"], trusted) == "203.0.113.9"
