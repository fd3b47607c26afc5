"""What people's Discord shows of Spotify: seen without a link, a seat or a request to Spotify."""

from __future__ import annotations

import pytest

from sandbox.discord.objects import Json
from tests.conftest import MakeWorld
from tests.presences import lets_it_be_seen, shows, shows_nothing, song
from tests.reply import Reply
from tests.wire.test_deleting import Way, by_privacy, by_unlink
from tests.world import Someone, World, until

FIRST, SECOND, THIRD = "窓辺の切手", "青い封筒", "最終便"
_SECRET = "Nothing to show"


async def sees_now(who: Someone, reply: Reply, *words: str) -> Reply:
    """Wait until a message that is there has these words."""
    await until(lambda: all(one in who.now(reply).words for one in words))
    return who.now(reply)


async def test_another_person_without_a_link(room: World) -> None:
    mira, jonas = room.someone("Mira Q"), room.someone()
    await shows(mira, FIRST)
    (await jonas.says(f"!np {mira.mention}")).contains(_SECRET)
    await lets_it_be_seen(mira)
    asked = len(room.spotify.requests)
    for card in (
        await jonas.says(f"!np {mira.mention}"),
        await jonas.uses("nowplaying", person=str(mira.person.id)),
        await jonas.picks("Now playing", person=mira.person),
    ):
        card.contains("Mira Q", FIRST, "As Discord shows it", "0:3", "Spotify")
        assert not [one for one in card.custom_ids if one.startswith(("np:prev", "np:toggle"))]
    assert len(room.spotify.requests) == asked


async def test_oneself_without_a_link(room: World) -> None:
    mira = room.someone()
    (await mira.says("!np")).contains("isn't linked")
    await shows(mira, FIRST)
    for place in ("general", "dm"):
        (await mira.says("!np", place)).contains(FIRST, "As Discord shows it")
    assert not mira.rows("accounts")
    assert not room.rows("settings", "subject", mira.person.id)


async def test_t8b_someone_of_another_server_does_not_see_it(room: World) -> None:
    mira = room.someone()
    elsewhere = room.discord.world.add_guild("Elsewhere", ["elsewhere"], [])
    await room.discord.gateway.guild_created(elsewhere)
    stranger = room.someone(guilds=[elsewhere])
    await shows(mira, FIRST)
    await lets_it_be_seen(mira)
    await shows(mira, FIRST)
    (await mira.says("!np")).contains(FIRST)
    for place in ("elsewhere", "dm"):
        refused = await stranger.says(f"!np {mira.mention}", place)
        refused.contains(_SECRET)
        refused.lacks(FIRST, "Discord shows")
    (await stranger.says("!listening", "elsewhere")).lacks(FIRST)


async def test_t8b_nobody_means_nobody(room: World) -> None:
    mira, jonas = room.someone("Mira Q"), room.someone()
    await shows(mira, FIRST)
    await lets_it_be_seen(mira)
    await shows(mira, FIRST)
    (await jonas.says("!listening")).contains(FIRST)
    await mira.chooses(await mira.uses("settings mine"), "nobody")
    (await jonas.says(f"!np {mira.mention}")).contains(_SECRET)
    (await jonas.says("!listening")).lacks(FIRST, "Mira Q")
    (await mira.says("!np")).contains(FIRST)


async def test_a_no_holds_at_once_and_for_oneself_too(room: World) -> None:
    mira, jonas = room.someone(), room.someone()
    await shows(mira, FIRST)
    await lets_it_be_seen(mira)
    card = await jonas.says(f"!np {mira.mention}")
    card.contains(FIRST)
    answer = await mira.uses("privacy")
    (await mira.presses_in_place(answer, "Hide my Discord's song")).contains("nobody else sees it")
    (await sees_now(jonas, card, "No longer updated")).lacks(FIRST)
    (await jonas.says(f"!np {mira.mention}")).contains(_SECRET)
    (await mira.says("!np")).contains("isn't linked")


async def test_opt_out_is_the_hosts_choice(make_world: MakeWorld) -> None:
    room = await make_world(FEATURES="presence", PRESENCE_DEFAULT="opt-out")
    mira, jonas, quiet = room.someone("Mira Q"), room.someone(), room.someone("Quiet Q")
    robot = room.someone("Robot Q")
    robot.person.bot = True
    for one in (mira, quiet, robot):
        await shows(one, FIRST)
    answer = await quiet.uses("privacy")
    await quiet.presses_in_place(answer, "Hide my Discord's song")
    (await jonas.says(f"!np {mira.mention}")).contains(FIRST)
    for one in (quiet, robot):
        (await jonas.says(f"!np {one.mention}")).contains(_SECRET)
    here = await jonas.says("!listening")
    here.contains("Mira Q", FIRST)
    here.lacks("Quiet Q", "Robot Q")


