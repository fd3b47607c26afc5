"""Every answer has all security headers, including aiohttp's own errors.

Attacks: docs/reference/threats-and-faults.md, T4b, C4 and C7.
"""

from __future__ import annotations

import pytest

from bot.linking.outcomes import ResultPage
from bot.logs import JsonFormatter, RedactingFormatter
from tests.unit.web.conftest import MakeSite
from tests.unit.web.site import ACCOUNTS, CODE, REF, STATE, TICKET, Answer, Site

CONSTANT = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' https://cdn.discordapp.com; "
        f"form-action 'self' {ACCOUNTS} https://discord.com; "
        "frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Connection": "close",
    "Server": "Earshot",
}
ROUTES = [
    ("GET", "/", 200),
    ("GET", f"/link/{TICKET}", 200),
    ("GET", "/link/short", 404),
    ("POST", f"/link/{TICKET}", 415),
    ("PUT", f"/link/{TICKET}", 405),
    ("GET", f"/callback?state={STATE}&code={CODE}", 303),
    ("GET", "/callback", 400),
    ("POST", "/callback", 405),
    ("GET", "/link/here", 403),
    ("POST", "/link/here", 415),
    ("GET", "/disconnect", 200),
    ("POST", "/disconnect", 415),
    ("GET", f"/done/{REF}", 200),
    ("GET", "/done/nonsense", 404),
    ("GET", "/healthz", 200),
    ("GET", "/readyz", 200),
    ("GET", "/static/style.css", 200),
    ("GET", "/static/logo.svg", 200),
    ("GET", "/static/../pages.py", 404),
    ("GET", "/favicon.ico", 200),
    ("GET", "/no/such/page", 404),
    ("DELETE", "/", 405),
    ("OPTIONS", "/", 405),
]
UNREADABLE = [
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    f"GARBAGE {STATE} {CODE}\r\n\r\n".encode(),
    f"GET /callback?state={STATE}&code={CODE} HTTP/9.9.9\r\nHost: a\r\n\r\n".encode(),
    b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nX-Long: " + b"a" * 9000 + b"\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\n" + b"A: b\r\n" * 500 + b"\r\n",
    f"GET /callback?code={CODE} HTTP/1.1\r\nHost: a\r\nHost: {STATE}\r\n\r\n".encode(),
    b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
    f"GET / HTTP/1.1\r\nHost: a\r\nBad Header {STATE}: b\r\n\r\n".encode(),
]


def assert_guarded(answer: Answer) -> None:
    for name, value in CONSTANT.items():
        assert answer.all(name) == [value]
    assert len(answer.all("Cache-Control")) == 1
    assert answer.header("Permissions-Policy")


@pytest.mark.parametrize(("method", "path", "status"), ROUTES)
async def test_t4b_every_route_has_all_headers(
    site: Site, method: str, path: str, status: int
) -> None:
    answer = await site.ask(path, method)
    assert answer.status == status
    assert_guarded(answer)
    kept = (path.startswith("/static/") and status == 200) or path == "/favicon.ico"
    assert answer.header("Cache-Control") == ("public, max-age=3600" if kept else "no-store")
    assert answer.header("Strict-Transport-Security") is None


async def test_https_adds_hsts(make_site: MakeSite) -> None:
    site = await make_site(public_url="https://bot.example")
    answer = await site.ask("/")
    assert "max-age=" in (answer.header("Strict-Transport-Security") or "")


async def test_a_wrong_method_names_the_right_ones(site: Site) -> None:
    answer = await site.ask("/callback", "DELETE")
    assert answer.header("Allow") == "GET,HEAD"


@pytest.mark.parametrize("data", UNREADABLE)
async def test_t9b_unreadable_requests_are_answered_without_echo(
    site: Site, data: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG"):
        answer = await site.raw(data)
    assert answer.status == 400
    assert_guarded(answer)
    assert answer.header("Cache-Control") == "no-store"
    assert answer.text == "This request could not be read.\n"
    assert STATE not in caplog.text
    assert CODE not in caplog.text


async def test_an_unknown_expectation_is_not_echoed(site: Site) -> None:
    answer = await site.ask("/", headers={"Expect": "<b>evil</b>"})
    assert answer.status == 417
    assert_guarded(answer)
    assert "evil" not in answer


async def test_an_expectation_that_is_not_utf8_is_the_visitors_error(site: Site) -> None:
    """aiohttp quotes it, which can't be encoded: that answered 500."""
    answer = await site.raw(b"GET / HTTP/1.1\r\nHost: a\r\nExpect: \xff\xfe\r\n\r\n")
    assert answer.status == 400
    assert_guarded(answer)


async def test_our_own_error_shows_a_page_and_logs_only_its_type(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    site.linking.failure = RuntimeError(f"holds {STATE}")
    with caplog.at_level("DEBUG"):
        answer = await site.ask(f"/link/{TICKET}")
    assert answer.status == 500
    assert "Something broke" in answer
    assert_guarded(answer)
    assert "RuntimeError" in caplog.text
    assert STATE not in caplog.text
    (record,) = [one for one in caplog.records if "a request failed" in one.getMessage()]
    for formatter in (RedactingFormatter([]), JsonFormatter([])):
        line = formatter.format(record)
        assert "RuntimeError" in line
        assert "bot/web/server.py" in line, "where it was raised"
        assert STATE not in line


async def test_no_secret_reaches_the_log(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"):
        cookie, token = await site.open_start()
        await site.press(cookie, token)
        await site.ask(f"/callback?state={STATE}&code={CODE}", headers={"Cookie": cookie})
        await site.ask(f"/callback?state={STATE}&state={STATE}&code={CODE}")
        await site.ask(f"/nowhere/{TICKET}?code={CODE}")
        site.linking.ended = ResultPage("linked", spotify_name="Mira")
        await site.ask(f"/done/{REF}", headers={"Cookie": cookie})
    assert "GET /link/{ticket} 200" in caplog.text
    assert "GET /callback 303" in caplog.text
    value = cookie.partition("=")[2]
    for secret in (TICKET, STATE, CODE, token, value):
        assert secret not in caplog.text


@pytest.mark.parametrize(
    "data",
    [
        b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\n\r\n",
        f"GET /link/{TICKET} HTTP/1.1\r\nHost: evil.example\r\n"
        "Forwarded: host=evil\r\n\r\n".encode(),
        f"GET /callback?state={STATE}&code=c&next=//evil HTTP/1.1\r\nHost: evil\r\n\r\n".encode(),
    ],
)
async def test_no_header_from_the_visitor_gets_into_an_answer(site: Site, data: bytes) -> None:
    answer = await site.raw(data)
    assert answer.status in (200, 303)
    assert "evil" not in answer
