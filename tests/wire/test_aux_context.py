"""The playlist that ran before an aux's wishes goes on after them."""

from __future__ import annotations

from tests.conftest import MakeWorld
from tests.wire.aux_party import Party, party_in
from tests.world import World, until

PLAYLIST = "Rainy Tuesdays"


async def with_a_playlist(world: World) -> tuple[Party, list[str]]:
    """Let the owner's playlist run from its second song; return the names of its songs."""
    party = await party_in(world, await world.regular("Owner W"))
    around = world.spotify.catalogue.named("playlist", PLAYLIST)
    player = party.owner.listener.player
    line = [one.name for one in around.children]
    player.play_track(around.children[1].id, context=around)
    world.later()
    return party, line


def playing(party: Party) -> str | None:
    player = party.owner.listener.player
    player.move_on()
    return player.thing.name if player.thing is not None else None


def ends(party: Party) -> None:
    """Let what plays come to its end."""
    player = party.owner.listener.player
    player.seek(player.item["duration_ms"] if player.item else 0)


async def test_a_playlist_goes_on_when_the_wishes_run_out(make_world: MakeWorld) -> None:
    world = await make_world()
    party, line = await with_a_playlist(world)
    player = party.owner.listener.player
    await party.owner.says("!aux")
    tracks = world.spotify.catalogue.all("track")
    wished = next(one for one in tracks if one.name not in line and one.parent is not None)
    wish = wished.name
    await party.owner.says(f"!aux add spotify:track:{wished.id}")
    player.seek((player.item or {})["duration_ms"] - 8000)
    world.later()
    await party.owner.says("!aux")
    await until(lambda: [one.name for one in player.queue] == [wish], 8)
    ends(party)
    assert playing(party) == wish
    ends(party)
    assert playing(party) == line[2]
    assert not [one for one in world.spotify.requests if one.path == "/v1/me/player/play"]


async def test_it_goes_on_also_where_a_wish_had_to_be_started(make_world: MakeWorld) -> None:
    world = await make_world()
    party, line = await with_a_playlist(world)
    player = party.owner.listener.player
    party.panel = await party.owner.says("!aux")
    player.stop()
    player.active = player.devices[0]
    world.later()
    await party.owner.says("!aux add 月の切り抜き")
    await until(lambda: playing(party) == "月の切り抜き", 10)
    await party.shows("▶️ [\u2068月の切り抜き")
    await party.owner.says("!aux add 最終便")
    world.later()
    player.seek((player.item or {})["duration_ms"] - 8000)
    await party.owner.says("!aux")
    await until(lambda: [one.name for one in player.queue] == ["最終便"], 8)
    ends(party)
    assert playing(party) == "最終便"
    ends(party)
    assert playing(party) == line[2], "behind the song at which it was"


async def test_a_playlist_that_is_gone_keeps_no_wish_from_playing(make_world: MakeWorld) -> None:
    world = await make_world()
    party, _ = await with_a_playlist(world)
    player = party.owner.listener.player
    await party.owner.says("!aux")
    with world.database() as database:
        gone = ("spotify:playlist:" + "1" * 22,)
        database.execute("UPDATE aux_sessions SET context_uri = ?", gone)
    player.stop()
    player.active = player.devices[0]
    world.later()
    await party.owner.says("!aux add 月の切り抜き")
    await until(lambda: playing(party) == "月の切り抜き", 10)


async def test_what_ran_stays_with_its_owner(make_world: MakeWorld) -> None:
    """Nothing is kept of a private session, and nothing goes on on another's player."""
    world = await make_world()
    party = await party_in(world, await world.regular("Owner W"))
    player = party.owner.listener.player
    around = world.spotify.catalogue.named("playlist", PLAYLIST)
    player.private = True
    player.play_track(around.children[1].id, context=around)
    world.later()
    await party.owner.says("!aux")
    assert around.id not in str(world.rows("aux_sessions"))
    player.private = False
    world.later()
    await party.owner.says("!aux")
    assert around.id in str(world.rows("aux_sessions"))
    heir = await world.regular("Heir H")
    offer = await party.owner.says(f"!aux pass {heir.mention}")
    await heir.presses_in_place(offer, "Take the aux")
    assert around.id not in str(world.rows("aux_sessions"))
