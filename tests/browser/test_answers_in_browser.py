"""What answers look like in the demo's chat page: the pictures in the README and docs."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image
from playwright.async_api import Browser, Locator, Page, expect

from sandbox.demo import demo_world
from tests.needs import needs_fonts
from tests.pictures import folder
from tests.world import Someone, World

IMAGES = folder()


@dataclass
class Chat:
    """Mira at the chat page, who has linked and allowed everything."""

    page: Page
    mira: Someone
    problems: list[str]

    async def types(self, text: str, seen: str) -> Locator:
        """Write something, and return the answer once it shows these words."""
        await self.page.get_by_test_id("composer").fill(text)
        await self.page.get_by_test_id("composer").press("Enter")
        answer = self.page.get_by_test_id("message").last
        await expect(answer).to_contain_text(seen)
        return answer

    async def shows(self, answer: Locator, name: str) -> None:
        """Wait for the answer's images and save a picture of it."""
        await self.page.wait_for_function(
            "() => [...document.images].every((one) => one.complete && one.naturalWidth)"
        )
        await answer.scroll_into_view_if_needed()
        await answer.screenshot(path=IMAGES / f"{name}.png")


@pytest.fixture(scope="module")
async def chat(browser: Browser) -> AsyncIterator[Chat]:
    async with demo_world(clock_moves=True) as (discord, spotify, bot):
        world = World(discord, spotify, bot)
        mira = Someone(world, discord.world.person("mira"), spotify.person("mira"))
        mira.plays("窓辺の切手")
        for command in (
            "!shuffle off",
            "!queue",
            "!recent",
            "!top",
            "!like",
            "!playlist create A",
        ):
            (await mira.allows(command)).lacks("isn't linked", "doesn't allow")
        # Tall enough for the longest answer: what's scrolled away is missing in its picture.
        context = await browser.new_context(
            viewport={"width": 1180, "height": 1500}, color_scheme="dark"
        )
        page = await context.new_page()
        problems: list[str] = []
        page.on("pageerror", lambda error: problems.append(str(error)))
        await page.goto(discord.origin)
        yield Chat(page, mira, problems)
        await context.close()


@needs_fonts
async def test_now_playing_as_layout_and_as_card(chat: Chat) -> None:
    chat.mira.plays("窓辺の切手", progress_ms=73_000)
    answer = await chat.types("!np", "窓辺の切手")
    await expect(answer.get_by_role("button", name="Refresh")).to_be_visible()
    await chat.shows(answer, "now-playing-layout")
    settings = await chat.mira.uses("settings mine")
    await chat.mira.selects(settings, "set:style", ["card"])
    chat.mira.plays("Последний трамвай", progress_ms=95_000)
    chat.mira.world.later()
    answer = await chat.types("!np", "Последний трамвай")
    picture = answer.locator("img[src*=now-playing]")
    await expect(picture).to_have_js_property("naturalWidth", 1000)
    await chat.shows(answer, "card")
    await chat.mira.selects(chat.mira.now(settings), "set:style", ["layout"])


@needs_fonts
async def test_a_pictures_words_follow_what_a_live_message_shows(chat: Chat) -> None:
    settings = await chat.mira.uses("settings mine")
    await chat.mira.selects(settings, "set:style", ["card"])
    chat.mira.plays("青い封筒", progress_ms=20_000)
    chat.mira.world.later()
    answer = await chat.types("!np", "青い封筒")
    picture = answer.locator("img[src*=now-playing]")
    await expect(picture).to_have_attribute("alt", re.compile("青い封筒"))
    first = await picture.get_attribute("src")
    chat.mira.plays("Fenêtre Ouverte", progress_ms=20_000)
    chat.mira.world.later()
    await answer.get_by_role("button", name="Refresh").click()
    await expect(picture).to_have_attribute("alt", re.compile("Fenêtre Ouverte"))
    await expect(picture).not_to_have_attribute("src", str(first))
    await expect(answer).not_to_contain_text("青い封筒")
    await chat.mira.selects(chat.mira.now(settings), "set:style", ["layout"])
    chat.mira.world.later()
    answer = await chat.types("!np", "Fenêtre Ouverte")
    art = answer.get_by_role("img", name="Cover art")
    before = await art.get_attribute("src")
    chat.mira.plays("青い封筒", progress_ms=20_000)
    chat.mira.world.later()
    await answer.get_by_role("button", name="Refresh").click()
    await expect(answer).to_contain_text("青い封筒")
    await expect(art).not_to_have_attribute("src", str(before))
    assert chat.problems == []


@pytest.mark.parametrize(
    ("text", "seen", "name"),
    [
        ("!top artists year", "Top artists", "top"),
        ("!search paper", "Search", "search"),
        ("!recent", "Recently played by", "recent"),
        ("!playlist show Nobody Asked", "122 songs", "playlist"),
        ("!help", "Earshot", "help"),
    ],
)
async def test_lists(chat: Chat, text: str, seen: str, name: str) -> None:
    answer = await chat.types(text, seen)
    await chat.shows(answer, name)
    assert chat.problems == []


