"""Interactions are acknowledged in time, once, and answered, whatever Discord does meanwhile."""

from __future__ import annotations

import pytest

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
    shown = await regular.says("!top tracks")
    disturb(world, "POST", _CALLBACK, how, after=after)
    more = shown.id_of("top:")
    changed = await regular.turns(shown, more)
    changed.contains("2/")
    assert changed.words != shown.words


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
