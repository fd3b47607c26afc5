"""Secrets: nothing that the simulators ever issued shows up where it must not."""

from __future__ import annotations

import resource
import stat
import sys
from urllib.parse import parse_qs, urlsplit

import pytest

from sandbox.browser import Browser
from tests.conftest import MakeWorld
from tests.world import World


async def test_t7_no_secret_in_logs_database_or_modes(make_world: MakeWorld) -> None:
    world = await make_world()
    mira = await world.linked()
    mira.plays()
    await mira.uses("nowplaying")
    world.spotify.expire_access_tokens()
    await mira.says("!artist velvet harbour")
    world.spotify.fault("/v1/me/player", "malformed", times=3)
    await mira.uses("nowplaying")
    await (world.someone()).links(agree=False)
    offer = await mira.offer()
    secrets = set(world.spotify.issued) | {world.discord.bot_token, offer.rpartition("/")[2]}
    secrets |= {one.token for one in world.discord.interactions.all.values()}
    stored = world.stored()
    await world.bot.stop()
    printed = "".join(world.bot.output)
    assert "DEBUG" in printed, "the search is made at the chattiest level"
    assert [secret for secret in secrets if secret in printed] == []
    assert [secret for secret in secrets if secret.encode() in stored] == []
    # With PostgreSQL there's neither: the key comes from the environment.
    for name in ("earshot.db", "token.key") if world.postgres is None else ():
        mode = stat.S_IMODE(world.bot.database.with_name(name).stat().st_mode)
        assert mode == 0o600, name


async def test_t12_unlink_leaves_no_byte_of_the_person(make_world: MakeWorld) -> None:
    world = await make_world()
    mira = await world.linked(spotify_name="Unmistakable Name")
    with world.database() as database:
        row = database.execute("SELECT access_token, refresh_token FROM accounts").fetchone()
    await mira.uses("unlink")
    await world.bot.stop()
    left = b"".join(
        file.read_bytes() for file in world.bot.database.parent.iterdir() if file.is_file()
    )
    assert row[0] not in left
    assert row[1] not in left
    assert b"Unmistakable Name" not in left


async def test_a_damaged_row_concerns_only_its_person(world: World) -> None:
    mira, jonas = await world.linked(), await world.linked()
    jonas.plays()
    with world.database() as database:
        database.execute(
            "UPDATE accounts SET access_token = ?, refresh_token = ? WHERE discord_id = ?",
            (b"\1\2", b"\3", mira.person.id),
        )
    (await mira.uses("nowplaying")).contains("can't be read", "Linking again fixes it")
    (await mira.uses("account")).contains(mira.spotify_name)
    (await jonas.uses("nowplaying")).contains("窓辺の切手")
    await mira.links()
    (await mira.uses("nowplaying")).contains("Nothing to see")


async def test_t6a_rows_cannot_be_swapped(world: World) -> None:
    mira, jonas = await world.linked(), await world.linked()
    with world.database() as database:
        tokens = dict(database.execute("SELECT discord_id, access_token FROM accounts"))
        for one, other in ((mira, jonas), (jonas, mira)):
            database.execute(
                "UPDATE accounts SET access_token = ? WHERE discord_id = ?",
                (tokens[other.person.id], one.person.id),
            )
    for one in (mira, jonas):
        (await one.uses("nowplaying")).contains("can't be read")


async def test_t6a_states_and_cookies_lie_there_as_hashes_only(world: World) -> None:
    """Someone who reads the database can't finish a link that is under way."""
    mira = world.someone()
    offer = await mira.offer()
    async with Browser(mira.address) as browser:
        authorize = await browser.press_continue(offer)
        cookies = [one.value for one in browser.session.cookie_jar]
    state = parse_qs(urlsplit(authorize).query)["state"][0]
    stored = str(mira.rows("link_tickets"))
    assert len(cookies) == 1
    for secret in (state, *cookies, offer.rpartition("/")[2]):
        assert secret not in stored


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells another process's limits")
async def test_t7_a_crash_leaves_no_core_dump(world: World) -> None:
    assert resource.prlimit(world.bot.pid, resource.RLIMIT_CORE) == (0, 0)
