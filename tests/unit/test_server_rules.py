"""A server's rules: where commands may be used, and which."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast
from unittest.mock import AsyncMock

import discord
import pytest

from bot.accounts.preferences import Rules, ServerRules
from bot.toolkit.server_rules import ServerRulesCheck
from bot.ui.discord_errors import ChannelOff

GUILD = cast(discord.Guild, SimpleNamespace(id=1))
ALLOWED, OTHER = 5, 6


def place(number: int, parent: int | None = None) -> discord.abc.Snowflake:
    return cast(discord.abc.Snowflake, SimpleNamespace(id=number, parent_id=parent))


@pytest.fixture
def check() -> ServerRulesCheck:
    rules = Rules(channels=frozenset({ALLOWED}))
    return ServerRulesCheck(cast(ServerRules, SimpleNamespace(of=AsyncMock(return_value=rules))))


@pytest.mark.parametrize("where", [place(ALLOWED), place(99, ALLOWED)], ids=["channel", "thread"])
async def test_a_thread_follows_its_channel(
    check: ServerRulesCheck, where: discord.abc.Snowflake
) -> None:
    await check.allow(GUILD, where, "play")


@pytest.mark.parametrize("where", [place(OTHER), place(99, OTHER), discord.Object(OTHER)])
async def test_elsewhere_it_is_refused(
    check: ServerRulesCheck, where: discord.abc.Snowflake
) -> None:
    with pytest.raises(ChannelOff):
        await check.allow(GUILD, where, "play")
