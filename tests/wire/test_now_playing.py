"""What `nowplaying` shows, of oneself and of others."""

from __future__ import annotations

from tests.conftest import MakeWorld
from tests.world import World


async def test_shows_device_progress_context_and_art(world: World) -> None:
    mira = await world.linked(spotify_name="Mira Sol")
    playlist = world.spotify.catalogue.all("playlist")[0]
    mira.plays(context=playlist, progress_ms=61_000)
    reply = await mira.uses("nowplaying")
    reply.contains("1:0", "🔘", "Mira Sol's phone", f"/playlist/{playlist.id}", "夜の郵便局")
    art = reply.message["components"][0]["components"][0]["accessory"]["media"]["url"]
    assert art.startswith(f"{world.spotify.origin}/image/")
    assert art.endswith("/640")


async def test_shows_podcasts_adverts_local_files_and_unknown_things(world: World) -> None:
    mira = await world.linked()
    player = mira.listener.player
    player.play_episode(world.spotify.catalogue.all("episode")[0].id)
    (await mira.says("!np")).contains("Podcast", "Small Hours Radio")
    for begin, words in (
        (player.play_ad, "An ad is playing"),
        (player.play_unknown, "doesn't say what it is"),
        (lambda: player.play_local("Band", "Demos", "take *3*"), "their own computer"),
    ):
        begin()
        world.later()
        (await mira.says("!np")).contains(words)


async def test_nothing_and_private_session_look_alike(world: World) -> None:
    mira = await world.linked()
    silent = await mira.says("!np")
    silent.contains("Nothing to see", "private session")
    jonas = await world.linked()
    jonas.plays()
    jonas.listener.player.private = True
    hidden = await jonas.says("!np")
    hidden.contains("Nothing to see")
    hidden.lacks("窓辺の切手")


async def test_paused_is_said(world: World) -> None:
    mira = await world.linked()
    mira.plays()
    mira.listener.player.pause()
    (await mira.uses("nowplaying")).contains("paused")


async def test_another_person_in_a_shared_server(world: World) -> None:
    mira, jonas = await world.linked("Mira Q"), world.someone()
    mira.plays()
    (await jonas.says(f"!np {mira.mention}")).contains("窓辺の切手", "Mira Q")
    (await jonas.uses("nowplaying", person=str(mira.person.id))).contains("窓辺の切手")


async def test_t8b_another_person_in_direct_messages_only_with_a_shared_server(
    world: World,
) -> None:
    mira, jonas = await world.linked(), world.someone()
    elsewhere = world.discord.world.add_guild("Elsewhere", ["elsewhere"], [])
    stranger = world.someone(guilds=[elsewhere])
    mira.plays()
    (await jonas.says(f"!np {mira.mention}", "dm")).contains("窓辺の切手")
    (await stranger.says(f"!np {mira.mention}", "dm")).contains("Nothing to show")


async def test_t8b_privacy_is_the_persons_own_choice(world: World) -> None:
    mira, jonas = await world.linked(), world.someone()
    mira.plays()
    account = await mira.uses("account")
    account = await mira.chooses(account, "nobody")
    refused = await jonas.uses("nowplaying", person=str(mira.person.id))
    refused.contains("Nothing to show")
    assert refused.private
    (await mira.uses("nowplaying")).contains("窓辺の切手")
    await mira.chooses(account, "everyone")
    (await jonas.says(f"!np {mira.mention}", "dm")).contains("窓辺の切手")


async def test_somebody_who_is_not_linked_and_somebody_unknown(world: World) -> None:
    mira, jonas = world.someone(), world.someone()
    (await jonas.says(f"!np {mira.mention}")).contains("Nothing to show")
    (await jonas.says("!np nobody-of-that-name")).contains("I don't know that person")
    (await jonas.says(f"!np {mira.person.username}")).contains("Nothing to show")
    (await jonas.says("!np <@123456789012345678>")).contains("I don't know that person")


async def test_refresh_is_for_the_person_shown_and_the_one_who_asked(world: World) -> None:
    mira, jonas, other = await world.linked(), world.someone(), world.someone()
    mira.plays("窓辺の切手")
    card = await jonas.says(f"!np {mira.mention}")
    before = world.spotify.count("/v1/me/player", by=mira.listener)
    refused = await other.presses(card, "Refresh")
    refused.contains("isn't yours")
    assert refused.private
    assert world.spotify.count("/v1/me/player", by=mira.listener) == before
    mira.plays("青い封筒")
    world.later()
    (await jonas.presses_in_place(card, "Refresh")).contains("青い封筒")
    mira.plays("最終便")
    world.later()
    (await mira.presses_in_place(card, "Refresh")).contains("最終便")


async def test_t8a_a_forged_button_is_answered_and_reads_nothing(world: World) -> None:
    mira = await world.linked()
    card = await mira.says("!np")
    button = card.buttons["Refresh"]
    button["custom_id"] = "np:refresh:1:2:3"
    world.discord.world.messages[card.id].data["components"][0]["components"][-1]["components"] = [
        button
    ]
    before = len(world.spotify.requests)
    (await mira.presses(card, "Refresh")).contains("too old")
    assert len(world.spotify.requests) == before


async def test_equal_reads_are_shared_and_cached(world: World) -> None:
    import asyncio

    mira = await world.linked()
    mira.plays()
    before = world.spotify.count("/v1/me/player", by=mira.listener)
    await asyncio.gather(*(mira.uses("nowplaying") for _ in range(5)))
    assert world.spotify.count("/v1/me/player", by=mira.listener) - before == 1


async def test_t5a_hostile_names_are_harmless_and_nobody_is_pinged(make_world: MakeWorld) -> None:
    world = await make_world()
    mira = await world.linked(
        "@everyone [x](https://evil.example) ||hi|| \u202eabc",
        spotify_name="# @here <@1> **x** https://evil.example",
    )
    for title in ("@here Comes Nobody", "<@1> Calling", "https://evil.example/free", "# Heading"):
        mira.plays(title)
        world.later()
        reply = await mira.says("!np")
        reply.lacks("](https://evil", "\u202e", " @here", "<@1>", "\n# ")
    (await mira.uses("account")).contains("on Spotify")
    assert world.discord.world.pings == []
