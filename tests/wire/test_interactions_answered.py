"""Interactions are acknowledged in time, once, and answered, whatever Discord does meanwhile."""

from __future__ import annotations

import asyncio

import pytest

from sandbox.discord.interactions import Interaction
from sandbox.discord.words import words_of
from tests.world import Message, Someone, World

_CALLBACK = "/interactions/.*/callback"
_FOLLOW_UP = r"/webhooks/\d+/[^/]+$"
_ORIGINAL = r"/webhooks/.*/messages/@original$"
_HOW = ["reset", "hang", "502"]


def disturb(world: World, method: str, path: str, how: str, *, after: bool, times: int = 1) -> None:
    """Let a request of the bot's go wrong."""
    if how.isdigit():
        world.discord.fail_next(method, path, int(how), after=after, times=times)
    else:
        world.discord.disturb(method, path, how, after=after, times=times)


def slow_player(world: World, seconds: float = 1.6) -> None:
    """Let Spotify be silent for a while, so that the command must be acknowledged first."""
    world.spotify.faults.add("/me/player$", "hang", seconds=seconds, method="GET")


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("how", _HOW)
@pytest.mark.parametrize("slow", [False, True])
async def test_an_acknowledgement_that_failed_on_the_way_drops_nothing(
    world: World, regular: Someone, how: str, after: bool, slow: bool
) -> None:
    if slow:
        slow_player(world)
    disturb(world, "POST", _CALLBACK, how, after=after)
    (await regular.uses("seek", position="0:21")).contains("0:21")


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("how", _HOW)
async def test_the_answer_after_thinking_is_seen_once(
    world: World, regular: Someone, how: str, after: bool
) -> None:
    slow_player(world)
    disturb(world, "PATCH", _ORIGINAL, how, after=after)
    one = await world.discord.command(regular.person, "general", "pause", {})
    await regular.finished(one, "general")
    regular.plays()
    await regular.uses("help")
    same = [
        message
        for message in world.discord.messages(regular.person, "general")
        if (message.get("interaction_metadata") or {}).get("id") == str(one.id)
    ]
    assert len(same) == 1


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("how", _HOW)
async def test_a_press_whose_acknowledgement_failed_is_carried_out_once(
    world: World, regular: Someone, how: str, after: bool
) -> None:
    album = next(one for one in world.spotify.catalogue.all("album") if len(one.children) > 4)
    regular.listener.player.play_track(album.children[0].id)
    world.later()
    shown = await regular.says("!np")
    mark = len(world.spotify.requests)
    disturb(world, "POST", _CALLBACK, how, after=after)
    changed = await regular.turns(shown, shown.id_of("np:next:"))
    changed.contains(album.children[1].id)
    assert world.spotify.count("/v1/me/player/next", since=mark, by=regular.listener) == 1
    assert regular.listener.player.thing is album.children[1]


async def test_thinking_that_cannot_be_taken_back_still_leaves_an_answer_for_one_person(
    world: World,
) -> None:
    mira = world.someone()
    jonas = world.someone()
    world.discord.fail_next("DELETE", _ORIGINAL, 403, 50013)
    # Looking Jonas up takes a moment, so "thinking…" is public before the private words.
    world.discord.disturb("GET", "/guilds/.*/members/", "slow", seconds=1.5, times=3)
    one = await world.discord.command(mira.person, "general", "play", {"what": jonas.mention})

    def answers_seen_by(someone: Someone) -> list[Message]:
        return [
            message
            for message in world.discord.messages(someone.person, "general")
            if (message.get("interaction_metadata") or {}).get("id") == str(one.id)
        ]

    await world.discord.wait_for(lambda: [one for one in answers_seen_by(mira) if one["ephemeral"]])
    seen = answers_seen_by(jonas)
    assert len(seen) == 1
    assert not seen[0]["thinking"]
    assert "for the person who asked" in words_of(seen[0])


async def test_no_personal_link_follows_a_thinking_that_others_saw(world: World) -> None:
    mira = world.someone()
    mark = len(world.discord.rest.requests)
    world.spotify.faults.add("/search", "hang", seconds=1.6, method="GET")
    reply = await mira.uses("play", what="Velvet Harbour")
    assert not reply.private
    assert not reply.offers_link
    reply.contains("isn't linked yet")
    sent = [one.method for one in list(world.discord.rest.requests)[mark:] if "token" in one.route]
    assert sent == ["POST", "PATCH"], "thinking, then the words: nothing is deleted"
    offer = await mira.presses(reply, "Link Spotify")
    assert offer.private
    assert offer.offers_link


@pytest.mark.parametrize("seconds", [0.9, 0.95, 0.98, 1.0, 1.02, 1.05, 1.1])
async def test_an_answer_that_races_with_thinking_is_seen_once_and_stays(
    world: World, regular: Someone, seconds: float
) -> None:
    world.later()
    world.spotify.faults.add("/me/player$", "late", seconds=seconds, method="GET")
    one = await world.discord.command(regular.person, "general", "nowplaying", {})
    (await regular.finished(one, "general")).contains("窓辺の切手")
    await asyncio.sleep(0.3)
    same = [
        message
        for message in world.discord.messages(regular.person, "general")
        if (message.get("interaction_metadata") or {}).get("id") == str(one.id)
    ]
    assert len(same) == 1
    assert not same[0]["thinking"]


