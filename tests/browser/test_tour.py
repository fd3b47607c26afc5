"""The demo's tour: clicked through without typing, by keyboard, on a phone, and left half-way."""

from __future__ import annotations

import asyncio
import re
import time

import pytest
from playwright.async_api import Browser, Page, Route, ViewportSize, expect

from tests.browser.touring import DESK, at, does, links, press, skips_to, tour, visit

SMALL: ViewportSize = {"width": 320, "height": 640}
TWO_MINUTES = 120


async def test_it_is_clicked_through_in_two_minutes_without_typing(
    browser: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    async with visit(browser, DESK) as page:
        began = time.monotonic()
        await does(page, "Use /link", "Now press “Link Spotify”", "This link is only for you")
        await links(page.context, page)
        await expect(page.get_by_text("You're linked to")).to_be_visible()
        await press(page, "Next")
        await does(page, "Show it", "what Mira is listening to", "is listening")
        await press(page, "Next")
        await does(page, "Play the next song", "has moved on", "Now playing")
        await press(page, "Next")
        await does(page, "Look up Velvet Harbour", "Below is Velvet Harbour", "Newest albums")
        await press(page, "Next")
        await does(page, "Open an aux with Jonas", "Jonas suggests a song", "should I add this?")
        await page.get_by_role("button", name="Add it").last.click()
        await expect(page.get_by_text("In the queue:")).to_be_visible()
        await press(page, "Next")
        async with page.context.expect_page() as opening:
            await press(page, "Open the page on a phone")
        await expect((await opening.value).get_by_label("Your name here")).to_be_visible()
        await press(page, "Skip")  # A guest has to type.
        await does(page, "Start a mixtape", "Jonas has posted two links", "These two!")
        await does(page, "Undo the last song", "goes out of the playlist", "1 song goes out")
        await press(page, "Next")
        await press(page, "Agree as Jonas")
        await expect(page.get_by_test_id("modal").get_by_role("textbox")).to_have_value(
            re.compile("^http://127.0.0.1:[0-9]+/callback[?]code=")
        )
        await page.get_by_role("button", name="Submit").click()
        await expect(page.get_by_text("You're linked to")).to_be_visible()
        await press(page, "Next")
        await does(page, "Let 60 days pass", "asks Jonas", "Do you still need your seat?")
        await page.get_by_role("button", name="Give it up").last.click()
        await expect(page.get_by_text("You gave up your seat")).to_be_visible()
        await does(page, "Link who waits", "Noor is linked", "You're linked to")
        await press(page, "Next")
        await does(page, "Check the set-up", "Only Mira sees it", "Set-up check")
        await does(page, "Show the seats", "Only Mira sees them", "seat")
        await press(page, "Finish")
        await expect(tour(page)).to_be_hidden()
        took = time.monotonic() - began
    with capsys.disabled():
        print(f"\nThe tour was clicked through in {took:.1f} s.")
    assert took < TWO_MINUTES


@pytest.mark.parametrize(
    ("step", "button", "seen"),
    [
        ("Control the player", "Play the next song", "Now playing"),
        ("Share the aux with a friend", "Open an aux with Jonas", "should I add this?"),
        ("Make a playlist together", "Start a mixtape", "These two!"),
    ],
)
async def test_a_step_works_when_those_before_are_skipped(
    browser: Browser, step: str, button: str, seen: str
) -> None:
    async with visit(browser, DESK) as page:
        await skips_to(page, step)
        await does(page, button, "The tour agreed at Spotify first", seen)
        await does(page, button, "", seen)  # And again.


@pytest.mark.parametrize(("phone", "sign_in"), [(True, False), (False, True)])
async def test_it_links_where_the_pages_do_not_open_or_ask_for_more(
    browser: Browser, phone: bool, sign_in: bool
) -> None:
    async with visit(browser, DESK, phone=phone, sign_in=sign_in) as page:
        said = "the bot's pages don't open" if phone else "Now press “Link Spotify”"
        await does(page, "Use /link", said, "This link is only for you")
        await does(page, "Link it for me", "never sees her password", "You're linked to")


async def test_it_stays_where_it_was_after_a_reload_and_in_another_tab(browser: Browser) -> None:
    async with visit(browser, DESK) as page:
        await skips_to(page, "Look up an artist")
        await page.reload()
        await at(page, 4)
        other = await page.context.new_page()
        await other.goto(page.url)
        await at(other, 4)
        await press(other, "Skip")
        await at(page, 5)
        await press(page, "Back")
        await at(other, 4)
        await press(other, "Close the tour")
        await expect(tour(page)).to_be_hidden()
        await page.reload()
        await expect(page.get_by_test_id("composer")).to_be_focused()
        await expect(tour(page)).to_be_hidden()
        await page.get_by_role("button", name="Tour").click()
        await at(other, 4)
        # A new demo, where nothing is linked, begins with its first step; so does a damaged state.
        for kept in ('{"world": "1", "at": 5, "open": false}', '{"at"', "null", "[]"):
            await page.evaluate("kept => localStorage.setItem('tour', kept)", kept)
            await page.reload()
            await at(page, 1)


async def test_one_can_chat_all_the_while(browser: Browser) -> None:
    async with visit(browser, DESK) as page:
        composer = page.get_by_test_id("composer")
        await expect(composer).to_be_focused()
        await page.keyboard.type("hello")
        await press(page, "Skip")
        await expect(composer).to_have_value("hello")
        await press(page, "Show it")
        await composer.click()
        await page.keyboard.type(" there")
        await expect(tour(page).get_by_role("status")).to_contain_text("Below is")
        await expect(composer).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(page.get_by_test_id("message").last).to_contain_text("hello there")


async def test_it_comes_back_to_mira_from_elsewhere(browser: Browser) -> None:
    async with visit(browser, DESK) as page:
        await skips_to(page, "What the host sees")
        await page.get_by_test_id("switch-person").click()
        await page.locator("[data-person='jonas.k']").click()
        await page.get_by_test_id("dm-bot").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("@ Earshot")
        await does(page, "Check the set-up", "Only Mira sees it", "Set-up check")
        await expect(page.get_by_role("heading", level=1)).to_have_text("# general")


async def test_it_stops_when_one_goes_elsewhere(browser: Browser) -> None:
    async with visit(browser, DESK) as page:
        await skips_to(page, "See what's playing")
        agreeing = asyncio.Event()

        async def held(route: Route) -> None:
            agreeing.set()
            await page.get_by_test_id("dm-bot").click()
            await route.continue_()

        await page.route("**/sandbox/tour/agree", held)
        await press(page, "Show it")
        await agreeing.wait()
        await expect(tour(page).get_by_role("status")).to_contain_text("you went elsewhere")
        await expect(page.get_by_role("heading", level=1)).to_have_text("@ Earshot")


async def test_it_says_when_something_does_not_work(browser: Browser) -> None:
    async with visit(browser, DESK) as page:
        await skips_to(page, "See what's playing")
        await page.route("**/sandbox/tour/agree", lambda route: route.fulfill(status=500))
        await press(page, "Show it")
        await expect(tour(page).get_by_role("status")).to_contain_text("You can try again")
        await page.unroute("**/sandbox/tour/agree")
        await does(page, "Show it", "Below is what Mira is listening to", "is listening")


async def test_it_works_with_the_keyboard_alone_on_a_small_phone(browser: Browser) -> None:
    async with visit(browser, SMALL) as page:
        await reach(page, "Skip")
        await page.keyboard.press("Enter")
        await at(page, 2)
        await expect(tour(page).get_by_role("button", name="Skip")).to_be_focused()
        await reach(page, "Show it")
        await page.keyboard.press("Space")
        await expect(tour(page).get_by_role("status")).to_contain_text("Below is")
        await expect(tour(page).get_by_role("button", name="Show it")).to_be_focused()
        wide = "document.scrollingElement.scrollWidth > innerWidth"
        assert not await page.evaluate(wide)
        await expect(page.get_by_test_id("composer")).to_be_in_viewport(ratio=1)
        await reach(page, "Close the tour")
        await page.keyboard.press("Enter")
        toggle = page.get_by_role("button", name="Tour")
        await expect(toggle).to_be_focused()
        await page.keyboard.press("Enter")
        await at(page, 2)


async def reach(page: Page, name: str) -> None:
    """Press Tab until one of the tour's buttons has the focus."""
    button = tour(page).get_by_role("button", name=name, exact=True)
    for _ in range(60):
        if await button.evaluate("node => node === document.activeElement"):
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"{name} isn't reached")
