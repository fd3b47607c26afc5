"""The README's moving picture: from /link to music and an aux, as the demo's chat page shows it."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field

from PIL import Image
from playwright.async_api import Browser, Page, expect

from sandbox.demo import demo_world
from tests.browser.chat import without_tour
from tests.needs import needs_fonts
from tests.pictures import folder
from tests.world import Someone, World

NAME = "demo.gif"
SIZE = {"width": 960, "height": 600}
MOST_BYTES = 1_500_000
COLOURS = 96


@dataclass
class Film:
    """Frames, each with the milliseconds that it is shown."""

    frames: list[tuple[Image.Image, int]] = field(default_factory=list)

    async def shot(self, page: Page, milliseconds: int) -> None:
        """Add what a page shows now."""
        await page.wait_for_function(
            "() => [...document.images].every((one) => one.complete && one.naturalWidth)"
        )
        shown = Image.open(io.BytesIO(await page.screenshot(animations="disabled", caret="hide")))
        self.frames.append((shown.convert("RGB"), milliseconds))

    async def typing(self, page: Page, text: str) -> None:
        """Type something, and show how."""
        composer = page.get_by_test_id("composer")
        for part in (text[: len(text) // 2], text):
            await composer.fill(part)
            await self.shot(page, 350)

    def save(self) -> int:
        """Save it, and return its size in bytes."""
        folder().mkdir(parents=True, exist_ok=True)
        file = folder() / NAME
        quantized = [
            one.quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
            for one, _ in self.frames
        ]
        quantized[0].save(
            file,
            save_all=True,
            append_images=quantized[1:],
            duration=[milliseconds for _, milliseconds in self.frames],
            loop=0,
            optimize=True,
        )
        return file.stat().st_size


async def _links(film: Film, chat: Page) -> None:
    await film.shot(chat, 700)
    await film.typing(chat, "/link")
    await chat.get_by_test_id("composer").press("Enter")
    await chat.get_by_role("button", name="Send").click()
    await expect(chat.get_by_text("This link is only for you")).to_be_visible()
    await film.shot(chat, 2200)
    async with chat.context.expect_page() as opening:
        await chat.get_by_role("link", name="Link Spotify").last.click()
    page = await opening.value
    await page.set_viewport_size({"width": SIZE["width"], "height": SIZE["height"]})
    await expect(page.get_by_role("heading", name="Mira")).to_be_visible()
    await film.shot(page, 2600)
    await page.get_by_role("radio", name="Allow everything at once").check()
    await page.get_by_role("button", name="Continue to Spotify").click()
    await page.locator("[data-listener=mira]").click()
    await expect(page.get_by_text("wants to connect")).to_be_visible()
    await film.shot(page, 1500)
    await page.locator("#agree").click()
    await expect(page.get_by_role("heading", name="Linked")).to_be_visible()
    await film.shot(page, 1800)
    await page.close()
    await expect(chat.get_by_text("You're linked to")).to_be_visible()
    await film.shot(chat, 1500)


async def _says(film: Film, chat: Page, text: str, seen: str | re.Pattern[str]) -> None:
    await film.typing(chat, text)
    await chat.get_by_test_id("composer").press("Enter")
    await expect(chat.get_by_test_id("message").last).to_contain_text(seen)


@needs_fonts
async def test_the_moving_picture(browser: Browser) -> None:
    film = Film()
    async with demo_world() as (discord, spotify, bot):
        world = World(discord, spotify, bot)
        mira = Someone(world, discord.world.person("mira"), spotify.person("mira"))
        guest = Someone(world, discord.world.person("jonas.k"), spotify.person("jonas"))
        mira.plays("窓辺の切手", progress_ms=73_000)
        context = await browser.new_context(
            viewport={"width": SIZE["width"], "height": SIZE["height"]}, color_scheme="dark"
        )
        chat = await context.new_page()
        await chat.goto(discord.origin)
        await without_tour(chat)
        await _links(film, chat)
        mira.plays("窓辺の切手", progress_ms=73_000)
        await _says(film, chat, "!np", "窓辺の切手")
        await film.shot(chat, 2600)
        await _says(film, chat, "!chart 4 year", "Spotify")
        await expect(chat.locator("img[src*=chart]")).to_be_visible()
        await chat.get_by_test_id("message").last.scroll_into_view_if_needed()
        await film.shot(chat, 2600)
        await _says(film, chat, "!aux open", "has the aux")
        await film.shot(chat, 1200)
        await mira.says("!aux trust everyone")
        for song in ("青い封筒", "Последний трамвай", "Fenêtre Ouverte"):
            await guest.says(f"!aux add {song}")
        await _says(film, chat, "!aux", "Coming up")
        await film.shot(chat, 3500)
        await context.close()
    assert film.save() < MOST_BYTES
    assert len(film.frames) >= 15
