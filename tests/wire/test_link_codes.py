"""The code that is shown in one browser and typed in Discord."""

from __future__ import annotations

import asyncio

from tests.wire.link_codes import consented_elsewhere, opened_forms
from tests.world import Reply, Someone, World, until


async def test_a_form_that_was_closed_opens_again_at_once(world: World) -> None:
    """A double click counts once where something is done; a form that was closed is not there."""
    mira = world.someone()
    offer = await mira.uses("link")
    await opens_twice(mira, offer, "2 Paste the address")
    await consented_elsewhere(world, mira, offer.link)
    await opens_twice(mira, await mira.becomes(offer, "One more step"), "Type the code")


async def opens_twice(someone: Someone, shown: Reply, label: str) -> None:
    for _ in range(2):
        await _opens_form(someone, shown, label)


async def _opens_form(someone: Someone, shown: Reply, label: str) -> None:
    custom_id = shown.buttons[label]["custom_id"]
    one = await someone.discord.press(someone.person, shown.id, custom_id)
    await someone.discord.wait_for(lambda: one.modal)


async def test_t9c_a_late_right_code_after_three_wrong_ones_is_refused(world: World) -> None:
    mira = world.someone()
    modals, code = await opened_forms(world, mira, 6)
    wrong = [world.discord.submit_modal(one.id, {"code": "BBBBBBBB"}) for one in modals[:5]]
    answers = await asyncio.gather(*wrong)
    for one in answers:
        await mira.finished(one, "general")
    last = await world.discord.submit_modal(modals[5].id, {"code": code})
    (await mira.finished(last, "general")).contains("no longer works")
    assert not mira.is_linked


async def test_budibase_19194_only_the_tickets_owner_can_type_the_code(world: World) -> None:
    mira, other = world.someone(), world.someone()
    offer = await mira.says("!link", "dm")
    code = await consented_elsewhere(world, mira, offer.link)
    asked = await mira.becomes(offer, "One more step")
    own = await other.says("!link", "dm")
    modal = await world.discord.press(
        other.person, own.id, own.buttons["2 Paste the address"]["custom_id"]
    )
    await world.discord.wait_for(lambda: modal.modal)
    ref = asked.buttons["Type the code"]["custom_id"].removeprefix("code:")
    assert modal.modal is not None
    modal.modal["custom_id"] = f"code:done:{ref}"
    one = await world.discord.submit_modal(modal.id, {"code": code})
    (await other.finished(one, "dm")).contains("no longer works")
    assert not mira.is_linked
    assert not other.is_linked


async def test_t9c_a_code_runs_out_after_ten_minutes(world: World) -> None:
    mira = world.someone()
    offer = await mira.uses("link")
    code = await consented_elsewhere(world, mira, offer.link)
    await mira.becomes(offer, "One more step")
    with world.database() as database:
        database.execute("UPDATE waiting_logins SET expires_at = expires_at - 601")
    (await mira.types_code(offer, code)).contains("no longer works")
    assert not mira.is_linked


async def test_t6a_a_pending_login_is_encrypted(world: World) -> None:
    mira = world.someone()
    offer = await mira.uses("link")
    code = await consented_elsewhere(world, mira, offer.link)
    row = mira.rows("waiting_logins")[0]
    assert code not in str(row)
    tokens = [one.encode() for one in world.spotify.issued if one.startswith(("AQ", "BQ"))]
    assert not any(token in row["sealed"] for token in tokens)


async def test_two_codes_at_once_link_once(world: World) -> None:
    mira = world.someone()
    offer = await mira.uses("link")
    code = await consented_elsewhere(world, mira, offer.link)
    await mira.becomes(offer, "One more step")
    await asyncio.gather(*(mira.types_code(offer, code) for _ in range(2)))
    await until(lambda: mira.is_linked)
    await mira.becomes(offer, mira.spotify_name)
