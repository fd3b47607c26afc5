"""What counts as the bot's own fault, and what is logged about it."""

from __future__ import annotations

import logging
from types import SimpleNamespace
from typing import Any

import discord
import pytest
from discord.ext import commands

from bot.metrics import Metrics
from bot.toolkit.channel_rights import ChannelRights
from bot.toolkit.fault_reporting import FaultReporter, asked_by
from bot.toolkit.rest_retries import NoAnswer
from bot.ui.discord_errors import AnswerLost, UnknownPerson
from bot.ui.words.errors import explain, is_known


class Collected:
    """Stands in for the message to the host."""

    def __init__(self) -> None:
        self.names: list[str] = []

    async def add(self, name: str) -> None:
        self.names.append(name)


async def noted(error: BaseException, request: str = "'!x'") -> list[str]:
    collected: Any = Collected()
    await FaultReporter(collected, Metrics()).report(error, ("x", request))
    return list(collected.names)


async def test_an_unknown_error_is_a_fault(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        assert await noted(commands.CommandInvokeError(KeyError("y"))) == ["x"]
    record = caplog.records[-1]
    assert record.exc_info is not None
    assert record.exc_info[0] is KeyError
    assert "asked: '!x'" in record.getMessage()


async def test_errors_with_words_are_not_faults() -> None:
    for error in (UnknownPerson(), commands.UserNotFound("x"), commands.CheckFailure()):
        assert await noted(error) == []
        assert is_known(error)


async def test_discords_own_trouble_is_not_a_fault() -> None:
    lost = NoAnswer("POST", "/x")
    assert await noted(lost) == []
    assert await noted(AnswerLost(lost)) == []
    words = explain(AnswerLost(lost), prefix="!")
    assert "again" not in words.text


async def test_a_fault_that_cannot_be_reported_is_still_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def add(name: str) -> None:
        raise OSError(name)

    broken: Any = SimpleNamespace(add=add)
    with caplog.at_level(logging.ERROR):
        await FaultReporter(broken, Metrics()).report(ValueError(), ("x", "'!x'"))
    assert next(one.exc_info[0] for one in caplog.records if one.exc_info) is ValueError


def test_a_channel_that_refused_is_left_alone_for_a_minute() -> None:
    now = [0.0]
    places = ChannelRights(lambda: now[0])
    channel = SimpleNamespace(id=1)
    assert places.may_write(channel)
    places.refused(1)
    assert not places.may_write(channel)
    now[0] = 61
    assert places.may_write(channel)
    assert places.tells_now(1, 2)
    assert not places.tells_now(1, 2)
    assert places.tells_now(1, 3)
    now[0] = 3700
    assert places.tells_now(1, 2)


def test_remembered_channels_are_bounded() -> None:
    places = ChannelRights(lambda: 0.0)
    for number in range(20_000):
        places.refused(number)
        places.tells_now(number, 1)
    assert len(places._refused) == len(places._told) == 5000


@pytest.mark.parametrize("custom_id", ["a\nERROR made up", "zq9 :1", "", "x" * 90, "np:\n", "é"])
def test_an_id_that_is_none_of_ours_writes_no_line_of_the_log(custom_id: str) -> None:
    pressed = SimpleNamespace(
        type=discord.InteractionType.component,
        data={"custom_id": custom_id},
        guild=None,
        channel_id=1,
    )
    made: Any = pressed
    name, request = asked_by(made)
    assert name == ("press np" if custom_id.startswith("np:") else "press (unknown)")
    assert "\n" not in request
