"""Who is asking, a person or a prefetcher, and whose answer a callback brings."""

from __future__ import annotations

import html
import re
from urllib.parse import quote, urlencode

import pytest

from bot.linking.outcomes import Arrival, ResultPage, Step
from tests.unit.web.conftest import MakeSite
from tests.unit.web.site import ACCOUNTS, CODE, REF, STATE, TICKET, Site
from tests.unit.web.test_pages import HOSTILE

CALLBACKS = ("/callback", "/discord/callback")
GET = f"state={STATE}&code={CODE}"
OWN = {
    "Content-Type": "application/x-www-form-urlencoded",
    "Sec-Fetch-Site": "same-origin",
}
ROUTES = (
    "/",
    f"/link/{TICKET}",
    f"/callback?{GET}",
    f"/discord/callback?{GET}",
    f"/done/{REF}",
    "/disconnect",
    "/healthz",
    "/readyz",
    "/static/style.css",
    "/static/logo.svg",
    "/favicon.ico",
)


@pytest.mark.parametrize("path", ROUTES)
async def test_head_is_answered_everywhere_without_a_body_or_a_cookie(
    site: Site, path: str
) -> None:
    answer = await site.ask(path, "HEAD")
    assert answer.status == 200
    assert answer.text == ""
    assert answer.header("Set-Cookie") is None
    assert site.linking.finished == []


@pytest.mark.parametrize("path", CALLBACKS)
async def test_head_is_refused_wherever_get_is(site: Site, path: str) -> None:
    assert (await site.ask(f"{path}?state=x", "HEAD")).status == 400


@pytest.mark.parametrize("path", ROUTES)
async def test_other_methods_change_nothing(site: Site, path: str) -> None:
    for method in ("OPTIONS", "PUT", "DELETE", "PATCH"):
        assert (await site.ask(path, method)).status == 405
    assert site.linking.finished == []
    assert site.linking.begun == []


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Purpose": "prefetch"}, 503),
        ({"Sec-Purpose": "prefetch;anonymous-client-ip"}, 503),
        ({"Sec-Purpose": "prefetch;prerender"}, 503),
        ({"Purpose": "Prefetch"}, 503),
        ({"X-Moz": "prefetch"}, 503),
        ({"X-Purpose": "preview"}, 503),
        ({"Sec-Fetch-Mode": "no-cors"}, 403),
        ({"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}, 403),
        ({"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}, 303),
        ({"Sec-Fetch-Mode": "navigate"}, 303),
        ({}, 303),
    ],
)
@pytest.mark.parametrize("path", CALLBACKS)
async def test_a_callback_accepts_only_a_persons_navigation(
    site: Site, path: str, headers: dict[str, str], status: int
) -> None:
    answer = await site.ask(f"{path}?{GET}", headers=headers)
    assert answer.status == status
    assert bool(site.linking.finished) == (status == 303)
    if status != 303:
        assert "Open this page yourself" in answer.text
        assert STATE not in answer


async def test_a_code_is_not_shown_to_prefetchers(site: Site) -> None:
    site.linking.ended = ResultPage("code", "Mira", "mira.k", code="ABCD2345")
    for headers in ({"Sec-Purpose": "prefetch"}, {"Sec-Fetch-Dest": "image"}):
        assert "ABCD" not in (await site.ask(f"/done/{REF}", headers=headers)).text


@pytest.mark.parametrize("name", HOSTILE)
async def test_another_browser_is_asked_and_told_whose_link_it_is(site: Site, name: str) -> None:
    site.linking.arrival = Arrival(REF, name, name)
    answer = await site.ask(f"/callback?{GET}")
    assert answer.status == 200
    assert site.linking.finished == []
    assert 'method="post" action="/link/here"' in answer.text
    assert f'name="state" value="{STATE}"' in answer.text
    assert "<script" not in answer.text
    assert "<style" not in answer.text


async def test_the_submitted_form_must_be_ours_and_well_formed(site: Site) -> None:
    for body, headers, status in (
        (GET, {"Sec-Fetch-Site": "cross-site"}, 403),
        (GET, {"Sec-Fetch-Site": "none"}, 403),
        (f"state={STATE}", {}, 400),
        (f"code={CODE}", {}, 400),
        (f"state={STATE}&code=%00", {}, 400),
        (f"state={STATE}&code={'c' * 2049}", {}, 400),
        (f"state={STATE}&code={'c' * 9000}", {}, 413),
    ):
        sent = await site.ask("/link/here", "POST", headers=OWN | headers, body=body.encode())
        assert sent.status == status, body[:60]
    assert site.linking.finished == []
    long = f"state={STATE}&code={'%2B' * 2048}"
    answer = await site.ask("/link/here", "POST", headers=OWN, body=long.encode())
    assert answer.status == 303
    assert site.linking.finished[0]["code"] == "+" * 2048


async def test_going_on_takes_the_token_of_the_browser_that_was_asked(site: Site) -> None:
    """Or, without cookies, a browser's own word that the form is our page's."""
    site.linking.arrival = Arrival(REF, "Mira", "mira.k")
    page = await site.ask(f"/callback?{GET}")
    cookie = (page.header("Set-Cookie") or "").partition(";")[0]
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page.text))
    assert fields.keys() == {"state", "code", "ref", "token"}
    other = {**fields, "token": "0" * 64}
    for sent, headers, status in (
        (fields, {}, 403),
        (other, {"Cookie": cookie}, 403),
        (other, {"Cookie": cookie, "Sec-Fetch-Site": "same-origin"}, 403),
        (fields, {"Cookie": cookie}, 303),
        (other, {"Sec-Fetch-Site": "same-origin"}, 303),
    ):
        form = {"Content-Type": OWN["Content-Type"], **headers}
        body = urlencode(sent).encode()
        answer = await site.ask("/link/here", "POST", headers=form, body=body)
        assert answer.status == status
    assert len(site.linking.finished) == 2