@needs_fonts
async def test_queue_and_chart(chat: Chat) -> None:
    for one in chat.mira.world.spotify.catalogue.all("track")[30:36]:
        chat.mira.listener.player.queue.append(one)
    chat.mira.world.later()
    await chat.shows(await chat.types("!queue", "Up next for"), "queue")
    answer = await chat.types("!chart 4 year", "Spotify")
    picture = answer.locator("img[src*=chart]")
    await expect(picture).to_be_visible()
    await expect(picture).to_have_attribute("alt", _longer_than(100))
    await chat.shows(answer, "chart")


async def test_an_aux_with_a_guest(chat: Chat) -> None:
    world = chat.mira.world
    guest = Someone(world, world.discord.world.person("jonas.k"), chat.mira.listener)
    chat.mira.plays("雨のポスト")
    panel = await chat.types("!aux open", "has the aux")
    await chat.mira.says("!aux trust everyone")
    for song in ("青い封筒", "Последний трамвай", "Fenêtre Ouverte"):
        await guest.says(f"!aux add {song}")
    await expect(chat.page.get_by_text("Fenêtre Ouverte").first).to_be_visible()
    again = await chat.types("!aux", "Coming up")
    await expect(again).to_contain_text("Fenêtre Ouverte")
    await chat.shows(again, "aux")
    await again.get_by_role("button", name="Suggest a song").click()
    dialog = chat.page.get_by_role("dialog")
    await dialog.get_by_role("textbox").fill("最終便")
    await dialog.get_by_role("button", name="Submit").click()
    await expect(chat.page.get_by_test_id("message").last).to_contain_text("最終便")
    assert await panel.count()
    assert chat.problems == []


async def test_right_click_on_a_message(chat: Chat) -> None:
    track = chat.mira.world.spotify.catalogue.named("track", "青い封筒")
    await chat.mira.writes(f"hear this: https://open.spotify.com/track/{track.id}")
    message = chat.page.get_by_test_id("message").filter(has_text="hear this").last
    await message.click(button="right", position={"x": 400, "y": 8})
    await chat.page.get_by_role("menuitem", name="Queue").first.click()
    await expect(chat.page.get_by_test_id("message").last).to_contain_text("青い封筒")


async def test_a_cover_from_a_chosen_file(chat: Chat, tmp_path: Path) -> None:
    picture = tmp_path / "harbour.png"
    Image.new("RGB", (640, 640), "#0b6e4f").save(picture)
    mine = await chat.mira.allows("!playlist create Harbour songs")
    mine.contains("Harbour songs")
    discord = chat.mira.world.discord
    sent = discord.world.upload(discord.origin, "a.png", "image/png", picture.read_bytes())
    asked = await chat.mira.says("!playlist cover Harbour songs", "dm", files=[sent])
    await chat.mira.agrees(asked)
    await chat.mira.sees("has a new picture", "dm", after=asked.id)
    await chat.page.get_by_test_id("file").set_input_files(picture)
    await expect(chat.page.locator(".files")).to_contain_text("harbour.png")
    await chat.types("!playlist cover Harbour songs", "has a new picture")
    await expect(chat.page.locator(".files")).to_be_empty()
    await chat.page.get_by_test_id("composer").fill("/playlist cover ")
    await chat.page.locator("[data-option=picture]").set_input_files(picture)
    await chat.page.locator("[data-option=playlist]").fill("Harbour songs")
    await chat.page.get_by_role("button", name="Send", exact=True).click()
    await expect(chat.page.get_by_test_id("message").last).to_contain_text("new picture")
    assert chat.problems == []


async def test_discord_in_german_shows_german_descriptions_and_answers(chat: Chat) -> None:
    await chat.page.get_by_test_id("switch-person").click()
    await chat.page.get_by_test_id("language").select_option("de")
    await chat.page.get_by_test_id("composer").fill("/pau")
    await expect(chat.page.get_by_role("listbox")).to_contain_text("Pausiert deinen Player.")
    await chat.page.get_by_test_id("composer").fill("")
    await chat.page.get_by_test_id("language").select_option("en-US")
    assert chat.problems == []


async def test_a_role_is_chosen_from_the_list(chat: Chat) -> None:
    await chat.page.get_by_test_id("composer").fill("/aux trust ")
    await chat.page.locator("[data-option=role]").fill("reg")
    await chat.page.get_by_role("option", name="@Regulars").click()
    await expect(chat.page.locator("[data-option=role]")).to_have_value("@Regulars")
    await chat.page.keyboard.press("Escape")
    assert chat.problems == []


def _longer_than(length: int) -> re.Pattern[str]:
    return re.compile(f".{{{length},}}", re.DOTALL)
