"""What an aux's owner doesn't want to hear there: artists, songs, and explicit songs."""

from __future__ import annotations

import asyncio

from tests.conftest import MakeWorld
from tests.wire.aux_party import Party, party_in
from tests.world import World


async def trusted(world: World) -> Party:
    party = await party_in(world, await world.regular("Owner W"))
    await party.owner.says("!aux trust everyone")
    return party


async def test_what_is_blocked_is_refused_and_taken_out(make_world: MakeWorld) -> None:
    world = await make_world()
    party = await trusted(world)
    for title in ("青い封筒", "静かな行進", "折り紙の海"):
        (await party.guest.says(f"!aux add {title}")).contains("In the queue")
    (await party.guest.says("!aux block 静かな行進")).contains("Only the person who opened")
    blocked = await party.owner.says("!aux block 静かな行進")
    blocked.contains("Blocked in your auxes", "静かな行進", "1 song taken out of the queue")
    await world.discord.wait_for(lambda: "静かな行進" not in party.owner.now(party.panel).words)
    await party.lists("青い封筒", "折り紙の海")
    refused = await party.other.uses("aux add", song="静かな行進")
    refused.contains("Not in this aux", "Owner W", "静かな行進")
    assert refused.private
    # An artist by name alone; both of the songs are theirs.
    artist = await party.owner.uses("aux block", what="紙の月楽団")
    artist.contains("紙の月楽団", "1 song taken out of the queue", "折り紙の海")
    (await party.guest.says("!aux add 月の切り抜き")).contains("has blocked", "紙の月楽団")
    listed = await party.guest.says("!aux blocked")
    listed.contains("1\\. ", "静かな行進", "2\\. ", "紙の月楽団", "open.spotify.com/artist/")
    (await party.guest.says("!aux unblock 2")).contains("Only the person who opened")
    (await party.owner.says("!aux unblock 3")).contains("Nothing that's blocked has the number")
    (await party.owner.uses("aux unblock", number="2")).contains("Allowed again", "紙の月楽団")
    (await party.guest.says("!aux add 月の切り抜き")).contains("In the queue")


async def test_undo_allows_again_what_was_blocked_and_puts_it_back(make_world: MakeWorld) -> None:
    """The owner blocked too much: its songs wait where they were, and one more stays removed."""
    world = await make_world()
    party = await trusted(world)
    for title in ("静かな行進", "青い封筒", "折り紙の海", "月の切り抜き"):
        await party.guest.says(f"!aux add {title}")
    await party.owner.says("!aux remove 1")
    blocked = await party.owner.says("!aux block 紙の月楽団")
    blocked.contains("2 songs taken out", "折り紙の海", "月の切り抜き", "allows it again")
    await party.other.says("!aux add 糸電話")
    undone = await party.owner.says("!aux undo")
    undone.contains(
        "Allowed again", "紙の月楽団", "Back in the queue", "折り紙の海", "月の切り抜き"
    )
    await party.lists("青い封筒", "折り紙の海", "月の切り抜き")
    assert not world.rows("aux_blocks")
    # What was removed before comes back with the next one, by the panel's button.
    await world.discord.press(party.owner.person, party.panel.id, party.button("undo"))
    await party.lists("静かな行進", "青い封筒", "折り紙の海", "月の切り抜き")
    (await party.owner.says("!aux undo")).contains("no longer waiting")


async def test_undo_asks_the_owner_again_about_a_suggestion_that_they_blocked(
    make_world: MakeWorld,
) -> None:
    world = await make_world()
    party = await party_in(world, await world.regular("Owner W"))
    asked = await party.guest.says("!aux add 静かな行進")
    await party.owner.says("!aux block 静かな行進")
    await party.guest.becomes(asked, "Not this time")
    undone = await party.owner.uses("aux undo")
    undone.contains("Allowed again", "1 suggestion is waiting for an answer again", "静かな行進")
    await party.guest.becomes(asked, "should I add this?")
    assert world.discord.world.pings.count((asked.id, party.owner.mention)) <= 1, "not again"
    await party.owner.presses_in_place(party.owner.now(asked), "Add it")
    await party.lists("静かな行進")


