"""Requests to Discord with an unclear outcome are retried if nothing can happen twice."""

from __future__ import annotations

from typing import Any
from unittest.mock import Mock

import discord
import pytest
from discord.http import Route

from bot.toolkit import rest_retries
from bot.toolkit.button_icons import ButtonIcons
from bot.toolkit.command_mentions import CommandMentions
from bot.toolkit.rest_retries import CarefulRequests, NoAnswer, Unclear

ICONS = ButtonIcons(CommandMentions(list, {}))


class Discord:
    """Returns prepared answers in order, and records what was sent."""

    def __init__(self, *answers: object) -> None:
        self.answers = list(answers)
        self.sent: list[Any] = []

    async def __call__(self, route: Route, **options: Any) -> object:
        self.sent.append(options.get("json"))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rest_retries, "_WAITS", (0.0, 0.0))


def message(channel: int = 1) -> Route:
    return Route("POST", "/channels/{channel_id}/messages", channel_id=channel)


async def test_a_message_is_sent_again_with_the_same_nonce() -> None:
    service = Discord(Unclear(), "there")
    assert await CarefulRequests(service, ICONS)(message(), json={"content": "x"}) == "there"
    first, second = service.sent
    assert first["nonce"] == second["nonce"]
    assert first["enforce_nonce"]
    assert len(first["nonce"]) <= 25


async def test_typing_is_not_repeated_and_ends_clearly() -> None:
    service = Discord(Unclear())
    with pytest.raises(NoAnswer):
        await CarefulRequests(service, ICONS)(
            Route("POST", "/channels/{channel_id}/typing", channel_id=1)
        )
    assert len(service.sent) == 1


async def test_a_delete_that_only_seemed_to_fail_counts_as_done() -> None:
    gone = discord.NotFound(Mock(status=404, reason="gone"), None)
    route = Route("DELETE", "/channels/{channel_id}/messages/{id}", channel_id=1, id=2)
    assert await CarefulRequests(Discord(Unclear(), gone), ICONS)(route) is None
    with pytest.raises(discord.NotFound):
        await CarefulRequests(Discord(gone), ICONS)(route)


async def test_an_unclear_outcome_is_an_http_error_from_discord() -> None:
    with pytest.raises(discord.DiscordServerError):
        await CarefulRequests(Discord(Unclear(), Unclear(), Unclear()), ICONS)(message(), json={})
