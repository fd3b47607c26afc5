"""/status: for owners of the bot, and for nobody else."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from sandbox.browser import Browser, Seen
from tests.fuzz.requests_made import Sent, send
from tests.wire.signing import signs_in_at
from tests.world import Someone, World

_CODE = re.compile(r"the status page: (\S+) \(code ([A-Z2-9-]{9})\)")


def code(world: World) -> str:
    """Return the code that the log has now."""
    *_, last = _CODE.finditer("".join(world.bot.output))
    return last[2]


async def enters(browser: Browser, world: World, typed: str) -> Seen:
    headers = {"Sec-Fetch-Site": "same-origin"}
    url = f"{world.bot.url}/status"
    async with browser.session.post(url, data={"code": typed}, headers=headers) as answer:
        return Seen(answer.status, str(answer.url), await answer.text())


async def test_with_the_code_it_shows_what_the_doctor_knows(world: World) -> None:
    async with Browser("10.20.0.1") as browser:
        first = code(world)
        page = await enters(browser, world, first)
        assert page.status == 200, page.words
        for words in (
            "all settings are valid",
            "requests to Spotify",
            "Earshot",
            "Python",
            "seats",
        ):
            assert words in page.words, words
        assert "Warning" not in page.words, "nobody did anything wrong"
        # With PostgreSQL the key lies beside no data.
        beside = "Good to know: keep backups and the key apart" in page.words
        assert beside == (world.postgres is None)
        assert world.discord.bot_token not in page.source
        assert world.spotify.client_secret not in page.source
        again = await browser.open(f"{world.bot.url}/status")
        assert "all settings are valid" in again.words
    assert code(world) != first
    async with Browser("10.20.0.2") as other:
        page = await enters(other, world, first)
        assert page.status == 403, "it works once"
        assert page.url.endswith("/status?refused=code"), "going back sends no form again"
        assert "That code isn't right, or was used already." in page.words


async def test_nobody_else_sees_anything(world: World) -> None:
    async with Browser("10.20.0.3") as browser:
        page = await browser.open(f"{world.bot.url}/status")
        assert "Only an owner of the bot may see this." in page.words
        assert "settings" not in page.words
        browser.session.cookie_jar.update_cookies({"earshot-status": "x" * 43})
        page = await browser.open(f"{world.bot.url}/status")
        assert "Only an owner of the bot may see this." in page.words
        page = await browser.open(f"{world.bot.url}/status/signed-in?state=a&code=b")
        assert page.status == 403
        answer = await browser.post(f"{world.bot.url}/status", {"discord": "1"})
        assert answer.headers["Location"] == "/status?refused=code", "there is no sign-in here"


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
async def test_another_sites_form_is_refused(world: World, site: str) -> None:
    async with Browser("10.20.0.4") as browser:
        async with browser.session.post(
            f"{world.bot.url}/status", data={"code": code(world)}, headers={"Sec-Fetch-Site": site}
        ) as answer:
            assert answer.status == 403
        assert (await enters(browser, world, code(world))).status == 200


async def _asks(browser: Browser, world: World) -> str:
    answer = await browser.post(f"{world.bot.url}/status", {"discord": "1"})
    assert answer.status == 303
    return str(answer.headers["Location"])


async def test_an_owner_signs_in_with_discord(signing: World) -> None:
    owner = signing.host
    async with Browser("10.20.0.5") as browser:
        address = await _asks(browser, signing)
        asked = parse_qs(urlsplit(address).query)
        assert asked["scope"] == ["identify"]
        callback = signing.discord.oauth.consent(address, owner.person)
        page = await browser.open(callback)
        assert "all settings are valid" in page.words
        assert "code=" not in page.url


async def test_others_who_sign_in_get_a_plain_refusal(signing: World) -> None:
    mira = signing.someone()
    async with Browser("10.20.0.6") as browser:
        callback = signing.discord.oauth.consent(await _asks(browser, signing), mira.person)
        page = await browser.open(callback)
        assert page.status == 403
        assert "Discord doesn't name an owner of this bot." in page.words
        assert "settings" not in page.words
        again = await browser.open(f"{signing.bot.url}/status")
        assert "Only an owner of the bot may see this." in again.words


async def test_an_owners_sign_in_is_worth_nothing_in_another_browser(signing: World) -> None:
    async with Browser("10.20.0.7") as attackers, Browser("10.20.0.8") as owners:
        address = await _asks(attackers, signing)
        callback = signing.discord.oauth.consent(address, signing.host.person)
        page = await owners.open(callback)
        assert page.status == 403
        location = await signs_in_at(owners, callback)
        assert "/status/signed-in" in location
        page = await attackers.open(
            signing.bot.url + location.replace("state=status-", "state=status-x")
        )
        assert page.status == 403


async def test_an_address_that_is_opened_again_lets_nobody_in(signing: World) -> None:
    """Discord refuses the used code: that was said to be no answer of Discord's (503)."""
    async with Browser("10.20.0.11") as browser:
        callback = signing.discord.oauth.consent(await _asks(browser, signing), signing.host.person)
        known = {one.key: one.value for one in browser.session.cookie_jar}
        address = signing.bot.url + await signs_in_at(browser, callback)
        assert "all settings are valid" in (await browser.open(address)).words
        browser.session.cookie_jar.clear()
        browser.session.cookie_jar.update_cookies(known)
        page = await browser.open(address)
        assert page.status == 403
        assert "Discord doesn't name an owner of this bot." in page.words


