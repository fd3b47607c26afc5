"""The aux: one person's player, everyone's songs, and guests without any Spotify."""

from __future__ import annotations

from tests.conftest import MakeWorld
from tests.wire.aux_party import Party, party_in
from tests.world import World, until


async def test_a_guest_without_spotify_suggests_and_the_owner_lets_it_in(party: Party) -> None:
    asked = await party.guest.says("!aux add 青い封筒")
    asked.contains("青い封筒", "Guest G", "should I add this?")
    (await party.other.presses(asked, "Add it")).contains("opened the aux")
    (await party.owner.presses_in_place(asked, "Add it")).contains("In the queue")
    await party.shows("青い封筒")


async def test_the_owner_may_say_no(party: Party) -> None:
    asked = await party.other.uses("aux add", song="最終便")
    (await party.owner.presses_in_place(asked, "No")).contains("Not this time")
    assert "最終便" not in party.owner.now(party.panel).words


async def test_the_owner_alone_trusts_everyone(party: Party) -> None:
    (await party.guest.says("!aux trust everyone")).contains("Only the person who opened")
    for said in (await party.guest.says("!aux add"), await party.guest.uses("aux add")):
        said.contains("Which song?", "a song's name or a Spotify link")
        said.lacks("isn't linked")
    (await party.guest.says("!aux add 青い封筒")).contains("should I add this?")
    (await party.owner.says("!aux trust everyone")).contains(
        "Everyone's songs are added right away"
    )
    (await party.guest.says("!aux add 最終便")).contains("In the queue")
    await party.shows("最終便")


async def test_a_song_is_queued_once(party: Party) -> None:
    await party.owner.says("!aux trust everyone")
    (await party.guest.says("!aux add 青い封筒")).contains("In the queue")
    (await party.other.says("!aux add 青い封筒")).contains("already", "Guest G")


async def test_each_guest_has_so_many_songs(party: Party) -> None:
    await party.owner.says("!aux trust everyone")
    (await party.owner.uses("aux limit", songs="2")).contains("up to 2 songs")
    (await party.guest.says("!aux add 青い封筒")).contains("In the queue")
    (await party.guest.says("!aux add 最終便")).contains("In the queue")
    (await party.guest.says("!aux add 雨のポスト")).contains("limit")
    (await party.other.says("!aux add 雨のポスト")).contains("In the queue")
    (await party.owner.says("!aux limit 99")).contains("isn't a valid limit")


async def test_songs_are_moved_taken_out_and_put_back(party: Party) -> None:
    await party.owner.says("!aux trust everyone")
    await party.guest.says("!aux add 青い封筒")
    await party.guest.says("!aux add 最終便")
    await party.other.says("!aux add 雨のポスト")
    await party.lists("青い封筒", "雨のポスト", "最終便")
    (await party.owner.says("!aux move 3 1")).contains("number 1")
    await party.lists("最終便", "青い封筒", "雨のポスト")
    (await party.owner.says("!aux move 9 1")).contains("No waiting song has the number")
    (await party.other.says("!aux remove 2")).contains("Only the person who opened")
    (await party.owner.says("!aux remove 2")).contains("Removed:", "青い封筒")
    (await party.owner.uses("aux undo")).contains("Back in the queue", "青い封筒")
    (await party.owner.says("!aux undo")).contains("no longer waiting")


async def test_a_role_may_be_trusted(party: Party) -> None:
    role = await party.adds_role("Friends")
    party.guild.member_roles[party.guest.person.id] = [role]
    (await party.owner.uses("aux trust", role=str(role), who="ask")).contains(f"<@&{role}>")
    (await party.guest.says("!aux add 青い封筒")).contains("In the queue")
    (await party.other.says("!aux add 最終便")).contains("should I add this?")


async def test_who_is_trusted_is_chosen_in_the_panel_too(party: Party) -> None:
    await party.world.discord.press(
        party.owner.person, party.panel.id, party.button("trust"), ["everyone"]
    )
    await party.shows("Everyone's songs are added right away")
    (await party.guest.says("!aux add 青い封筒")).contains("In the queue")


async def test_a_song_is_handed_over_shortly_before_the_end(party: Party) -> None:
    player, world = party.owner.listener.player, party.world
    await party.owner.says("!aux add 青い封筒")
    # The answer to something later: had it been handed over at once, Spotify would have it by now.
    panel = await party.owner.says("!aux")
    assert not player.queue, "not before it is time"
    length = player.item["duration_ms"] if player.item else 0
    player.seek(length - 8000)
    world.later()
    before = len(world.spotify.requests)
    await world.discord.press(party.owner.person, panel.id, panel.id_of("aux:refresh:"))
    await until(lambda: [one.name for one in player.queue] == ["青い封筒"], 8)
    (await party.owner.says("!aux remove 1")).contains("No waiting song has the number")
    await until(lambda: player.thing is not None and player.thing.name == "青い封筒", 20)
    await party.owner.becomes(panel, "▶️ [\u2068青い封筒")
    spent = [
        one.path
        for one in list(world.spotify.requests)[before:]
        if one.path.startswith("/v1/me/player") and one.person == party.owner.listener.id
    ]
    assert len(spent) <= 5, spent


