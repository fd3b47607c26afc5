"""Slash commands and menus whose options don't fit: each is answered in words, to its person."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.discord.interactions import Interaction
from sandbox.discord.words import words_of
from tests.world import Someone, World

NOBODY = "123456789012345678"
BAD: list[tuple[str, list[dict[str, Any]]]] = [
    ("nowplaying", [{"name": "person", "type": 6, "value": NOBODY}]),
    ("nowplaying", [{"name": "person", "type": 6, "value": {"id": NOBODY}}]),
    ("nowplaying", [{"name": "person", "type": 6, "value": int(NOBODY)}]),
    ("nowplaying", [{"name": "person", "type": 3, "value": None}]),
    ("volume", [{"name": "level", "type": 3, "value": {"a": 1}}]),
    ("play", [{"name": "what", "type": 3, "value": []}]),
    ("play", [{"name": "what", "type": 99, "value": "x"}]),
    ("aux", [{"name": "pass", "type": 1, "options": []}]),
    ("aux", [{"name": "trust", "type": 1, "options": [{"name": "x", "type": 8, "value": "1"}]}]),
    (
        "playlist",
        [
            {
                "name": "cover",
                "type": 1,
                "options": [
                    {"name": "playlist", "type": 3, "value": "x"},
                    {"name": "picture", "type": 11, "value": NOBODY},
                ],
            }
        ],
    ),
]


async def _answer(world: World, someone: Someone, data: dict[str, Any]) -> tuple[str, bool]:
    channel = world.discord.world.channel("general")
    declared = next(one for one in world.discord.commands() if one["name"] == data["name"])
    one = Interaction(2, someone.person, channel, {"id": declared["id"], **data}, name=data["name"])
    await world.discord.interact(one)
    await world.discord.answered(one)
    assert not one.failed
    answer = world.discord.world.messages[one.original or 0]
    return words_of(answer.data), answer.only == someone.person.id


@pytest.mark.parametrize(("name", "options"), BAD)
async def test_options_that_do_not_fit_are_answered_in_words(
    world: World, regular: Someone, name: str, options: list[dict[str, Any]]
) -> None:
    """Those of a client that knows an older list of commands; they broke or had no answer."""
    mark = len(world.bot.output)
    words, private = await _answer(
        world, regular, {"name": name, "type": 1, "options": options, "resolved": {}}
    )
    assert "I didn't understand that" in words
    assert private
    assert " ERROR " not in "".join(world.bot.output[mark:])


@pytest.mark.parametrize(("menu", "kind"), [("Now playing", 2), ("Queue", 3)])
async def test_a_menu_on_what_did_not_come_with_it_is_answered(
    world: World, regular: Someone, menu: str, kind: int
) -> None:
    data = {"name": menu, "type": kind, "target_id": NOBODY, "resolved": {}}
    words, private = await _answer(world, regular, data)
    assert "I didn't understand that" in words
    assert private
