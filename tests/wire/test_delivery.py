"""The answer arrives: whatever becomes of the channel, the message asked with, and the way."""

from __future__ import annotations

import itertools
from collections.abc import Awaitable, Callable

import pytest

from sandbox.discord.rights import ATTACH, EMBED, HISTORY, SEND
from sandbox.discord.world import Channel
from tests.world import Someone, World, until

Corner = Callable[..., Awaitable[Channel]]
_corners = itertools.count(1)


@pytest.fixture
async def corner(world: World) -> Corner:
    """Make a server of its own, whose only channel nobody else writes in."""

    async def make(*people: Someone, lacks: int = 0) -> Channel:
        name = f"corner{next(_corners)}"
        members = [one.person for one in people]
        guild = world.discord.world.add_guild(f"Server {name}", [name], members)
        guild.channels[0].bot_lacks = lacks
        await world.discord.gateway.guild_created(guild)
        return guild.channels[0]

    return make


def messages_of(world: World, where: str = "general") -> str:
    """The path of a channel's messages, as a pattern."""
    return f"/channels/{world.discord.world.channel(where).id}/messages$"


def sent_to(world: World, channel: Channel) -> int:
    """How many messages the bot tried to send to a channel."""
    path = f"/channels/{channel.id}/messages"
    return len([one for one in world.discord.rest.requests if one.path == path])


def volume_of(someone: Someone) -> int | None:
    """How loud someone's device is."""
    device = someone.listener.player.active
    return device.volume_percent if device else None


async def test_the_message_asked_with_is_deleted_meanwhile(
    world: World, regular: Someone, corner: Corner
) -> None:
    channel = await corner(regular)
    world.spotify.faults.add("/me/player$", "hang", seconds=0.5, method="GET")
    asked = await regular.writes("!volume 31", channel.id)
    await world.discord.delete(regular.person, asked)
    reply = await regular.sees("31", channel.id, after=asked)
    assert not reply.message.get("message_reference")
    assert sent_to(world, channel) == 1


@pytest.mark.parametrize("told", [True, False])
async def test_without_message_history_the_answer_is_no_reply(
    world: World, corner: Corner, told: bool
) -> None:
    mira = world.someone()
    channel = await corner(mira, lacks=HISTORY if told else 0)
    channel.bot_lacks = HISTORY
    asked = await mira.writes("!help", channel.id)
    reply = await mira.sees("Every command works", channel.id, after=asked)
    assert not reply.message.get("message_reference")
    assert sent_to(world, channel) == (1 if told else 2)


@pytest.mark.parametrize("told", [True, False])
async def test_where_the_bot_may_not_write_the_answer_comes_by_dm_once_an_hour(
    world: World, corner: Corner, told: bool, regular: Someone
) -> None:
    channel = await corner(regular, lacks=SEND if told else 0)
    channel.bot_lacks = SEND
    asked = await regular.writes("!volume 41", channel.id)
    said = await regular.sees("I can't write there", "dm", after=asked)
    said.contains(f"<#{channel.id}>", "Server corner")
    await regular.sees("41", "dm", after=said.id)
    await regular.writes("!volume 42", channel.id)
    await until(lambda: volume_of(regular) == 42)
    await regular.writes("!volume 43", channel.id)
    await until(lambda: volume_of(regular) == 43)
    (await regular.says("!volume 44", "dm")).contains("44")
    assert sent_to(world, channel) == (0 if told else 1)
    new = [one for one in world.discord.messages(regular.person, "dm") if int(one["id"]) > asked]
    assert len([one for one in new if one["author"]["bot"]]) == 3


async def test_where_only_words_are_allowed_words_are_the_answer(
    world: World, corner: Corner, regular: Someone
) -> None:
    channel = await corner(regular, lacks=EMBED)
    reply = await regular.says("!np", channel.id)
    assert "窓辺の切手" in reply.message["content"]
    assert not reply.message["components"], "words alone"
    other = await corner(regular, lacks=ATTACH)
    reply = await regular.says("!chart", other.id)
    assert not reply.message["attachments"]
    assert regular.listener.top["tracks", "medium_term"][0].id in reply.message["content"]