async def test_explicit_songs_are_blocked_and_it_lasts(make_world: MakeWorld) -> None:
    world = await make_world()
    party = await trusted(world)
    catalogue = world.spotify.catalogue
    tracks = catalogue.all("track")
    rude, rude_too = [one for one in tracks if catalogue.full(one)["explicit"]][:2]
    fine = next(one for one in tracks if not catalogue.full(one)["explicit"])
    await party.guest.says(f"!aux add spotify:track:{rude.id}")
    (await party.owner.says("!aux block Explicit")).contains("explicit songs", rude.name)
    (await party.other.says(f"!aux add spotify:track:{rude_too.id}")).contains(
        "wants no explicit songs"
    )
    (await party.other.says(f"!aux add spotify:track:{fine.id}")).contains("In the queue")
    await party.owner.says("!aux close")
    await world.bot.stop()
    await world.bot.start()
    await party.owner.says("!aux open")
    await party.owner.says("!aux trust everyone")
    (await party.other.says(f"!aux add spotify:track:{rude.id}")).contains(
        "wants no explicit songs"
    )
    assert len(world.rows("aux_blocks")) == 1
    await party.owner.says("!aux close")
    asked = await party.owner.presses_in_place(
        await party.owner.uses("privacy"), "Delete everything"
    )
    (await party.owner.presses_in_place(asked, "Delete everything")).contains("Deleted")
    assert not world.rows("aux_blocks")


async def test_a_suggestion_that_is_blocked_is_answered(make_world: MakeWorld) -> None:
    world = await make_world()
    party = await party_in(world, await world.regular("Owner W"))
    asked = await party.guest.says("!aux add 静かな行進")
    (await party.owner.says("!aux block 静かな行進")).contains("1 song taken out")
    await party.guest.becomes(asked, "Not this time")
    assert not party.owner.now(asked).buttons


async def test_nothing_blocked_slips_in_while_it_is_being_blocked(make_world: MakeWorld) -> None:
    world = await make_world()
    party = await trusted(world)
    adds = [party.guest.says(f"!aux add {one}") for one in ("月の切り抜き", "静かな行進")]
    adds += [party.other.says(f"!aux add {one}") for one in ("糸電話", "折り紙の海")]
    await asyncio.gather(*adds, party.owner.says("!aux block 紙の月楽団"))
    assert "queued" not in [one["state"] for one in world.rows("aux_songs")]


async def test_a_new_owner_brings_their_own_list(make_world: MakeWorld) -> None:
    world = await make_world()
    party = await trusted(world)
    heir = await world.regular("Heir H")
    (await heir.says("!aux block 静かな行進", "music")).contains("Blocked in your auxes")
    (await heir.says("!aux blocked")).contains("Nothing is blocked")
    for title in ("静かな行進", "折り紙の海"):
        await party.guest.says(f"!aux add {title}")
    offer = await party.owner.says(f"!aux pass {heir.mention}")
    await heir.presses_in_place(offer, "Take the aux")
    await party.shows("Heir H", "折り紙の海")
    await world.discord.wait_for(lambda: "静かな行進" not in party.owner.now(party.panel).words)
    (await party.guest.says("!aux add 静かな行進")).contains("has blocked")
    (await party.owner.says("!aux block 折り紙の海")).contains("Only the person who opened")


async def test_what_a_new_owner_has_blocked_is_answered(make_world: MakeWorld) -> None:
    world = await make_world()
    party = await party_in(world, await world.regular("Owner W"))
    heir = await world.regular("Heir H")
    await heir.says("!aux block 静かな行進", "music")
    asked = await party.guest.says("!aux add 静かな行進")
    fine = await party.guest.says("!aux add 折り紙の海")
    offer = await party.owner.says(f"!aux pass {heir.mention}")
    await heir.presses_in_place(offer, "Take the aux")
    await party.guest.becomes(asked, "Not this time")
    assert not heir.now(asked).buttons
    await heir.presses_in_place(heir.now(fine), "Add it")


async def test_bad_words_for_a_block(party: Party) -> None:
    for asked, words in (
        ("zzz qqq xxx", "Nothing found"),
        (f"spotify:playlist:{'1' * 22}", "That's a playlist"),
        ("https://evil.example/x", "not a Spotify link"),
    ):
        (await party.owner.says(f"!aux block {asked}")).contains(words)
    (await party.owner.says("!aux unblock 0")).contains("Nothing that's blocked")
    (await party.owner.says("!aux blocked")).contains("Nothing is blocked")
