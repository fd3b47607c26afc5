"""The demo's tour knows what has been done, by its buttons or by hand, and says what comes next."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.touring import DESK, at, does, links, press, skips_to, tour, visit

PRIMARY = re.compile(r"\bprimary\b")


async def types(page: Page, text: str) -> None:
    """Write in the chat, as a command if it begins with a slash."""
    composer = page.get_by_test_id("composer")
    await composer.fill(text)
    await composer.press("Enter")
    if text.startswith("/"):
        await page.get_by_role("button", name="Send").click()


async def is_done(page: Page, words: str, leads: str = "Next") -> None:
    """See that the step is done, and that nothing but going on is to be pressed."""
    await expect(tour(page)).to_contain_text(f"Done: {words}")
    await expect(tour(page).locator(".btn.primary")).to_have_text([leads])


async def is_next(page: Page, *names: str) -> None:
    """See which of the tour's buttons is to be pressed."""
    await expect(tour(page).locator(".btn.primary")).to_have_text(list(names))


async def test_what_was_asked_for_is_gone_once_it_is_done(browser: Browser) -> None:
    async with visit(browser, DESK) as page:
        await is_next(page, "Use /link")
        await does(page, "Use /link", "Now press “Link Spotify”", "This link is only for you")
        await is_next(page)
        await expect(page.get_by_role("link", name="Link Spotify")).to_have_css(
            "color", "rgb(255, 255, 255)"
        )
        await links(page.context, page)
        await is_done(page, "you've linked Mira's Spotify.")
        await expect(tour(page)).not_to_contain_text("Link Spotify")
        # Twice: then the second answer is to be pressed.
        await does(page, "Use /link", "Now press “Link Spotify”", "Agreeing again renews")
        await links(page.context, page)
        await expect(tour(page)).not_to_contain_text("Link Spotify")
        await is_done(page, "you've linked Mira's Spotify.")


@pytest.mark.parametrize("way", ["slash", "prefix"])
async def test_what_is_done_by_hand_counts(browser: Browser, way: str) -> None:
    async with visit(browser, DESK) as page:
        await types(page, "/link")
        await expect(page.get_by_text("This link is only for you")).to_be_visible()
        await is_next(page, "Use /link")
        await links(page.context, page)
        await is_done(page, "you've linked Mira's Spotify.")
        await press(page, "Next")
        await is_next(page, "Show it")
        await types(page, "/nowplaying" if way == "slash" else "!np")
        await is_done(page, "you've seen what's playing.")
        await press(page, "Next")
        await at(page, 3)
        await press(page, "Skip")
        await types(page, "!artist velvet harbour")
        await is_done(page, "you've looked up an artist.")


async def test_a_refusal_does_not_count(browser: Browser) -> None:
    async with visit(browser, DESK) as page:
        await press(page, "Skip")
        await types(page, "!np")
        await expect(page.get_by_text("Spotify isn't linked yet")).to_have_count(1)
        await types(page, "/nowplaying")
        await expect(page.get_by_text("Spotify isn't linked yet")).to_have_count(2)
        await is_next(page, "Show it")
        await expect(tour(page)).not_to_contain_text("Done")


async def test_it_stays_done_when_one_goes_back_reloads_or_does_it_again(browser: Browser) -> None:
    async with visit(browser, DESK) as page:
        await skips_to(page, "Look up an artist")
        await does(page, "Look up Velvet Harbour", "Below is Velvet Harbour", "Newest albums")
        await is_done(page, "you've looked up an artist.")
        await press(page, "Back")
        await is_next(page, "Play the next song")
        await press(page, "Skip")
        await is_done(page, "you've looked up an artist.")
        await does(page, "Look up Velvet Harbour", "Below is Velvet Harbour", "Newest albums")
        await is_done(page, "you've looked up an artist.")
        await page.reload()
        await is_done(page, "you've looked up an artist.")
        other = await page.context.new_page()
        await other.goto(page.url)
        await is_done(other, "you've looked up an artist.")


async def test_a_song_is_to_be_added_before_the_aux_is_done(browser: Browser) -> None:
    async with visit(browser, DESK) as page:
        await skips_to(page, "Share the aux with a friend")
        await does(page, "Open an aux with Jonas", "Jonas suggests a song", "should I add this?")
        await is_next(page)
        await page.get_by_role("button", name="Add it").last.click()
        await is_done(page, "a song from the aux is in Mira's queue.")
        await expect(tour(page)).not_to_contain_text("suggests")


