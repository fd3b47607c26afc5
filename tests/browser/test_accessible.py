"""The chat page and all pages of a link hold what `accessible` asks for, dark and light."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.async_api import ViewportSize, expect

from sandbox.browser import Browser as Fetcher
from sandbox.spotify import names
from tests.browser.accessible import DESK, NARROW, Scheme, by_keyboard, holds
from tests.browser.stage import Stage
from tests.world import Someone

_MADE_UP = set(Path(names.__file__).read_text(encoding="utf-8"))
LOOKS: list[tuple[ViewportSize, Scheme]] = [
    (DESK, "dark"),
    (DESK, "light"),
    (NARROW, "dark"),
    (NARROW, "light"),
]


@pytest.mark.parametrize(("size", "scheme"), LOOKS, ids=str)
async def test_the_chat_page(stage: Stage, size: ViewportSize, scheme: Scheme) -> None:
    async with stage.chat(size, scheme) as page:
        await holds(page, "messages and the tour")
        await page.get_by_test_id("composer").fill("/pla")
        await expect(page.get_by_role("option").first).to_be_visible()
        await holds(page, "suggestions")
        await page.get_by_test_id("composer").fill("/playlist cover ")
        await expect(page.locator("[data-option=picture]")).to_be_visible()
        await holds(page, "options")
        await page.keyboard.press("Escape")
        await page.get_by_test_id("composer").fill("")


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "light"), (NARROW, "dark")], ids=str)
async def test_the_chat_page_by_keyboard(stage: Stage, size: ViewportSize, scheme: Scheme) -> None:
    async with stage.chat(size, scheme) as page:
        reached = " ".join(await by_keyboard(page, "the chat page"))
        for name in ("Tour", "Now playing", "Use /link", "Next", "Message", "Refresh", "More"):
            assert name in reached


@pytest.mark.parametrize(("size", "scheme"), LOOKS, ids=str)
async def test_menus_selects_modals_and_the_panel(
    stage: Stage, size: ViewportSize, scheme: Scheme
) -> None:
    async with stage.chat(size, scheme) as page:
        select = page.locator("[data-custom-id^=topspan]").last
        await select.click()
        await holds(page, "a select", covered=True)
        await page.keyboard.press("Escape")
        message = page.get_by_test_id("message").filter(has_text="an answer").last
        await message.get_by_role("button", name="More").dispatch_event("click")
        await expect(page.get_by_role("menuitem").first).to_be_visible()
        await holds(page, "a message's menu", covered=True)
        await page.keyboard.press("Escape")
        await message.locator("button.above").click()
        await holds(page, "after a jump to what was answered")
        await page.locator("#sandbox-panel").click()
        await expect(page.locator(".listener").first).to_be_visible()
        await holds(page, "what's playing")
        await page.locator("#sandbox-panel").click()
        if size is NARROW:
            await page.locator("#menu").click()
        await page.get_by_test_id("switch-person").click()
        await holds(page, "people", covered=True)


_SYMBOLS = re.compile(
    r"[\u2190-\u21ff\u2300-\u27bf\u25a0-\u25ff\u2b00-\u2bff\U0001f000-\U0001faff]"
)
_TEXTS = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) found.push(walker.currentNode.data);
  for (const one of document.querySelectorAll("*"))
    for (const part of ["::before", "::after"]) found.push(getComputedStyle(one, part).content);
  return found.join("\\n");
}"""


async def test_icons_are_drawn_and_need_no_font(stage: Stage) -> None:
    async with stage.chat(DESK, "dark") as page:
        await page.locator("#sandbox-panel").click()
        await expect(page.locator(".listener").first).to_be_visible()
        shown = str(await page.evaluate(_TEXTS))
        assert set(_SYMBOLS.findall(shown)) <= _MADE_UP
        for name in ("Reply", "More", "Attach a file", "Show servers and channels"):
            button = page.get_by_role("button", name=name, exact=True, include_hidden=True).first
            assert await button.locator("svg path").count() == 1
        refresh = page.get_by_role("button", name="Refresh").last
        # A drawing, or the picture that the bot has uploaded.
        assert await refresh.locator("svg, img.emoji").count() == 1


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "dark"), (NARROW, "light")], ids=str)
async def test_modals_and_private_answers(stage: Stage, size: ViewportSize, scheme: Scheme) -> None:
    async with stage.chat(size, scheme) as page:
        await page.get_by_test_id("composer").fill("!settings server")
        await page.get_by_test_id("composer").press("Enter")
        await page.get_by_role("button", name="Change the prefix").last.click()
        await expect(page.get_by_role("dialog")).to_be_visible()
        await holds(page, "a modal")
        await by_keyboard(page, "a modal")
        await page.keyboard.press("Escape")
        await page.get_by_test_id("composer").fill("/account")
        await page.get_by_test_id("composer").press("Enter")
        await page.get_by_role("button", name="Send", exact=True).click()
        await expect(page.get_by_text("Only you can see this").last).to_be_visible()
        await holds(page, "a private answer")
        if size is NARROW:
            await page.locator("#menu").click()
        await page.get_by_test_id("dm-bot").click()
        await holds(page, "direct messages")


