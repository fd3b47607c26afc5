"""The web endpoint on real sockets: headers on everything, limits, deadlines, silence."""

from __future__ import annotations

import asyncio
import html
import logging
import re
import time
from collections.abc import AsyncIterator, Mapping

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.accounts.errors import LinkRefused
from bot.accounts.outcomes import LinkPage, LinkResult, Outcome
from bot.web.limits import ConnectionCount, RateLimit, network_of, visitor
from bot.web.pages import PAGES
from bot.web.render import initial, shown_name
from bot.web.server import WebServer

TICKET = "T" * 22
STATE = "S" * 22
NASTY = "<script>alert(1)</script>\"'>{{7*7}}\u202e" + "a\u0301" * 200


class FakeLinking:
    """Stands in for the linking service."""

    outcome: Outcome = "linked"
    refuse: Outcome | None = None
    broken = False

    async def view(self, ticket: str) -> LinkPage:
        if self.broken:
            raise RuntimeError("secret-in-an-exception")
        if self.refuse:
            raise LinkRefused(self.refuse)
        return LinkPage(
            NASTY, "mira", None, NASTY, ("user-read-playback-state",), int(time.time()) + 300, None
        )

    async def begin(self, ticket: str, browser: str) -> str:
        return "https://accounts.example/authorize?state=x"

    async def finish(
        self, *, state: str, code: str | None, error: str | None, browsers: Mapping[str, str]
    ) -> str:
        return "0" * 24

    async def result(self, ref: str, browser: str | None) -> LinkResult:
        return LinkResult(self.outcome, "Mira", "mira", NASTY, "https://discord.com/channels/1/2")


@pytest.fixture
def linking() -> FakeLinking:
    return FakeLinking()


async def _serve(linking: FakeLinking, **options: object) -> WebServer:
    chosen = {"public_url": "http://127.0.0.1:1", "requests_per_minute": 10_000, **options}
    server = WebServer(
        linking,  # type: ignore[arg-type]
        host="127.0.0.1",
        port=0,
        accounts_origin="https://accounts.example",
        ready=lambda: False,
        **chosen,  # type: ignore[arg-type]
    )
    await server.start()
    return server


@pytest.fixture
async def server(linking: FakeLinking) -> AsyncIterator[WebServer]:
    running = await _serve(linking)
    yield running
    await running.stop()


@pytest.fixture
async def client(server: WebServer) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(
        f"http://127.0.0.1:{server.port}", cookie_jar=aiohttp.CookieJar(unsafe=True)
    ) as session:
        yield session


async def raw(port: int, data: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(data)
    await writer.drain()
    try:
        return await asyncio.wait_for(reader.read(), 5)
    except ConnectionError:
        return b""
    finally:
        writer.close()


def has_all_headers(headers: Mapping[str, str]) -> None:
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "form-action 'self' https://accounts.example" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Connection"] == "close"
    assert "aiohttp" not in headers["Server"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("GET", f"/link/{TICKET}", 200),
        ("HEAD", f"/link/{TICKET}", 200),
        ("GET", "/link/short", 404),
        ("PUT", f"/link/{TICKET}", 405),
        ("POST", f"/link/{TICKET}", 415),
        ("GET", f"/callback?state={STATE}&code=x", 303),
        ("GET", "/callback", 400),
        ("GET", "/done/" + "0" * 24, 200),
        ("GET", "/done/zzz", 404),
        ("GET", "/healthz", 200),
        ("GET", "/readyz", 503),
        ("GET", "/nothing", 404),
        ("GET", "/static/style.css", 200),
        ("GET", "/static/logo.svg", 200),
        ("GET", "/favicon.ico", 200),
        ("GET", "/static/../server.py", 404),
    ],
)
async def test_every_route_has_the_headers(
    client: aiohttp.ClientSession, method: str, path: str, status: int
) -> None:
    async with client.request(method, path, allow_redirects=False) as answer:
        assert answer.status == status
        has_all_headers(answer.headers)
        stylish = path.startswith(("/static/s", "/static/l", "/favicon"))
        assert ("no-store" in answer.headers["Cache-Control"]) != (stylish and status == 200)


