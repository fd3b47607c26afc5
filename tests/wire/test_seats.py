"""Seats: five people per app, several apps, people who wait, members' own apps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sandbox.browser import Browser
from sandbox.spotify.apps import NO_SEAT_WORDINGS, App
from tests.conftest import MakeWorld
from tests.world import Reply, Someone, World, code_on, until


@pytest.fixture
async def five(make_world: MakeWorld) -> World:
    """A bot that knows of five seats, in a world of its own."""
    return await make_world(SPOTIFY_SEATS="5")


def second_app(world: World, **options: Any) -> App:
    """Make another app in the dashboard."""
    options = {"redirect_uris": [f"{world.bot.url}/callback"], **options}
    return world.spotify.add_app("Second", **options)


async def adds(world: World, app: App, name: str = "second") -> Reply:
    """Let the host add an app by the modal."""
    host = world.host
    shown = await host.says("!seats add", "dm")
    values = {"name": name, "client_id": app.client_id, "client_secret": app.client_secret}
    one = await host.fills_in(shown, "Add an app", values)
    return await host.finished(one, "dm")


async def links_on(world: World, someone: Someone, app: App) -> None:
    """Link somebody who has a seat on that app."""
    app.add_seat(someone.listener.id)
    page = await someone.links()
    assert page.status == 200, page.words


@pytest.mark.parametrize("wording", NO_SEAT_WORDINGS)
async def test_no_seat_is_told_and_the_host_adds_with_one_press(world: World, wording: str) -> None:
    world.spotify.app.no_seat_wording = wording
    mira = world.someone("Seatless", seat=False)
    mira.plays()
    asked = await mira.uses("nowplaying")
    page = await mira.agrees(asked)
    assert page.status == 403
    assert "One more step for the host" in page.words
    told = await mira.becomes(asked, "no seat yet")
    assert list(told.buttons) == ["Give the host my Spotify e-mail"]
    letter = await world.host.sees(mira.person.username, "dm")
    letter.contains("Somebody needs a seat", "User Management", "main")
    assert world.spotify.client_id in letter.buttons["Open User Management"]["url"]
    (await world.host.presses(letter, "Added", "dm")).contains("Spotify still says no")
    mark = len(world.spotify.requests)
    world.give_seat(mira)
    (await world.host.presses(letter, "Added", "dm")).contains("They are linked")
    await mira.becomes(asked, mira.spotify_name)
    await mira.sees("窓辺の切手", after=asked.id)
    assert world.spotify.count("/authorize", since=mark) == 0, "no second login"
    again = world.spotify.count("/api/token", since=mark, grant_type="authorization_code")
    assert again == 0
    (await world.host.presses(letter, "Added", "dm")).contains("They are linked")
    world.spotify.app.no_seat_wording = NO_SEAT_WORDINGS[0]


async def test_the_owner_without_premium_is_told_apart(make_world: MakeWorld) -> None:
    world = await make_world()
    world.spotify.app.owner_premium = False
    mira = world.someone()
    page = await mira.links()
    assert page.status == 502
    await mira.sees("The bot's Spotify app is asleep")
    letter = await world.host.sees("does not work", "dm")
    letter.contains("no active Premium", "Renew Premium")
    assert not mira.rows("pending_grants")
    await mira.links()
    letters = [one for one in world.rows("letters") if one["kind"] == "app_trouble"]
    assert len(letters) == 1, "told once"


async def test_the_mail_reaches_the_host_and_is_kept_nowhere(world: World) -> None:
    mira = world.someone("Mailing", seat=False)
    offer = await mira.uses("link")
    await mira.agrees(offer)
    told = await mira.becomes(offer, "no seat yet")
    mail = "unmistakable@listeners.example"
    odd = await mira.fills_in(told, "Give the host my Spotify e-mail", {"mail": "@everyone `x`"})
    (await mira.finished(odd, "general")).contains("not an e-mail address")
    one = await mira.fills_in(told, "Give the host my Spotify e-mail", {"mail": mail})
    (await mira.finished(one, "general")).contains("The host has it")
    letter = await world.host.sees(f"`{mail}`", "dm")
    assert "Added" in letter.buttons
    stored = b"".join(
        file.read_bytes() for file in world.bot.database.parent.iterdir() if file.is_file()
    )
    assert b"unmistakable" not in stored
    assert "unmistakable" not in "".join(world.bot.output)


async def test_the_host_is_not_flooded(world: World) -> None:
    mira = world.someone("Insistent", seat=False)
    for _ in range(3):
        offer = await mira.uses("link")
        await mira.agrees(offer)
        told = await mira.becomes(offer, "no seat yet")
    await world.host.sees("Insistent", "dm")
    assert len(world.rows("letters", "about", mira.person.id)) == 1
    for number in range(7):
        values = {"mail": f"mail{number}@listeners.example"}
        one = await mira.fills_in(told, "Give the host my Spotify e-mail", values)
        answer = await mira.finished(one, "general")
        answer.contains("The host has it" if number < 5 else "too old")


async def test_unlinking_lets_nobody_flood_the_host(world: World) -> None:
    mira, jonas = world.someone("Evermore", seat=False), world.someone("Onlyonce", seat=False)
    seen = 0
    for number in range(5):
        offer = await mira.uses("link")
        await mira.agrees(offer)
        await mira.becomes(offer, "no seat yet")
        if number < 3:
            seen = (await world.host.sees("Evermore", "dm", after=seen)).id
        await mira.uses("unlink")
    await jonas.agrees(await jonas.uses("link"))
    await world.host.sees("Onlyonce", "dm", after=seen)
    told = [
        one
        for one in world.discord.messages(world.host.person, "dm")
        if "Evermore" in str(one["components"])
    ]
    assert len(told) == 3


async def test_a_host_with_closed_messages_is_told_at_the_next_command(
    make_world: MakeWorld,
) -> None:
    world = await make_world()
    world.host.person.dms_open = False
    mira = world.someone("Waiting", seat=False)
    await mira.agrees(await mira.uses("link"))
    await until(lambda: [one["status"] for one in world.rows("letters")] == ["closed"])
    answer = await world.host.uses("help", "general")
    told = await world.host.sees("Somebody needs a seat", "general", after=answer.id)
    assert told.private


async def test_only_the_host_may_press_added(world: World) -> None:
    mira = world.someone(seat=False)
    offer = await mira.uses("link")
    await mira.agrees(offer)
    told = await mira.becomes(offer, "no seat yet")
    ref = told.id_of("seat:mail:").rpartition(":")[2]
    letter = await world.host.sees(mira.person.username, "dm")
    world.give_seat(mira)
    # A forged press: the same ID on a message that another person may use.
    own = await mira.says("!link", "dm")
    message = world.discord.world.messages[own.id]
    text = str(message.data["components"]).replace("paste:open", f"seat:added:{ref}")
    message.data["components"] = eval(text)
    one = await world.discord.press(mira.person, own.id, f"seat:added:{ref}")
    (await mira.finished(one, "dm")).contains("For the host only")
    assert not mira.is_linked
    (await world.host.presses(letter, "Added", "dm")).contains("They are linked")


async def test_wrong_browser_and_no_seat_need_the_code_first(world: World) -> None:
    mira = world.someone(seat=False)
    offer = await mira.uses("link")
    async with Browser(mira.address) as in_app, Browser(mira.address) as other:
        authorize = await in_app.press_continue(offer.link)
        page = await other.goes_on(await world.spotify.consent(authorize, mira.listener.id))
    asked = await mira.becomes(offer, "One more step")
    assert not world.rows("letters", "about", mira.person.id)
    (await mira.types_code(asked, code_on(page))).contains("no seat yet")
    letter = await world.host.sees(mira.person.username, "dm")
    world.give_seat(mira)
    (await world.host.presses(letter, "Added", "dm")).contains("They are linked")
    assert mira.is_linked


async def test_the_sixth_person_is_told_and_so_is_the_host(five: World) -> None:
    people = [await five.linked() for _ in range(5)]
    sixth = five.someone("Sixth", seat=False)
    (await sixth.uses("link")).contains("All seats are taken", "The host has been told")
    letter = await five.host.sees("All seats are taken", "dm")
    letter.contains("Sixth", "all 5 seats of 1 apps")
    (await sixth.uses("link")).contains("All seats are taken")
    assert len([one for one in five.rows("letters") if one["kind"] == "seats_full"]) == 1
    (await five.host.says("!seats", "dm")).contains("5 of 5 used, 0 free", people[0].mention)
    await people[0].uses("unlink")
    five.spotify.app.seats.remove(people[0].listener.id)
    five.spotify.app.add_seat(sixth.listener.id)
    assert (await sixth.links()).status == 200, "unlinking frees a seat"


async def test_people_are_placed_on_an_app_with_a_free_seat(five: World) -> None:
    for _ in range(5):
        await five.linked()
    app = second_app(five)
    (await adds(five, app)).contains("second", "is ready")
    sixth = five.someone("Sixth", seat=False)
    await links_on(five, sixth, app)
    assert sixth.app_of_link == app.client_id
    sixth.plays()
    (await sixth.says("!np")).contains("窓辺の切手")
    sixth.forget_access()
    (await sixth.says("!np")).contains("窓辺の切手")
    shown = await five.host.says("!seats", "dm")
    shown.contains("1 of 5 used, 4 free", app.client_id)
    (await sixth.uses("seats list")).lacks(app.client_id)
    assert app.client_secret.encode() not in five.bot.database.read_bytes()
    assert app.client_secret not in str(five.rows("apps"))


async def test_a_renewal_stays_on_its_app(five: World) -> None:
    app = second_app(five)
    await adds(five, app)
    for _ in range(5):
        await five.linked()
    sixth = five.someone("Sixth", seat=False)
    await links_on(five, sixth, app)
    people = five.rows("accounts")
    five.spotify.app.seats.pop()
    assert len(people) == 6
    page = await sixth.links()
    assert page.status == 200
    assert sixth.app_of_link == app.client_id


async def test_only_the_host_manages_apps(world: World) -> None:
    mira = world.someone()
    (await mira.says("!seats add", "dm")).contains("For the host only")
    (await mira.says("!seats remove second", "dm")).contains("For the host only")
    await mira.uses("seats list")
    host = world.host
    (await host.says("!seats remove nothing", "dm")).contains("There is no such app")
    (await host.says("!seats remove main", "dm")).contains("stands in the host's settings")


async def test_a_wrong_secret_is_not_taken(world: World) -> None:
    app = second_app(world)
    app.client_secret, right = "0" * 32, app.client_secret
    wrong = App("x", client_id=app.client_id, client_secret=right)
    (await adds(world, wrong)).contains("Spotify does not accept this client ID")
    bad = App("x", client_id="nonsense", client_secret=right)
    (await adds(world, bad)).contains("32 characters")
    assert not [one for one in world.rows("apps") if one["client_id"] == app.client_id]


async def test_seats_add_by_slash_opens_the_form(world: World) -> None:
    host = world.host
    one = await world.discord.command(host.person, "general", "seats add", {})
    await world.discord.wait_for(lambda: one.modal)
    assert f"{world.bot.url}/callback" in str(one.modal)


async def test_a_removed_app_tells_its_people_once(five: World) -> None:
    for _ in range(5):
        someone = await five.linked()
    app = second_app(five)
    await adds(five, app)
    sixth = five.someone("Sixth", seat=False)
    await links_on(five, sixth, app)
    (await five.host.says("!seats remove second", "dm")).contains("gone from here")
    await sixth.sees("Your Spotify link needs you", "dm")
    (await sixth.uses("nowplaying")).contains("All seats are taken")
    await someone.uses("unlink")
    five.give_seat(sixth)
    asked = await sixth.uses("nowplaying")
    asked.contains("is no longer there")
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
    letter = await five.host.sees("does not work", "dm")
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
    await world.host.sees("start it again", "dm")
    await world.bot.stop()
    await world.bot.start()
    mira.forget_access()
    (await mira.uses("nowplaying")).contains("settings are wrong")
    troubles = [one for one in world.rows("letters") if one["kind"] == "app_trouble"]
    assert len(troubles) == 1, "told once, over a restart too"
    world.spotify.app.client_secret = old
    (await mira.uses("nowplaying")).contains("窓辺の切手")


async def test_a_member_brings_an_app_and_shares_its_seats(five: World) -> None:
    owner = five.someone("App Owner", seat=False)
    await five.lets_manage(owner)
    app = second_app(five, owner="somebody else", seats=[owner.listener.id])
    guide = await owner.uses("seats own")
    guide.contains(f"{five.bot.url}/callback", "User Management", "learns the e-mail address")
    one = await owner.fills_in(guide, "I have the client ID", {"client_id": app.client_id})
    shown = await owner.finished(one, "general")
    assert "Offer four seats to this server" in shown.buttons
    assert (await owner.links()).status == 200
    assert owner.app_of_link == app.client_id
    owner.plays()
    owner.forget_access()
    (await owner.says("!np")).contains("窓辺の切手")
    for _ in range(5):
        await five.linked()
    friend = five.someone("Friend", seat=False)
    (await friend.uses("link")).contains("All seats are taken")
    await owner.turns(shown, "seats:share")
    offer = await friend.presses(await friend.uses("link"), "I trust them: use their app")
    page = await friend.agrees(offer)
    assert page.status == 403
    letter = await owner.sees("Somebody needs a seat", "dm")
    letter.contains("Friend")
    app.add_seat(friend.listener.id)
    (await owner.presses(letter, "Added", "dm")).contains("They are linked")
    assert friend.app_of_link == app.client_id
    stranger = five.someone(seat=False, guilds=[])
    (await stranger.uses("link", "dm")).contains("All seats are taken")


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
    await owner.sees("Was it deleted?", "dm")
    await friend.sees("Your Spotify link needs you", "dm")
    kinds = [one["kind"] for one in five.rows("letters") if one["kind"].startswith("app_")]
    assert sorted(kinds) == ["app_gone", "app_trouble"]
    assert friend.rows("accounts")[0]["refresh_token"] is not None, "tokens are kept"


async def test_seats_are_counted_per_developer_account(five: World) -> None:
    """Quota: one developer's apps share their pause, a member's app has its own."""
    app = second_app(five)
    await adds(five, app)
    for _ in range(5):
        mira = await five.linked()
    sixth = five.someone(seat=False)
    await links_on(five, sixth, app)
    owner = five.someone(seat=False)
    own = second_app(five, owner="somebody else", seats=[owner.listener.id])
    guide = await owner.uses("seats own")
    one = await owner.fills_in(guide, "I have the client ID", {"client_id": own.client_id})
    await owner.finished(one, "general")
    await owner.links()
    for person in (mira, sixth, owner):
        person.plays()
    five.spotify.limit(r"/v1/me/player$", 1, retry_after=600)
    await mira.uses("nowplaying")
    (await mira.uses("pause")).lacks("quota")
    mark = len(five.spotify.requests)
    await sixth.uses("nowplaying")
    (await owner.uses("nowplaying")).contains("窓辺の切手")
    owners = {one["quota_owner"] for one in five.rows("budgets")}
    assert owners == {"default", f"member:{owner.person.id}"}
    assert five.spotify.count("/v1/me/player", since=mark) <= 2


async def test_without_the_feature_there_is_one_app(make_world: MakeWorld) -> None:
    world = await make_world(FEATURES="")
    (await world.host.says("!seats add", "dm")).contains("not turned on", "seats")
    (await world.someone().uses("seats own")).contains("not turned on")


async def test_apps_from_a_file(make_world: MakeWorld, tmp_path: Path) -> None:
    file = tmp_path / "apps.json"
    file.write_text("[]")
    world = await make_world(SPOTIFY_APPS_FILE=str(file), SPOTIFY_SEATS="1")
    app = second_app(world)
    await world.bot.stop()
    file.write_text(
        f'[{{"name": "filed", "client_id": "{app.client_id}", '
        f'"client_secret": "{app.client_secret}"}}]'
    )
    await world.bot.start()
    await world.linked()
    second = world.someone(seat=False)
    await links_on(world, second, app)
    assert second.app_of_link == app.client_id
    (await world.host.says("!seats", "dm")).contains("filed", "1 of 1 used")
    assert app.client_secret not in "".join(world.bot.output)


async def test_a_login_waits_a_week_for_its_seat(world: World) -> None:
    mira = world.someone(seat=False)
    offer = await mira.uses("link")
    await mira.agrees(offer)
    await mira.becomes(offer, "no seat yet")
    row = mira.rows("pending_grants")[0]
    assert 6.9 * 86400 < row["expires_at"] - row["created_at"] <= 7 * 86400 + 5
    letter = await world.host.sees(mira.person.username, "dm")
    await mira.uses("unlink")
    assert not mira.rows("pending_grants"), "unlinking forgets the waiting login"
    (await world.host.presses(letter, "Added", "dm")).contains("No longer waiting")
    await until(
        lambda: not [one for one in world.rows("letters") if one["about"] == mira.person.id]
    )


async def test_an_ended_link_frees_its_seat_and_may_come_back(five: World) -> None:
    people = [await five.linked() for _ in range(5)]
    gone = people[0]
    five.spotify.revoke(gone.listener)
    gone.forget_access()
    await gone.uses("nowplaying")
    (await five.host.says("!seats", "dm")).contains("4 of 5 used, 1 free")
    sixth = five.someone(seat=False)
    five.spotify.app.seats.remove(gone.listener.id)
    five.spotify.app.add_seat(sixth.listener.id)
    assert (await sixth.links()).status == 200
    page = await gone.links()
    assert page.status == 403, "Spotify decides; the host is asked for a seat"
    await five.host.sees(gone.person.username, "dm")


async def test_letters_discord_refuses_for_good_are_not_sent_for_ever(
    make_world: MakeWorld,
) -> None:
    world = await make_world()
    world.discord.fail_next("POST", r"/channels/\d+/messages", 400, 50035, times=50)
    mira = world.someone(seat=False)
    await mira.agrees(await mira.uses("link"))
    await until(lambda: [one["status"] for one in world.rows("letters")] == ["closed"])