@pytest.mark.parametrize("scheme", ["dark", "light"])
async def test_the_simulated_discords_sign_in(stage: Stage, scheme: Scheme) -> None:
    discord = stage.world.discord
    asked = {
        "client_id": str(discord.world.bot.id),
        "redirect_uri": discord.oauth.redirect_uris[0],
        "response_type": "code",
        "scope": "identify",
    }
    async with stage.page(NARROW, scheme) as page:
        await page.goto(f"{discord.origin}/oauth2/authorize?{urlencode(asked)}")
        await holds(page, "sign in")
        await by_keyboard(page, "sign in")
        await page.locator("[data-person=mira]").click()
        await holds(page, "authorize")


@pytest.mark.parametrize(("size", "scheme"), LOOKS, ids=str)
async def test_the_pages_of_a_link(stage: Stage, size: ViewportSize, scheme: Scheme) -> None:
    """Start, consent, cancelled, linked, opened again, another browser's, undone, unknown."""
    world = stage.world
    jonas = Someone(world, world.discord.world.person("jonas.k"), world.spotify.person("jonas"))
    async with stage.page(size, scheme) as page:
        await page.goto(await jonas.offer())
        await holds(page, "start")
        await page.get_by_role("button", name="Continue to Spotify").click()
        await page.locator("[data-listener=jonas]").click()
        await holds(page, "the simulated consent")
        await page.locator("#cancel").click()
        await expect(page.get_by_role("heading", name="Not linked")).to_be_visible()
        await holds(page, "cancelled")
        address = await jonas.offer()
        await page.goto(address)
        await page.get_by_role("button", name="Continue to Spotify").click()
        await page.locator("[data-listener=jonas]").click()
        await page.locator("#agree").click()
        await expect(page.get_by_role("heading", name="Linked")).to_be_visible()
        await holds(page, "linked")
        await page.goto(address)
        await holds(page, "opened again")
        origin = address.partition("/link/")[0]
        for path in ("/", "/disconnect", "/link/nonsense", "/nothing-here", "/callback?code=x"):
            await page.goto(origin + path)
            await holds(page, path)
    await jonas.says("!unlink", "dm")


@pytest.mark.parametrize("scheme", ["dark", "light"])
async def test_the_pages_of_the_simulated_spotify(stage: Stage, scheme: Scheme) -> None:
    spotify = stage.world.spotify
    track, show = spotify.catalogue.all("track")[0], spotify.catalogue.all("show")[0]
    async with stage.page(NARROW, scheme) as page:
        for path in ("/dashboard", f"/open/track/{track.id}", f"/open/show/{show.id}"):
            await page.goto(spotify.origin + path)
            await holds(page, path)
        await page.goto(f"{spotify.origin}/dashboard")
        await page.get_by_role("link").first.click()
        await holds(page, "an app")


async def test_the_page_with_a_code_to_type(stage: Stage) -> None:
    world = stage.world
    remy = Someone(world, world.discord.world.person("jonas.k"), world.spotify.person("remy"))
    async with stage.page(NARROW, "dark") as page:
        async with Fetcher(remy.address) as other:
            spotify = await other.press_continue(await remy.offer())
        await page.goto(spotify)
        await page.locator("[data-listener=remy]").click()
        await page.locator("#agree").click()
        await holds(page, "whether to go on here")
        await page.get_by_role("button", name="Continue").click()
        await expect(page.get_by_role("heading", name="One more step, in Discord")).to_be_visible()
        await holds(page, "a code to type")


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "light"), (NARROW, "dark")], ids=str)
async def test_what_goes_wrong(stage: Stage, size: ViewportSize, scheme: Scheme) -> None:
    async with stage.chat(size, scheme) as page:
        await page.route("**/sandbox/channels/*/messages", lambda route: route.fulfill(status=500))
        await page.get_by_test_id("composer").fill("not sent")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("alert")).to_contain_text("HTTP 500")
        await page.route("**/sandbox/interactions/command", lambda route: route.abort())
        await page.get_by_role("button", name="Use /link").click()
        await expect(page.get_by_text("You can try again, or skip it.")).to_be_visible()
        await holds(page, "errors")
    async with stage.page(size, scheme) as page:
        await page.route("**/sandbox/world", lambda route: route.abort())
        await page.goto(stage.world.discord.origin)
        await expect(page.get_by_text("The sandbox isn't answering")).to_be_visible()
        await holds(page, "nothing answers")