async def test_guests_skip_by_vote(party: Party) -> None:
    player = party.owner.listener.player
    await party.owner.says("!aux add 青い封筒")
    (await party.guest.says("!aux skip")).contains("1 of 2")
    (await party.guest.says("!aux skip")).contains("1 of 2")
    voted = await party.other.presses(party.panel, "Vote to skip")
    assert voted.private
    voted.contains("Skipped by vote")
    assert player.thing is not None
    assert player.thing.name == "青い封筒"


async def test_the_owner_skips_alone(party: Party) -> None:
    player = party.owner.listener.player
    await party.owner.says("!aux add 最終便")
    (await party.guest.presses(party.panel, "Skip")).contains("isn't yours")
    await party.world.discord.press(party.owner.person, party.panel.id, party.button("skip"))
    await until(lambda: player.thing is not None and player.thing.name == "最終便")


async def test_a_deleted_panel_does_no_harm(party: Party) -> None:
    await party.owner.says("!aux trust everyone")
    messages = party.world.discord.world.messages
    await party.world.discord.interactions.delete(messages[party.panel.id])
    (await party.guest.says("!aux add 青い封筒")).contains("In the queue")
    (await party.guest.says("!aux")).contains("青い封筒")


async def test_bad_words_and_links_for_an_aux(party: Party) -> None:
    for asked, words in (
        ("zzz qqq xxx", "Nothing found"),
        (f"https://open.spotify.com/track/{'1' * 22}", "Nothing found"),
        (f"spotify:playlist:{'1' * 22}", "That's a playlist"),
        ("https://evil.example/x", "not a Spotify link"),
        ("", "Which song?"),
    ):
        (await party.guest.says(f"!aux add {asked}")).contains(words)


async def test_one_aux_per_channel_and_person(world: World, party: Party) -> None:
    second = await world.regular("Second S")
    (await second.says("!aux open")).contains("already open in this channel")
    (await party.owner.says("!aux open", "music")).contains("You already have an aux open")
    (await party.owner.says("!aux", "dm")).contains("Not here")
    world.kept.discard(second.listener.id)


async def test_it_survives_a_restart(make_world: MakeWorld) -> None:
    world, party = await _with_a_song(make_world)
    await world.bot.stop()
    await world.bot.start()
    (await party.guest.says("!aux")).contains("青い封筒", "Owner W")


async def test_what_waits_is_played_when_the_player_is_back(make_world: MakeWorld) -> None:
    world, party = await _with_a_song(make_world)
    player = party.owner.listener.player
    player.stop()
    world.later()
    (await party.guest.uses("aux panel")).contains("青い封筒", "can't be reached")
    player.active = player.devices[0]
    world.later()
    (await party.guest.uses("aux panel")).contains("青い封筒")
    await until(lambda: player.thing is not None and player.thing.name == "青い封筒", 10)


async def test_an_idle_aux_ends_and_leaves_nothing(make_world: MakeWorld) -> None:
    world, party = await _with_a_song(make_world)
    with world.database() as database:
        database.execute("UPDATE aux_sessions SET active_at = active_at - 4000, next_at = 0")
    await world.bot.stop()
    await world.bot.start()
    await party.guest.sees("has ended")
    assert world.rows("aux_songs") == []


async def _with_a_song(make_world: MakeWorld) -> tuple[World, Party]:
    world = await make_world()
    party = await party_in(world, await world.regular("Owner W"))
    await party.owner.says("!aux add 青い封筒")
    assert len(world.rows("aux_songs")) == 1
    return world, party


async def test_t8a_an_aux_takes_no_press_from_another_server(party: Party) -> None:
    """Its number is counted up, so a made-up ID would reach the aux of people one never met."""
    world = party.world
    elsewhere = world.discord.world.add_guild("Elsewhere", ["elsewhere"], [])
    await world.discord.gateway.guild_created(elsewhere)
    stranger = world.someone("Stranger S", seat=False, guilds=[elsewhere])
    help_ = await stranger.says("!np", "elsewhere")
    label, button = next((one, it) for one, it in help_.buttons.items() if "custom_id" in it)
    session = party.button("vote").rpartition(":")[2]
    kept = world.discord.world.messages[help_.id].data["components"]
    for act in ("vote", "refresh", "suggest"):
        button["custom_id"] = f"aux:{act}:{session}"
        kept[0]["components"][-1]["components"] = [button]
        answer = await stranger.presses(help_, label, "elsewhere")
        answer.contains("No aux here")
        answer.lacks("窓辺の切手")
    assert not world.rows("aux_votes")
