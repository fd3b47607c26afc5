"""The page of an aux on guests' phones: with and without JavaScript, and beside Discord."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, Route, ViewportSize, expect

from tests.browser.accessible import NARROW, Scheme, by_keyboard, holds, opened
from tests.conftest import MakeWorld
from tests.pictures import folder
from tests.wire.aux_party import Party, party_in
from tests.wire.test_aux_page import opened as address_of
from tests.wire.test_aux_page_gone import question

PHONE = ViewportSize(width=390, height=844)


async def party(make_world: MakeWorld) -> Party:
    world = await make_world()
    return await party_in(world, await world.regular("Mira"))


async def joins(page: Page, address: str, name: str) -> None:
    await page.goto(address)
    await page.get_by_label("Your name here").fill(name)
    await page.get_by_role("button", name="Join in").click()
    await expect(page.get_by_text(f"You're here as {name}")).to_be_visible()


async def adds(page: Page, words: str) -> None:
    await page.get_by_label("Words or a Spotify link").fill(words)
    await page.get_by_role("button", name="Search").click()
    await page.get_by_role("button", name=f"Suggest: {words}").first.click()


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
async def test_two_phones_and_discord_see_the_same(
    browser: Browser, make_world: MakeWorld, script: bool
) -> None:
    room = await party(make_world)
    await room.owner.says("!aux trust everyone")
    address = await address_of(room)
    context = await browser.new_context(viewport=PHONE, has_touch=True, java_script_enabled=script)
    other = await browser.new_context(viewport=PHONE, has_touch=True)
    problems: list[str] = []

    def told(message: ConsoleMessage) -> None:
        if message.type == "error":
            problems.append(message.text)

    try:
        first, second = await context.new_page(), await other.new_page()
        for page in (first, second):
            page.on("pageerror", lambda error: problems.append(str(error)))
            page.on("console", told)
        await joins(second, address, "Second")
        await second.get_by_label("Words or a Spotify link").fill("half a th")
        await joins(first, address, "First")
        await adds(first, "青い封筒")
        await expect(first.locator("#said")).to_have_text("Your song is in the queue.")
        await first.reload()
        await expect(first.locator("#said")).to_have_count(0)
        await expect(first.locator("#queue")).to_contain_text("青い封筒")
        # The other phone follows without a reload, and keeps what is being typed.
        await expect(second.locator("#queue")).to_contain_text("青い封筒")
        await expect(second.locator("#queue")).to_contain_text("from 📱 First")
        await expect(second.get_by_label("Words or a Spotify link")).to_have_value("half a th")
        await expect(second.get_by_role("button", name="Take back")).to_have_count(0)
        await room.shows("青い封筒", "First")
        await room.guest.says("!aux add 最終便")
        await expect(second.locator("#queue")).to_contain_text("最終便")
        await first.get_by_role("button", name="Vote to skip").click()
        await expect(first.locator("#votes")).to_have_text("🗳️ 1 of 2 votes to skip. You've voted.")
        await expect(second.locator("#votes")).to_have_text("🗳️ 1 of 2 votes to skip.")
        await first.get_by_role("button", name="Take back").click()
        await expect(second.locator("#queue")).not_to_contain_text("青い封筒")
        await room.owner.says("!aux close")
        await expect(second.get_by_role("heading", name="This page is closed")).to_be_visible()
        await first.goto(address)
        await expect(first.get_by_role("heading", name="This page is closed")).to_be_visible()
        gone = "the server responded with a status of 410"
        assert [one for one in problems if gone not in one] == []
    finally:
        await context.close()
        await other.close()


@pytest.mark.parametrize("how", ["a proxy's page", "too many", "no answer"])
async def test_what_gets_lost_leaves_the_page_and_says_so(
    browser: Browser, make_world: MakeWorld, how: str
) -> None:
    room = await party(make_world)
    address = await address_of(room)
    context = await browser.new_context(viewport=PHONE)
    page = await context.new_page()

    async def lost(route: Route) -> None:
        if route.request.method != "POST":
            await route.continue_()
        elif how == "no answer":
            await route.abort()
        elif how == "too many":
            await route.fulfill(status=429, body="<main>Too many</main>", content_type="text/html")
        else:
            await route.fulfill(status=502, body="<h1>Bad Gateway</h1>", content_type="text/html")

    await joins(page, address, "Gast")
    await page.route(address, lost)
    await page.get_by_label("Words or a Spotify link").fill("青い封筒")
    await page.get_by_role("button", name="Search").click()
    await expect(page.locator("#said")).to_contain_text("The connection was lost")
    await expect(page.get_by_label("Words or a Spotify link")).to_have_value("青い封筒")
    await page.unroute(address)
    await page.get_by_role("button", name="Search").click()
    await expect(page.locator("#found")).to_contain_text("青い封筒")
    await context.close()


async def test_a_removed_guest_sees_it_at_once(browser: Browser, make_world: MakeWorld) -> None:
    room = await party(make_world)
    address = await address_of(room)
    context = await browser.new_context(viewport=PHONE)
    page = await context.new_page()
    await joins(page, address, "Troll")
    listed = await room.owner.says("!aux guests")
    guest = room.world.rows("aux_guests")[0]["id"]
    await room.owner.chooses(listed, str(guest))
    await expect(page.get_by_text("has removed you from this page")).to_be_visible()
    await expect(page.get_by_role("button", name="Search")).to_have_count(0)
    await context.close()


async def test_a_no_is_told_at_once_and_by_name(browser: Browser, make_world: MakeWorld) -> None:
    room = await party(make_world)
    address = await address_of(room)
    context = await browser.new_context(viewport=PHONE)
    page = await context.new_page()
    await joins(page, address, "Gast")
    await adds(page, "青い封筒")
    await expect(page.locator("#said")).to_contain_text("once it's approved")
    asked = await question(room, "青い封筒")
    await room.owner.presses_in_place(asked, "No")
    await expect(page.locator("#gone")).to_contain_text("Not this time: 青い封筒")
    await expect(page.locator("#said")).to_have_count(0)
    # The form is older than the answer; going on is going on all the same.
    await page.get_by_label("Words or a Spotify link").fill("最終便")
    await page.get_by_role("button", name="Search").click()
    await expect(page.locator("#found")).to_contain_text("最終便")
    await expect(page.locator("#gone")).to_have_count(0)
    await context.close()


@pytest.mark.parametrize("scheme", ["dark", "light"])
async def test_the_page_is_accessible(
    browser: Browser, make_world: MakeWorld, scheme: Scheme
) -> None:
    room = await party(make_world)
    address = await address_of(room)
    await room.owner.says("!aux add 最終便")
    async with opened(browser, NARROW, scheme) as page:
        await page.goto(address)
        await holds(page, "before joining")
        await joins(page, address, "Tante Ö with a long name of 30")
        await adds(page, "青い封筒")
        await expect(page.locator("#asked")).to_contain_text("青い封筒")
        await page.get_by_label("Words or a Spotify link").fill("窓")
        await page.get_by_role("button", name="Search").click()
        await expect(page.locator("#found")).to_be_visible()
        if scheme == "dark":
            folder().mkdir(parents=True, exist_ok=True)
            await page.set_viewport_size({"width": 420, "height": 860})
            await page.screenshot(path=folder() / "aux-page.png", full_page=True)
            await page.set_viewport_size(NARROW)
        await holds(page, "joined")
        await by_keyboard(page, "joined")
        # A song that was refused, explicit ones that are blocked, a vote, and a failed search.
        catalogue = room.world.spotify.catalogue
        rude = next(one for one in catalogue.all("track") if catalogue.full(one)["explicit"])
        await page.get_by_role("button", name="Vote to skip").click()
        await expect(page.locator("#votes")).to_contain_text("You've voted")
        await room.owner.presses_in_place(await question(room, "青い封筒"), "No")
        await room.owner.says("!aux block explicit")
        await expect(page.locator("#gone")).to_be_visible()
        await holds(page, "told")
        await page.get_by_label("Words or a Spotify link").fill(rude.name)
        await page.get_by_role("button", name="Search").click()
        await expect(page.get_by_role("img", name="Explicit")).not_to_have_count(0)
        await expect(page.locator("#barred")).to_be_visible()
        await holds(page, "barred")
        await by_keyboard(page, "barred")
        await page.get_by_label("Words or a Spotify link").fill("https://youtu.be/x")
        await page.get_by_role("button", name="Search").click()
        await expect(page.locator("#said")).to_contain_text("isn't Spotify's")
        await expect(page.get_by_label("Words or a Spotify link")).to_have_value(
            "https://youtu.be/x"
        )
        await holds(page, "said")
