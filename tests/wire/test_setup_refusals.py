"""What the set-up says when it doesn't take something, and what the browser keeps of it."""

from __future__ import annotations

import asyncio
import shlex
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sandbox.browser import Browser
from tests.setting_up import OWN, SettingUp, refused, setting_up


@pytest.fixture
async def fresh(tmp_path: Path) -> AsyncIterator[SettingUp]:
    async with setting_up(tmp_path / "volume", TRUSTED_PROXIES="127.0.0.1") as made:
        await made.start()
        yield made


async def _up_to_address(fresh: SettingUp) -> None:
    await fresh.enters()
    await fresh.fills_in("token", fresh.discord.bot_token)
    await fresh.fills_in("discord")


async def _up_to_secret(fresh: SettingUp, client_id: str) -> None:
    await _up_to_address(fresh)
    await fresh.fills_in("address", where="here")
    await fresh.fills_in("client-id", client_id)


async def test_a_refusal_is_said_once_at_the_steps_own_address(fresh: SettingUp) -> None:
    await fresh.enters()
    page = await fresh.fills_in("token", "hello")
    assert refused(page)
    assert page.url == fresh.url("/token")
    again = await fresh.browser.open(page.url)
    assert again.status == 200
    assert not refused(again)


async def test_a_program_that_looks_ahead_does_not_take_the_refusal_away(fresh: SettingUp) -> None:
    await fresh.enters()
    page = await fresh.browser.open(fresh.url("/token"))
    token = page.source.partition('name="token" value="')[2][:64]
    async with fresh.browser.session.post(
        fresh.url("/token"),
        data={"value": "hello", "token": token},
        headers=OWN,
        allow_redirects=False,
    ) as answer:
        assert answer.status == 303
        assert answer.headers["Location"] == "/setup/token"
    ahead = {"Sec-Purpose": "prefetch"}
    async with fresh.browser.session.get(fresh.url("/token"), headers=ahead) as answer:
        assert 'role="alert"' not in await answer.text()
    async with fresh.browser.session.head(fresh.url("/token")) as answer:
        assert answer.status == 200
    assert refused(await fresh.browser.open(fresh.url("/token")))


async def test_no_secret_comes_back_in_an_address_or_a_page(fresh: SettingUp) -> None:
    await _up_to_address(fresh)
    token, secret = fresh.discord.bot_token, fresh.spotify.client_secret
    for step, typed in (("address", token), ("address", secret), ("client-id", token)):
        if step == "client-id":
            await fresh.fills_in("address", where="here")
        page = await fresh.fills_in(step, typed, where="public")
        assert refused(page), step
        assert typed not in page.source + page.url, step
    page = await fresh.fills_in("client-id", "nonsense")
    assert 'value="nonsense"' in page.source, "what can't be a secret needn't be typed again"


OWN_ADDRESSES = (
    "localhost",
    "localhost:8888",
    "http://localhost:{port}",
    "https://localhost",
    "http://earshot.localhost:{port}/",
    "http://127.0.0.1",
    "http://127.0.0.1:1",
    "https://127.0.0.1:{port}",
    "https://[::1]",
    "http://0.0.0.0:{port}",
)


async def test_this_computers_own_address_is_refused_in_plain_words(fresh: SettingUp) -> None:
    await _up_to_address(fresh)
    own = fresh.bot.url
    port = own.rpartition(":")[2]
    for typed in OWN_ADDRESSES:
        page = await fresh.fills_in("address", typed.format(port=port), where="public")
        assert refused(page), typed
        assert "Other people can't open that address" in page.words, typed
        assert f"Choose None, which is {own} (Spotify doesn't take localhost)" in page.words
        for name in ("SPOTIPY", "PUBLIC_URL", "WEB_PORT"):
            assert name not in page.words, typed
    # What it says to type instead works.
    assert (await fresh.fills_in("address", own, where="public")).url.endswith("/client-id")


