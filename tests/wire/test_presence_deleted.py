"""Where the host shows everyone who hasn't said no, a "no" outlives every way of deleting."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from sandbox.browser import Browser
from tests.postgres import PostgresServer
from tests.presences import shows
from tests.wire.test_deleting import (
    Way,
    after_it_ended,
    after_the_host_removed_their_app,
    by_prefix,
    by_privacy,
    by_the_disconnect_page,
    by_undoing,
    by_unlink,
)
from tests.world import Someone, World

SONG = "窓辺の切手"
_SECRET = "Nothing to show"


@pytest.fixture(scope="module")
async def opt_out_world(
    tmp_path_factory: pytest.TempPathFactory, database_server: PostgresServer | None
) -> AsyncIterator[World]:
    folder = tmp_path_factory.mktemp("optout")
    environment = {"FEATURES": "presence,seats", "PRESENCE_DEFAULT": "opt-out"}
    world = await World.start(folder, environment, database_server)
    yield world
    await world.close()


@pytest.fixture
def room(opt_out_world: World) -> World:
    """A world that several tests share."""
    opt_out_world.follow_nothing()
    return opt_out_world


async def hides(someone: Someone) -> None:
    pressed = await someone.presses_in_place(
        await someone.uses("privacy"), "Hide my Discord's song"
    )
    pressed.contains("nobody else sees it")


async def is_hidden(room: World, mira: Someone) -> None:
    jonas = room.someone()
    (await jonas.says(f"!np {mira.mention}")).contains(_SECRET)
    (await jonas.says("!listening")).lacks("Mira Q")
    (await mira.uses("nowplaying")).contains("isn't linked")


def only_the_no_is_kept(room: World, mira: Someone) -> None:
    rows = room.rows("settings", "subject", mira.person.id)
    assert [(row["name"], row["value"]) for row in rows] == [("presence", "off")]
    assert not mira.rows("accounts")


@pytest.mark.parametrize(
    "way",
    [
        by_unlink,
        by_prefix,
        by_privacy,
        by_the_disconnect_page,
        by_undoing,
        after_it_ended,
        after_the_host_removed_their_app,
    ],
)
async def test_t8b_a_no_outlives_every_deletion(room: World, way: Way) -> None:
    mira = await room.linked("Mira Q")
    await shows(mira, SONG)
    await hides(mira)
    await mira.selects(await mira.uses("settings mine"), "set:style", ["card"])
    await way(room, mira)
    only_the_no_is_kept(room, mira)
    await is_hidden(room, mira)


async def test_who_is_unlinked_on_the_page_is_told_what_is_kept(room: World) -> None:
    for hidden in (True, False):
        mira = await room.linked("Mira Q")
        if hidden:
            await hides(mira)
        async with Browser(mira.address) as browser:
            authorize = await browser.submit(await browser.open(f"{room.bot.url}/disconnect"))
            await browser.open(await room.spotify.consent(authorize, mira.listener.id))
        told = await mira.sees("Your Spotify link was removed", "dm")
        assert ("Only this is kept" in told.words) == hidden


async def test_t8b_nobody_stays_nobody(room: World) -> None:
    mira = await room.linked("Mira Q")
    await shows(mira, SONG)
    await mira.chooses(await mira.uses("settings mine"), "nobody")
    (await mira.uses("unlink")).contains("only that is kept", "If not, it can still be seen here")
    only_the_no_is_kept(room, mira)
    await is_hidden(room, mira)


async def test_what_is_kept_is_said_and_can_be_forgotten(room: World) -> None:
    mira, jonas = room.someone("Mira Q"), room.someone()
    await shows(mira, SONG)
    await hides(mira)
    await mira.selects(await mira.uses("settings mine"), "set:style", ["card"])
    asked = await mira.presses_in_place(await mira.uses("privacy"), "Delete everything")
    asked.contains("1 item about you")
    gone = await mira.presses_in_place(asked, "Delete everything")
    gone.contains("Only this is kept: you don't want your Discord's song to be seen here")
    left = await mira.uses("privacy")
    left.contains("Only that you don't want your Discord's song to be seen here")
    forgotten = await mira.presses_in_place(left, "Forget that too")
    forgotten.contains("Nothing.", "can see it here")
    assert not room.rows("settings", "subject", mira.person.id)
    (await jonas.says(f"!np {mira.mention}")).contains(SONG)


async def test_who_said_nothing_is_told_that_it_can_still_be_seen(room: World) -> None:
    mira = await room.linked("Mira Q")
    asked = await mira.presses_in_place(await mira.uses("privacy"), "Delete everything")
    gone = await mira.presses_in_place(asked, "Delete everything")
    gone.contains("can still be seen here", "hides it")
    assert not room.rows("settings", "subject", mira.person.id)


async def test_t8b_unlinking_before_others_does_not_tell_what_was_chosen(room: World) -> None:
    said = []
    for hidden in (False, True):
        mira = await room.linked("Mira Q")
        if hidden:
            await hides(mira)
        said.append((await mira.says("!unlink")).words)
    assert said[0] == said[1]
