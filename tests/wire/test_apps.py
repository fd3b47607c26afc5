"""Several Spotify apps: who is placed where, and who may manage them."""

from __future__ import annotations

from pathlib import Path

from sandbox.spotify.apps import App
from tests.conftest import MakeWorld
from tests.wire.seat_steps import adds, links_on, second_app
from tests.world import World


async def test_the_sixth_person_is_told_and_so_is_the_host(five: World) -> None:
    people = [await five.linked() for _ in range(5)]
    sixth = five.someone("Sixth", seat=False)
    (await sixth.uses("link")).contains("All seats are taken", "the host was told")
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
    assert app.client_secret.encode() not in five.stored()
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
    (await mira.says("!seats add", "dm")).contains("For the bot's host only")
    (await mira.says("!seats remove second", "dm")).contains("For the bot's host only")
    await mira.uses("seats list")
    host = world.host
    (await host.says("!seats remove nothing", "dm")).contains("There's no such app")
    (await host.says("!seats remove main", "dm")).contains("is in the host's settings")


async def test_a_wrong_secret_is_not_taken(world: World) -> None:
    app = second_app(world)
    app.client_secret, right = "0" * 32, app.client_secret
    wrong = App("x", client_id=app.client_id, client_secret=right)
    (await adds(world, wrong)).contains("Spotify doesn't accept this client ID")
    bad = App("x", client_id="nonsense", client_secret=right)
    (await adds(world, bad)).contains("32 characters")
    assert not [one for one in world.rows("apps") if one["client_id"] == app.client_id]


async def test_seats_add_by_slash_opens_the_form(world: World) -> None:
    host = world.host
    one = await world.discord.command(host.person, "general", "seats add", {})
    await world.discord.wait_for(lambda: one.modal)
    assert f"{world.bot.url}/callback" in str(one.modal)


async def test_a_member_brings_an_app_and_shares_its_seats(five: World) -> None:
    owner = five.someone("App Owner", seat=False)
    await five.lets_manage(owner)
    app = second_app(five, owner="someone else", seats=[owner.listener.id])
    guide = await owner.uses("seats own")
    guide.contains(f"{five.bot.url}/callback", "User Management", "learns the email address")
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
    letter = await owner.sees("Someone needs a seat", "dm")
    letter.contains("Friend")
    app.add_seat(friend.listener.id)
    (await owner.presses(letter, "Added", "dm")).contains("They're linked")
    assert friend.app_of_link == app.client_id
    stranger = five.someone(seat=False, guilds=[])
    (await stranger.uses("link", "dm")).contains("All seats are taken")


async def test_seats_are_counted_per_developer_account(five: World) -> None:
    """Quota: one developer's apps share their pause, a member's app has its own."""
    app = second_app(five)
    await adds(five, app)
    for _ in range(5):
        mira = await five.linked()
    sixth = five.someone(seat=False)
    await links_on(five, sixth, app)
    owner = five.someone(seat=False)
    own = second_app(five, owner="someone else", seats=[owner.listener.id])
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
    (await world.host.says("!seats add", "dm")).contains("hasn't turned on", "seats")
    (await world.someone().uses("seats own")).contains("hasn't turned on")


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
