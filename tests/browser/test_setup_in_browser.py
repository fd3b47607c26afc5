"""The set-up page in a real browser: from an empty volume to the first /nowplaying."""

from __future__ import annotations

import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from sandbox.demo import _CHAT
from sandbox.discord.server import DiscordSandbox
from tests.browser.accessible import NARROW, Scheme, by_keyboard, holds, opened
from tests.pictures import folder
from tests.setting_up import SettingUp, setting_up

IMAGES = folder()
_WITHIN = 180


@asynccontextmanager
async def _fresh(tmp_path: Path) -> AsyncIterator[SettingUp]:
    discord = await DiscordSandbox.start(static=_CHAT)
    async with setting_up(tmp_path / "volume", discord) as made:
        yield made


async def _goes_on(page: Page, heading: str) -> None:
    await page.locator("#continue").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(heading)


async def _enters(page: Page, made: SettingUp) -> None:
    await page.goto(made.bot.url)
    await page.get_by_label("Code", exact=True).fill(made.codes[-1])
    await _goes_on(page, "The bot's token")


async def _fills_in(page: Page, made: SettingUp) -> None:
    """Fill in everything up to the trial of the redirect URI."""
    await page.get_by_label("Bot token", exact=True).fill(made.discord.bot_token)
    await _goes_on(page, "What Discord says")
    await _goes_on(page, "Where people open the bot's pages")
    await _goes_on(page, "The Spotify app's client ID")
    await page.get_by_label("Client ID", exact=True).fill(made.spotify.client_id)
    await _goes_on(page, "The Spotify app's client secret")
    await page.get_by_label("Client secret", exact=True).fill(made.spotify.client_secret)
    await _goes_on(page, "Try the redirect URI")


async def test_from_an_empty_volume_to_the_first_nowplaying(
    browser: Browser, tmp_path: Path
) -> None:
    async with _fresh(tmp_path) as made:
        began = time.monotonic()
        made.spotify.person("mira").player.play_track(
            made.spotify.catalogue.named("track", "窓辺の切手").id
        )
        await made.start()
        context = await browser.new_context(viewport={"width": 720, "height": 900})
        page = await context.new_page()
        problems: list[str] = []
        page.on("pageerror", lambda error: problems.append(str(error)))
        await _enters(page, made)
        IMAGES.mkdir(parents=True, exist_ok=True)
        await page.screenshot(path=IMAGES / "setup.png", full_page=True)
        await _fills_in(page, made)
        async with context.expect_page() as opening:
            await page.get_by_role("link", name="Try it at Spotify").click()
        spotify = await opening.value
        await spotify.locator("[data-listener=mira]").click()
        await spotify.locator("#cancel").click()
        await expect(spotify.get_by_role("heading", level=1)).to_have_text(
            "Spotify accepts the redirect URI"
        )
        await spotify.close()
        await page.locator("#again").click()
        await expect(page.locator("#works")).to_be_visible()
        await _goes_on(page, "Ready to start")
        await expect(page.locator("#invite")).to_have_attribute("href", re.compile("client_id="))
        await _goes_on(page, "The bot is starting")
        await made.bot.until_ready()
        answer = await page.goto(made.url())
        assert answer is not None
        assert answer.status == 404
        await _listens(page, made)
        assert time.monotonic() - began < _WITHIN
        assert problems == []
        await context.close()


async def _listens(page: Page, made: SettingUp) -> None:
    """Link in the chat page, then use /nowplaying."""
    await page.goto(made.discord.origin)
    await page.get_by_test_id("composer").fill("/link")
    await page.get_by_test_id("composer").press("Enter")
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_text("This link is only for you")).to_be_visible()
    async with page.context.expect_page() as opening:
        await page.get_by_role("link", name="Link Spotify").last.click()
    start = await opening.value
    await start.get_by_role("button", name="Continue to Spotify").click()
    await start.locator("[data-listener=mira]").click()
    await start.locator("#agree").click()
    await expect(start.get_by_role("heading", name="Linked")).to_be_visible()
    await page.bring_to_front()
    await page.get_by_test_id("composer").fill("/nowplaying")
    await page.get_by_test_id("composer").press("Enter")
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_text("窓辺の切手").first).to_be_visible()


