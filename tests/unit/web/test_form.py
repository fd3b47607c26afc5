"""The start page's form: only our own page, in the browser that opened it, starts a link.

Attacks: docs/reference/threats-and-faults.md, V3.
"""

from __future__ import annotations

import asyncio

import pytest

from bot.opaque_values import ticket_ref
from tests.unit.web.conftest import MakeSite
from tests.unit.web.site import ACCOUNTS, REF, STATE, TICKET, Answer, Site

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


async def _send(site: Site, body: bytes, **headers: str) -> Answer:
    cookie, _ = await site.open_start()
    sent = FORM | {"Cookie": cookie} | {k.replace("_", "-"): v for k, v in headers.items()}
    return await site.ask(f"/link/{TICKET}", "POST", headers=sent, body=body)


@pytest.mark.parametrize("fetch_site", [None, "same-origin"])
async def test_the_button_leads_to_spotify(site: Site, fetch_site: str | None) -> None:
    cookie, token = await site.open_start()
    headers = {"Sec_Fetch_Site": fetch_site} if fetch_site else {}
    answer = await site.press(cookie, token, **headers)
    assert answer.status == 303
    assert answer.header("Location") == f"{ACCOUNTS}/authorize?state={STATE}"
    assert site.linking.begun == [(TICKET, cookie.partition("=")[2])]


@pytest.mark.parametrize("fetch_site", ["cross-site", "same-site", "none", "", "evil"])
async def test_another_page_cannot_press_it(site: Site, fetch_site: str) -> None:
    cookie, token = await site.open_start()
    answer = await site.press(cookie, token, Sec_Fetch_Site=fetch_site)
    assert answer.status == 403
    assert answer.header("Location") is None
    assert site.linking.begun == []


async def test_without_the_browsers_own_cookie_it_is_refused(site: Site) -> None:
    cookie, token = await site.open_start()
    other, _ = await site.open_start()
    assert other != cookie
    assert (await site.press(None, token)).status == 403
    assert (await site.press(other, token)).status == 403
    assert site.linking.begun == []


@pytest.mark.parametrize("token", ["", "0" * 64, "%ff", "%F0%9F%8E%A7"])
async def test_a_wrong_token_is_refused(site: Site, token: str) -> None:
    cookie, _ = await site.open_start()
    assert (await site.press(cookie, token)).status == 403
    assert site.linking.begun == []


async def test_a_token_works_only_for_its_own_link(site: Site) -> None:
    other = "another-ticket_0123456"
    cookie, token = await site.open_start()
    value = cookie.partition("=")[2]
    answer = await site.press(f"earshot-{ticket_ref(other)}={value}", token, ticket=other)
    assert answer.status == 403


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"token=a", {"Content_Type": "text/plain"}, 415),
        (b"token=a", {"Content_Type": "multipart/form-data"}, 415),
        (b"token=a", {"Content_Encoding": "gzip"}, 415),
        (b"token=a", {"Content_Encoding": "br"}, 415),
        (b"token=" + b"a" * 1019, {}, 413),
        (b"token=" + b"a" * 100_000, {}, 413),
        (b"token=\xff", {}, 400),
        ("token=é".encode(), {}, 400),
        (b"token", {}, 400),
        (b"&&&", {}, 400),
        (b"a=1&b=2&c=3&d=4&e=5", {}, 400),
        (b"token=a&token=b", {}, 400),
        (b"", {}, 403),
        (b"token=a", {"Content_Type": "application/x-www-form-urlencoded; charset=klingon"}, 403),
    ],
)
async def test_t9b_odd_bodies_are_refused_politely(
    site: Site, body: bytes, headers: dict[str, str], status: int
) -> None:
    answer = await _send(site, body, **headers)
    assert answer.status == status
    assert site.linking.begun == []


async def test_t9b_a_chunked_body_counts_its_real_length(site: Site) -> None:
    cookie, _ = await site.open_start()
    head = f"POST /link/{TICKET} HTTP/1.1\r\nHost: a\r\nCookie: {cookie}\r\n"
    head += f"Content-Type: {FORM['Content-Type']}\r\nTransfer-Encoding: chunked\r\n\r\n"
    too_long = head.encode() + b"200\r\n" + b"a" * 512 + b"\r\n200\r\n" + b"a" * 512
    assert (await site.raw(too_long + b"\r\n1\r\na\r\n0\r\n\r\n")).status == 413
    assert (await site.raw(head.encode() + b"zz\r\nnonsense\r\n0\r\n\r\n")).status == 400


async def test_a_body_in_pieces_is_read_to_its_end(site: Site) -> None:
    cookie, token = await site.open_start()
    head = f"POST /link/{TICKET} HTTP/1.1\r\nHost: a\r\nCookie: {cookie}\r\n"
    head += f"Content-Type: {FORM['Content-Type']}\r\nContent-Length: 70\r\n\r\n"
    async with site.connection() as (reader, writer):
        for piece in (head, "tok", f"en={token[:20]}", token[20:]):
            writer.write(piece.encode())
            await writer.drain()
            await asyncio.sleep(0.05)
        answer = await reader.read()
    assert answer.startswith(b"HTTP/1.1 303")


async def test_opening_the_page_changes_nothing(site: Site) -> None:
    for method in ("GET", "HEAD"):
        for _ in range(20):
            answer = await site.ask(f"/link/{TICKET}", method)
            assert answer.status == 200
            assert bool(answer.text) == (method == "GET")
    assert site.linking.begun == []


async def test_t4c_the_cookie_is_strict(site: Site, make_site: MakeSite) -> None:
    attributes = (await site.ask(f"/link/{TICKET}")).header("Set-Cookie") or ""
    assert attributes.startswith(f"earshot-{REF}=")
    assert "Secure" not in attributes
    secure = await make_site(public_url="https://bot.example")
    attributes = (await secure.ask(f"/link/{TICKET}")).header("Set-Cookie") or ""
    assert attributes.startswith(f"__Host-earshot-{REF}=")
    for part in ("HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=1800", "Secure"):
        assert part in attributes
    assert "Domain" not in attributes


async def test_t4c_on_https_a_cookie_set_by_a_sibling_domain_is_not_accepted(
    make_site: MakeSite,
) -> None:
    site = await make_site(public_url="https://bot.example")
    cookie, token = await site.open_start()
    tossed = cookie.removeprefix("__Host-")
    assert (await site.press(tossed, token)).status == 403


async def test_a_valid_cookie_is_kept_and_an_unknown_one_replaced(site: Site) -> None:
    cookie, token = await site.open_start()
    again = await site.ask(f"/link/{TICKET}", headers={"Cookie": cookie})
    assert again.all("Set-Cookie") == []
    assert token in again
    strange = await site.ask(f"/link/{TICKET}", headers={"Cookie": f"earshot-{REF}=mine"})
    assert len(strange.all("Set-Cookie")) == 1


async def test_of_six_links_the_last_five_work(site: Site) -> None:
    kept = [f"earshot-{n:024x}={1_700_000_000 + n}.{'a' * 43}" for n in (4, 1, 5, 2, 3)]
    answer = await site.ask(f"/link/{TICKET}", headers={"Cookie": "; ".join(kept)})
    made, dropped = answer.all("Set-Cookie")
    assert made.startswith(f"earshot-{REF}=")
    assert dropped.startswith(f"earshot-{1:024x}=")
    assert "Max-Age=0" in dropped
