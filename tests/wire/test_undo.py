"""Undoing a link in the browser that consented.

Attacks: docs/reference/threats-and-faults.md, V1.
"""

from __future__ import annotations

import pytest
from yarl import URL

from bot.web.own_form import form_token
from sandbox.browser import Browser
from tests.world import World


async def test_t1c_the_victim_undoes_it_in_their_browser(world: World) -> None:
    """V1 at level 1: the victim goes the whole way, and then sees whose it is."""
    attacker, victim = world.someone("Attacker"), world.someone("Victim")
    attacker.plays()
    offer = await attacker.uses("link")
    address = offer.link
    async with Browser(victim.address) as theirs:
        done = await theirs.link(address, world.spotify, victim.listener.id)
        assert attacker.person.username in done.words
        assert victim.spotify_name in done.words
        await attacker.becomes(offer, "Spotify is linked")
        gone = await theirs.undo(done)
        assert "Undone" in gone.words
        assert not attacker.is_linked
        assert "Undone" in (await theirs.undo(done)).words, "pressing twice is no error"
    await attacker.becomes(offer, "The link was undone")
    (await attacker.uses("nowplaying")).contains("isn't linked yet")


async def test_undo_needs_the_browser_that_consented_and_its_form(world: World) -> None:
    mira, other = world.someone(), world.someone()
    async with Browser(mira.address) as mine, Browser(other.address) as theirs:
        done = await mine.link(await mira.offer(), world.spotify, mira.listener.id)
        with pytest.raises(RuntimeError, match="no form"):
            await theirs.undo(await theirs.open(done.url))
        ref = done.url.rpartition("/")[2]
        token = done.source.split('name="token" value="')[1][:64]
        fields = {"ref": ref, "token": token}
        url = f"{world.bot.url}/link/undo"
        assert (await theirs.post(url, fields)).status == 403
        assert (await mine.post(url, {**fields, "token": "0" * 64})).status == 403
        headers = {"Sec-Fetch-Site": "cross-site"}
        async with mine.session.post(url, data=fields, headers=headers) as answer:
            assert answer.status == 403
    assert mira.is_linked


async def test_t4c_undo_with_a_made_up_cookie_is_refused(world: World) -> None:
    """Anyone who knows a link's public name can make the cookie and token, but not its hash."""
    mira, other = world.someone(), world.someone()
    async with Browser(mira.address) as mine, Browser(other.address) as theirs:
        done = await mine.link(await mira.offer(), world.spotify, mira.listener.id)
        ref = done.url.rpartition("/")[2]
        made_up = "1795000000." + "A" * 43
        theirs.session.cookie_jar.update_cookies(
            {f"earshot-{ref}": made_up}, response_url=URL(world.bot.url)
        )
        fields = {"ref": ref, "token": form_token("undo", ref, made_up)}
        assert (await theirs.post(f"{world.bot.url}/link/undo", fields)).status == 403
    assert mira.is_linked


async def test_t1c_undo_ends_after_ten_minutes(world: World) -> None:
    mira = world.someone()
    async with Browser(mira.address) as mine:
        done = await mine.link(await mira.offer(), world.spotify, mira.listener.id)
        with world.database() as database:
            database.execute(
                "UPDATE link_tickets SET linked_at = linked_at - 601 WHERE discord_id = ?",
                (mira.person.id,),
            )
        token = done.source.split('name="token" value="')[1][:64]
        fields = {"ref": done.url.rpartition("/")[2], "token": token}
        assert (await mine.post(f"{world.bot.url}/link/undo", fields)).status == 410
        assert "This wasn't me" not in (await mine.open(done.url)).words
    assert mira.is_linked


async def test_undo_leaves_a_newer_link_alone(world: World) -> None:
    mira = world.someone()
    async with Browser(mira.address) as mine:
        done = await mine.link(await mira.offer(), world.spotify, mira.listener.id)
        mira.make_older(1)
        token = done.source.split('name="token" value="')[1][:64]
        fields = {"ref": done.url.rpartition("/")[2], "token": token}
        assert (await mine.post(f"{world.bot.url}/link/undo", fields)).status == 410
    assert mira.is_linked
