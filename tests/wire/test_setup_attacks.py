"""Who else may reach the set-up page: strangers, other sites, names pointed at this computer."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import yaml
from yarl import URL

from sandbox.browser import Browser
from tests.setting_up import SettingUp, refused, setting_up

_MORE = ("/x", "/..", "/%2e%2e", "/%2E.")
UMBREL = Path(__file__).parents[2] / "deploy/umbrel/earshot/docker-compose.yml"


@pytest.fixture
async def fresh(tmp_path: Path) -> AsyncIterator[SettingUp]:
    async with setting_up(tmp_path / "volume", TRUSTED_PROXIES="127.0.0.1") as made:
        await made.start()
        yield made


async def test_guessing_ends_for_everyone_but_not_for_the_host(fresh: SettingUp) -> None:
    await fresh.enters()
    right, guesses = fresh.codes[0], []
    for number in range(60):
        # Each from another address, so that the limit per visitor doesn't help.
        async with Browser(f"10.1.{number}.1") as stranger:
            answer = await stranger.post(fresh.url(), {"code": f"AAAA-{number:04}"})
            guesses.append(answer.headers["Location"])
            assert "Set-Cookie" not in answer.headers
    assert set(guesses) == {"/setup?refused=wrong"}
    async with Browser("10.2.0.1") as stranger:
        answer = await stranger.post(fresh.url(), {"code": right})
        assert "Set-Cookie" not in answer.headers
        assert "Too many wrong codes" in (await stranger.open(fresh.url())).words
    assert (await fresh.fills_in("token", fresh.discord.bot_token)).status == 200
    assert "50 of 50" in "".join(fresh.bot.output)
    assert "51 of 50" not in "".join(fresh.bot.output), "the log is bounded too"


async def test_after_too_many_guesses_even_the_right_code_is_refused(fresh: SettingUp) -> None:
    for number in range(50):
        async with Browser(f"10.1.{number}.1") as stranger:
            await stranger.post(fresh.url(), {"code": "WRONG"})
    page = await fresh.enters()
    assert page.status == 403
    assert "Too many wrong codes" in page.words
    await fresh.bot.stop()
    await fresh.start()
    assert (await fresh.enters()).status == 200, "a new start has a new code"


async def test_one_visitor_is_slowed_down(fresh: SettingUp) -> None:
    async with Browser("10.3.0.1") as stranger:
        codes = [(await stranger.post(fresh.url(), {})).status for _ in range(100)]
    assert 429 in codes
    assert (await fresh.enters("WRONG")).status == 403, "others aren't"


async def test_the_code_is_typed_as_people_type(fresh: SettingUp) -> None:
    code = fresh.codes[0]
    assert (await fresh.enters(f"  {code.lower().replace('-', ' ')} ")).url.endswith("/token")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none", "Origin": "https://evil.example"},
        {"Origin": "http://["},
    ],
    ids=str,
)
async def test_another_sites_form_changes_nothing(
    fresh: SettingUp, headers: dict[str, str]
) -> None:
    code = fresh.codes[0]
    assert (await fresh.posts("", headers, code=code)).status == 403
    await fresh.enters(code)
    page = await fresh.posts("/token", headers, value=fresh.discord.bot_token)
    assert page.status == 403
    assert not (fresh.folder / "setup-draft.env").exists()


async def test_a_form_without_the_pages_token_changes_nothing(fresh: SettingUp) -> None:
    await fresh.enters()
    for token in ("", "0" * 64, "é"):
        page = await fresh.posts("/token", value=fresh.discord.bot_token, token=token)
        assert page.status == 403, token
    assert not (fresh.folder / "setup-draft.env").exists()


@pytest.mark.parametrize("name", ["evil.example", "127.0.0.1.evil.example", "evil.example:8888"])
async def test_a_name_pointed_at_this_computer_is_refused(tmp_path: Path, name: str) -> None:
    async with setting_up(tmp_path / "volume") as made:
        await made.start()
        for path in ("", "/token"):
            async with made.browser.session.get(made.url(path), headers={"Host": name}) as answer:
                assert answer.status == 421
        page = await made.posts("", {"Host": name, "Origin": f"http://{name}"}, code=made.codes[0])
        assert page.status == 421
        assert (await made.enters()).url.endswith("/token"), "the code wasn't used"


async def test_nothing_is_shown_or_taken_out_of_turn(fresh: SettingUp) -> None:
    async with Browser("10.4.0.1") as stranger:
        for step in ("token", "discord", "client-id", "secret", "redirect", "start", "../.env"):
            page = await stranger.open(fresh.url(f"/{step}"))
            assert 'id="code"' in page.source or page.status == 404, step
        answer = await stranger.post(fresh.url("/start"), {"keep": "plain"})
        assert answer.status == 303
    await fresh.enters()
    for step in ("secret", "redirect", "start"):
        page = await fresh.browser.open(fresh.url(f"/{step}"))
        assert page.url.endswith("/setup/token"), step
    assert not (fresh.folder / "settings.env").exists()


async def test_odd_requests_get_plain_answers(fresh: SettingUp) -> None:
    for method, path, expected in (
        ("PUT", "", 405),
        ("DELETE", "/token", 405),
        ("HEAD", "", 200),
        ("POST", "/nothing", 303),
    ):
        async with fresh.browser.session.request(
            method,
            fresh.url(path),
            headers={"Sec-Fetch-Site": "same-origin"},
            allow_redirects=False,
        ) as answer:
            assert answer.status in (expected, 400, 415), (method, path)
    async with fresh.browser.session.post(
        fresh.url(), data=b"x" * 10_000, headers={"Sec-Fetch-Site": "same-origin"}
    ) as answer:
        assert answer.status in (400, 413, 415)
    page = await fresh.browser.open(f"{fresh.bot.url}/callback?state=x&code=y")
    assert page.status == 400
    assert "failed" not in "".join(fresh.bot.output)


async def test_pages_are_framed_cached_and_scripted_by_nobody(fresh: SettingUp) -> None:
    async with fresh.browser.session.get(fresh.url()) as answer:
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["Cache-Control"] == "no-store"
    await fresh.enters()
    for cookie in fresh.browser.session.cookie_jar:
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"


async def test_an_address_that_leads_elsewhere_is_noticed(fresh: SettingUp) -> None:
    await fresh.enters()
    await fresh.fills_in("token", fresh.discord.bot_token)
    await fresh.fills_in("discord")
    page = await fresh.fills_in("address", "https://127.0.0.1:9", where="public")
    assert refused(page)
    page = await fresh.fills_in("address", "http://example.invalid", where="public")
    assert refused(page), "Spotify takes no http but this computer's own"


async def test_a_press_twice_starts_one_bot(fresh: SettingUp) -> None:
    await fresh.enters()
    await fresh.goes_on_to_spotify()
    await fresh.fills_in("redirect")
    await asyncio.gather(
        *(fresh.fills_in("start", keep="sealed") for _ in range(2)), return_exceptions=True
    )
    await fresh.bot.until_ready()
    assert "ready as" in "".join(fresh.bot.output)


async def test_no_way_around_the_login_of_a_proxy_leads_to_the_page(fresh: SettingUp) -> None:
    """Umbrel's proxy leaves open what begins with a public page's path, in any case of letters."""
    compose = yaml.safe_load(UMBREL.read_text("utf-8"))["services"]
    allowed = compose["app_proxy"]["environment"]["PROXY_AUTH_WHITELIST"].split(",")
    assert len(allowed) >= 6
    for number, path in enumerate(allowed):
        below = path.removesuffix("*").rstrip("/")
        ways = [below, below.upper(), f"/.{below}", *(below + more for more in _MORE)]
        if below == path:
            # Another's proxy may take a path for the beginning of paths: nginx does.
            ways += [f"{below}x", f"{below}-/x"]
        async with Browser(f"10.5.{number}.1") as stranger:
            for way, step in itertools.product(ways, ("setup", "setup/token", "status")):
                url = URL(f"{fresh.bot.url}{way}/{step}", encoded=True)
                async with stranger.session.get(url) as answer:
                    assert answer.status != 429
                    assert 'id="code"' not in await answer.text(), url


async def test_behind_umbrels_proxy_the_page_works(fresh: SettingUp) -> None:
    """It passes the name in the address bar on, which nobody outside can have."""
    headers = {"Host": "umbrel.local:8898", "Origin": "http://umbrel.local:8898"}
    page = await fresh.posts("", headers, code=fresh.codes[0])
    assert page.url.endswith("/setup/token")