@pytest.mark.parametrize("scheme", ["dark", "light"])
async def test_every_step_holds_on_a_small_phone(
    browser: Browser, tmp_path: Path, scheme: Scheme
) -> None:
    async with _fresh(tmp_path) as made, opened(browser, NARROW, scheme) as page:
        await made.start()
        await page.goto(made.bot.url)
        await _holds(page, "the code")
        await _enters(page, made)
        await page.locator("#continue").click()
        await expect(page.get_by_role("alert")).to_be_visible()
        await _holds(page, "a refusal")
        await _fills_in(page, made)
        for step in ("token", "discord", "address", "client-id", "secret", "redirect"):
            await page.goto(made.url(f"/{step}"))
            await _holds(page, step)
        await _goes_on(page, "Ready to start")
        await _holds(page, "start")
        await _goes_on(page, "The bot is starting")
        await _holds(page, "starting")


async def _holds(page: Page, where: str) -> None:
    await holds(page, where)
    await by_keyboard(page, where)
    assert await page.locator("h1").count() == 1


async def test_without_javascript_and_by_keyboard_alone(browser: Browser, tmp_path: Path) -> None:
    async with _fresh(tmp_path) as made:
        await made.start()
        context = await browser.new_context(java_script_enabled=False)
        page = await context.new_page()
        await page.goto(made.bot.url)
        await page.keyboard.press("Tab")
        await page.keyboard.type(made.codes[-1])
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", level=1)).to_have_text("The bot's token")
        await _fills_in(page, made)
        await expect(page.locator("#copied")).to_have_value(f"{made.bot.url}/callback")
        await expect(page.get_by_role("button", name="Copy", exact=True)).to_have_count(0)
        await context.close()


async def test_the_redirect_uri_is_copied(browser: Browser, tmp_path: Path) -> None:
    async with _fresh(tmp_path) as made:
        await made.start()
        context = await browser.new_context(permissions=["clipboard-read", "clipboard-write"])
        page = await context.new_page()
        await _enters(page, made)
        await page.get_by_label("Bot token", exact=True).fill(made.discord.bot_token)
        await _goes_on(page, "What Discord says")
        await _goes_on(page, "Where people open the bot's pages")
        await _goes_on(page, "The Spotify app's client ID")
        await page.get_by_role("button", name="Copy", exact=True).click()
        await expect(page.get_by_role("button", name="Copied")).to_be_visible()
        copied = await page.evaluate("navigator.clipboard.readText()")
        assert copied == f"{made.bot.url}/callback"
        await context.close()


async def test_going_back_and_reloading_send_nothing_again(
    browser: Browser, tmp_path: Path
) -> None:
    async with _fresh(tmp_path) as made:
        await made.start()
        context = await browser.new_context()
        page = await context.new_page()
        await page.goto(made.url())
        await page.get_by_label("Code", exact=True).fill("WRONG")
        await _refused(page)
        await _enters(page, made)
        await page.get_by_label("Bot token", exact=True).fill("hello")
        await _refused(page)
        await page.get_by_label("Bot token", exact=True).fill(made.discord.bot_token)
        await _goes_on(page, "What Discord says")
        # Chromium shows an error instead of a page that only sending a form again would show.
        await page.go_back()
        await expect(page.get_by_role("heading", level=1)).to_have_text("The bot's token")
        await expect(page.get_by_role("alert")).to_have_count(0)
        await expect(page.get_by_label("Bot token", exact=True)).to_have_value("")
        await page.reload()
        await expect(page.get_by_role("heading", level=1)).to_have_text("The bot's token")
        # Before that was the code, which this browser has brought: it goes on where it is.
        for _ in range(3):
            await page.go_back()
            steps = re.compile("The bot's token|What Discord says")
            await expect(page.get_by_role("heading", level=1)).to_have_text(steps)
        await context.close()


async def _refused(page: Page) -> None:
    await page.locator("#continue").click()
    await expect(page.get_by_role("alert")).to_be_visible()
