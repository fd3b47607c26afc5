"""`play` and `queue` with a title that several songs have: the others are one choice away."""

from __future__ import annotations

import pytest

from sandbox.spotify.catalogue import Thing
from sandbox.spotify.search import search
from tests.world import Reply, Someone, World


def artist(song: Thing) -> str:
    return str(song.data["artists"][0]["name"])


@pytest.fixture
def songs(world: World) -> list[Thing]:
    """Songs of different artists with one title, in the order Spotify returns them."""
    catalogue = world.spotify.catalogue
    by_title: dict[str, dict[str, Thing]] = {}
    for song in search(catalogue, "harbour", "track"):
        by_title.setdefault(song.name, {}).setdefault(artist(song), song)
    same = next(list(found.values()) for found in by_title.values() if len(found) > 1)
    found = search(catalogue, same[0].name, "track")[:10]
    first = {artist(one): one for one in reversed(found) if one.name == same[0].name}
    return sorted(first.values(), key=found.index)


def offered(reply: Reply) -> list[str]:
    return [one["label"] for select in reply.selects for one in select["options"]]


def taken(reply: Reply) -> str:
    (select,) = reply.selects
    (value,) = (one["value"] for one in select["options"] if one.get("default"))
    return str(value)


def hears(someone: Someone) -> str:
    thing = someone.listener.player.thing
    assert thing is not None
    return thing.id


@pytest.mark.parametrize("way", ["!play", "slash"])
async def test_the_first_plays_at_once_and_another_is_one_choice_away(
    world: World, songs: list[Thing], way: str
) -> None:
    mira, jonas = await world.regular(), world.someone()
    title = songs[0].name
    if way == "slash":
        answer = await mira.uses("play", what=title.upper())
    else:
        answer = await mira.says(f"!play “{title.lower()}”")
    assert hears(mira) == taken(answer) == songs[0].id
    labels = offered(answer)
    assert len(set(labels)) == len(labels) == len(songs)
    assert all(artist(song) in label for song, label in zip(songs, labels, strict=True))
    answer.contains("Did you mean another one?")
    pressed = await world.discord.press(
        jonas.person, answer.id, answer.id_of("meant:"), [songs[1].id]
    )
    refused = await jonas.finished(pressed, "general")
    refused.contains("isn't yours")
    assert refused.private
    assert hears(mira) == songs[0].id, "it's the choice of who asked"
    changed = await mira.selects(answer, "meant:", [songs[1].id])
    assert hears(mira) == taken(changed) == songs[1].id
    changed.contains(artist(songs[1]))
    assert offered(changed) == labels, "so that one can go back"
    back = await mira.selects(changed, "meant:", [songs[0].id])
    assert hears(mira) == taken(back) == songs[0].id


async def test_another_one_is_queued_too(world: World, songs: list[Thing]) -> None:
    mira = await world.regular()
    mira.plays("窓辺の切手")
    answer = await mira.says(f"!queue {songs[0].name}")
    answer.contains("Queued", "Choose another one to queue it too")
    (await mira.selects(answer, "meant:", [songs[1].id])).contains("Queued", artist(songs[1]))
    assert [one.id for one in mira.listener.player.queue] == [songs[0].id, songs[1].id]


async def test_nothing_is_asked_when_one_song_is_meant(world: World, songs: list[Thing]) -> None:
    mira = await world.regular()
    title, wanted = songs[1].name, songs[1]
    for words in (f"{title} {artist(wanted)}", str(wanted.data["external_urls"]["spotify"])):
        assert not (await mira.says(f"!play {words}")).selects
    assert hears(mira) == wanted.id
    assert not (await mira.says("!play 青い封筒")).selects
    assert not (await mira.says("!queue 青い封筒")).selects


async def test_it_costs_no_request_until_one_chooses(world: World, songs: list[Thing]) -> None:
    mira = await world.regular()
    before = len(world.spotify.requests)
    await mira.says(f"!play {songs[0].name}")
    asked = [one.path for one in list(world.spotify.requests)[before:]]
    assert [one for one in asked if one != "/v1/search"] == ["/v1/me/player/play"]
    assert asked.count("/v1/search") <= 1