@pytest.mark.parametrize("outcome", sorted(set(PAGES) & set(Outcome.__args__)))  # type: ignore[attr-defined]
async def test_every_outcome_has_a_page(
    client: aiohttp.ClientSession, linking: FakeLinking, outcome: Outcome
) -> None:
    linking.outcome = outcome
    async with client.get("/done/" + "0" * 24) as answer:
        assert answer.status == PAGES[outcome].status
        text = await answer.text()
    assert PAGES[outcome].title in html.unescape(text)
    assert 'href="https://discord.com/channels/1/2"' in text
    assert "<script>" not in text


async def test_names_are_escaped_cut_and_isolated(client: aiohttp.ClientSession) -> None:
    async with client.get(f"/link/{TICKET}") as answer:
        text = await answer.text()
    assert "<script>" not in text
    assert "&lt;script&gt;" in text
    assert "49" not in text
    assert "\u202e" not in text
    assert "<bdi>" in text


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"GARBAGE\r\n\r\n",
        b"GET /callback?code=hush-code&state=hush-state HTTP/9.9\r\n\r\n",
        b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: hush-code\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"b" * 9000 + b"\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ],
)
async def test_unreadable_requests_get_a_constant_answer_and_no_log(
    server: WebServer, request_bytes: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    answer = await raw(server.port, request_bytes)
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith((b"HTTP/1.1 400", b"HTTP/1.0 400")), head[:60]
    assert body == b"This request could not be read.\n"
    pairs = [line.split(b": ", 1) for line in head.split(b"\r\n")[1:]]
    has_all_headers({name.decode(): value.decode() for name, value in pairs})
    assert "hush" not in caplog.text
    assert b"hush" not in answer


async def test_nothing_of_a_callback_or_ticket_is_logged(
    client: aiohttp.ClientSession, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with client.get(f"/callback?state={STATE}&code=hush-code", allow_redirects=False):
        pass
    async with client.get(f"/link/{TICKET}"):
        pass
    assert "/callback 303" in caplog.text
    for secret in (STATE, "hush-code", TICKET):
        assert secret not in caplog.text


async def test_a_fault_of_ours_is_a_page_and_logs_only_its_kind(
    client: aiohttp.ClientSession, linking: FakeLinking, caplog: pytest.LogCaptureFixture
) -> None:
    linking.broken = True
    async with client.get(f"/link/{TICKET}") as answer:
        assert answer.status == 500
        assert "Something broke" in await answer.text()
    assert "RuntimeError" in caplog.text
    assert "secret-in-an-exception" not in caplog.text


async def test_the_form_needs_cookie_token_and_our_own_page(client: aiohttp.ClientSession) -> None:
    path = f"/link/{TICKET}"
    async with client.get(path) as answer:
        token = re.findall(r'value="([0-9a-f]{64})"', await answer.text())[0]
        cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    for headers, expected in (
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({}, 303),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
    ):
        async with client.post(
            path, data={"token": token}, headers=headers, allow_redirects=False
        ) as answer:
            assert answer.status == expected
            if expected == 303:
                assert answer.headers["Location"].startswith("https://accounts.example/")
    other = f"/link/{'U' * 22}"
    async with client.get(other):
        pass
    async with client.post(other, data={"token": token}, allow_redirects=False) as answer:
        assert answer.status == 403, "another link's token"


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("application/x-www-form-urlencoded; charset=utf-7", b"token=x", 403),
        ("application/x-www-form-urlencoded; charset=nonsense", b"token=x", 403),
        ("application/x-www-form-urlencoded", b"\xff\xfe", 400),
        ("application/x-www-form-urlencoded", b"token", 400),
        ("application/x-www-form-urlencoded", b"a=1&" * 9 + b"b=1", 400),
        ("application/x-www-form-urlencoded", b"a=" + b"x" * 1100, 413),
        ("multipart/form-data", b"x", 415),
        ("application/json", b"{}", 415),
        ("", b"", 415),
    ],
)
async def test_odd_forms(
    client: aiohttp.ClientSession, kind: str, body: bytes, status: int
) -> None:
    headers = {"Content-Type": kind}
    async with client.post(f"/link/{TICKET}", data=body, headers=headers) as answer:
        assert answer.status == status


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    query=st.text(st.characters(codec="utf-8"), max_size=80),
    kind=st.sampled_from(["code", "error"]),
)
async def test_any_callback_is_400_or_303_to_our_own_page(
    client: aiohttp.ClientSession, query: str, kind: str
) -> None:
    params = [("state", STATE), (kind, query)]
    async with client.get("/callback", params=params, allow_redirects=False) as answer:
        assert answer.status in (303, 400)
        assert answer.headers.get("Location", "/done/").startswith("/done/")


