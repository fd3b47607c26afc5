"""The pages for another browser, undo and disconnect: forms, cookies, names."""

from __future__ import annotations

import pytest

from bot.accounts.errors import DiscordUnavailable
from bot.linking.errors import BelongsToAnother
from bot.linking.outcomes import ResultPage, Step
from bot.web.own_form import form_token
from tests.unit.web.conftest import MakeSite
from tests.unit.web.site import ACCOUNTS, CODE, REF, STATE, TICKET, Answer, Site
from tests.unit.web.test_pages import HOSTILE

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
LINKED = ResultPage("linked", "Mira", "mira.k", "Mira Sol", "https://discord.com", undo_until=10)


async def _post(site: Site, path: str, cookie: str, body: str, **headers: str) -> Answer:
    sent = FORM | {"Cookie": cookie} | {k.replace("_", "-"): v for k, v in headers.items()}
    return await site.ask(path, "POST", headers=sent, body=body.encode())


async def test_another_browser_gets_the_links_cookie_and_the_code(site: Site) -> None:
    site.linking.step = Step(REF, set_cookie=True)
    form = f"state={STATE}&code={CODE}"
    answer = await _post(site, "/link/here", "", form, Sec_Fetch_Site="same-origin")
    assert answer.status == 303
    cookie = (answer.header("Set-Cookie") or "").partition(";")[0]
    assert cookie == f"earshot-{REF}={site.linking.fresh}"
    site.linking.ended = ResultPage("code", "Mira", "mira.k", code="ABCD2345")
    page = await site.ask(f"/done/{REF}", headers={"Cookie": cookie})
    assert "ABCD" in page.text
    assert "2345" in page.text
    assert "mira.k" in page.text
    assert "Never give it to anyone" in page.text


async def test_discords_callback_redirects_where_it_is_told(site: Site) -> None:
    site.linking.step = Step(REF, f"{ACCOUNTS}/authorize?x=1")
    answer = await site.ask(f"/discord/callback?state={STATE}&code={CODE}")
    assert answer.header("Location") == f"{ACCOUNTS}/authorize?x=1"
    assert site.linking.finished == [{"state": STATE, "code": CODE, "error": None}]
    odd = await site.ask(f"/discord/callback?state={STATE}&code={CODE}&code=x")
    assert odd.status == 400


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_refused_person_is_named_harmlessly(site: Site, name: str) -> None:
    site.linking.failure = BelongsToAnother(name, name, name)
    answer = await site.ask(f"/discord/callback?state={STATE}&code={CODE}")
    assert answer.status == 403
    assert "<script" not in answer.text
    assert "onerror=alert(1)>" not in answer.text.replace("&gt;", "")
    assert "belongs to someone else" in answer.text


@pytest.mark.parametrize(
    ("rejected", "status", "words"),
    [(False, 503, "Discord didn&#39;t answer"), (True, 502, "DISCORD_CLIENT_SECRET")],
)
async def test_discords_failures_are_explained(
    site: Site, rejected: bool, status: int, words: str
) -> None:
    site.linking.failure = DiscordUnavailable(rejected=rejected)
    answer = await site.ask(f"/discord/callback?state={STATE}&code={CODE}")
    assert answer.status == status
    assert words in answer.text


async def test_undo_is_offered_to_the_browser_with_the_cookie_only(site: Site) -> None:
    cookie, _ = await site.open_start()
    site.linking.ended = LINKED
    page = await site.ask(f"/done/{REF}", headers={"Cookie": cookie})
    assert "This wasn't me" in page.text.replace("&#39;", "'")
    assert "This wasn" not in (await site.ask(f"/done/{REF}")).text


async def test_undo_accepts_only_its_own_form(site: Site) -> None:
    cookie, start = await site.open_start()
    value = cookie.partition("=")[2]
    token = form_token("undo", REF, value)
    good = f"ref={REF}&token={token}"
    for body, sent, headers in (
        (f"ref={REF}&token={start}", cookie, {}),
        (f"ref={'0' * 24}&token={token}", cookie, {}),
        (f"token={token}", cookie, {}),
        (good, "", {}),
        (good, cookie, {"Sec_Fetch_Site": "cross-site"}),
        (good, cookie, {"Sec_Fetch_Site": "same-site"}),
    ):
        assert (await _post(site, "/link/undo", sent, body, **headers)).status == 403
    assert site.linking.undone == []
    answer = await _post(site, "/link/undo", cookie, good)
    assert answer.status == 303
    assert answer.header("Location") == f"/done/{REF}"
    assert site.linking.undone == [(REF, value)]


async def test_not_me_cancels_the_link(site: Site) -> None:
    cookie, token = await site.open_start()
    answer = await _post(site, f"/link/{TICKET}", cookie, f"token={token}&act=not_me")
    assert answer.status == 200
    assert "This link is cancelled" in answer.text
    assert site.linking.cancelled == [TICKET]
    assert site.linking.begun == []


async def test_disconnect_accepts_only_its_own_form(site: Site) -> None:
    page = await site.ask("/disconnect")
    cookie = (page.header("Set-Cookie") or "").partition(";")[0]
    token = page.text.split('name="token" value="')[1][:64]
    start_cookie, start_token = await site.open_start()
    assert (await _post(site, "/disconnect", cookie, f"token={start_token}")).status == 403
    assert (await _post(site, "/disconnect", start_cookie, f"token={token}")).status == 403
    foreign = await _post(
        site, "/disconnect", cookie, f"token={token}", Sec_Fetch_Site="cross-site"
    )
    assert foreign.status == 403
    assert site.linking.begun == []
    answer = await _post(site, "/disconnect", cookie, f"token={token}")
    assert answer.status == 303
    assert site.linking.begun == [("disconnect", cookie.partition("=")[2])]


async def test_the_start_page_says_which_account_is_needed_and_that_discord_is_asked(
    site: Site,
) -> None:
    from tests.unit.web.site import link_page

    site.linking.page = link_page(
        required_account="Mira Sol", asks_discord=True, current_spotify="Mira Sol"
    )
    text = (await site.ask(f"/link/{TICKET}")).text
    assert "Log in to Spotify as <bdi>Mira Sol</bdi>" in text
    assert "Sign in with Discord, then Spotify" in text
    assert "The new link will replace it" not in text


async def test_health_names_the_instance(make_site: MakeSite) -> None:
    site = await make_site(instance="abc123")
    assert (await site.ask("/healthz")).header("Earshot-Instance") == "abc123"
