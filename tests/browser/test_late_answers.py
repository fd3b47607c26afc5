"""The chat page stays right when answers to its requests are late: it's raced on purpose."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.async_api import Browser, FilePayload, Page, Route, expect

from sandbox import demo
from sandbox.discord.server import DiscordSandbox

CHAT = Path(demo.__file__).with_name("chat")
MESSAGES = re.compile(r"/sandbox/channels/(\d+)/messages\?user=")


@dataclass
class Held:
    """Answers that were given, but reach the page only once they are let go."""

    go: asyncio.Event = field(default_factory=asyncio.Event)
    given: int = 0

    async def hold(self, route: Route) -> None:
        """Let the request through at once, and keep its answer."""
        if route.request.method == "GET" or "dms" in route.request.url:
            answer = await route.fetch()
            self.given += 1
            await self.go.wait()
            await route.fulfill(response=answer)
        else:
            await route.continue_()

    async def has(self, number: int) -> None:
        """Wait until so many answers were given."""
        async with asyncio.timeout(30):
            while self.given < number:
                await asyncio.sleep(0.02)


@pytest.fixture
async def discord() -> AsyncIterator[DiscordSandbox]:
    sandbox = await DiscordSandbox.start(static=CHAT)
    yield sandbox
    await sandbox.close()


@asynccontextmanager
async def a_page(browser: Browser) -> AsyncIterator[Page]:
    context = await browser.new_context(viewport={"width": 1180, "height": 800})
    page = await context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    yield page
    assert problems == []
    await context.close()


async def types(page: Page, text: str) -> None:
    await page.get_by_test_id("composer").fill(text)
    await page.get_by_test_id("composer").press("Enter")
    await expect(page.get_by_test_id("message").last).to_contain_text(text)


async def chooses(page: Page, *names: str) -> None:
    """Switch to people, one right after the other."""
    await page.get_by_test_id("switch-person").click()
    for name in names:
        await page.locator(f"[data-person='{name}']").click()


async def test_the_first_messages_arrive_after_what_was_typed(
    browser: Browser, discord: DiscordSandbox
) -> None:
    await discord.send("jonas.k", "general", "here before")
    gone = await discord.send("mira", "general", "soon deleted")
    held = Held()
    async with a_page(browser) as page:
        await page.route(MESSAGES, held.hold)
        await page.goto(discord.origin)
        await held.has(2)  # One when it opens, one when its live connection is up.
        await types(page, "typed at once")
        await discord.delete("mira", gone.id)
        await discord.send("jonas.k", "general", "answered at once")
        await expect(page.get_by_test_id("message")).to_have_count(2)
        held.go.set()
        await expect(page.get_by_test_id("message")).to_have_text(
            [re.compile(one) for one in ("here before", "typed at once", "answered at once")]
        )


async def test_nothing_can_be_typed_before_the_page_can_send_it(
    browser: Browser, discord: DiscordSandbox
) -> None:
    held = Held()
    async with a_page(browser) as page:
        await page.route(re.compile("/sandbox/dms$"), held.hold)
        await page.goto(discord.origin)
        await held.has(1)
        await expect(page.get_by_test_id("composer")).to_be_disabled()
        held.go.set()
        await types(page, "not lost")


async def test_an_answer_that_a_later_one_has_overtaken_changes_nothing(
    browser: Browser, discord: DiscordSandbox
) -> None:
    first = Held()
    async with a_page(browser) as page:
        await page.route_web_socket(
            re.compile("/sandbox/events"), lambda socket: None
        )  # Connected, and nothing live arrives: only the answers count.
        await page.route(MESSAGES, first.hold, times=1)
        await page.goto(discord.origin)
        await first.has(1)
        await discord.send("jonas.k", "general", "since then")
        await page.get_by_test_id("switch-person").click()
        await page.get_by_test_id("language").select_option("de")  # Loads again.
        await expect(page.get_by_text("since then")).to_be_visible()
        async with page.expect_request_finished(lambda one: MESSAGES.search(one.url) is not None):
            first.go.set()
        await page.wait_for_timeout(300)
        await expect(page.get_by_text("since then")).to_be_visible()


async def test_switching_channels_faster_than_they_answer(
    browser: Browser, discord: DiscordSandbox
) -> None:
    await discord.send("jonas.k", "general", "said in general")
    await discord.send("jonas.k", "music", "said in music")
    held = Held()
    async with a_page(browser) as page:
        await page.goto(discord.origin)
        await expect(page.get_by_text("said in general")).to_be_visible()
        await page.route(MESSAGES, held.hold)
        await page.locator("[data-channel=music]").click()
        await page.locator("[data-channel=general]").click()
        await page.locator("[data-channel=music]").click()
        await held.has(3)
        await discord.send("jonas.k", "general", "more in general")
        await discord.send("jonas.k", "music", "more in music")
        await expect(page.get_by_text("more in music")).to_be_visible()
        held.go.set()
        await expect(page.get_by_test_id("message")).to_have_text(
            [re.compile("said in music"), re.compile("more in music")]
        )
        await expect(page.get_by_role("heading", level=1)).to_have_text("# music")


async def test_switching_people_faster_than_they_answer(
    browser: Browser, discord: DiscordSandbox
) -> None:
    held = Held()
    async with a_page(browser) as page:
        await page.goto(discord.origin)
        await expect(page.get_by_text("Welcome to #general, Mira!")).to_be_visible()
        await page.route(re.compile("/sandbox/dms$"), held.hold, times=1)
        await chooses(page, "jonas.k", "ayla_w")
        await expect(page.get_by_text(", Ayla!")).to_be_visible()
        held.go.set()
        await page.wait_for_timeout(300)
        await expect(page.locator(".me small").last).to_have_text("@ayla_w")
        # Back at once to the one before: the answer for the other changes nothing.
        again = Held()
        await page.route(re.compile("/sandbox/dms$"), again.hold, times=1)
        await chooses(page, "jonas.k", "ayla_w")
        await again.has(1)
        again.go.set()
        await page.wait_for_timeout(300)
        await expect(page.locator(".me small").last).to_have_text("@ayla_w")
        await types(page, "still live")


async def test_what_could_not_be_sent_stays_where_it_was_written(
    browser: Browser, discord: DiscordSandbox
) -> None:
    go = asyncio.Event()

    async def refused(route: Route) -> None:
        await go.wait()
        await route.fulfill(status=500, json={"message": "not now"})

    async with a_page(browser) as page:
        await page.goto(discord.origin)
        await expect(page.get_by_text("Welcome to #general")).to_be_visible()
        await page.route(re.compile("/messages$"), refused)
        await page.get_by_test_id("composer").fill("for general only")
        await page.keyboard.press("Enter")
        await page.locator("[data-channel=music]").click()
        await expect(page.get_by_text("Welcome to #music")).to_be_visible()
        go.set()
        await expect(page.get_by_role("alert")).to_have_text("not now")
        await expect(page.get_by_test_id("composer")).to_have_value("")


async def test_files_that_have_uploaded_too_late_are_not_sent_elsewhere(
    browser: Browser, discord: DiscordSandbox
) -> None:
    held = Held()

    async def uploads(route: Route) -> None:
        answer = await route.fetch()
        held.given += 1
        await held.go.wait()
        await route.fulfill(response=answer)

    async with a_page(browser) as page:
        await page.goto(discord.origin)
        await expect(page.get_by_text("Welcome to #general")).to_be_visible()
        await page.route("**/sandbox/attachments", uploads)
        files: list[FilePayload] = [
            {"name": f"{one}.txt", "mimeType": "text/plain", "buffer": b"a"} for one in ("a", "b")
        ]
        await page.get_by_test_id("file").set_input_files(files)
        await held.has(1)
        await page.locator("[data-channel=music]").click()
        await expect(page.get_by_text("Welcome to #music")).to_be_visible()
        held.go.set()
        await held.has(2)
        await page.wait_for_timeout(300)
        await expect(page.locator(".files")).to_be_empty()