async def test_at_most_five_cookies_the_oldest_goes(client: aiohttp.ClientSession) -> None:
    names = []
    for letter in "ABCDEFG":
        async with client.get(f"/link/{letter * 22}") as answer:
            names.append(next(iter(answer.cookies)))
    kept = {cookie.key for cookie in client.cookie_jar if cookie.value}
    assert len(kept) == 5
    assert names[-1] in kept


async def test_https_has_the_strict_cookie_and_hsts(linking: FakeLinking) -> None:
    server = await _serve(linking, public_url="https://music.example.org")
    answer = await raw(
        server.port, f"GET /link/{TICKET} HTTP/1.1\r\nHost: evil.example\r\n\r\n".encode()
    )
    await server.stop()
    head = answer.split(b"\r\n\r\n")[0].decode()
    assert "__Host-earshot-" in head
    assert "Secure" in head
    assert "Strict-Transport-Security" in head
    assert b"evil.example" not in answer


async def test_more_than_sixty_a_minute_are_refused(linking: FakeLinking) -> None:
    server = await _serve(linking, requests_per_minute=5)
    async with aiohttp.ClientSession(f"http://127.0.0.1:{server.port}") as session:
        statuses = []
        for _ in range(8):
            async with session.get("/") as answer:
                statuses.append(answer.status)
                last = answer.headers
        async with session.get("/healthz") as answer:
            assert answer.status == 200
    await server.stop()
    assert sorted(set(statuses)) == [200, 429]
    assert last["Retry-After"] == "60"


async def test_slow_connections_are_closed(linking: FakeLinking) -> None:
    server = await _serve(linking, connection_seconds=0.5)
    started = time.monotonic()
    connections = [await asyncio.open_connection("127.0.0.1", server.port) for _ in range(10)]
    for _, writer in connections:
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")
    for reader, _ in connections:
        try:
            await asyncio.wait_for(reader.read(), 5)
        except ConnectionError:
            continue
    assert time.monotonic() - started < 3
    assert b"ok" in await raw(server.port, b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
    for _, writer in connections:
        writer.close()
    await server.stop()


async def test_one_address_has_at_most_sixteen_connections(server: WebServer) -> None:
    held = [await asyncio.open_connection("127.0.0.1", server.port) for _ in range(16)]
    await asyncio.sleep(0)
    assert await raw(server.port, b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n") == b""
    held[0][1].close()
    await held[0][1].wait_closed()

    async def answered() -> bool:
        return b"ok" in await raw(server.port, b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")

    async with asyncio.timeout(5):
        while not await answered():
            await asyncio.sleep(0.01)
    for _, writer in held:
        writer.close()


def test_forwarded_addresses_count_only_from_trusted_proxies() -> None:
    trusted = frozenset({"127.0.0.1", "10.0.0.1"})
    assert visitor("9.9.9.9", "1.2.3.4", trusted) == "9.9.9.9"
    assert visitor("127.0.0.1", "6.6.6.6, 1.2.3.4, 10.0.0.1", trusted) == "1.2.3.4"
    assert visitor("127.0.0.1", None, trusted) == "127.0.0.1"
    assert visitor("127.0.0.1", "10.0.0.1", trusted) == "127.0.0.1"
    assert network_of("2001:db8:1:2:3::4") == network_of("2001:db8:1:2:ffff::1")
    assert network_of("not an address") == "not an address"


def test_tables_are_bounded() -> None:
    now = [0.0]
    limit = RateLimit(2, lambda: now[0])
    assert [limit.allows("a") for _ in range(3)] == [True, True, False]
    now[0] = 61
    assert limit.allows("a")
    for number in range(20_000):
        limit.allows(f"v{number}")
    assert len(limit._counts) <= 10_000
    count = ConnectionCount(3, 2, frozenset({"p"}))
    assert [count.take("x") for _ in range(3)] == [True, True, False]
    assert not count.take("p")


@given(st.text())
def test_names_on_pages_are_short_and_visible(name: str) -> None:
    assert len(re.findall(r"[\u202a-\u202e\u2066-\u2069]", shown_name(name))) == 0
    assert initial(name)
