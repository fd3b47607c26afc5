"""Commands that answers name become clickable in what is sent, and nothing else does."""

from __future__ import annotations

from typing import Any

import pytest

from bot.toolkit.command_mentions import CommandMentions
from tools.declared import declared_commands

IDS = {"link": 1, "aux": 2, "settings": 3}
MENTIONS = CommandMentions(declared_commands, IDS)


def sent(text: str) -> str:
    body = {"components": [{"type": 17, "components": [{"type": 10, "content": text}]}]}
    changed: Any = MENTIONS.clickable(body)
    assert body["components"][0]["components"][0]["content"] == text, "what is given stays"  # type: ignore[index]
    return str(changed["components"][0]["components"][0]["content"])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Use `link`.", "Use </link:1>."),
        ("`aux open` or `link`", "</aux open:2> or </link:1>"),
        ("`settings` asks", "</settings mine:3> asks"),
        ("`devices` shows", "`devices` shows"),
        ("`!link` and `/link`", "`!link` and `/link`"),
        ("`nothing` `.env` `on`", "`nothing` `.env` `on`"),
        (r"a song named \`link\`", r"a song named \`link\`"),
        ("```\n`link`\n```", "```\n`link`\n```"),
        ("``link``", "``link``"),
        ("</link:9>", "</link:9>"),
    ],
)
def test_what_becomes_clickable(text: str, said: str) -> None:
    assert sent(text) == said


def test_what_would_become_too_long_stays() -> None:
    text = "`link`" + "x" * 3994
    assert sent(text) == text
    assert MENTIONS.clickable({"content": "`link`"})["content"] == "</link:1>"
    long = {"content": "`link`" * 300}
    assert MENTIONS.clickable(long) is long


def test_modals_and_messages_without_commands_stay_the_same() -> None:
    modal = {"type": 9, "data": {"components": [{"type": 10, "content": "`link`"}]}}
    plain = {"type": 4, "data": {"components": [{"type": 2, "label": "`link`"}]}}
    for body in (modal, plain, {}):
        assert MENTIONS.clickable(body) is body
    answer = {"type": 4, "data": {"components": [{"type": 10, "content": "`link`"}]}}
    assert MENTIONS.clickable(answer)["data"]["components"][0]["content"] == "</link:1>"


def test_before_the_ids_are_known_nothing_changes() -> None:
    body = {"content": "`link`"}
    assert CommandMentions(declared_commands, {}).clickable(body) is body
