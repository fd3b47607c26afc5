"""What reaches the bot of what Discord sends."""

from __future__ import annotations

from typing import Any

from bot.toolkit.gateway import skip_programs


def test_t13_nothing_of_a_program_is_read() -> None:
    """Alone: discord.py's own command handling leaves bots out too, but reads them first."""
    read: list[dict[str, Any]] = []
    parsers: dict[str, Any] = {"MESSAGE_CREATE": read.append}
    skip_programs(parsers)
    person = {"author": {"id": "1"}}
    for data in (
        {"author": {"id": "2", "bot": True}},
        {"author": {"id": "3"}, "webhook_id": "3"},
        person,
    ):
        parsers["MESSAGE_CREATE"](data)
    assert read == [person]