async def test_a_guest_on_a_phone_adds_a_song(browser: Browser) -> None:
    async with visit(browser, DESK) as page:
        await skips_to(page, "Guests without Discord")
        async with page.context.expect_page() as opening:
            await press(page, "Open the page on a phone")
        await expect(tour(page).get_by_role("status")).to_contain_text("open beside this one")
        await is_next(page)
        shown = page.get_by_test_id("message").filter(has_text="is open to guests").last
        await expect(shown.locator("img[alt*='/aux/']")).to_have_js_property("complete", True)
        phone = await opening.value
        assert phone.url in await shown.inner_text()
        await phone.set_viewport_size({"width": 390, "height": 800})
        await phone.get_by_label("Your name here").fill("Oma")
        await phone.get_by_role("button", name="Join in").click()
        await phone.get_by_label("Words or a Spotify link").fill("Harbour")
        await phone.get_by_role("button", name="Search").click()
        await phone.get_by_role("button", name="Suggest: ").first.click()
        await expect(phone.locator("#asked")).to_contain_text("from 📱 Oma")
        await is_done(page, "a guest has suggested a song to Mira's aux.")
        await page.get_by_role("button", name="Add it").last.click()
        await expect(phone.locator("#queue")).to_contain_text("from 📱 Oma")


async def test_what_is_posted_goes_into_the_mixtape_and_out_with_its_message(
    browser: Browser,
) -> None:
    async with visit(browser, DESK) as page:
        await skips_to(page, "Make a playlist together")
        await does(page, "Undo the last song", "start a mixtape first", "No mixtape here")
        await is_next(page, "Start a mixtape")
        await does(page, "Start a mixtape", "Jonas has posted two links", "These two!")
        posted = page.get_by_test_id("message").filter(has_text="These two!")
        await expect(posted.get_by_label("Reactions").get_by_label("✅")).to_be_visible()
        await is_next(page, "Undo the last song")
        await does(page, "Undo the last song", "goes out of the playlist", "1 song goes out")
        await is_done(page, "Jonas's links went into Mira's playlist, and one out again.")
        await page.get_by_test_id("switch-person").click()
        await page.locator("[data-person='jonas.k']").click()
        await posted.hover()
        await posted.get_by_role("button", name="More").click()
        await page.get_by_role("menuitem", name="Delete message").click()
        await expect(posted).to_have_count(0)
        await types(page, "!mixtape")
        shown = page.get_by_test_id("message").last
        await expect(shown).to_contain_text("Nothing has been posted yet")


async def test_linking_from_a_phone_is_said_once(browser: Browser) -> None:
    async with visit(browser, DESK) as page:
        await skips_to(page, "Link from a phone")
        await press(page, "Agree as Jonas")
        await expect(tour(page)).to_contain_text("The address is in the form")
        await page.get_by_role("button", name="Submit").click()
        await is_done(page, "you've linked Jonas's Spotify.")
        await expect(page.get_by_text("That worked")).to_be_visible()
        await expect(page.get_by_text("Spotify is linked")).to_have_count(1)


async def test_a_seat_may_be_kept_then_given_up_and_passed_on(browser: Browser) -> None:
    async with visit(browser, DESK) as page:
        await skips_to(page, "Pass on a seat nobody uses")
        await press(page, "Link who waits")
        await expect(tour(page).get_by_role("status")).to_contain_text("no seat was offered")
        asks = "Noor waits, and Earshot asks Jonas. Press “Give it up”."
        await does(page, "Let 60 days pass", asks, "Do you still need your seat?")
        await page.get_by_role("button", name="Keep it").click()
        await expect(page.get_by_text("You keep your seat")).to_be_visible()
        await is_next(page)
        await does(page, "Let 60 days pass", asks, "Do you still need your seat?")
        await page.get_by_role("button", name="Give it up").click()
        await expect(page.get_by_text("You gave up your seat")).to_be_visible()
        await is_next(page, "Link who waits")
        await does(page, "Link who waits", "Noor is linked", "There's a seat for you")
        await is_done(page, "a seat that wasn't used is someone else's now.")
        # And again: he has no seat any more, so he waits.
        asks = "Jonas waits, and Earshot asks Ayla"
        await does(page, "Let 60 days pass", asks, "Do you still need your seat?")


async def test_the_check_is_shown_from_its_start(browser: Browser) -> None:
    async with visit(browser, DESK) as page:
        await skips_to(page, "What the host sees")
        await does(page, "Check the set-up", "Only Mira sees it", "Set-up check")
        await expect(page.get_by_text("Set-up check")).to_be_in_viewport()
        await is_next(page, "Show the seats")
        await does(page, "Show the seats", "Only Mira sees them", "seat")
        await expect(page.get_by_text("Set-up check")).not_to_be_in_viewport()
        await is_done(page, "you've seen the set-up and the seats.", leads="Finish")


async def test_the_first_song_has_an_ordinary_name(browser: Browser) -> None:
    async with visit(browser, DESK) as page:
        await press(page, "Skip")
        await does(page, "Show it", "what Mira is listening to", "is listening")
        card = page.get_by_test_id("message").last
        await expect(card).to_contain_text("Velvet Harbour")
        assert not re.search(r"[\[\]<>*_~`@#|]", await card.inner_text())
