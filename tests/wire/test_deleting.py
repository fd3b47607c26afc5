"""After each way of deleting, no table, free page or log holds anything of the person."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from sandbox.browser import Browser
from tests.conftest import MakeWorld
from tests.postgres import contents
from tests.traces import found_in, found_in_rows
from tests.world import Someone, World, until

Way = Callable[[World, Someone], Awaitable[None]]


async def by_unlink(world: World, mira: Someone) -> None:
    (await mira.uses("unlink")).contains("Everything about you was deleted")


async def by_prefix(world: World, mira: Someone) -> None:
    (await mira.says("!unlink")).contains("Everything about you was deleted")


async def by_privacy(world: World, mira: Someone) -> None:
    asked = await mira.presses_in_place(await mira.uses("privacy"), "Delete everything")
    (await mira.presses_in_place(asked, "Delete everything")).contains("Deleted")


async def by_the_disconnect_page(world: World, mira: Someone) -> None:
    async with Browser(mira.address) as browser:
        authorize = await browser.submit(await browser.open(f"{world.bot.url}/disconnect"))
        page = await browser.open(await world.spotify.consent(authorize, mira.listener.id))
        assert "Removed" in page.words
    await mira.sees("Your Spotify link was removed", "dm")
    await until(lambda: not mira.rows("letters"))


async def by_undoing(world: World, mira: Someone) -> None:
    offer = await mira.uses("link")
    async with Browser(mira.address) as browser:
        address = str(offer.buttons["Link Spotify"]["url"])
        done = await browser.link(address, world.spotify, mira.listener.id)
        assert "Undone" in (await browser.undo(done)).words
    await mira.becomes(offer, "The link was undone")
    await until(lambda: not mira.rows("link_tickets"))


async def after_it_ended(world: World, mira: Someone) -> None:
    world.spotify.revoke(mira.listener.id)
    mira.forget_access()
    (await mira.uses("devices")).contains("Link again")
    await by_unlink(world, mira)


async def with_an_app_of_their_own(world: World, mira: Someone) -> None:
    app = world.spotify.add_app("own", owner=mira.listener.id)
    app.redirect_uris.append(f"{world.bot.url}/callback")
    own = await mira.uses("seats own")
    one = await mira.fills_in(own, "I have the client ID", {"client_id": app.client_id})
    await mira.finished(one, "general")
    assert world.rows("apps", "owner_id", mira.person.id)
    await by_unlink(world, mira)


async def after_the_host_removed_their_app(world: World, mira: Someone) -> None:
    app = world.spotify.add_app("own", owner=mira.listener.id, seats=[mira.listener.id])
    app.redirect_uris.append(f"{world.bot.url}/callback")
    own = await mira.uses("seats own")
    one = await mira.fills_in(own, "I have the client ID", {"client_id": app.client_id})
    await mira.finished(one, "general")
    await mira.links()
    assert mira.app_of_link == app.client_id
    await world.host.says("!seats remove own", "dm")
    await by_unlink(world, mira)


async def lived(world: World) -> Someone:
    """Return someone who has left traces everywhere."""
    mira = world.someone("Zebrafinch Discordname", spotify_name="Quokka Spotifyname")
    world.kept.add(mira.listener.id)
    await mira.links()
    mira.plays()
    jonas = await world.linked("Jonas")
    await mira.selects(await mira.uses("settings mine"), "set:style", ["card"])
    await mira.says("!np")
    await jonas.says(f"!np {mira.mention}")
    await mira.allows("!search Silver")
    await mira.allows("!skip")
    await mira.says("!aux open")
    await jonas.says("!aux add Winter")
    await jonas.allows("!playlist create Mine")
    await jonas.allows("!top tracks")
    (await jonas.says(f"!blend {mira.mention}")).contains("Zebrafinch Discordname")
    assert mira.rows("aux_sessions", "owner_id")
    assert any(str(mira.person.id) in row["value"] for row in jonas.rows("memos"))
    # Two people want one Spotify account: the other is told who it was, and has its name.
    async with Browser(jonas.address) as browser:
        await browser.link(await jonas.offer(), world.spotify, mira.listener.id)
    async with Browser(mira.address) as browser:
        await browser.link(await mira.offer(), world.spotify, jonas.listener.id)
    # A link that waits, with a command; and one that someone else brought to an end.
    await mira.says("!follow Velvet Harbour")
    async with Browser(mira.address) as browser:
        authorize = await browser.press_continue(await jonas.offer())
    await jonas.opens(await world.spotify.consent(authorize, mira.listener.id))
    await until(lambda: all(row["status"] != "due" for row in world.rows("letters")))
    return mira


@pytest.mark.parametrize(
    "way",
    [
        by_unlink,
        by_prefix,
        by_privacy,
        by_the_disconnect_page,
        by_undoing,
        after_it_ended,
        with_an_app_of_their_own,
        after_the_host_removed_their_app,
    ],
)
async def test_nothing_is_left(make_world: MakeWorld, way: Way) -> None:
    world = await make_world()
    mira = await lived(world)
    account = mira.rows("accounts")[0]
    traces = (
        mira.person.id,
        account["spotify_account_id"],
        f'{mira.listener.id}"',
        "Zebrafinch Discordname",
        "Quokka Spotifyname",
    )

    def left() -> list[str]:
        if world.postgres is not None:
            return found_in_rows(contents(world.postgres), *traces)
        return found_in(world.bot.database, *traces)

    assert left()
    await way(world, mira)
    await until(lambda: not left())
    await world.bot.stop()
    assert left() == []
