"""The heart of `nowplaying`: whose it is, what it shows, and what pressing it does."""

from __future__ import annotations

from sandbox.discord.limits import walk
from tests.world import Reply, Someone, World


def _hearts(card: Reply) -> list[str]:
    shown = [
        # With its icon, a button's emoji is called after it: liked_1a2b3c.
        str((one.get("emoji") or {}).get("name")).rpartition("_")[0]
        or str((one.get("emoji") or {}).get("name"))
        for one in walk(card.message["components"])
    ]
    plain = {"like": "🤍", "liked": "💚"}
    return [plain.get(one, one) for one in shown if one in (*plain, *"💚🤍💛", "♥️", "❤️")]


def _heart(card: Reply) -> str:
    """The heart that a card shows; there must be one."""
    (found,) = _hearts(card)
    return found


async def test_the_heart_shows_the_state_and_changes_it_for_all_to_see(
    world: World, regular: Someone
) -> None:
    uri = str(world.spotify.catalogue.named("track", "窓辺の切手").data["uri"])
    world.later()
    await regular.says("!unlike")
    card, jonas = await regular.says("!np"), world.someone()
    assert _heart(card) == "🤍"
    liked = await regular.presses_in_place(card, "Like")
    assert uri in regular.listener.saved
    assert _heart(liked) == _heart(jonas.now(card)) == "💚"
    unliked = await regular.presses_in_place(liked, "Liked")
    assert uri not in regular.listener.saved
    assert _heart(unliked) == "🤍"
    await regular.says("!like")
    assert _heart(await regular.uses("nowplaying")) == "💚"


async def test_a_stale_heart_takes_nothing_away(world: World, regular: Someone) -> None:
    """Two old answers to one song: pressing "Like" on both likes it."""
    uri = str(world.spotify.catalogue.named("track", "窓辺の切手").data["uri"])
    regular.listener.saved.pop(uri, None)
    await regular.says("!unlike")
    first, second = await regular.says("!np"), await regular.says("!np")
    await regular.presses_in_place(first, "Like")
    assert _heart(await regular.presses_in_place(second, "Like")) == "💚"
    assert uri in regular.listener.saved


async def test_liking_the_song_that_was_shown_after_it_has_changed(
    world: World, regular: Someone
) -> None:
    before = str(world.spotify.catalogue.named("track", "窓辺の切手").data["uri"])
    regular.listener.saved.pop(before, None)
    await regular.says("!unlike")
    card = await regular.says("!np")
    regular.plays("最終便")
    world.later()
    (await regular.presses(card, "Like")).contains("Saved to your library")
    assert before in regular.listener.saved
    assert regular.now(card).words.count("最終便")


async def test_at_most_six_buttons_one_heart_and_the_rest_in_private(
    world: World, regular: Someone
) -> None:
    other = await world.regular("Other B")
    world.later()
    own, asked = await regular.says("!np"), await other.says(f"!np {regular.mention}")
    for card in (own, asked):
        # Not by their labels: those with an emoji alone have the same one.
        pressed = [one for one in walk(card.message["components"]) if one.get("type") == 2]
        assert len(pressed) <= 6, pressed
    assert "Like it too" in asked.buttons
    assert "Like it too" not in own.buttons
    assert (len(_hearts(own)), _hearts(asked)) == (1, []), "the heart is whose song it is"
    assert not [one for one in asked.custom_ids if one.startswith(("np:like", "np:unlike"))]
    before = len(world.spotify.requests)
    more = await other.presses(own, "…")
    assert more.private
    assert {"Like it too", "Queue for me", "Play from here"} <= set(more.buttons)
    assert "Up next" not in more.buttons
    mine = await regular.presses(asked, "…")
    assert mine.private
    assert "Up next" in mine.buttons
    assert len(world.spotify.requests) == before, "offering costs nothing"
    other.listener.saved.clear()
    (await other.presses(asked, "Like it too")).contains("your own library")
    assert other.listener.saved
    world.kept.discard(other.listener.id)


async def test_where_it_is_not_allowed_no_like_is_asked_for(world: World) -> None:
    mira = await world.linked()
    mira.plays()
    before = len(world.spotify.requests)
    card = await mira.says("!np")
    asked = [one.path for one in list(world.spotify.requests)[before:]]
    assert not [one for one in asked if "contains" in one]
    (await mira.presses(card, "Like")).contains("save and remove")
