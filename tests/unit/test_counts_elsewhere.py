"""A limit holds across processes: what one counts, the others count as well."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any, cast

import discord
import pytest
from discord.ext import commands

from bot.spotify.shares import Shares, Spender
from bot.storage import counts_elsewhere
from bot.storage.counts_elsewhere import (
    CHANNEL,
    CountedElsewhere,
    CountsElsewhere,
    Key,
    Tell,
    tell_nobody,
)
from bot.storage.processes import Hear, OnlyProcess
from bot.toolkit.cooldowns import CommandUses, PersonCooldown
from bot.toolkit.presses import PressLimits
from tests.unit.test_shares import Linked


@dataclass
class OneOfTwo(OnlyProcess):
    """One of two processes; what it sends, the other hears."""

    hears: list[Hear] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    other: OneOfTwo | None = None
    shared: bool = True

    def subscribe(self, channel: str, hear: Hear) -> None:
        assert channel == CHANNEL
        self.hears.append(hear)

    def send(self, channel: str, text: str) -> None:
        assert channel == CHANNEL
        self.sent.append(text)
        for hear in self.other.hears if self.other else ():
            hear(text)


@pytest.fixture
def pair(monkeypatch: pytest.MonkeyPatch) -> tuple[OneOfTwo, OneOfTwo]:
    monkeypatch.setattr(counts_elsewhere, "_EVERY", 0)
    one, two = OneOfTwo(), OneOfTwo()
    one.other, two.other = two, one
    return one, two


async def told() -> None:
    """Let what waits for the next round of the loop happen."""
    for _ in range(3):
        await asyncio.sleep(0)


async def test_a_press_counts_in_both(pair: tuple[OneOfTwo, OneOfTwo]) -> None:
    limits = [PressLimits(), PressLimits()]
    for process, limit in zip(pair, limits, strict=True):
        CountsElsewhere(process).share("press", limit)
    for number in range(20):
        limits[number % 2].count(1, "np:skip")
        await told()
    for limit in limits:
        with pytest.raises(commands.CommandOnCooldown):
            limit.count(1, "np:skip")
        limit.count(1, "np:pause")
        limit.count(2, "np:skip")


async def test_a_refused_press_does_not_make_anyone_wait_longer(
    pair: tuple[OneOfTwo, OneOfTwo],
) -> None:
    limits = [PressLimits(), PressLimits()]
    for process, limit in zip(pair, limits, strict=True):
        CountsElsewhere(process).share("press", limit)
    for _ in range(20):
        limits[0].count(1, "np:skip")
    await told()
    before = len(pair[0].sent)
    with pytest.raises(commands.CommandOnCooldown):
        limits[0].count(1, "np:skip")
    await told()
    assert len(pair[0].sent) == before


class Author:
    """A message, as far as a cooldown reads it."""

    def __init__(self, person: int) -> None:
        self.author = discord.Object(person)


def bot_with(cooldown: PersonCooldown) -> commands.Bot:
    async def play(_ctx: commands.Context[Any]) -> None: ...

    play.__commands_cooldown__ = cooldown  # type: ignore[attr-defined]
    bot = commands.Bot("!", intents=discord.Intents.none())
    bot.add_command(commands.Command(play, name="play"))
    return bot


async def test_a_command_counts_in_both(pair: tuple[OneOfTwo, OneOfTwo]) -> None:
    cooldowns = [PersonCooldown(4, 30), PersonCooldown(4, 30)]
    for process, cooldown in zip(pair, cooldowns, strict=True):
        CountsElsewhere(process).share("command", CommandUses(bot_with(cooldown)))
    for number in range(4):
        assert not cooldowns[number % 2].update_rate_limit(Author(1))
        await told()
    for cooldown in cooldowns:
        assert cooldown.update_rate_limit(Author(1))
        assert not cooldown.update_rate_limit(Author(2))


def test_every_instance_of_a_command_counts_by_itself() -> None:
    first = PersonCooldown(1, 30)
    first.update_rate_limit(Author(1))
    assert not first.copy().update_rate_limit(Author(1))


def test_only_so_many_people_are_remembered() -> None:
    cooldown = PersonCooldown(1, 30)
    first = cooldown.of(0)
    for person in range(1, 5001):
        cooldown.of(person)
    assert cooldown.of(0) is not first


async def test_a_share_counts_in_both(pair: tuple[OneOfTwo, OneOfTwo]) -> None:
    linked = Linked({1: "default"})
    both = [Shares(linked, 1000, lambda: 1000.0) for _ in pair]
    for process, shares in zip(pair, both, strict=True):
        CountsElsewhere(process).share("share", shares)
    stranger = Spender(7, 5)
    for number in range(50):
        shares = both[number % 2]
        assert await shares.allow("default", "2026-11-27", stranger, number)
        shares.count("default", "2026-11-27", stranger)
        await told()
    for shares in both:
        assert not await shares.allow("default", "2026-11-27", stranger, 50), "5 % are used up"
        assert await shares.allow("default", "2026-11-27", Spender(8, 6), 50)


class Counted:
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.tell: Tell = tell_nobody
        self.heard: list[tuple[Key, int]] = []

    def counted_elsewhere(self, key: Key, times: int) -> None:
        if key == ("",):
            raise ValueError
        self.heard.append((key, times))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no JSON",
        "[1]",
        '[["x"]]',
        '[["kind",[""],1]]',
        '[["kind",["a"],"b"]]',
        '[["kind","a",1]]',
        '[["kind",[["a"]],1]]',
        '[["kind",1,1]]',
        "null",
    ],
)
def test_nonsense_is_ignored(text: str, caplog: pytest.LogCaptureFixture) -> None:
    process, limit = OneOfTwo(), Counted()
    CountsElsewhere(process).share("kind", limit)
    process.hears[0](text)
    assert not limit.heard
    assert "can't be read" in caplog.text
    process.hears[0](json.dumps([["a newer one", "a", 1], ["kind", ["a", 1, None], 2]]))
    assert limit.heard == [(("a", 1, None), 2)]


@pytest.mark.parametrize("key", [[], [1], ["1", "np"], [1, 2], [None, "np"], [1, "np", 3]])
@pytest.mark.parametrize(
    "limit",
    [
        PressLimits(),
        CommandUses(commands.Bot("!", intents=discord.Intents.none())),
        Shares(Linked({}), 1000, lambda: 1000.0),
    ],
    ids=lambda limit: type(limit).__name__,
)
def test_a_key_that_does_not_fit_is_ignored(
    limit: CountedElsewhere, key: list[object], caplog: pytest.LogCaptureFixture
) -> None:
    process = OneOfTwo()
    CountsElsewhere(process).share("kind", limit)
    process.hears[0](json.dumps([["kind", key, 1]]))
    assert "can't be read" in caplog.text


async def test_any_number_of_uses_fits_into_messages(pair: tuple[OneOfTwo, OneOfTwo]) -> None:
    limits = [Counted(), Counted()]
    for process, limit in zip(pair, limits, strict=True):
        CountsElsewhere(process).share("kind", limit)
    for person in range(1000):
        limits[0].tell((10**18 + person, "x" * 96))
        limits[0].tell(("👍" * 100,))
    await told()
    assert len(limits[1].heard) == 1000
    assert max(len(text.encode()) for text in pair[0].sent) < 7000
    assert len(pair[0].sent) == 20


def test_one_process_tells_nobody() -> None:
    limit = Counted()
    CountsElsewhere(OnlyProcess()).share("kind", limit)
    assert limit.tell is cast(Any, tell_nobody)
