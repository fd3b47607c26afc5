"""What people's Discord shows of Spotify: seen without a link, a seat or a request to Spotify."""

from __future__ import annotations

from tests.conftest import MakeWorld
from tests.presences import lets_it_be_seen, shows
from tests.world import World


async def presence_world(make_world: MakeWorld, **environment: str) -> World:
    return await make_world(FEATURES="presence", **environment)


async def test_another_person_without_a_link(make_world: MakeWorld) -> None:
    world = await presence_world(make_world)
    mira, jonas = world.someone("Mira Q"), world.someone()
    await shows(mira, "窓辺の切手")
    (await jonas.says(f"!np {mira.mention}")).contains("Nothing to show")
    await lets_it_be_seen(mira)
    asked = len(world.spotify.requests)
    for card in (
        await jonas.says(f"!np {mira.mention}"),
        await jonas.uses("nowplaying", person=str(mira.person.id)),
        await jonas.picks("Now playing", person=mira.person),
    ):
        card.contains("Mira Q", "窓辺の切手", "As Discord shows it", "0:3", "Spotify")
        assert not [one for one in card.custom_ids if one.startswith(("np:prev", "np:toggle"))]
    assert len(world.spotify.requests) == asked
