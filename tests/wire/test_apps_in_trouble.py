"""Apps that were removed, deleted or refused: who is told, and once."""

from __future__ import annotations

from tests.conftest import MakeWorld
from tests.wire.seat_steps import adds, links_on, second_app
from tests.world import World


async def test_the_owner_without_premium_is_told_apart(make_world: MakeWorld) -> None:
    world = await make_world()
    world.spotify.app.owner_premium = False
    mira = world.someone()
    page = await mira.links()
    assert page.status == 502
    await mira.sees("The bot's Spotify app is inactive")
    letter = await world.host.sees("doesn't work", "dm")
    letter.contains("no active Premium", "Renew Premium")
    assert not mira.rows("waiting_logins")
    await mira.links()
    letters = [one for one in world.rows("letters") if one["kind"] == "app_trouble"]
    assert len(letters) == 1, "told once"


async def test_a_removed_app_tells_its_people_once(five: World) -> None:
    for _ in range(5):
        someone = await five.linked()
    app = second_app(five)
    await adds(five, app)
    sixth = five.someone("Sixth", seat=False)
    await links_on(five, sixth, app)
    (await five.host.says("!seats remove second", "dm")).contains("was removed here")
    await sixth.sees("Your Spotify link needs attention", "dm")
    (await sixth.uses("nowplaying")).contains("All seats are taken")
    await someone.uses("unlink")
    five.give_seat(sixth)
    asked = await sixth.uses("nowplaying")
    asked.contains("is gone")
    await sixth.agrees(asked)
    await sixth.becomes(asked, "Spotify is linked")


async def test_a_rotated_secret_tells_the_host_once_and_marks_the_app(five: World) -> None:
    app = second_app(five)
    await adds(five, app)
    for _ in range(5):
        await five.linked()
    people = [five.someone(seat=False) for _ in range(2)]
    for one in people:
        await links_on(five, one, app)
        one.plays()
    app.client_secret = five.spotify.issue("f" * 32)
    for one in people * 2:
        one.forget_access()
        (await one.uses("nowplaying")).contains("settings are wrong", "Your link is kept")
    letter = await five.host.sees("doesn't work", "dm")
    letter.contains("second", "new secret", "All links are kept")
    troubles = [one for one in five.rows("letters") if one["kind"] == "app_trouble"]
    assert len(troubles) == 1, "told once"
    (await five.host.says("!seats", "dm")).contains("no longer accepts its client ID or secret")
    seventh = five.someone(seat=False)
    offer = await seventh.uses("link")
    offer.lacks("second")
    (await adds(five, app)).contains("is ready")
    for one in people:
        (await one.uses("nowplaying")).contains("窓辺の切手")
    (await five.host.says("!seats", "dm")).lacks("no longer accepts")


async def test_the_main_apps_rotated_secret_keeps_all_links(make_world: MakeWorld) -> None:
    world = await make_world()
    mira = await world.linked()
    mira.plays()
    old = world.spotify.app.client_secret
    world.spotify.app.client_secret = "e" * 32
    for _ in range(3):
        mira.forget_access()
        (await mira.uses("nowplaying")).contains("settings are wrong")
    await world.host.sees("restart the bot", "dm")
    await world.bot.stop()
    await world.bot.start()
    mira.forget_access()
    (await mira.uses("nowplaying")).contains("settings are wrong")
    troubles = [one for one in world.rows("letters") if one["kind"] == "app_trouble"]
    assert len(troubles) == 1, "told once, over a restart too"
    world.spotify.app.client_secret = old
    (await mira.uses("nowplaying")).contains("窓辺の切手")


async def test_a_members_deleted_app_tells_everybody_once(five: World) -> None:
    owner, friend = five.someone(seat=False), five.someone(seat=False)
    await five.lets_manage(owner)
    app = second_app(five, owner="x", seats=[owner.listener.id, friend.listener.id])
    guide = await owner.uses("seats own")
    one = await owner.fills_in(guide, "I have the client ID", {"client_id": app.client_id})
    shown = await owner.finished(one, "general")
    await owner.links()
    for _ in range(5):
        await five.linked()
    await owner.turns(shown, "seats:share")
    offer = await friend.presses(await friend.uses("link"), "I trust them: use their app")
    await friend.agrees(offer)
    assert friend.app_of_link == app.client_id
    del five.spotify.apps[app.client_id]
    for one_person in (friend, friend, owner):
        one_person.forget_access()
        await one_person.uses("nowplaying")
    await owner.sees("If it was deleted", "dm")
    await friend.sees("Your Spotify link needs attention", "dm")
    kinds = [one["kind"] for one in five.rows("letters") if one["kind"].startswith("app_")]
    assert sorted(kinds) == ["app_gone", "app_trouble"]
    assert friend.rows("accounts")[0]["refresh_token"] is not None, "tokens are kept"