async def test_a_nonce_is_not_shared_between_a_dm_and_its_channel(world: World) -> None:
    mira = world.someone()
    (await mira.says("!account")).contains("I've sent it to you")
    await mira.sees("Spotify", "dm")


@pytest.mark.parametrize("how", ["reset", "hang", "refused"])
async def test_typing_decides_nothing(world: World, regular: Someone, how: str) -> None:
    world.spotify.faults.add("/me/player$", "hang", seconds=1.5, method="GET")
    if how == "refused":
        world.discord.fail_next("POST", "/typing$", 500)
    else:
        world.discord.disturb("POST", "/typing$", how)
    (await regular.says("!volume 30")).contains("30")
    assert volume_of(regular) == 30


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("how", ["reset", "hang", "502", "503", "408"])
async def test_an_answer_that_failed_on_the_way_is_sent_again_once(
    world: World, regular: Someone, how: str, after: bool
) -> None:
    if how.isdigit():
        world.discord.fail_next("POST", messages_of(world), int(how), after=after)
    else:
        world.discord.disturb("POST", messages_of(world), how, after=after)
    reply = await regular.says("!seek 0:33")
    reply.contains("0:33")
    about = reply.message["message_reference"]
    # The first try, which failed, is not among these: the second has been answered then.
    await until(
        lambda: [
            one
            for one in list(world.discord.rest.requests)
            if isinstance(one.body, dict)
            and str((one.body.get("message_reference") or {}).get("message_id"))
            == str(about["message_id"])
        ],
        20,
    )
    same = [
        one
        for one in world.discord.messages(regular.person, "general")
        if one.get("message_reference") == about
    ]
    assert len(same) == 1


async def test_an_answer_that_discord_refuses_is_not_called_broken(
    world: World, corner: Corner, regular: Someone
) -> None:
    channel = await corner(regular)
    world.discord.fail_next("POST", f"/channels/{channel.id}/messages$", 400, 50035)
    reply = await regular.says("!volume 35", channel.id)
    reply.contains("couldn't show the answer", "Your command worked")
    reply.lacks("Something broke", "try again")
    assert volume_of(regular) == 35


async def test_what_only_shows_something_is_not_run_where_nobody_would_see_it(
    world: World, corner: Corner, regular: Someone
) -> None:
    channel = await corner(regular, lacks=SEND)
    asked = await regular.writes("!np", channel.id)
    await regular.sees("窓辺の切手", "dm", after=asked)
    mark = len(world.spotify.requests)
    for text in (
        "!recent",
        "!top tracks",
        "!playlist",
        "!liked",
        "!artist velvet harbour",
        "!help",
    ):
        await regular.writes(text, channel.id)
    await regular.writes("!volume 47", channel.id)
    await until(lambda: volume_of(regular) == 47)
    paths = {one.path for one in list(world.spotify.requests)[mark:]}
    assert all("/me/player" in one or "/token" in one for one in paths), paths
    assert sent_to(world, channel) == 0
    # By slash the answer is seen, and elsewhere too.
    (await regular.uses("recent", channel.id)).contains("open.spotify.com/track")
    (await regular.says("!recent", "dm")).contains("open.spotify.com/track")
    channel.bot_lacks = 0
    await world.discord.forbid(channel, 0)
    (await regular.says("!recent", channel.id)).contains("open.spotify.com/track")


async def test_a_command_of_a_group_that_does_something_is_run_where_nobody_sees_it(
    world: World, corner: Corner, regular: Someone
) -> None:
    channel = await corner(regular, lacks=SEND)
    asked = await regular.writes("!np", channel.id)
    await regular.sees("I can't write there", "dm", after=asked)
    await regular.writes("!playlist create Made unseen", channel.id)
    await until(lambda: any(one.name == "Made unseen" for one in regular.listener.playlists))


async def test_links_and_a_persons_own_data_are_never_kept_back(
    world: World, corner: Corner
) -> None:
    mira = await world.linked()
    channel = await corner(mira, lacks=SEND)
    asked = await mira.writes("!np", channel.id)
    await mira.sees("I can't write there", "dm", after=asked)
    asked = await mira.writes("!account", channel.id)
    await mira.sees(mira.spotify_name, "dm", after=asked)
    await mira.writes("!unlink", channel.id)
    await until(lambda: not mira.is_linked)