async def test_plain_http_is_refused_in_plain_words(fresh: SettingUp) -> None:
    await _up_to_address(fresh)
    for typed in ("http://192.168.1.5:8888", "http://music.example.org"):
        page = await fresh.fills_in("address", typed, where="public")
        assert refused(page), typed
        assert "Spotify doesn't take a public address with plain http." in page.words, typed
        assert "SPOTIPY" not in page.words


async def test_a_swapped_pair_is_put_right(fresh: SettingUp) -> None:
    client_id, secret = fresh.spotify.client_id, fresh.spotify.client_secret
    await _up_to_secret(fresh, secret)
    page = await fresh.fills_in("secret", client_id)
    assert page.url.endswith("/redirect"), page.words
    assert "You had swapped the client ID and the secret." in page.words
    assert secret not in page.source
    assert f"client_id={client_id}" in page.source
    await fresh.fills_in("redirect")
    await fresh.fills_in("start", keep="plain")
    await fresh.bot.until_ready()
    text = (fresh.folder / "settings.env").read_text()
    assert f"SPOTIPY_CLIENT_ID='{client_id}'" in text
    assert f"SPOTIPY_CLIENT_SECRET='{secret}'" in text
    assert secret not in "".join(fresh.bot.output)


async def test_a_wrong_pair_is_tried_once_each_way_and_refused(fresh: SettingUp) -> None:
    await _up_to_secret(fresh, fresh.spotify.client_id)
    before = fresh.spotify.count("/api/token")
    page = await fresh.fills_in("secret", "1" * 32)
    assert "Spotify doesn't accept this client ID and secret." in page.words
    assert "swapped" not in page.words
    assert fresh.spotify.count("/api/token") == before + 2
    page = await fresh.fills_in("secret", fresh.spotify.client_secret)
    assert page.url.endswith("/redirect")
    assert "swapped" not in page.words


async def test_a_pair_whose_id_is_set_elsewhere_is_only_said_to_be_swapped(tmp_path: Path) -> None:
    async with setting_up(tmp_path / "volume") as made:
        made.bot.environment["SPOTIPY_CLIENT_ID"] = made.spotify.client_secret
        await made.start()
        await _up_to_address(made)
        await made.fills_in("address", where="here")
        page = await made.fills_in("secret", made.spotify.client_id)
        assert "is the secret, and this is the ID" in page.words
        assert made.spotify.client_secret not in page.source


async def test_slowing_down_has_a_way_back(fresh: SettingUp) -> None:
    async with Browser("10.3.0.9") as visitor:
        pages = [await visitor.open(fresh.url()) for _ in range(92)]
    assert pages[-1].status == 429
    assert 'href="/setup"' in pages[-1].source


async def test_the_code_again_in_the_browser_that_is_in_goes_on(fresh: SettingUp) -> None:
    await fresh.enters()
    assert (await fresh.enters()).url.endswith("/setup/token")
    assert "a wrong code" not in "".join(fresh.bot.output)


async def test_the_last_page_says_what_to_do_in_discord(fresh: SettingUp) -> None:
    await fresh.enters()
    await fresh.goes_on_to_spotify()
    await fresh.fills_in("redirect")
    page = await fresh.fills_in("start", keep="sealed")
    assert "/oauth2/authorize?client_id=" in page.source
    places = [page.words.index(one) for one in ("Invite the bot", "/link", "/nowplaying")]
    assert places == sorted(places)
    # Stopping it right then works at once.
    assert await fresh.bot.stop() in (0, -signal.SIGTERM)


async def test_the_log_says_the_command_that_works_here(fresh: SettingUp) -> None:
    shown = "".join(fresh.bot.output).partition("answer in the terminal: ")[2].partition(")\n")[0]
    python, *words = shlex.split(shown)
    assert words == ["-m", "bot", "setup"]
    assert await asyncio.to_thread(Path(python).samefile, sys.executable)