async def test_a_hostile_code_stays_text_and_comes_back_unchanged(site: Site) -> None:
    site.linking.arrival = Arrival(REF, "Mira", "mira.k")
    code = "\"'><script>alert(1)</script>{{7*7}}&amp;"
    page = await site.ask(f"/callback?state={STATE}&code={quote(code, safe='')}")
    assert page.status == 200
    assert "<script" not in page.text
    found = re.search(r'name="code" value="([^"]*)"', page.text)
    assert found
    body = urlencode({"state": STATE, "code": html.unescape(found[1])}).encode()
    assert (await site.ask("/link/here", "POST", headers=OWN, body=body)).status == 303
    assert site.linking.finished[0]["code"] == code


async def test_a_browser_without_cookies_is_told_what_is_missing(site: Site) -> None:
    answer = await site.ask("/link/here")
    assert answer.status == 403
    assert "sent no cookie" in answer.text


async def test_the_browser_reloads_a_page_in_progress(site: Site) -> None:
    site.linking.ended = ResultPage("working")
    answer = await site.ask(f"/done/{REF}")
    assert answer.header("Refresh") == "2"
    assert 'id="again"' in answer.text
    site.linking.step = Step(REF, waits=True)
    answer = await site.ask(f"/callback?{GET}")
    assert answer.status == 200
    assert answer.header("Refresh") == "2"


@pytest.mark.parametrize(
    ("path", "iss", "status"),
    [
        ("/callback", "https://accounts.spotify.com", 303),
        ("/callback", "https://accounts.spotify.com/", 303),
        ("/callback", ACCOUNTS, 303),
        ("/callback", "https://discord.com", 400),
        ("/callback", "https://accounts.spotify.com.evil.example", 400),
        ("/callback", "", 400),
        ("/discord/callback", "https://discord.com", 303),
        ("/discord/callback", "https://chat.example", 303),
        ("/discord/callback", "https://accounts.spotify.com", 400),
        ("/discord/callback", "https://evil.example", 400),
        ("/discord/callback", "https://discord.com&iss=https://discord.com", 400),
    ],
)
async def test_the_issuer_must_be_the_one_that_was_asked(
    make_site: MakeSite, path: str, iss: str, status: int
) -> None:
    site = await make_site(discord_url="https://chat.example/app")
    for rest in (f"code={CODE}", "error=access_denied"):
        site.linking.finished.clear()
        answer = await site.ask(f"{path}?state={STATE}&{rest}&iss={iss}")
        assert answer.status == status
        assert bool(site.linking.finished) == (status == 303)
    if status == 400:
        assert "comes from somewhere else" in answer.text


async def test_an_answer_without_an_issuer_is_accepted(site: Site) -> None:
    for path in CALLBACKS:
        assert (await site.ask(f"{path}?{GET}")).status == 303