@pytest.mark.parametrize(
    ("target", "cookie"),
    [
        (b"/status", b"earshot-status=\xff\xfe"),
        (b"/status/signed-in?state=a&code=b", b"earshot-status-sign-in=a\xff.b"),
        (b"/status/signed-in?state=a&code=b", b"earshot-status-sign-in=\xff.\xff"),
    ],
)
async def test_a_cookie_that_is_not_utf8_lets_nobody_in(
    signing: World, target: bytes, cookie: bytes
) -> None:
    headers = ((b"Host", b"a"), (b"X-Forwarded-For", b"10.20.0.9"), (b"Cookie", cookie))
    answer = await send(Sent("GET", target, headers, b""), signing.bot.port)
    assert answer.status in (200, 403)
    assert "Only an owner of the bot may see this." in answer.body


@pytest.mark.parametrize("more", [b"&x=%0d%0aX-A:%20b", b"&x=%00", b"&x=%e2%80%a8"])
async def test_the_callback_passes_on_nothing_but_state_and_code(
    signing: World, more: bytes
) -> None:
    """A line break that was passed on ended the connection without an answer."""
    state = b"status-" + b"a" * 22
    target = b"/discord/callback?state=" + state + b"&code=a%26b%23c" + more
    headers = ((b"Host", b"a"), (b"X-Forwarded-For", b"10.20.0.10"))
    answer = await send(Sent("GET", target, headers, b""), signing.bot.port)
    assert answer.status == 303
    location = answer.header("location")
    assert location == f"/status/signed-in?state={state.decode()}&code=a%26b%23c"


async def test_links_still_pass_discord(signing: World) -> None:
    mira: Someone = signing.someone()
    async with Browser(mira.address) as browser:
        asked = await browser.press_continue(await mira.offer())
        callback = signing.discord.oauth.consent(asked, mira.person)
        assert (await signs_in_at(browser, callback)).startswith(signing.spotify.accounts_url)


async def test_too_many_codes_end_it(signing: World) -> None:
    for number in range(50):
        async with Browser(f"10.21.{number}.1") as stranger:
            assert (await enters(stranger, signing, "AAAA-AAAA")).status == 403
    async with Browser("10.22.0.1") as browser:
        page = await enters(browser, signing, code(signing))
        assert page.status == 403
        assert "Too many wrong codes" in page.words
        callback = signing.discord.oauth.consent(await _asks(browser, signing), signing.host.person)
        assert "all settings are valid" in (await browser.open(callback)).words
