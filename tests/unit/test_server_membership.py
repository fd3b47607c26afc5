"""Who is in servers whose shards another process has: asked over REST, bounded, never guessed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from unittest.mock import MagicMock

import discord
import pytest

from bot.accounts.errors import NotShared, SharingUnknown
from bot.accounts.known_servers import KnownServers, OwnShards
from bot.accounts.privacy import Privacy
from bot.apps.errors import AppRefused
from bot.storage.database import Database
from bot.storage.errors import NotSaved
from bot.storage.people_in_servers import PeopleInServers
from bot.storage.servers import ServerStore
from bot.storage.settings import SettingStore
from bot.toolkit.mutual_servers import MutualServers
from bot.toolkit.server_managers import ServerManagers
from bot.toolkit.server_membership import MOST_ELSEWHERE, ServerMembership

MIRA, JONAS = 11, 22


def guild_on(shard: int, number: int = 0) -> int:
    """Return the ID of a server on a shard of two."""
    return (2 * number + shard) << 22


FAR = [guild_on(1, number) for number in range(1, 31)]


def refusal(status: int, code: int = 0) -> discord.HTTPException:
    answer: Any = MagicMock(status=status, reason="")
    kinds = {403: discord.Forbidden, 404: discord.NotFound, 503: discord.DiscordServerError}
    return kinds[status](answer, {"code": code, "message": ""})


class Rest:
    """Answers GET member, and counts; `fails` is what some servers answer."""

    def __init__(self) -> None:
        self.members: dict[int, set[int]] = {}
        self.fails: dict[int, Exception] = {}
        self.asked: list[tuple[int, int]] = []

    async def get_member(self, guild_id: int, person: int) -> object:
        self.asked.append((guild_id, person))
        if guild_id in self.fails:
            raise self.fails[guild_id]
        if person not in self.members.get(guild_id, ()):
            raise refusal(404, 10007)
        return {}


class People:
    """Where people have used commands."""

    def __init__(self, rows: dict[int, list[int]] | None = None) -> None:
        self.rows = rows or {}
        self.times = 0

    async def servers_of(self, person: int, most: int) -> list[int]:
        self.times += 1
        return self.rows.get(person, [])[:most]


class Servers:
    """The stored list."""

    def __init__(self, ids: list[int]) -> None:
        self.ids = frozenset(ids)

    async def all(self, *, fresh: bool = False) -> frozenset[int]:
        return self.ids


def made(
    rest: Rest,
    *,
    servers: list[int] | None = None,
    rows: dict[int, list[int]] | None = None,
    shards: tuple[int, ...] | None = (0,),
) -> tuple[ServerMembership, MagicMock, People]:
    bot = MagicMock(shard_count=2, shard_ids=list(shards) if shards else None, guilds=[], http=rest)
    bot.get_guild.return_value = None
    people = People(rows)
    known: Any = KnownServers(Servers(FAR if servers is None else servers), people)  # type: ignore[arg-type]
    return ServerMembership(bot, known), bot, people


async def in_direct_messages(membership: ServerMembership, bot: MagicMock, **options: Any) -> Any:
    two: Any = MagicMock(id=MIRA), MagicMock(id=JONAS)
    return await MutualServers(bot, membership).share_one(None, *two, **options)


async def test_where_both_used_commands_is_asked_first() -> None:
    rest = Rest()
    rest.members[FAR[20]] = {MIRA, JONAS}
    membership, bot, _ = made(rest, rows={MIRA: [FAR[7], FAR[20]], JONAS: [FAR[20]]})
    assert await in_direct_messages(membership, bot) is True
    assert rest.asked[0][0] == FAR[20]
    assert len(rest.asked) <= 8
    rest.asked.clear()
    assert await in_direct_messages(membership, bot, fresh=True) is True
    assert rest.asked == [(FAR[20], MIRA), (FAR[20], JONAS)], "where it was found before"
    rest.asked.clear()
    assert await in_direct_messages(membership, bot) is True
    assert rest.asked == [], "kept for a minute"
    rest.members.clear()
    assert await in_direct_messages(membership, bot, fresh=True) is not True


@pytest.mark.parametrize(("count", "expected"), [(MOST_ELSEWHERE, False), (30, None)])
async def test_no_is_said_only_if_every_server_was_asked(count: int, expected: object) -> None:
    rest = Rest()
    membership, bot, _ = made(rest, servers=FAR[:count])
    assert await in_direct_messages(membership, bot) is expected
    assert len(rest.asked) == MOST_ELSEWHERE, "a server without the first is asked once"


async def test_no_is_not_said_before_every_process_has_listed_its_servers() -> None:
    rest = Rest()
    membership, bot, _ = made(rest, servers=[guild_on(0, 1)])
    assert await in_direct_messages(membership, bot) is None
    assert rest.asked == []


@pytest.mark.parametrize(
    ("failure", "expected"),
    [
        (refusal(503), None),
        (refusal(403, 50001), False),
        (refusal(404, 10004), False),
        (refusal(404, 10007), False),
        (refusal(403), None),
        (refusal(404), None),
    ],
)
async def test_a_failure_is_not_a_no(failure: Exception, expected: object) -> None:
    rest = Rest()
    rest.fails[FAR[0]] = failure
    membership, bot, _ = made(rest, servers=FAR[:3])
    assert await in_direct_messages(membership, bot) is expected
    rest.members[FAR[2]] = {MIRA, JONAS}
    assert await in_direct_messages(membership, bot, fresh=True) is True


async def test_an_unreadable_database_is_not_a_no() -> None:
    membership, bot, people = made(Rest())

    async def fails(person: int, most: int) -> list[int]:
        raise NotSaved("busy")

    people.servers_of = fails  # type: ignore[method-assign]
    assert await in_direct_messages(membership, bot) is None


@pytest.mark.parametrize("shards", [None, (0, 1)])
async def test_a_process_with_every_shard_asks_nothing_more(shards: tuple[int, ...] | None) -> None:
    rest = Rest()
    membership, bot, people = made(rest, shards=shards)
    assert not membership.some_elsewhere
    assert await in_direct_messages(membership, bot) is False
    assert not await membership.has_left(FAR[0], MIRA)
    assert (rest.asked, people.times) == ([], 0)


@pytest.mark.parametrize(
    ("failure", "left"),
    [
        (None, False),
        (refusal(404, 10007), True),
        (refusal(404, 10004), False),
        (refusal(403, 50001), False),
        (refusal(503), False),
    ],
)
async def test_an_owner_has_left_if_discord_says_so(failure: Exception | None, left: bool) -> None:
    rest = Rest()
    rest.members[FAR[0]] = {MIRA}
    rest.fails |= {FAR[0]: failure} if failure else {}
    membership, _, _ = made(rest)
    assert await membership.has_left(FAR[0], MIRA) is left
    assert rest.asked == [(FAR[0], MIRA)]
    rest.asked.clear()
    assert not await membership.has_left(guild_on(0, 5), MIRA), "its own, that it isn't in"
    assert rest.asked == []


def _guild(permissions: discord.Permissions) -> Callable[..., Awaitable[Any]]:
    async def fetch_member(person: int) -> Any:
        return MagicMock(guild_permissions=permissions)

    async def fetch_guild(guild_id: int, *, with_counts: bool) -> Any:
        return MagicMock(fetch_member=fetch_member)

    return fetch_guild


def _raises(failure: Exception) -> Callable[..., Awaitable[Any]]:
    async def fetch_guild(guild_id: int, *, with_counts: bool) -> Any:
        raise failure

    return fetch_guild


@pytest.mark.parametrize(
    ("fetch_guild", "refused"),
    [
        (_guild(discord.Permissions(manage_guild=True)), None),
        (_guild(discord.Permissions(send_messages=True)), "not_manager"),
        (_raises(refusal(404, 10004)), "not_manager"),
        (_raises(refusal(503)), "manager_unknown"),
    ],
)
async def test_managers_of_servers_elsewhere(fetch_guild: Any, refused: str | None) -> None:
    membership, bot, _ = made(Rest())
    bot.fetch_guild = fetch_guild
    managers = ServerManagers(bot, membership)
    assert await managers.may_manage(MIRA, FAR[0]) is (refused is None)
    reason = None
    try:
        await managers.check(MIRA, FAR[0])
    except AppRefused as error:
        reason = error.reason
    assert reason == refused


async def test_unsure_is_said_whatever_a_person_shares(database: Database) -> None:
    privacy = Privacy(SettingStore(database))
    for level in ("servers", "nobody"):
        await privacy.choose(MIRA, level)
        with pytest.raises(SharingUnknown):
            await privacy.check(MIRA, JONAS, shares_server=None)
        with pytest.raises(NotShared):
            await privacy.check(MIRA, JONAS, shares_server=False)
    await privacy.choose(MIRA, "everyone")
    await privacy.check(MIRA, JONAS, shares_server=None)


async def test_each_process_keeps_its_own_part_of_the_list(database: Database) -> None:
    store = ServerStore(database)
    known = KnownServers(store, PeopleInServers(database))
    first, second = OwnShards(frozenset({0}), 2), OwnShards(frozenset({1}), 2)
    near = [guild_on(0, number) for number in range(1, 1201)]
    await known.reconcile(first, near)
    await known.reconcile(second, FAR)
    assert await store.all() == {*near, *FAR}
    await known.reconcile(first, near[600:])
    assert await store.all() == {*near[600:], *FAR}, "what the other one has stays"
    await known.reconcile(second, [*FAR[1:], guild_on(1, 99)])
    assert await store.all() == {*near[600:], *FAR[1:], guild_on(1, 99)}
    await known.reconcile(OwnShards(frozenset({0, 1}), 2), [])
    assert await store.all() == frozenset()