async def test_who_listens_here(room: World) -> None:
    mira, jonas, secret = room.someone("Mira Q"), await room.linked("Jonas J"), room.someone("Sec")
    await shows(mira, FIRST)
    await lets_it_be_seen(mira)
    await shows(mira, SECOND)
    await shows(secret, THIRD)
    jonas.plays(THIRD)
    asked = room.spotify.count("/v1/me/player")
    here = await room.someone().says("!listening")
    here.contains("Mira Q", SECOND, "Jonas J", THIRD)
    here.lacks("Sec", "there may be more")
    assert room.spotify.count("/v1/me/player") == asked + 1
    room.home.members.remove(mira.person.id)
    (await room.someone().says("!listening")).lacks("Mira Q")


async def test_a_linked_persons_own_player_is_better(room: World) -> None:
    mira, jonas = await room.linked(), room.someone()
    mira.plays(FIRST)
    await shows(mira, SECOND)
    await lets_it_be_seen(mira)
    card = await jonas.says(f"!np {mira.mention}")
    card.contains(FIRST)
    card.lacks(SECOND, "Discord shows")
    (await jonas.says("!listening")).lacks(SECOND)


async def test_live_messages_change_when_discord_says_so(room: World) -> None:
    mira, jonas = room.someone(), room.someone()
    await shows(mira, FIRST)
    await lets_it_be_seen(mira)
    card, own = await jonas.says(f"!np {mira.mention}"), await mira.says("!np")
    card.contains(FIRST)
    await until(lambda: len(mira.rows("follows", "person")) == 2)
    asked = len(room.spotify.requests)
    await shows(mira, SECOND)
    await sees_now(mira, own, SECOND)
    (await sees_now(jonas, card, SECOND)).lacks(FIRST)
    await shows_nothing(mira)
    await sees_now(jonas, card, "Nothing to see")
    await sees_now(mira, own, "Nothing to see")
    await shows(mira, THIRD)
    await sees_now(jonas, card, THIRD)
    assert len(room.spotify.requests) == asked
    stored = room.stored()
    assert not [one for one in (FIRST, SECOND, THIRD) if one.encode() in stored]


async def test_queue_for_me_and_play_from_here(room: World) -> None:
    mira, jonas = room.someone(), await room.regular("Jonas J")
    await shows(mira, FIRST, progress_ms=60_000)
    await lets_it_be_seen(mira)
    jonas.plays(SECOND)
    card = await room.someone().says(f"!np {mira.mention}")
    queued = await jonas.presses(card, "Queue for me")
    assert queued.private
    assert [one.name for one in jonas.listener.player.queue] == [FIRST]
    (await jonas.presses(card, "Play from here")).contains("from `1:0")
    player = jonas.listener.player
    assert player.thing
    assert player.thing.name == FIRST
    assert 60_000 <= player.progress_ms() < 90_000
    (await room.someone().presses(card, "Queue for me")).contains("isn't linked")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"sync_id": None}, (FIRST, "doesn't say which song")),
        ({"sync_id": "../../evil"}, (FIRST, "doesn't say which song")),
        ({"timestamps": None}, (FIRST, "As Discord shows it")),
        ({"assets": {"large_image": "https://evil.example/x.png"}}, (FIRST,)),
        ({"state": 7, "party": {"id": "spotify:1"}}, (FIRST, "Unknown artist")),
        ({"details": None}, ("Discord shows no song",)),
        ({"party": None}, ("Discord shows no song",)),
        ({"name": "Bandcamp"}, ("Discord shows no song",)),
        ({"details": "@everyone <@1> [x](https://evil.example)"}, ("everyone",)),
    ],
)
async def test_odd_presences(room: World, changes: Json, words: tuple[str, ...]) -> None:
    mira, jonas = room.someone(), room.someone()
    await lets_it_be_seen(mira)
    await shows(mira, FIRST, **changes)
    card = await jonas.says(f"!np {mira.mention}")
    card.contains(*words)
    card.lacks("](https://evil", "evil.example/x", "<@1>", "../evil")
    assert room.discord.world.pings == []
    known = song(mira, FIRST).track_id
    linked = changes.get("sync_id", known) == known
    assert ("Queue for me" in card.buttons) == (linked and "no song" not in card.words)


