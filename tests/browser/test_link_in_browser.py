"""Linking from start to finish in a real browser, and the README's pictures."""

from __future__ import annotations

from playwright.async_api import Browser, Page, expect

from sandbox.demo import demo_world
from tests.browser.chat import without_tour
from tests.pictures import folder
from tests.world import Reply

IMAGES = folder()


async def _shot(page: Page, name: str) -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    await page.screenshot(path=IMAGES / f"{name}.png", full_page=True)


async def _types(page: Page, text: str) -> None:
    await page.get_by_test_id("composer").fill(text)
    await page.get_by_test_id("composer").press("Enter")


async def test_link_in_the_chat_page_then_listen(browser: Browser) -> None:
    async with demo_world() as (discord, spotify, _):
        track = spotify.catalogue.named("track", "窓辺の切手")
        spotify.person("mira").player.play_track(track.id, progress_ms=73_000)
        context = await browser.new_context(
            viewport={"width": 1180, "height": 760}, color_scheme="dark", device_scale_factor=2
        )
        chat = await context.new_page()
        problems: list[str] = []
        chat.on("pageerror", lambda error: problems.append(str(error)))
        await chat.goto(discord.origin)
        await without_tour(chat)
        await _types(chat, "!nowplaying")
        await expect(chat.get_by_text("Spotify isn't linked yet")).to_be_visible()

        await chat.get_by_test_id("composer").fill("/link")
        await chat.get_by_test_id("composer").press("Enter")
        await chat.get_by_role("button", name="Send").click()
        await expect(chat.get_by_text("This link is only for you")).to_be_visible()

        async with context.expect_page() as opening:
            await chat.get_by_role("link", name="Link Spotify").last.click()
        start = await opening.value
        await start.set_viewport_size({"width": 420, "height": 860})
        await expect(start.get_by_role("heading", name="Mira")).to_be_visible()
        await _shot(start, "start-page")
        await start.get_by_role("button", name="Continue to Spotify").click()
        await start.locator("[data-listener=mira]").click()
        await expect(start.get_by_text("wants to connect")).to_be_visible()
        await start.locator("#agree").click()
        await expect(start.get_by_role("heading", name="Linked")).to_be_visible()
        assert "code=" not in start.url
        await _shot(start, "success-page")
        await expect(chat.get_by_text("You're linked to")).to_be_visible()

        await _types(chat, "!nowplaying")
        await expect(chat.get_by_role("heading", name="窓辺の切手")).to_be_visible()
        picture = chat.locator(".thumbnail img").last
        await expect(picture).to_have_js_property("naturalWidth", 640)
        await _shot(chat, "now-playing")

        await chat.get_by_test_id("composer").fill("/artist")
        await chat.get_by_test_id("composer").press("Enter")
        await chat.locator("[data-option=name]").press_sequentially("harb", delay=20)
        await expect(chat.get_by_role("option", name="Velvet Harbour")).to_be_visible()
        await chat.locator("[data-option=name]").press("Enter")
        await chat.get_by_role("button", name="Send").click()
        await expect(chat.get_by_text("Newest albums and singles")).to_be_visible()
        picture = chat.locator(".thumbnail img").last
        await expect(picture).to_have_js_property("naturalWidth", 640)

        await start.get_by_role("link", name="Back to Discord").click()
        await expect(start.get_by_test_id("composer")).to_be_visible()
        assert problems == []
        await context.close()


async def test_start_page_in_light_and_denied_page(browser: Browser) -> None:
    async with demo_world() as (discord, _, __):
        context = await browser.new_context(
            viewport={"width": 420, "height": 860}, color_scheme="light"
        )
        one = await discord.command("jonas.k", "lobby", "link")
        offer = await discord.sees("jonas.k", "lobby", "Link your Spotify", after=one.id)
        address = Reply(offer).link
        page = await context.new_page()
        await page.goto(address)
        await expect(page.get_by_text("Not you? Press “This is not me”.")).to_be_visible()
        await page.get_by_role("button", name="Continue to Spotify").click()
        await page.locator("[data-listener=jonas]").click()
        await page.locator("#cancel").click()
        await expect(page.get_by_role("heading", name="Not linked")).to_be_visible()
        await context.close()


async def test_t4a_hostile_names_stay_text_in_a_real_browser(browser: Browser) -> None:
    async with demo_world() as (discord, spotify, _):
        nasty = (
            "<script>alert(1)</script>\"'><img src=//evil.example/x onerror=alert(2)>{{7*7}}\u202e"
        )
        discord.world.person("mira").display = nasty
        spotify.person("mira").display_name = nasty
        context = await browser.new_context()
        page = await context.new_page()
        seen: list[str] = []
        page.on("dialog", lambda dialog: seen.append(dialog.message))
        page.on(
            "request", lambda request: seen.append(request.url) if "evil" in request.url else None
        )
        one = await discord.command("mira", "general", "link")
        offer = await discord.sees("mira", "general", "Link your Spotify", after=one.id)
        await page.goto(Reply(offer).link)
        await expect(page.locator("#discord-name")).to_contain_text("<script>alert(1)</script>")
        await page.get_by_role("button", name="Continue to Spotify").click()
        await page.locator("[data-listener=mira]").click()
        await page.locator("#agree").click()
        await expect(page.locator("#spotify-name")).to_contain_text("onerror=alert(2)")
        assert seen == []
        await context.close()
