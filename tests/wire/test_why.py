"""`why`: what keeps a command from working for a person, each with the next step."""

from __future__ import annotations

from tests.conftest import MakeWorld
from tests.world import Someone, World


async def test_everything_is_fine(world: World, regular: Someone) -> None:
    shown = await regular.uses("why", command="play")
    ids = {one["name"]: one["id"] for one in world.discord.commands() if one.get("type", 1) == 1}
    assert shown.private
    shown.contains(
        f"</play:{ids['play']}> should work for you",
        regular.spotify_name,
        "You have a seat",
        "Your link allows what </play:",
        "Premium when last checked",
        "Active device",
        "No rate limit from Spotify",
        "The link ends",
    )
    shown.lacks("❌")


async def test_not_linked(world: World) -> None:
    shown = await world.someone().uses("why")
    shown.contains("❌ Spotify isn't linked")
    assert "Link Spotify" in shown.buttons


async def test_prefix_goes_by_direct_message(world: World) -> None:
    mira = await world.linked()
    (await mira.says("!why play")).contains("direct messages")
    await mira.sees("Status", "dm")


async def test_missing_permission(world: World) -> None:
    mira = await world.linked()
    mira.plays()
    shown = await mira.uses("why", command="playlist create")
    shown.contains(
        "❌ Your link doesn't allow this yet", "create and change your private playlists"
    )
    await mira.agrees(await mira.presses(shown, "Allow it"))
    (await mira.uses("why", command="playlist create")).lacks("❌")
    (await mira.uses("why", command="nowplaying")).lacks("❌")


async def test_what_another_use_needs_is_no_hindrance(world: World) -> None:
    mira = await world.linked()
    mira.plays()
    shown = await mira.uses("why", command="devices")
    shown.contains("> should work for you", "</devices:", "▫️ Your link doesn't allow this yet")
    shown.contains("control your player")
    assert "Allow it" not in shown.buttons
    shown = await mira.uses("why", command="queue")
    shown.contains("❌ Your link doesn't allow this yet", "see what's up next")
    shown.lacks("control your player")


async def test_no_seat(world: World) -> None:
    mira = await world.linked()
    mira.plays()
    seats = world.spotify.app.seats
    seats.remove(mira.listener.id)
    (await mira.uses("why")).contains("❌ You have no seat", "User Management")
    world.give_seat(mira)


async def test_no_premium_as_last_seen(world: World) -> None:
    mira = await world.linked(premium=False)
    mira.plays()
    (await mira.uses("why", command="pause")).contains("unknown until your first player command")
    (await mira.allows("!pause")).contains("needs Spotify Premium")
    (await mira.uses("why", command="pause")).contains("❌ No Premium when last checked")
    (await mira.uses("why", command="nowplaying")).lacks("❌")


async def test_no_device_and_private_session(world: World) -> None:
    mira, hidden = await world.linked(), await world.linked()
    mira.listener.player.stop()
    (await mira.uses("why", command="pause")).contains("❌ No active device")
    (await mira.uses("why")).lacks("❌")
    hidden.plays()
    hidden.listener.player.private = True
    (await hidden.uses("why")).contains("Private session")


async def test_a_pause_spotify_asked_for(make_world: MakeWorld) -> None:
    world = await make_world()
    mira = await world.linked()
    mira.plays()
    world.spotify.limit(r"/v1/me/player", 0, retry_after=3000)
    await mira.uses("nowplaying")
    (await mira.uses("why")).contains("❌ Spotify's rate limit applies until <t:")


async def test_ended_links_and_renewal(make_world: MakeWorld) -> None:
    world = await make_world()
    mira, gone = await world.linked(), await world.linked()
    mira.plays()
    mira.make_older(175)
    shown = await mira.uses("why")
    shown.contains("Renew it now")
    assert "Renew my link" in shown.buttons
    world.spotify.revoke(gone.listener)
    gone.forget_access()
    shown = await gone.uses("why")
    shown.contains("❌ Your link was removed on Spotify's side")
    assert "Renew my link" in shown.buttons


async def test_a_damaged_row_and_a_refused_app(make_world: MakeWorld) -> None:
    world = await make_world()
    mira, other = await world.linked(), await world.linked()
    with world.database() as database:
        database.execute(
            "UPDATE accounts SET access_token = ? WHERE discord_id = ?", (b"\0", mira.person.id)
        )
    (await mira.uses("why")).contains("❌ Your saved link can't be read")
    world.spotify.app.client_secret = "d" * 32
    other.forget_access()
    await other.uses("nowplaying")
    (await other.uses("why")).contains("❌ Spotify doesn't accept the bot's app")


async def test_settings_doctor_is_for_the_host(world: World) -> None:
    (await world.someone().uses("settings doctor")).contains("For the bot's host only")
    await world.host.says("!settings doctor", "dm")
    shown = await world.host.sees("Set-up check", "dm")
    shown.contains("the token works", "is served by the running bot", "Invite link")
    shown.lacks("❌")
