"""The aux and its owner: Premium, leaving, passing it on, ending it."""

from __future__ import annotations

import json
import time

import pytest

from tests.conftest import MakeWorld
from tests.needs import sqlite_only
from tests.wire.aux_party import party_in
from tests.world import MANAGE_MESSAGES, World, until


async def test_passing_it_on_needs_the_others_consent(make_world: MakeWorld) -> None:
    world = await make_world()
    owner, heir = await world.regular("Owner O"), await world.regular("Heir H")
    party = await party_in(world, owner)
    heir.plays("最終便", progress_ms=0)
    asked = await owner.says(f"!aux pass {heir.mention}")
    party.guest.now(party.panel).contains("Owner O")
    (await party.guest.presses(asked, "Take the aux")).contains("isn't yours")
    (await heir.presses_in_place(asked, "Take the aux")).contains("Heir H")
    (await owner.says("!aux close")).contains("Only the person who has the aux can end it")
    (await heir.says("!aux close")).contains("has ended")
    (await heir.says("!aux")).contains("No aux")


async def test_an_offer_is_over_once_its_owner_has_passed_the_aux_on(
    make_world: MakeWorld,
) -> None:
    world = await make_world()
    owner, heir, late = [await world.regular(name) for name in ("Owner O", "Heir H", "Late L")]
    party = await party_in(world, owner)
    to_late = await owner.says(f"!aux pass {late.mention}")
    to_heir = await owner.says(f"!aux pass {heir.mention}")
    (await heir.presses_in_place(to_heir, "Take the aux")).contains("Heir H", "has the aux now")
    refused = await late.presses(to_late, "Take the aux")
    assert refused.private
    refused.contains("That offer has expired")
    await world.discord.wait_for(lambda: "Heir H" in heir.now(party.panel).words)
    assert "Late L" not in heir.now(party.panel).words


async def test_ending_it_by_command_ends_the_panel_and_the_questions(
    make_world: MakeWorld,
) -> None:
    world = await make_world()
    party = await party_in(world, await world.regular("Owner E"))
    asked = await party.guest.says("!aux add 青い封筒")
    await party.owner.says("!aux close")
    ended = await party.other.becomes(party.panel, "has ended")
    assert not ended.buttons
    assert not (await party.other.becomes(asked, "Not this time")).buttons


async def test_only_its_owner_and_moderators_end_it_and_it_says_so(make_world: MakeWorld) -> None:
    world = await make_world()
    party = await party_in(world, await world.regular("Owner E"))
    refused = await party.guest.uses("aux close")
    refused.contains("Only the person who has the aux can end it", "“Manage Messages”")
    assert refused.private
    pressed = await party.guest.presses(party.owner.now(party.panel), "End the aux")
    pressed.contains("Only the person who has the aux can end it")
    assert pressed.private
    await world.lets_manage(party.other, MANAGE_MESSAGES)
    await party.other.presses_in_place(party.owner.now(party.panel), "End the aux")
    (await party.guest.says("!aux")).contains("No aux")


@pytest.mark.parametrize("visible", [True, False])
async def test_without_premium_it_is_not_opened_and_says_why(world: World, visible: bool) -> None:
    free = await world.regular("Free F")
    free.listener.premium = False
    free.plays("窓辺の切手", progress_ms=0)
    if not visible:
        free.listener.player.stop()
    world.later()
    (await free.says("!aux open", "music")).contains("Premium")
    (await free.says("!aux", "music")).contains("No aux")
    world.kept.discard(free.listener.id)


async def test_premium_that_ends_later_is_said_in_the_panel_and_to_guests(
    make_world: MakeWorld,
) -> None:
    world = await make_world()
    owner = await world.regular("Owner P")
    party = await party_in(world, owner)
    await owner.says("!aux trust everyone")
    owner.listener.premium = False
    owner.listener.player.stop()
    world.later()
    await party.guest.says("!aux add 青い封筒")
    await party.other.becomes(party.panel, "isn't Premium")
    owner.plays("窓辺の切手", progress_ms=0)
    world.later()
    await party.guest.says("!aux skip")
    (await party.other.says("!aux skip")).contains("Owner P", "isn't Premium")


async def test_an_owner_who_leaves_the_server_is_not_shown_there(make_world: MakeWorld) -> None:
    world = await make_world()
    owner = await world.regular("Owner L")
    party = await party_in(world, owner)
    await owner.says("!aux trust everyone")
    world.home.members.remove(owner.person.id)
    await party.guest.says("!aux add 青い封筒")
    ended = await party.guest.becomes(party.panel, "has ended")
    ended.lacks("窓辺の切手")
    (await party.guest.says("!aux")).contains("No aux")


async def test_an_aux_that_ends_while_its_panel_is_on_its_way_says_so_there(
    make_world: MakeWorld,
) -> None:
    world = await make_world()
    owner = await world.regular("Owner O")
    path = f"/channels/{world.discord.world.channel('general').id}/messages$"
    world.discord.disturb("POST", path, "slow", after=True, seconds=2)
    panel = await owner.says("!aux open")
    assert not world.rows("aux_sessions", "panel_id", panel.id), "the bot does not know it yet"
    await owner.says("!aux close")
    ended = await owner.becomes(panel, "aux has ended")
    assert not ended.buttons


@sqlite_only("PostgreSQL never gives a number twice")
async def test_an_offer_ends_with_its_aux_though_the_next_has_the_same_number(
    make_world: MakeWorld,
) -> None:
    world = await make_world()
    owner, heir = [await world.regular(name) for name in ("Owner O", "Heir H")]
    await party_in(world, owner)
    offer = await owner.says(f"!aux pass {heir.mention}")
    ended = world.rows("aux_sessions")
    await owner.says("!aux close")
    # Offers and sessions are told apart by the second in which they were made.
    second = int(time.time())
    await until(lambda: time.time() >= second + 1)
    await owner.says("!aux open")
    assert [one["id"] for one in world.rows("aux_sessions")] == [one["id"] for one in ended]
    (await heir.presses(offer, "Take the aux")).contains("That offer has expired")
    assert [one["owner_id"] for one in world.rows("aux_sessions")] == [owner.person.id]


async def test_an_offer_lasts_a_quarter_of_an_hour(make_world: MakeWorld) -> None:
    world = await make_world()
    owner, heir = [await world.regular(name) for name in ("Owner O", "Heir H")]
    await party_in(world, owner)
    offer = await owner.says(f"!aux pass {heir.mention}")
    kept = world.discord.world.messages[offer.id].data
    old = offer.buttons["Take the aux"]["custom_id"]
    before, _, at = old.rpartition(":")
    with world.database() as database:
        database.execute("UPDATE aux_sessions SET created_at = created_at - 2000")
    aged = json.loads(json.dumps(kept["components"]).replace(old, f"{before}:{int(at) - 901}"))
    kept["components"] = aged
    (await heir.presses(owner.now(offer), "Take the aux")).contains("That offer has expired")
