"""Blends and taste: only with everyone's consent, only where the host wants it."""

from __future__ import annotations

from tests.conftest import MakeWorld
from tests.world import Someone, World


async def test_taste_needs_the_other_persons_press(world: World, regular: Someone) -> None:
    jonas = await world.linked("Jonas J")
    common = regular.listener.top["artists", "medium_term"][0]
    jonas.listener.top["artists", "medium_term"][:0] = [common]
    asked = await regular.says(f"!taste {jonas.mention}")
    asked.contains("For", "Jonas J")
    refused = await regular.presses(asked, "I agree")
    refused.contains("isn't yours")
    offer = await jonas.presses(asked, "I agree")
    offer.contains("top artists")
    await jonas.agrees(offer)
    await world.discord.wait_for(lambda: common.id in regular.now(asked).words)
    regular.now(asked).lacks("%", "score")
    again = await regular.uses("taste", person=str(jonas.person.id), range="short_term")
    (await jonas.presses_in_place(again, "No")).contains("would rather not")
    (await regular.says("!taste")).contains("Who with?")
    (await regular.says(f"!taste {regular.mention}")).contains("Who with?")


async def test_blend_is_made_of_those_who_join_in(world: World, regular: Someone) -> None:
    jonas, ayla = await world.regular("Jonas B"), world.someone("Ayla B")
    asked = await regular.says(f"!blend {jonas.mention} {ayla.mention}")
    asked.contains("Jonas B", "Ayla B", "⏳")
    stranger = world.someone()
    (await stranger.presses(asked, "Join in")).contains("isn't yours")
    joined = await jonas.presses_in_place(asked, "Join in")
    joined.contains("✅")
    (await ayla.presses_in_place(asked, "No, thanks")).contains("🚫")
    (await jonas.presses(asked, "Make the playlist")).contains("isn't yours")
    made = await regular.presses_in_place(asked, "Make the playlist")
    made.contains("Blend of", "Regular R", "Jonas B")
    playlist = regular.listener.playlists[-1]
    own = {one.id for one in regular.listener.top["tracks", "medium_term"]}
    theirs = {one.id for one in jonas.listener.top["tracks", "medium_term"]}
    inside = {one.id for one in playlist.children}
    assert inside & own
    assert inside & theirs
    assert inside <= own | theirs
    with world.database() as database:
        kept = database.execute("SELECT count(*) FROM memos WHERE kind = 'blend'").fetchone()[0]
    assert kept == 0, "nothing is kept"
    (await regular.says("!blend")).contains("Who with?")
    (await regular.uses("blend", people=jonas.mention)).contains("Jonas B")
    world.kept.discard(jonas.listener.id)


async def test_both_are_off_unless_the_host_turns_them_on(make_world: MakeWorld) -> None:
    world = await make_world(FEATURES="")
    mira, jonas = await world.linked(), world.someone()
    (await mira.says(f"!taste {jonas.mention}")).contains("Turned off", "policy")
    (await mira.uses("blend", people=jonas.mention)).contains("Turned off")
