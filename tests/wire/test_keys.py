"""`python -m bot keys rotate` and `keys check`, with a real bot, and killed again and again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import MakeWorld
from tests.postgres import PostgresServer
from tests.wire.backing_up import hears, runs
from tests.wire.copying import KEY, OTHER_KEY
from tests.world import World


async def test_a_host_rotates_the_key_and_nobody_notices(make_world: MakeWorld) -> None:
    world = await make_world()
    if world.postgres is not None:
        pytest.skip("the key is in the settings")
    people = [await world.linked() for _ in range(3)]
    key = world.bot.database.with_name("token.key")
    await runs(world, "db", "backup", "before.db")
    code, output = await runs(world, "keys", "rotate")
    assert (code, "the bot doesn't know the newest key yet; start it again" in output) == (1, True)
    for one in people:
        await hears(one)
    await world.bot.stop()
    await world.bot.start()
    code, output = await runs(world, "keys", "rotate")
    assert (code, "values were sealed again" in output) == (0, True), output
    for one in people:
        one.forget_access()
    world.bot.reads_again()
    for one in people:
        await hears(one)
    code, output = await runs(world, "keys", "check")
    assert (code, "Everything can be opened" in output) == (0, True), output
    newest, former = key.read_text("ascii").split()
    assert newest not in output
    await world.bot.stop()
    key.write_text(newest + "\n", "ascii")
    await world.bot.start()
    for one in people:
        await hears(one)
    await world.bot.stop()
    code, output = await runs(world, "db", "restore", "before.db")
    assert (code, "was sealed with another key" in output) == (2, True), output
    key.write_text(f"{newest}\n{former}\n", "ascii")
    code, output = await runs(world, "db", "restore", "before.db")
    assert code == 0, output
    await world.bot.start()
    for one in people:
        await hears(one)


async def test_a_row_that_cannot_be_opened_is_named_and_only_its_person_links_again(
    make_world: MakeWorld,
) -> None:
    world = await make_world()
    mira, jonas = await world.linked(), await world.linked()
    with world.database() as database:
        swap = "UPDATE accounts SET refresh_token = access_token WHERE discord_id = ?"
        database.execute(swap, (jonas.person.id,))
    code, output = await runs(world, "keys", "check")
    assert code == 1, output
    named = f"accounts.refresh_token can't be opened: discord_id {jonas.person.id}\n"
    assert named in output
    assert str(mira.person.id) not in output
    await hears(mira)


async def test_on_postgresql_the_keys_are_those_that_are_set(
    postgres: PostgresServer, tmp_path: Path
) -> None:
    world = await World.start(tmp_path, {"TOKEN_ENCRYPTION_KEYS": KEY}, postgres)
    try:
        mira = await world.linked()
        both = f"{OTHER_KEY},{KEY}"
        code, output = await runs(world, "keys", "rotate", TOKEN_ENCRYPTION_KEYS=both)
        assert (code, "the bot doesn't know the newest key yet" in output) == (1, True), output
        await world.bot.stop()
        world.bot.environment["TOKEN_ENCRYPTION_KEYS"] = both
        await world.bot.start()
        code, output = await runs(world, "keys", "rotate")
        assert (code, "delete the former keys from TOKEN_ENCRYPTION_KEYS" in output) == (0, True)
        await hears(mira)
        await world.bot.stop()
        world.bot.environment["TOKEN_ENCRYPTION_KEYS"] = OTHER_KEY
        await world.bot.start()
        mira.forget_access()
        world.bot.reads_again()
        await hears(mira)
        code, output = await runs(world, "keys", "rotate")
        assert (code, "is sealed with the newest key already" in output) == (0, True), output
        code, output = await runs(world, "keys", "check", TOKEN_ENCRYPTION_KEYS=KEY)
        assert (code, "the key isn't the one of this database" in output) == (2, True), output
    finally:
        await world.close()
