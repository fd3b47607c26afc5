"""Right clicks and replies: what a message or a person is about."""

from __future__ import annotations

from tests.wire.mixtape_room import link, room_in
from tests.world import Someone, World


async def test_now_playing_of_a_person(world: World, regular: Someone) -> None:
    jonas = world.someone()
    (await jonas.picks("Now playing", person=regular.person)).contains("Regular R", "窓辺の切手")
    stranger = world.someone()
    (await jonas.picks("Now playing", person=stranger.person)).contains("Nothing to show")


async def test_links_of_a_message_in_order_and_in_every_form(
    world: World, regular: Someone
) -> None:
    tracks = world.spotify.catalogue.all("track")[40:44]
    message = await world.someone().writes(
        f"first https://open.spotify.com/track/{tracks[0].id}?si=x then "
        f"<https://open.spotify.com/intl-pt/track/{tracks[1].id}> and spotify:track:{tracks[2].id} "
        f"(https://open.spotify.com/track/{tracks[3].id}). https://evil.example/track/{tracks[0].id}"
    )
    queued = await regular.picks("Queue", message=message)
    assert queued.private
    queued.contains("4 songs queued")
    assert [one.id for one in regular.listener.player.queue] == [one.id for one in tracks]
    (await regular.picks("Play on Spotify", message=message)).contains("Playing")
    assert regular.listener.player.thing is tracks[0]
    (await regular.picks("Save", message=message)).contains("Saved to your library")
    assert all(one.data["uri"] in regular.listener.saved for one in tracks)


async def test_a_short_link_is_resolved_and_no_foreign_host_is_asked(
    world: World, regular: Someone
) -> None:
    track = world.spotify.catalogue.named("track", "青い封筒")
    world.spotify.short_links["abc123"] = f"https://open.spotify.com/track/{track.id}?si=1"
    world.spotify.short_links["evil"] = "https://evil.example/track/1"
    message = await regular.writes("listen: https://spotify.link/abc123")
    (await regular.picks("Play on Spotify", message=message)).contains("青い封筒")
    message = await regular.writes("https://spotify.link/evil")
    (await regular.picks("Play on Spotify", message=message)).contains(
        "where that short link leads"
    )


async def test_links_in_our_own_answers(world: World, regular: Someone) -> None:
    card = await regular.says("!track 最終便")
    (await regular.picks("Queue", message=card.id)).contains("最終便")


async def test_without_a_link_its_words_are_searched_for(world: World, regular: Someone) -> None:
    message = await world.someone().writes("青い封筒")
    found = await regular.picks("Play on Spotify", message=message)
    assert found.private
    found.contains("Search", "青い封筒")
    (await regular.presses(found, "Play")).contains("Playing", "青い封筒")


async def test_delete_answer_is_for_whoever_asked_and_moderators(world: World) -> None:
    mira, jonas = world.someone(), world.someone()
    for answer in (await mira.says("!help"), await mira.says("!artist Velvet Harbour")):
        refused = await jonas.picks("Delete answer", message=answer.id)
        refused.contains("Only the person who asked")
        assert answer.id in world.discord.world.messages
        (await mira.picks("Delete answer", message=answer.id)).contains("Deleted")
        assert answer.id not in world.discord.world.messages
    owner = world.discord.world.person(world.home.members[0])
    answer = await mira.uses("artist", name="Velvet Harbour")
    await world.discord.command(owner, "general", "Delete answer", {}, kind=3, target=answer.id)
    await world.discord.wait_for(lambda: answer.id not in world.discord.world.messages)
    message = await jonas.writes("mine")
    (await mira.picks("Delete answer", message=message)).contains("only delete my own")


async def test_replies_take_what_the_message_is_about(world: World, regular: Someone) -> None:
    jonas = world.someone()
    track = world.spotify.catalogue.named("track", "青い封筒")
    said = await jonas.writes(f"you must hear https://open.spotify.com/track/{track.id}")
    (await regular.says("!play", reply_to=said)).contains("青い封筒")
    assert regular.listener.player.thing is track
    (await regular.says("!like", reply_to=said)).contains("青い封筒")
    (await regular.says("!artist", reply_to=said)).contains("夜の郵便局")
    (await regular.says("!album", reply_to=said)).contains(str(track.parent and track.parent.name))
    words = await jonas.writes("最終便")
    (await regular.says("!queue", reply_to=words)).contains("最終便")


async def test_replies_to_our_own_answers_take_their_subject(
    world: World, regular: Someone
) -> None:
    regular.plays("星を配る")
    world.later()
    card = await regular.says("!np")
    regular.plays("窓辺の切手")
    world.later()
    (await regular.says("!queue", reply_to=card.id)).contains("Queued", "星を配る")
    found = await regular.says("!search 青い封筒")
    (await regular.says("!play", reply_to=found.id)).contains("青い封筒")


async def test_a_mention_means_what_they_play(world: World, regular: Someone) -> None:
    mira = await world.linked()
    mira.plays("最終便")
    (await regular.says(f"!play {mira.mention}")).contains("最終便")
    (await regular.says(f"!artist {mira.mention}")).contains("夜の郵便局")
    (await regular.says(f"!track {world.someone().mention}")).contains("Nothing to show")


async def test_menus_work_in_direct_messages(regular: Someone) -> None:
    message = await regular.writes("最終便", "dm")
    (await regular.picks("Play on Spotify", message=message, where="dm")).contains("Search")


async def test_menus_cool_down_like_commands_and_buttons(world: World, regular: Someone) -> None:
    jonas = world.someone()
    message = await regular.writes("青い封筒")
    seen = [await jonas.picks("Delete answer", message=message) for _ in range(21)]
    seen[19].contains("That's not my message")
    seen[20].contains("Slow down a little")
    assert seen[20].private
    mark = len(world.spotify.requests)
    for _ in range(20):
        await jonas.picks("Now playing", person=regular.person)
    asked = len(world.spotify.requests)
    (await jonas.picks("Now playing", person=regular.person)).contains("Slow down a little")
    assert len(world.spotify.requests) == asked >= mark
    (await world.someone().picks("Now playing", person=regular.person)).contains("Regular R")


async def test_a_messages_songs_go_into_the_mixtape(world: World, regular: Someone) -> None:
    room = await room_in(world, regular)
    songs, guest, menu = room.songs[:3], room.guest, "Add to the mixtape"
    await regular.says("!mixtape pause", room.channel)
    message = await room.posts(regular, *songs[:2])
    paused = await guest.picks(menu, message=message, where=room.channel)
    paused.contains("The mixtape is paused")
    await regular.says("!mixtape resume", room.channel)
    picked = await guest.picks(menu, message=message, where=room.channel)
    assert picked.private
    picked.contains("2 songs go in")
    await room.holds(songs[:2])
    card = await regular.says(f"!track {link(songs[2])}", room.channel)
    (await guest.picks(menu, message=card.id, where=room.channel)).contains("1 song")
    await room.holds(songs)
    words = await guest.writes("no link", room.channel)
    nothing = await guest.picks(menu, message=words, where=room.channel)
    nothing.contains("Nothing to add")
    assert nothing.private
    elsewhere = await guest.picks(menu, message=await regular.writes(link(songs[0])))
    elsewhere.contains("No mixtape here")
    (await guest.says("!mixtape undo", room.channel)).contains("1 song goes out")
    await room.holds(songs[:2])
