"""The aux as the others see it."""

from __future__ import annotations

import re

from sandbox.discord.faults import Fault
from tests.wire.aux_party import Party


def pinged(party: Party) -> list[str]:
    return [ping for _, ping in party.world.discord.world.pings]


async def test_a_song_typed_into_the_form_is_asked_about_for_all_to_see(party: Party) -> None:
    sent = await party.guest.fills_in(party.panel, "Suggest a song", {"song": "最終便"})
    told = await party.guest.finished(sent, "general")
    assert told.private
    told.contains("最終便", "Asking")
    for someone in (party.owner, party.other, party.guest):
        asked = await someone.sees("should I add this?", after=party.panel.id)
        assert not asked.private
        asked.contains("最終便", "Guest G")
    (await party.owner.presses_in_place(asked, "Add it")).contains("In the queue")
    assert "In the queue" in party.other.now(asked).words


async def test_a_right_click_is_asked_about_for_all_to_see(party: Party) -> None:
    message = await party.other.writes("雨のポスト")
    told = await party.other.picks("Queue", message=message)
    assert told.private
    for someone in (party.owner, party.guest):
        asked = await someone.sees("should I add this?", after=message)
        assert not asked.private
        asked.contains("雨のポスト", "Other T")


async def test_the_panel_keeps_what_plays_and_its_cover_after_every_change(party: Party) -> None:
    def whole() -> bool:
        panel = party.other.now(party.panel)
        parts = panel.message["components"][0]["components"]
        covers = [one for one in parts if one.get("accessory", {}).get("type") == 11]
        return "▶️ [" in panel.words and "窓辺の切手" in panel.words and bool(covers)

    assert whole()
    await party.guest.fills_in(party.panel, "Suggest a song", {"song": "最終便"})
    await party.world.discord.wait_for(lambda: "1 suggestion" in party.owner.now(party.panel).words)
    assert whole()
    for change, words in (
        ("!aux limit 3", "up to 3 songs"),
        ("!aux trust everyone", "Everyone's songs are added right away"),
        ("!aux remove 1", "Nothing is waiting"),
    ):
        await party.owner.says(change)
        await party.other.becomes(party.panel, words)
        assert whole(), change


async def test_the_owner_alone_is_pinged_and_once_a_minute(party: Party) -> None:
    before = len(pinged(party))
    channel = party.world.discord.world.channel("general").id
    await party.guest.says("!aux add 青い封筒")
    assert pinged(party)[before:] == [party.owner.mention]
    asked = [
        one.body["allowed_mentions"]
        for one in party.world.discord.rest.requests
        if one.method == "POST"
        and one.path.endswith(f"/channels/{channel}/messages")
        and isinstance(one.body, dict)
        and "should I add this?" in str(one.body)
    ]
    assert asked[-1].get("parse") == [], "whatever a song or a guest is called"
    assert [int(one) for one in asked[-1]["users"]] == [party.owner.person.id]
    await party.other.uses("aux add", song="最終便")
    await party.guest.fills_in(party.panel, "Suggest a song", {"song": "雨のポスト"})
    await party.owner.sees("雨のポスト", after=party.panel.id)
    assert pinged(party)[before:] == [party.owner.mention]


async def test_the_owner_may_turn_pings_off(party: Party) -> None:
    before = len(pinged(party))
    (await party.guest.says("!aux pings off")).contains("Only the person who opened")
    (await party.owner.says("!aux pings off")).contains("don't ping")
    (await party.guest.says("!aux add 青い封筒")).contains("should I add this?")
    assert pinged(party)[before:] == []
    panel = party.owner.now(party.panel)
    (await party.guest.presses(panel, "Pings off")).contains("isn't yours")
    await party.owner.presses_in_place(panel, "Pings off")
    await party.other.says("!aux add 最終便")
    assert pinged(party)[before:] == [party.owner.mention]


async def test_where_the_bot_cannot_write_nothing_is_suggested_and_that_is_said(
    party: Party,
) -> None:
    channel = party.world.discord.world.channel("general").id
    path = re.compile(f"/channels/{channel}/messages$")
    party.world.discord.rest.faults.append(Fault("POST", path, 403, 50013, 1, False))
    sent = await party.guest.fills_in(party.panel, "Suggest a song", {"song": "最終便"})
    (await party.guest.finished(sent, "general")).contains("can't write", "Nothing was suggested")
    assert "suggestion" not in party.owner.now(party.panel).words
    (await party.guest.says("!aux add 最終便")).contains("should I add this?")


async def test_trusting_everyone_settles_what_waits(party: Party) -> None:
    asked = await party.guest.says("!aux add 青い封筒")
    sent = await party.other.fills_in(party.panel, "Suggest a song", {"song": "最終便"})
    await party.other.finished(sent, "general")
    second = await party.owner.sees("最終便", after=asked.id)
    await party.owner.says("!aux trust everyone")
    for question in (asked, second):
        settled = await party.other.becomes(question, "In the queue")
        assert not settled.buttons
    await party.world.discord.wait_for(
        lambda: "suggestion" not in party.other.now(party.panel).words
    )
    words = party.other.now(party.panel).words
    assert words.index("青い封筒") < words.index("最終便")


async def test_trusting_a_role_settles_what_its_people_suggested(party: Party) -> None:
    role = await party.adds_role("Regulars")
    asked = await party.guest.says("!aux add 青い封筒")
    other = await party.other.says("!aux add 最終便")
    party.guild.member_roles[party.guest.person.id] = [role]
    await party.owner.uses("aux trust", role=str(role), who="ask")
    await party.guest.becomes(asked, "In the queue")
    party.other.now(other).contains("should I add this?")


async def test_showing_the_panel_again_leaves_one_panel(party: Party) -> None:
    again = await party.guest.says("!aux")
    assert not (await party.other.becomes(party.panel, "further down")).buttons
    await party.guest.says("!aux add 青い封筒")
    await party.other.becomes(again, "1 suggestion")