async def test_a_usual_answer_is_one_request(world: World, regular: Someone) -> None:
    """Also one for one person only, a link, and a context menu's."""
    stranger = world.someone()

    async def sent(one: Interaction, someone: Someone) -> list[str]:
        await someone.finished(one, "general")
        await asyncio.sleep(0.2)
        return [
            f"{request.method} {request.route}"
            for request in list(world.discord.rest.requests)[mark:]
            if "token" in request.route and request.path.count(one.token)
        ]

    for someone, name in (
        (regular, "nowplaying"),
        (stranger, "nowplaying"),
        (stranger, "link"),
        (regular, "account"),
    ):
        world.later()
        mark = len(world.discord.rest.requests)
        one = await world.discord.command(someone.person, "general", name, {})
        assert await sent(one, someone) == ["POST /interactions/{id}/{token}/callback"], name
    mark = len(world.discord.rest.requests)
    one = await world.discord.command(
        regular.person, "general", "Now playing", {}, kind=2, target=regular.person.id
    )
    assert await sent(one, regular) == ["POST /interactions/{id}/{token}/callback"]


@pytest.mark.parametrize("how", ["hang", "reset", "502"])
async def test_looking_people_up_delays_no_acknowledgement(
    world: World, regular: Someone, how: str
) -> None:
    others = " ".join(f"<@{100_000_000_000_000_000 + number}>" for number in range(10))
    disturb(world, "GET", "/guilds/.*/members/|/users/", how, after=False, times=200)
    one = await world.discord.command(regular.person, "general", "blend", {"people": others})
    await world.discord.answered(one)
    assert not one.failed
    await regular.finished(one, "general")
    await regular.sees("I don't know that person", after=one.id)


@pytest.mark.parametrize(
    "text",
    [
        "!np <@99999999999999999999>",
        "!np @everyone",
        "!np 100000000000000001",
        "!np nobody-of-that-name",
        "!recent <@100000000000000001>",
        "!top <@100000000000000001>",
        "!top artists <@100000000000000001>",
        "!top @everyone",
        "!chart <@100000000000000001>",
        "!play <@100000000000000001>",
        "!queue <@99999999999999999999>",
        "!taste <@100000000000000001>",
        "!taste @here",
        "!blend <@100000000000000001>",
        "!blend @everyone",
        "!track <@100000000000000001>",
        "!like <@100000000000000001>",
        "!unlike <@100000000000000001>",
        "!follow <@100000000000000001>",
        "!unfollow <@100000000000000001>",
        "!artist <@100000000000000001>",
        "!album <@100000000000000001>",
        "!aux pass <@100000000000000001>",
    ],
)
async def test_somebody_who_is_not_there_is_not_known(
    world: World, regular: Someone, text: str
) -> None:
    (await regular.says(text)).contains("I don't know that person")


async def test_role_mentions_are_nobody(world: World, regular: Someone) -> None:
    role = next(iter(world.home.roles))
    for text in ("np", "top", "taste", "blend"):
        (await regular.says(f"!{text} <@&{role}>")).contains("I don't know that person")


async def test_what_was_done_too_late_for_discord_is_answered_by_dm(
    world: World, regular: Someone
) -> None:
    world.discord.fail_next("POST", _CALLBACK, 404, 10062)
    one = await world.discord.command(regular.person, "general", "seek", {"position": "0:42"})
    await regular.sees("0:42", "dm", after=one.id)


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("how", _HOW)
async def test_suggestions_that_discord_took_but_answered_with_a_fault_are_there(
    world: World, how: str, after: bool
) -> None:
    mira = world.someone()
    mark = len(world.bot.output)
    disturb(world, "POST", _CALLBACK, how, after=after)
    offered = await world.discord.autocomplete(
        mira.person, "general", "help", {"name": "volume"}, "name"
    )
    assert [one["name"] for one in offered] == ["volume"]
    (await mira.uses("help", name="volume")).contains("volume")
    logged = "".join(world.bot.output[mark:])
    assert "broke" not in logged
    assert "Ignoring exception" not in logged
    assert "Traceback" not in logged


async def test_suggestions_that_come_too_late_are_no_fault(world: World) -> None:
    mira = world.someone()
    mark = len(world.bot.output)
    world.discord.fail_next("POST", _CALLBACK, 404, 10062)
    for _ in range(2):
        offered = await world.discord.autocomplete(
            mira.person, "general", "help", {"name": "volume"}, "name"
        )
    assert [one["name"] for one in offered] == ["volume"]
    logged = "".join(world.bot.output[mark:])
    assert "came too late" in logged
    assert "Ignoring exception" not in logged
    assert "Traceback" not in logged


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("how", _HOW)
async def test_a_form_that_discord_took_but_answered_with_a_fault_is_open_and_can_be_sent(
    world: World, how: str, after: bool
) -> None:
    mira = world.someone()
    offer = await mira.uses("link")
    mark = len(world.bot.output)
    disturb(world, "POST", _CALLBACK, how, after=after)
    custom_id = offer.buttons["2 Paste the address"]["custom_id"]
    one = await world.discord.press(mira.person, offer.id, custom_id)
    await world.discord.wait_for(lambda: one.modal)
    disturb(world, "POST", _CALLBACK, how, after=after)
    sent = await world.discord.submit_modal(one.id, {"address": "nothing of use"})
    (await mira.finished(sent, "general")).contains("Only part of it was copied")
    about = [
        message
        for message in world.discord.messages(mira.person, "general")
        if (message.get("interaction_metadata") or {}).get("id") in (str(one.id), str(sent.id))
    ]
    assert len(about) == 1, [words_of(message) for message in about]
    assert "broke" not in "".join(world.bot.output[mark:])
