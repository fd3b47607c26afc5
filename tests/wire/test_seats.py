"""People who wait for a seat, and the host who gives it."""

from __future__ import annotations

import pytest

from sandbox.browser import Browser
from sandbox.spotify.apps import NO_SEAT_WORDINGS
from tests.conftest import MakeWorld
from tests.wire.link_steps import exchanges
from tests.world import World, code_on, until


@pytest.mark.parametrize("wording", NO_SEAT_WORDINGS)
async def test_no_seat_is_told_and_the_host_adds_with_one_press(world: World, wording: str) -> None:
    world.spotify.app.no_seat_wording = wording
    mira = world.someone("Seatless", seat=False)
    mira.plays()
    asked = await mira.uses("nowplaying")
    page = await mira.agrees(asked)
    assert page.status == 403
    assert "One more step for the bot's host" in page.words
    told = await mira.becomes(asked, "no seat yet")
    assert list(told.buttons) == ["Send the host my Spotify email"]
    letter = await world.host.sees(mira.person.username, "dm")
    letter.contains("Someone needs a seat", "User Management", "main")
    assert world.spotify.client_id in letter.buttons["Open User Management"]["url"]
    (await world.host.presses(letter, "Added", "dm")).contains("Spotify still says no")
    mark = len(world.spotify.requests)
    world.give_seat(mira)
    (await world.host.presses(letter, "Added", "dm")).contains("They're linked")
    await mira.becomes(asked, mira.spotify_name)
    await mira.sees("窓辺の切手", after=asked.id)
    assert exchanges(world, mark) == 0, "no second login"
    (await world.host.presses(letter, "Added", "dm")).contains("They're linked")
    world.spotify.app.no_seat_wording = NO_SEAT_WORDINGS[0]


async def test_the_mail_reaches_the_host_and_is_kept_nowhere(world: World) -> None:
    mira = world.someone("Mailing", seat=False)
    offer = await mira.uses("link")
    await mira.agrees(offer)
    told = await mira.becomes(offer, "no seat yet")
    mail = "unmistakable@listeners.example"
    odd = await mira.fills_in(told, "Send the host my Spotify email", {"mail": "@everyone `x`"})
    (await mira.finished(odd, "general")).contains("not an email address")
    one = await mira.fills_in(told, "Send the host my Spotify email", {"mail": mail})
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
        one = await mira.fills_in(told, "Send the host my Spotify email", values)
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
    told = await world.host.sees("Someone needs a seat", "general", after=answer.id)
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
    (await mira.finished(one, "dm")).contains("For the bot's host only")
    assert not mira.is_linked
    (await world.host.presses(letter, "Added", "dm")).contains("They're linked")


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
    (await world.host.presses(letter, "Added", "dm")).contains("They're linked")
    assert mira.is_linked


async def test_a_login_waits_a_week_for_its_seat(world: World) -> None:
    mira = world.someone(seat=False)
    offer = await mira.uses("link")
    await mira.agrees(offer)
    await mira.becomes(offer, "no seat yet")
    row = mira.rows("waiting_logins")[0]
    assert 6.9 * 86400 < row["expires_at"] - row["created_at"] <= 7 * 86400 + 5
    letter = await world.host.sees(mira.person.username, "dm")
    await mira.uses("unlink")
    assert not mira.rows("waiting_logins"), "unlinking forgets the waiting login"
    (await world.host.presses(letter, "Added", "dm")).contains("No longer waiting")
    await until(
        lambda: not [one for one in world.rows("letters") if one["about"] == mira.person.id]
    )


async def test_letters_discord_refuses_for_good_are_not_sent_for_ever(
    make_world: MakeWorld,
) -> None:
    world = await make_world()
    world.discord.fail_next("POST", r"/channels/\d+/messages", 400, 50035, times=50)
    mira = world.someone(seat=False)
    await mira.agrees(await mira.uses("link"))
    await until(lambda: [one["status"] for one in world.rows("letters")] == ["closed"])
