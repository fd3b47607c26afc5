"""The set-up in the browser, from an empty volume to a bot that runs."""

from __future__ import annotations

import stat
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from sandbox.browser import Browser
from sandbox.process import free_port
from tests import host
from tests.setting_up import SettingUp, refused, setting_up
from tests.world import World


@pytest.fixture
async def fresh(tmp_path: Path) -> AsyncIterator[SettingUp]:
    async with setting_up(tmp_path / "volume") as made:
        await made.start()
        yield made


async def test_from_nothing_to_a_bot_that_answers(fresh: SettingUp) -> None:
    page = await fresh.enters()
    assert page.url.endswith("/setup/token")
    assert (
        "Discord accepts the token"
        in (await fresh.fills_in("token", f" {fresh.discord.bot_token}\n")).words
    )
    await fresh.fills_in("discord")
    page = await fresh.fills_in("address", where="here")
    assert f"{fresh.bot.url}/callback" in page.source, "the exact redirect URI, to copy"
    await fresh.fills_in("client-id", fresh.spotify.client_id)
    page = await fresh.fills_in("secret", fresh.spotify.client_secret)
    assert "Spotify accepts" in (await fresh.tries_redirect(page, agree=False)).words
    page = await fresh.browser.open(fresh.url("/redirect"))
    assert "Spotify accepts the redirect URI." in page.words
    page = await fresh.fills_in("redirect")
    assert "/oauth2/authorize?client_id=" in page.source, "the invite link"
    for secret in (fresh.discord.bot_token, fresh.spotify.client_secret):
        assert secret not in page.source
    assert "The bot is starting" in (await fresh.fills_in("start", keep="sealed")).words
    await fresh.bot.until_ready()
    assert await _status(fresh.url()) == 404, "the page is gone"
    file = fresh.folder / "settings.env"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    for secret in (fresh.discord.bot_token, fresh.spotify.client_secret):
        assert secret not in file.read_text()
        assert secret not in "".join(fresh.bot.output)
    assert not (fresh.folder / "setup-draft.env").exists()
    mira = World(fresh.discord, fresh.spotify, fresh.bot).someone()
    mira.plays("窓辺の切手")
    await mira.links()
    (await mira.uses("nowplaying")).contains("窓辺の切手")


async def test_it_starts_again_from_the_file_alone(fresh: SettingUp) -> None:
    await fresh.enters()
    await fresh.goes_on_to_spotify()
    await fresh.fills_in("redirect")
    await fresh.fills_in("start", keep="plain")
    await fresh.bot.until_ready()
    text = (fresh.folder / "settings.env").read_text()
    assert f"DISCORD_TOKEN='{fresh.discord.bot_token}'" in text, "readable, as the host chose"
    assert await fresh.bot.stop() == 0
    await fresh.bot.start()
    assert len(fresh.codes) == 1, "no second set-up"


async def test_a_restart_in_the_middle_loses_nothing(fresh: SettingUp) -> None:
    await fresh.enters()
    await fresh.fills_in("token", fresh.discord.bot_token)
    draft = (fresh.folder / "setup-draft.env").read_text()
    assert fresh.discord.bot_token not in draft
    await fresh.bot.kill()
    await fresh.start()
    assert fresh.codes[0] != fresh.codes[1]
    page = await fresh.browser.open(fresh.url("/client-id"))
    assert 'id="code"' in page.source, "the former cookie no longer works"
    assert (await fresh.enters()).url.endswith("/setup/discord")


async def test_each_value_is_checked_as_it_is_entered(fresh: SettingUp) -> None:
    await fresh.enters()
    for wrong in ("", "hello", "x" * 4000, "a\0b", "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE." + "x" * 38):
        page = await fresh.fills_in("token", wrong)
        assert refused(page) or page.status in (400, 413), wrong
        assert wrong not in page.source or not wrong
    await fresh.fills_in("token", fresh.discord.bot_token)
    await fresh.fills_in("discord")
    for wrong in ("", "http://localhost:8888", "ftp://x.example", "https://", "nobody@example.org"):
        page = await fresh.fills_in("address", wrong, where="public")
        assert refused(page), wrong
        assert "SPOTIPY" not in page.words, (wrong, page.words)
    page = await fresh.fills_in("address", f"https://127.0.0.1:{free_port()}", where="public")
    assert refused(page)
    page = await fresh.fills_in("address", f"https://127.0.0.1:{free_port()}", where="here")
    assert refused(page), "an address that was typed is meant, whatever is chosen"
    await fresh.fills_in("address", where="here")
    assert refused(await fresh.fills_in("client-id", "nonsense"))
    await fresh.fills_in("client-id", "0" * 32)
    page = await fresh.fills_in("secret", "1" * 32)
    assert "Spotify doesn't accept this client ID and secret." in page.words
    assert "1" * 32 not in page.source
    await fresh.fills_in("client-id", fresh.spotify.client_id)
    page = await fresh.fills_in("secret", fresh.spotify.client_id)
    assert "That isn't a client secret." in page.words, "the ID in both fields"
    page = await fresh.fills_in("secret", fresh.spotify.client_secret)
    assert page.url.endswith("/setup/redirect")


