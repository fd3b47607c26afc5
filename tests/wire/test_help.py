"""Help explains every command as it is declared."""

from __future__ import annotations

import pytest

from bot.ui.usage import CommandHelp, describe
from tests.world import World
from tools.declared import declared_commands

DESCRIBED = [describe(one) for one in declared_commands()]


@pytest.mark.parametrize("command", DESCRIBED, ids=lambda one: one.name)
async def test_help_explains_a_command(world: World, command: CommandHelp) -> None:
    shown = await world.someone().says(f"!help {command.name}")
    shown.contains(f"!{command.usage}", command.summary, f"!{command.example}")
