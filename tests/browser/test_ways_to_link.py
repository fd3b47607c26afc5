"""Every way to link, in the demo and a real browser, and the pictures in docs/hosting.md."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from playwright.async_api import (
    Browser,
    BrowserContext,
    Page,
    ViewportSize,
    expect,
)

from sandbox.demo import demo_world
from sandbox.discord.server import DiscordSandbox
from sandbox.discord.words import buttons_of
from tests.browser.chat import without_tour
from tests.pictures import folder
from tests.world import Someone, World

IMAGES = folder()
PHONE: ViewportSize = {"width": 420, "height": 900}


@asynccontextmanager
async def chatting(browser: Browser, discord: DiscordSandbox) -> AsyncIterator[Page]:
    """Open the chat page as Mira."""
    context = await browser.new_context(
        viewport={"width": 1180, "height": 900}, color_scheme="dark"
    )
    page = await context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    await page.goto(discord.origin)
    await without_tour(page)
    yield page
    assert problems == []
    await context.close()


async def types(page: Page, text: str) -> None:
    await page.get_by_test_id("composer").fill(text)
    await page.get_by_test_id("composer").press("Enter")


async def asks_for_a_link(page: Page) -> None:
    """Use /link in the chat page."""
    await page.get_by_test_id("composer").fill("/link")
    await expect(page.get_by_role("option", name="/link")).to_be_visible()
    await page.get_by_test_id("composer").press("Enter")
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_text("This link is only for you")).to_be_visible()


async def fills_in(page: Page, button: str, value: str) -> None:
    """Press a button that opens a modal with one field, and submit it."""
    await page.get_by_role("button", name=button).last.click()
    modal = page.get_by_test_id("modal")
    await modal.locator("input, textarea").fill(value)
    await modal.get_by_role("button", name="Submit").click()


async def agrees(page: Page, listener: str) -> None:
    """Log in and agree on the simulated Spotify."""
    await page.locator(f"[data-listener={listener}]").click()
    await page.locator("#agree").click()


async def last(page: Page, name: str) -> None:
    """Save a picture of the newest message."""
    message = page.get_by_test_id("message").last
    await message.scroll_into_view_if_needed()
    await message.screenshot(path=IMAGES / f"{name}.png")


async def phone(browser: Browser) -> BrowserContext:
    return await browser.new_context(viewport=PHONE, color_scheme="dark", device_scale_factor=2)


async def test_on_a_phone_by_pasting_the_address(browser: Browser) -> None:
    """The callback's port is unreachable, so the page doesn't open and its address is pasted."""
    async with demo_world(phone=True) as (discord, _, __), chatting(browser, discord) as chat:
        await asks_for_a_link(chat)
        await expect(chat.get_by_text("On my phone or another computer")).to_be_visible()
        await last(chat, "two-ways")
        async with chat.context.expect_page() as opening:
            await chat.get_by_role("link", name="Open Spotify").click()
        spotify = await opening.value
        async with spotify.expect_event(
            "requestfailed", lambda request: "/callback?" in request.url
        ) as not_opening:
            await agrees(spotify, "mira")
        address = (await not_opening.value).url
        await spotify.close()
        await fills_in(chat, "Paste the address", "http://127.0.0.1/callback")
        await expect(chat.get_by_text("the address of another page")).to_be_visible()
        await chat.get_by_role("button", name="Paste the address").first.click()
        modal = chat.get_by_test_id("modal")
        await modal.locator("textarea").fill(address)
        await chat.screenshot(path=IMAGES / "paste.png")
        await modal.get_by_role("button", name="Submit").click()
        await expect(chat.get_by_text("You're linked to")).to_be_visible()


async def test_on_a_phone_whose_app_hands_over_to_another_browser(browser: Browser) -> None:
    """Started in one browser, agreed in another: the code, and undo there."""
    async with demo_world() as (discord, _, __), chatting(browser, discord) as chat:
        await asks_for_a_link(chat)
        async with chat.context.expect_page() as opening:
            await chat.get_by_role("link", name="Link Spotify").click()
        start = await opening.value
        await start.get_by_role("button", name="Continue to Spotify").click()
        await expect(start.get_by_text("Log in as")).to_be_visible()
        other = await phone(browser)
        page = await other.new_page()
        await page.goto(start.url)
        await agrees(page, "mira")
        await expect(page.get_by_role("heading", name="Continue here?")).to_be_visible()
        await page.get_by_role("button", name="Continue").click()
        await expect(page.get_by_role("heading", name="One more step, in Discord")).to_be_visible()
        await page.screenshot(path=IMAGES / "code-page.png")
        assert "code=" not in page.url
        code = (await page.locator("#typed-code").inner_text()).replace("\n", "")
        await expect(chat.get_by_text("You agreed in a different browser")).to_be_visible()
        await last(chat, "code")
        await fills_in(chat, "Type the code", code)
        await expect(chat.get_by_text("You're linked to")).to_be_visible()
        await page.reload()
        await expect(page.get_by_role("heading", name="Linked")).to_be_visible()
        await page.get_by_role("button", name="This wasn't me: undo").click()
        await expect(page.get_by_role("heading", name="Undone")).to_be_visible()
        await expect(chat.get_by_text("The link was undone")).to_be_visible()
        await page.goto(f"{urlsplit(page.url).scheme}://{urlsplit(page.url).netloc}/disconnect")
        await page.screenshot(path=IMAGES / "disconnect-page.png")
        await page.get_by_role("button", name="Sign in to Spotify and remove").click()
        await agrees(page, "mira")
        await expect(page.get_by_role("heading", name="Nothing was linked")).to_be_visible()
        await other.close()


async def test_signed_in_with_discord_and_refused_as_someone_else(browser: Browser) -> None:
    async with demo_world(sign_in=True) as (discord, _, __), chatting(browser, discord) as chat:
        await asks_for_a_link(chat)
        address = await chat.get_by_role("link", name="Link Spotify").get_attribute("href")
        assert address is not None
        victim = await phone(browser)
        page = await victim.new_page()
        await page.goto(address)
        await page.get_by_role("button", name="Sign in with Discord").click()
        await page.locator("[data-person='jonas.k']").click()
        await page.locator("#agree").click()
        await expect(page.get_by_text("This link belongs to someone else")).to_be_visible()
        await page.screenshot(path=IMAGES / "not-yours-page.png")
        await victim.close()
        async with chat.context.expect_page() as opening:
            await chat.get_by_role("link", name="Link Spotify").click()
        own = await opening.value
        await own.get_by_role("button", name="Sign in with Discord").click()
        await own.locator("[data-person=mira]").click()
        await own.locator("#agree").click()
        await agrees(own, "mira")
        await expect(own.get_by_role("heading", name="Linked")).to_be_visible()
        await expect(chat.get_by_text("You're linked to")).to_be_visible()


async def test_this_is_not_me(browser: Browser) -> None:
    async with demo_world() as (discord, _, __), chatting(browser, discord) as chat:
        await asks_for_a_link(chat)
        address = await chat.get_by_role("link", name="Link Spotify").get_attribute("href")
        assert address is not None
        other = await phone(browser)
        page = await other.new_page()
        await page.goto(address)
        await page.get_by_role("button", name="This is not me").click()
        await expect(page.get_by_role("heading", name="This link is cancelled")).to_be_visible()
        await expect(chat.get_by_text("Your link reached someone else")).to_be_visible()
        await other.close()


async def test_a_seat_added_in_the_dashboard_and_one_press(browser: Browser) -> None:
    async with demo_world() as (discord, spotify, bot), chatting(browser, discord) as chat:
        spotify.app.seats.remove("okapi")
        world = World(discord, spotify, bot)
        jonas = Someone(world, discord.world.person("jonas.k"), spotify.person("visitor"))
        offer = await jonas.uses("link")
        await jonas.agrees(offer)
        told = await jonas.becomes(offer, "no seat yet")
        await jonas.fills_in(
            told, "Send the host my Spotify email", {"mail": "visitor@listeners.example"}
        )
        await chat.get_by_test_id("dm-bot").click()
        await expect(chat.get_by_text("visitor@listeners.example")).to_be_visible()
        await last(chat, "seat-wanted")
        async with chat.context.expect_page() as opening:
            await chat.get_by_role("link", name="Open User Management").last.click()
        dashboard = await opening.value
        await dashboard.locator("input[placeholder='Spotify email']").fill(
            "visitor@listeners.example"
        )
        await dashboard.get_by_role("button", name="Add new user").click()
        await expect(dashboard.get_by_text("Visitor Without Seat")).to_be_visible()
        await dashboard.close()
        await chat.get_by_role("button", name="Added").last.click()
        await expect(chat.get_by_text("They're linked and have been told")).to_be_visible()
        await jonas.becomes(offer, "Spotify is linked")


async def test_why_seats_and_doctor_look_right(browser: Browser) -> None:
    async with demo_world() as (discord, spotify, bot), chatting(browser, discord) as chat:
        world = World(discord, spotify, bot)
        mira = Someone(world, discord.world.person("mira"), spotify.person("mira"))
        await mira.links()
        await chat.get_by_test_id("dm-bot").click()
        for text, seen, name in (
            ("!why pause", "Status", "why"),
            ("!seats", "Seats", "seats"),
            ("!seats own", "Bring your own app", "seats-own"),
            ("!settings doctor", "Set-up check", "doctor"),
        ):
            await types(chat, text)
            await expect(chat.get_by_test_id("message").last).to_contain_text(seen)
            await last(chat, name)
        assert buttons_of((await mira.says("!seats own", "dm")).message)