async def test_a_saved_token_that_is_no_longer_accepted_can_be_entered_again(
    fresh: SettingUp,
) -> None:
    await fresh.enters()
    await fresh.fills_in("token", fresh.discord.bot_token)
    await fresh.bot.kill()
    fresh.discord.fail_next("GET", "/users/@me", 401, times=9)
    await fresh.start()
    page = await fresh.enters()
    assert "Discord doesn't accept this token. Enter another token" in page.words
    assert "environment" not in page.words
    fresh.discord.rest.faults.clear()
    assert (await fresh.browser.open(fresh.url("/token"))).status == 200
    page = await fresh.fills_in("token", fresh.discord.bot_token)
    assert "Discord accepts the token" in page.words


async def test_services_that_are_away_refuse_nothing_for_good(fresh: SettingUp) -> None:
    await fresh.enters()
    fresh.discord.fail_next("GET", "/users/@me", 503)
    page = await fresh.fills_in("token", fresh.discord.bot_token)
    assert "Discord couldn't be asked." in page.words
    assert (await fresh.fills_in("token", fresh.discord.bot_token)).status == 200
    await fresh.fills_in("discord")
    await fresh.fills_in("address", where="here")
    await fresh.fills_in("client-id", fresh.spotify.client_id)
    fresh.spotify.fault("/api/token", "status", times=1, status=503)
    page = await fresh.fills_in("secret", fresh.spotify.client_secret)
    assert "Spotify couldn't say whether they work." in page.words
    page = await fresh.fills_in("secret", insist="1")
    assert page.url.endswith("/setup/redirect"), "the secret needn't be typed again"


async def test_it_speaks_the_browsers_language(fresh: SettingUp) -> None:
    for language, words in (("de-AT", "Earshot einrichten"), ("ja", "Earshotの設定")):
        headers = {"Accept-Language": language}
        async with fresh.browser.session.get(fresh.url(), headers=headers) as answer:
            assert words in await answer.text()


async def test_what_is_set_elsewhere_is_not_asked_for(tmp_path: Path) -> None:
    async with setting_up(tmp_path / "volume") as made:
        made.bot.environment |= {
            "DISCORD_TOKEN": made.discord.bot_token,
            "PUBLIC_URL": made.bot.url,
        }
        await made.start()
        assert (await made.enters()).url.endswith("/setup/discord")
        page = await made.fills_in("discord")
        assert page.url.endswith("/setup/client-id")
        assert f"{made.bot.url}/callback" in page.source


async def test_behind_a_proxy_with_a_path(tmp_path: Path) -> None:
    """Whether the proxy keeps the path or strips it isn't known yet."""
    async with setting_up(
        tmp_path / "volume",
        PUBLIC_URL="https://music.example.org/earshot",
        TRUSTED_PROXIES="127.0.0.1",
    ) as made:
        await made.start()
        for path in ("/earshot/setup", "/setup"):
            headers = {"Host": "music.example.org"}
            async with made.browser.session.get(made.bot.url + path, headers=headers) as answer:
                assert answer.status == 200
                assert '"/earshot/static/style.css"' in await answer.text()
        for path in ("/earshot/static/style.css", "/earshot/healthz", "/static/setup.js"):
            assert await _status(made.bot.url + path) == 200, path


async def test_a_volume_that_cannot_be_written_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o500)
    code, output = await host.runs("-m", "bot", folder=tmp_path, obeys_modes=True)
    assert code == 2
    assert "can't be set up" in output
    assert "Traceback" not in output


async def test_a_volume_that_fills_up_is_said_in_words(fresh: SettingUp) -> None:
    await fresh.enters()
    (fresh.folder / "setup-draft.env").mkdir()
    page = await fresh.fills_in("token", fresh.discord.bot_token)
    assert "It couldn't be saved." in page.words
    (fresh.folder / "setup-draft.env").rmdir()
    assert (await fresh.fills_in("token", fresh.discord.bot_token)).status == 200


async def test_other_problems_are_still_said_at_once(tmp_path: Path) -> None:
    settings = {"WEB_PORT": "many", "DISCORD_TOKEN": ""}
    code, output = await host.runs("-m", "bot", folder=tmp_path, settings=settings)
    assert code == 2
    assert "WEB_PORT" in output
    assert "type the code" not in output


async def test_a_bot_with_data_is_not_set_up_again(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "earshot.db").touch()
    code, output = await host.runs("-m", "bot", folder=tmp_path)
    assert code == 2
    assert "DISCORD_TOKEN: is missing" in output
    assert "type the code" not in output


async def _status(url: str) -> int:
    async with aiohttp.ClientSession() as http, http.get(url) as answer:
        return answer.status


async def test_two_browsers_at_once(fresh: SettingUp) -> None:
    """The code is for one; the other is told so, and can do nothing."""
    code = fresh.codes[0]
    await fresh.enters(code)
    async with Browser() as other:
        answer = await other.post(fresh.url(), {"code": code})
        assert "Set-Cookie" not in answer.headers
        page = await other.open(f"{fresh.bot.url}{answer.headers['Location']}")
        assert page.status == 403
        assert "This code was used already, in another browser." in page.words
        assert "start the bot again" in page.words
        assert 'id="code"' in (await other.open(fresh.url("/token"))).source
    assert (await fresh.fills_in("token", fresh.discord.bot_token)).status == 200