async def test_nonsense_breaks_nothing(room: World) -> None:
    mira, jonas = room.someone(), room.someone()
    await lets_it_be_seen(mira)
    for odd in ([None, 7, "x", {}, {"type": 2}], {"0": 1}, "spotify", [[["x"]]]):
        await room.discord.shows(mira.person, odd)  # type: ignore[arg-type]
        (await jonas.says(f"!np {mira.mention}")).contains("Discord shows no song")
    for data in ({}, {"user": None}, {"user": {"id": "x"}, "guild_id": "y"}, {"guild_id": "1"}):
        await room.discord.gateway.dispatch("PRESENCE_UPDATE", data, room.home.id)
    await shows(mira, FIRST)
    (await jonas.says(f"!np {mira.mention}")).contains(FIRST)
    assert not any("Traceback" in line for line in room.bot.output)


async def test_bots_and_people_who_left(room: World) -> None:
    mira, jonas, robot = room.someone(), room.someone(), room.someone()
    for one in (mira, robot):
        await shows(one, FIRST)
        await lets_it_be_seen(one)
    robot.person.bot = True
    (await jonas.says(f"!np {robot.mention}")).contains(_SECRET)
    room.home.members.remove(mira.person.id)
    (await jonas.says(f"!np {mira.mention}")).contains(_SECRET)


async def test_a_new_process_asks_and_is_told_again(room: World) -> None:
    mira, jonas = room.someone("Mira Q"), room.someone()
    await shows(mira, FIRST)
    await lets_it_be_seen(mira)
    await room.bot.stop()
    await room.bot.start()
    (await jonas.says("!listening")).contains("Mira Q", FIRST)
    (await jonas.says(f"!np {mira.mention}")).contains(FIRST)


async def test_deleting_takes_the_yes_along(room: World) -> None:
    mira, jonas = room.someone(), room.someone()
    await shows(mira, FIRST)
    await lets_it_be_seen(mira)
    card = await jonas.says(f"!np {mira.mention}")
    await until(lambda: mira.rows("follows", "person"))
    asked = await mira.presses_in_place(await mira.uses("privacy"), "Delete everything")
    await mira.presses_in_place(asked, "Delete everything")
    (await sees_now(jonas, card, "No longer updated")).lacks(FIRST)
    (await jonas.says(f"!np {mira.mention}")).contains(_SECRET)
    assert not room.rows("settings", "subject", mira.person.id)


@pytest.mark.parametrize("way", [by_unlink, by_privacy])
async def test_t8b_with_opt_in_nobody_needs_no_kept_no(room: World, way: Way) -> None:
    """Who said nothing isn't shown, so nothing is kept of who chose "nobody": it isn't needed."""
    mira, jonas = await room.linked("Mira Q"), room.someone()
    await shows(mira, FIRST)
    await lets_it_be_seen(mira)
    await shows(mira, FIRST)
    await mira.chooses(await mira.uses("settings mine"), "nobody")
    await way(room, mira)
    assert not room.rows("settings", "subject", mira.person.id)
    await shows(mira, SECOND)
    (await jonas.says(f"!np {mira.mention}")).contains(_SECRET)
    (await jonas.says("!listening")).lacks("Mira Q", FIRST, SECOND)
    await lets_it_be_seen(mira)
    (await jonas.says(f"!np {mira.mention}")).contains(SECOND)


async def test_without_the_intent_everything_else_works(make_world: MakeWorld) -> None:
    room = await make_world(FEATURES="presence")
    await room.bot.stop()
    before = room.discord.gateway.identifies
    room.discord.world.application_flags = 1 << 19
    await room.bot.start()
    assert room.discord.gateway.identifies == before + 2
    assert any("turn on Presence Intent" in line for line in room.bot.output)
    mira, jonas = room.someone(), await room.linked()
    jonas.plays(SECOND)
    await shows(mira, FIRST)
    (await mira.uses("nowplaying")).contains("isn't linked")
    (await mira.uses("privacy")).lacks("Discord shows")
    (await mira.uses("nowplaying", person=str(jonas.person.id))).contains(SECOND)
    (await mira.says("!np")).contains("isn't linked")


async def test_without_the_feature_nothing_is_asked_for(make_world: MakeWorld) -> None:
    room = await make_world(FEATURES="")
    mira = room.someone()
    await shows(mira, FIRST)
    (await mira.says("!np")).contains("isn't linked")
    (await mira.uses("privacy")).lacks("Discord's song")
    assert not any(one.intents & 1 << 8 for one in room.discord.gateway.sessions.values())
