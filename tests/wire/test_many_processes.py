"""Three bots with their own shards and two web processes share one PostgreSQL database."""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path

from tests.needs import once_is_enough
from tests.postgres import PostgresServer, changing
from tests.wire.processes import Fleet, fleet, serves
from tests.world import Someone, until

pytestmark = once_is_enough

PEOPLE = int(os.environ.get("EARSHOT_PEOPLE", "30"))
"""The full count of the proof is 1,000: it takes minutes (docs/scaling.md)."""

_AT_ONCE = 40
_LETTER = "Your Spotify link was removed"


async def at_once(people: list[Someone], do: Callable[[Someone], Awaitable[None]]) -> None:
    """Let everyone do something, as many at once as the machine can simulate."""
    room = asyncio.Semaphore(_AT_ONCE)

    async def one(someone: Someone) -> None:
        async with room:
            await do(someone)

    await asyncio.gather(*(one(someone) for someone in people))


async def links_and_asks(someone: Someone) -> None:
    """Ask before the link; the answer comes by itself after it."""
    asked = await someone.uses("nowplaying")
    page = await someone.agrees(asked)
    assert "Linked" in page.words, page.words
    await someone.becomes(asked, someone.spotify_name)
    (await someone.says("!np")).contains("窓辺の切手")


def answers_to_all(found: Fleet) -> Counter[str]:
    """Count the bot's answers to each message."""
    return Counter(
        str(about["message_id"])
        for one in found.world.discord.world.messages.values()
        if (about := one.data.get("message_reference"))
    )


async def test_everyone_is_served_once(tmp_path: Path, postgres: PostgresServer) -> None:
    async with fleet(tmp_path, postgres) as found:
        spotify = found.world.spotify
        people = [found.person(number % 3) for number in range(PEOPLE)]
        await at_once(people, links_and_asks)
        assert all(one.is_linked for one in people), "nobody is lost"
        codes = Counter(
            one.person for one in spotify.requests if one.grant_type == "authorization_code"
        )
        assert set(codes.values()) == {1}
        spotify.expire_access_tokens()
        found.later()
        mark = len(spotify.requests)

        async def asks_twice(someone: Someone) -> None:
            await asyncio.gather(someone.says("!np"), someone.uses("nowplaying", "dm"))

        await at_once(people, asks_twice)
        refreshes = Counter(
            one.person for one in list(spotify.requests)[mark:] if one.grant_type == "refresh_token"
        )
        assert len(refreshes) == PEOPLE
        assert set(refreshes.values()) == {1}, "a person's server and DMs are different processes"
        assert set(answers_to_all(found).values()) == {1}, "no answer came twice"
        assert not found.world.rows("link_tickets", "announced", 0)


async def test_letters_are_sent_once_and_a_dead_leader_is_replaced(
    tmp_path: Path, postgres: PostgresServer
) -> None:
    async with fleet(tmp_path, postgres) as found:
        people = [found.person(number % 3) for number in range(12)]
        await at_once(people, links_and_asks)
        await until(lambda: len(found.leaders()) == 1)
        (leader,) = found.leaders()
        began = time.monotonic()
        await leader.kill()
        await until(lambda: len(found.leaders()) == 2)
        assert time.monotonic() - began < 15
        if leader in found.bots:
            await leader.start()
        _write_letters(found, people)
        await until(lambda: not found.world.rows("letters", "status", "due"), 60)
        for one in people:
            await one.sees(_LETTER, "dm")
        letters = [
            str(message.channel_id)
            for message in found.world.discord.world.messages.values()
            if _LETTER in str(message.data)
        ]
        assert len(letters) == len(set(letters)) == len(people)


def _write_letters(found: Fleet, people: list[Someone]) -> None:
    """Write everyone a letter, and tell every process at the same time, as another one would."""
    change = json.dumps({"tables": ["letters"], "about": None})
    told = json.dumps({"from": "test", "to": "changes", "text": change})
    with changing(found.world.postgres or "") as database:
        for one in people:
            database.execute(
                "INSERT INTO letters (discord_id, kind, once, value, due_at, status) "
                "VALUES (?, 'removed', 'x', '{}', 0, 'due')",
                (one.person.id,),
            )
        database.execute("SELECT pg_notify('earshot', ?)", (told,))


async def test_a_shard_that_is_taken_is_refused(tmp_path: Path, postgres: PostgresServer) -> None:
    async with fleet(tmp_path, postgres, bots=1, webs=1) as found:
        other = found.bots[0]
        second = type(other)(
            found.world.discord, found.world.spotify, tmp_path, **other.environment
        )
        await second.start(wait=False)
        assert await second.ended() == 2, second.output
        assert "shard 0 is already run by another process" in "".join(second.output)


async def test_a_limit_is_not_multiplied_by_shards(
    tmp_path: Path, postgres: PostgresServer
) -> None:
    async with fleet(tmp_path, postgres, bots=2, webs=1) as found:
        someone = found.person(0)
        there = found.guilds[1]
        there.members.append(someone.person.id)
        for _ in range(20):
            await someone.says("!help")
        (await someone.says("!help")).contains("try again in")
        someone.where = there.channels[0].id

        async def is_refused() -> bool:
            await asyncio.sleep(0.3)
            return "try again in" in (await someone.says("!help")).words

        # The other process hears of it within a second. Ten uses there are refused only if those
        # in the first one count.
        assert any([await is_refused() for _ in range(10)])


async def test_any_process_can_die(tmp_path: Path, postgres: PostgresServer) -> None:
    async with fleet(tmp_path, postgres) as found:
        first, others = found.person(1), [found.person(shard) for shard in (0, 2)]
        await at_once([first, *others], links_and_asks)
        bot, page = found.bots[1], found.webs[0]
        await asyncio.gather(bot.kill(), page.kill())
        # The rest go on: in Discord, and on the pages.
        found.later()
        for one in others:
            (await one.says("!np")).contains("窓辺の切手")
        newcomers = [found.person(shard) for shard in (0, 2)]
        await at_once(newcomers, links_and_asks)
        assert all(one.is_linked for one in newcomers)
        # What died comes back, and takes its shards and its part of the requests again.
        await asyncio.gather(bot.start(), serves(page))
        (await first.says("!np")).contains("窓辺の切手")
        await at_once([found.person(1) for _ in range(4)], links_and_asks)


async def test_the_budget_holds_in_sum(tmp_path: Path, postgres: PostgresServer) -> None:
    daily = 90
    async with fleet(tmp_path, postgres, SPOTIFY_DAILY_REQUESTS=str(daily)) as found:
        people = [found.person(number % 3) for number in range(6)]
        await at_once(people, links_and_asks)
        refused = list[str]()

        async def asks_much(someone: Someone) -> None:
            for number in range(18):
                answer = await someone.says(f"!artist {someone.person.id} {number}")
                if "requests" in answer.words:
                    refused.append(answer.words)

        await at_once(people, asks_much)
        made = [one for one in found.world.spotify.requests if one.path.startswith("/v1/")]
        assert refused
        assert daily * 0.8 < len(made) <= daily
