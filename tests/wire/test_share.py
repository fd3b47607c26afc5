"""`share`: a message whose reader plays it on their own account with one press."""

from __future__ import annotations

import pytest

from tests.world import Reply, Someone, World


def hears(someone: Someone) -> str | None:
    thing = someone.listener.player.thing
    return thing.name if thing is not None else None


async def test_everyone_who_reads_it_plays_it_for_themselves(world: World) -> None:
    mira, jonas, ayla = world.someone("@everyone **M"), await world.regular(), world.someone()
    jonas.plays("窓辺の切手")
    shared = await mira.says("!share 最終便")
    shared.contains("最終便", "shares", "Spotify")
    shared.lacks("@everyone")
    assert not shared.private
    assert set(shared.buttons) >= {"Play for me", "Queue", "Save"}
    played = await jonas.presses(shared, "Play for me")
    assert played.private
    assert hears(jonas) == "最終便"
    offered = await ayla.presses(shared, "Play for me")
    assert offered.private, "only the one who pressed sees the link"
    offered.contains("Link")
    assert mira.now(shared).words == shared.words
    assert len(jonas.listener.player.queue) == 0
    (await jonas.presses(shared, "Queue")).contains("Added to your own queue")


async def test_without_a_name_it_is_what_one_hears(world: World) -> None:
    mira, jonas = await world.linked(), world.someone()
    mira.plays("窓辺の切手")
    (await mira.uses("share")).contains("窓辺の切手")
    (await jonas.says("!share")).lacks("窓辺の切手")
    mira.listener.player.stop()
    world.later()
    nothing = await mira.says("!share")
    nothing.lacks("Play for me")


@pytest.mark.parametrize(
    ("kind", "queue"), [("album", False), ("playlist", False), ("show", False)]
)
async def test_anything_with_a_link_can_be_shared(world: World, kind: str, queue: bool) -> None:
    mira = await world.linked()
    thing = world.spotify.catalogue.all(kind)[0]
    typed = f"!share https://open.spotify.com/intl-de/{kind}/{thing.id}?si=x"
    shared = await (mira.allows(typed) if kind == "show" else mira.says(typed))
    shared.contains(thing.name)
    assert ("Queue" in shared.buttons) is queue
    assert "Play for me" in shared.buttons


@pytest.mark.parametrize(
    ("typed", "said"),
    [("https://www.deezer.com/track/1", "Spotify"), ("qqqq zzzz xxxx", "Nothing found")],
)
async def test_what_is_not_there_is_explained(world: World, typed: str, said: str) -> None:
    mira = world.someone()
    answer: Reply = await mira.says(f"!share {typed}")
    answer.contains(said)
    assert "Play for me" not in answer.buttons
