"""What the documentation says each command costs is measured."""

from __future__ import annotations

from collections import Counter

from tests.conftest import MakeWorld
from tests.costs import asked_for, prepare, samples
from tools.costs import COSTS
from tools.declared import declared_commands


async def test_no_command_asks_more_than_the_documentation_says(make_world: MakeWorld) -> None:
    world = await make_world()
    someone, other = await world.regular("Measured M"), await world.linked("Other O")
    for name, text in samples(world, other).items():
        prepare(world, someone)
        world.later()
        asked = Counter(await asked_for(world, someone, text))
        allowed = Counter(COSTS[name].requests)
        if name == "listening":
            allowed = Counter(dict.fromkeys(allowed, 2))
        assert asked <= allowed, f"{name}: {dict(asked)}"


def test_every_documented_command_exists() -> None:
    names = set()
    for command in declared_commands():
        fallback = getattr(command, "fallback", None)
        names.add(f"{command.qualified_name} {fallback}" if fallback else command.qualified_name)
    assert set(COSTS) <= names
