"""Icons: every one is drawn and fits Discord's limits; buttons use only emoji that have one."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import discord
import pytest
from PIL import Image, ImageChops

from bot.toolkit.button_icons import ButtonIcons
from bot.toolkit.command_mentions import CommandMentions
from bot.ui.icons import FOLDER, ICONS, icon_called, read_icons
from tools.icons import DRAWN, picture

ROOT = Path(__file__).parents[2]
Json = dict[str, Any]


def test_every_icon_is_there_and_small() -> None:
    found = list(read_icons())
    assert [one.plain for one in found] == list(ICONS)
    assert set(DRAWN) == set(ICONS.values()) == {one.stem for one in FOLDER.glob("*")}
    for icon in found:
        assert len(icon.picture) <= 16 * 1024
        assert 2 <= len(icon.full_name) <= 32
        assert icon_called(icon.full_name) == icon.name


@pytest.mark.parametrize("name", ICONS.values())
def test_the_pictures_are_what_the_tool_draws(name: str) -> None:
    kept = Image.open(FOLDER / f"{name}.png").convert("RGB")
    assert kept.size == (128, 128)
    difference = ImageChops.difference(kept, picture(name).convert("RGB"))
    assert max(high for _, high in difference.getextrema()) < 64  # type: ignore[misc]


def test_names_that_are_not_ours_are_no_icons() -> None:
    for name in ("play", "play_1a2b3", "play_1a2b3c4", "playful_1a2b3c", "my_play_1a2b3c", ""):
        assert icon_called(name) is None


def test_every_emoji_of_a_button_has_an_icon() -> None:
    for path in (ROOT / "bot" / "ui").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "emoji":
                for one in ast.walk(node.value):
                    if isinstance(one, ast.Constant) and isinstance(one.value, str):
                        assert one.value in ICONS or one.value.isascii(), (path, one.value)


def _button(emoji: str) -> Json:
    return {"type": 2, "custom_id": emoji, "emoji": {"id": None, "name": emoji}}


def _icons() -> ButtonIcons:
    icons = ButtonIcons(CommandMentions(list, {}))
    icons.use({one: number for number, one in enumerate(read_icons(), 1)})
    return icons


class Discord:
    """Records what is sent; refuses bodies with icons if `error` says so."""

    def __init__(self, error: discord.HTTPException | None = None) -> None:
        self.error = error
        self.sent: list[Json] = []

    async def __call__(self, body: Json) -> str:
        self.sent.append(body)
        if self.error is not None and "'id': '" in str(body):
            raise self.error
        return "sent"


def _refusal(code: int, path: str) -> discord.HTTPException:
    errors: Json = {path: {"_errors": [{"code": "X", "message": "Invalid"}]}}
    body = {"code": code, "message": "Invalid Form Body", "errors": errors}
    return discord.HTTPException(Mock(status=400, reason="Bad Request"), body)


NESTED: Json = {
    "flags": 1 << 15,
    "components": [
        {
            "type": 17,
            "components": [
                {"type": 10, "content": "▶️"},
                {"type": 9, "components": [], "accessory": _button("▶️")},
                {"type": 1, "components": [_button("🦆"), _button("💚")]},
                {"type": 1, "components": [{"type": 3, "options": [{"emoji": {"name": "💚"}}]}]},
            ],
        }
    ],
}


@pytest.mark.parametrize("body", [NESTED, {"type": 4, "data": NESTED}])
async def test_only_buttons_get_icons_and_the_original_stays(body: Json) -> None:
    before, service = str(body), Discord()
    await _icons().send(body, service)
    assert str(body) == before
    (sent,) = service.sent
    play, liked = (one.full_name for one in read_icons() if one.name in ("play", "liked"))
    assert str(sent).count("'id': '") == 2
    assert play in str(sent)
    assert liked in str(sent)
    assert "🦆" in str(sent)


@pytest.mark.parametrize("body", [{}, {"content": "▶️"}, {"components": [_button("🦆")]}])
async def test_what_has_no_icons_is_sent_as_it_is(body: Json) -> None:
    service = Discord(_refusal(50035, "emoji"))
    await _icons().send(body, service)
    assert service.sent[0] is body


async def test_a_refused_emoji_is_sent_plain_and_no_more_icons_until_they_are_known() -> None:
    icons, service = _icons(), Discord(_refusal(50035, "emoji"))
    heard: list[float] = []
    icons.refused.add(heard.append)
    assert await icons.send(NESTED, service) == "sent"
    assert await icons.send(NESTED, service) == "sent"
    assert service.sent[1:] == [NESTED, NESTED]
    assert len(heard) == 1


async def test_other_refusals_are_not_repeated() -> None:
    icons, service = _icons(), Discord(_refusal(50035, "content"))
    with pytest.raises(discord.HTTPException):
        await icons.send(NESTED, service)
    assert len(service.sent) == 1
