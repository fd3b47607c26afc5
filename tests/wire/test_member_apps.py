"""A member's own app: named wherever people are placed on it, and only after they agreed."""

from __future__ import annotations

import pytest

from sandbox.browser import Browser
from sandbox.spotify.apps import App
from tests.conftest import MakeWorld
from tests.world import Reply, Someone, World, until

_AGREE, _REFUSE = "I trust them: use their app", "No, wait for the host"


@pytest.fixture
async def full(make_world: MakeWorld) -> World:
    """A bot whose host has one seat, which is taken."""
    world = await make_world(SPOTIFY_SEATS="1")
    await world.linked()
    return world


async def brings_app(world: World, owner: Someone) -> tuple[App, Reply]:
    app = world.spotify.add_app(
        "Members", owner="a member", redirect_uris=[f"{world.bot.url}/callback"]
    )
    guide = await owner.uses("seats own")
    one = await owner.fills_in(guide, "I have the client ID", {"client_id": app.client_id})
    return app, await owner.finished(one, "general")


async def shares_app(world: World, owner: Someone) -> App:
    await world.lets_manage(owner)
    app, shown = await brings_app(world, owner)
    await owner.turns(shown, "seats:share")
    return app


async def test_t3c_the_owner_is_named_at_every_step_and_asked_about_first(full: World) -> None:
    owner = full.someone("Ozu Appowner", seat=False)
    app = await shares_app(full, owner)
    handle = owner.person.username
    friend = full.someone("Friend", seat=False)
    friend.plays()
    asked = await friend.uses("nowplaying")
    assert asked.private
    asked.contains("Ozu Appowner", handle, "Spotify email", "get access to your Spotify")
    assert list(asked.buttons) == [_AGREE, _REFUSE]
    assert not friend.rows("link_tickets"), "nobody is placed before they agree"
    offer = await friend.presses(asked, _AGREE)
    offer.contains("Ozu Appowner", handle, "will run afterwards")
    async with Browser(friend.address) as browser:
        start = await browser.open(offer.link)
        assert "Ozu Appowner" in start.words
        assert f"@ {handle}" in start.words
        done = await browser.link(offer.link, full.spotify, friend.listener.id)
        assert done.status == 403
        assert "Ozu Appowner" in done.words
    told = await friend.becomes(offer, "no seat yet")
    told.contains("Ozu Appowner", handle)
    told.lacks("The host")
    ref = told.custom_ids[0]
    one = await full.discord.press(friend.person, told.id, ref)
    modal = str(await full.discord.wait_for(lambda: one.modal))
    assert "Ozu Appowner" in modal
    assert handle in modal
    sent = await full.discord.submit_modal(one.id, {"mail": "friend@listeners.example"})
    (await friend.finished(sent, "general")).contains("Ozu Appowner", handle, "has it")
    app.add_seat(friend.listener.id)
    letter = await owner.sees("friend@listeners.example", "dm")
    (await owner.presses(letter, "Added", "dm")).contains("They're linked")
    await friend.sees("窓辺の切手", after=asked.id)
    (await friend.uses("account")).contains("Ozu Appowner", handle)
    (await full.host.says("!seats", "dm")).contains("Ozu Appowner", handle)


async def test_refusing_waits_for_the_host(full: World) -> None:
    owner = full.someone("Ozu Appowner", seat=False)
    await shares_app(full, owner)
    friend = full.someone("Careful Friend", seat=False)
    asked = await friend.says("!link")
    asked.contains("Ozu Appowner")
    refused = await friend.presses(asked, _REFUSE)
    refused.contains("All seats are taken", "the host was told")
    await full.host.sees("Careful Friend", "dm")
    assert not friend.rows("link_tickets")
    assert (await friend.uses("link")).buttons.keys() == {_AGREE, _REFUSE}, "asked again"


async def test_sharing_needs_manage_server_also_when_it_is_used(full: World) -> None:
    owner = full.someone("Ozu Appowner", seat=False)
    _, shown = await brings_app(full, owner)
    shown.contains("Only someone who can manage this server")
    assert "Offer four seats to this server" not in shown.buttons
    await full.lets_manage(owner)
    again = await owner.uses("seats own")
    assert "Offer four seats to this server" in again.buttons
    full.home.member_roles.clear()
    refused = await owner.presses(again, "Offer four seats to this server")
    refused.contains("Manage Server")
    await full.lets_manage(owner)
    await owner.turns(again, "seats:share")
    friend = full.someone("Friend", seat=False)
    asked = await friend.uses("link")
    assert _AGREE in asked.buttons
    full.home.member_roles.clear()
    (await friend.presses(asked, _AGREE)).contains("All seats are taken")
    (await friend.uses("link")).contains("All seats are taken")


async def test_unlinking_does_not_flood_the_apps_owner(full: World) -> None:
    owner = full.someone("Ozu Appowner", seat=False)
    await shares_app(full, owner)
    friend = full.someone("Flooding Friend", seat=False)
    for number in range(7):
        offer = await friend.presses(await friend.uses("link"), _AGREE)
        await friend.agrees(offer)
        told = await friend.becomes(offer, "no seat yet")
        label = next(one for one in told.buttons if "email" in one)
        values = {"mail": f"mail{number}@listeners.example"}
        one = await friend.fills_in(told, label, values)
        answer = await friend.finished(one, "general")
        answer.contains("has it" if number < 5 else "too old")
        await friend.uses("unlink")
    await until(lambda: not full.rows("letters", "about", friend.person.id))
    wanted = [
        one
        for one in full.discord.messages(owner.person, "dm")
        if "agreed on Spotify's page" in str(one["components"])
    ]
    assert 1 <= len(wanted) <= 3
