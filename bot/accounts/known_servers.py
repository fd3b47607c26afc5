"""The servers that the bot is in, also those whose shards other processes have."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bot.storage.people_in_servers import PeopleInServers
from bot.storage.servers import ServerStore

_USED = 25
"""Of how many servers it's looked up that a person has used a command there."""


def shard_of(guild_id: int, shards: int) -> int:
    """Return which of all shards a server's events come to. Source: Discord's docs, gateway."""
    return (guild_id >> 22) % shards


@dataclass(frozen=True, slots=True)
class OwnShards:
    """The shards of Discord's gateway that this process has, of `count` in all."""

    ids: frozenset[int]
    count: int

    @property
    def are_all(self) -> bool:
        """Whether no other process has any."""
        return len(self.ids) >= self.count

    def shard_of(self, guild_id: int) -> int:
        """Return the shard that a server's events come to."""
        return shard_of(guild_id, self.count)

    def serve(self, guild_id: int) -> bool:
        """Whether a server's events come to this process."""
        return self.are_all or self.shard_of(guild_id) in self.ids


@dataclass(frozen=True, slots=True)
class Candidate:
    """A server that two people may share; `first` is the less likely member of the two."""

    guild_id: int
    first: int
    second: int


@dataclass(frozen=True, slots=True)
class Candidates:
    """Servers that two people may share.

    In the `likely` ones, one of them has used a command. `complete` if there are no others.
    """

    likely: tuple[Candidate, ...]
    others: tuple[Candidate, ...]
    complete: bool


class KnownServers:
    """Keeps the list of servers right, and tells where to look for people."""

    def __init__(self, store: ServerStore, people: PeopleInServers) -> None:
        self._store = store
        self._people = people

    async def reconcile(self, mine: OwnShards, present: Collection[int]) -> None:
        """Make the list right for this process's shards: the bot is in `present` of them."""
        stored, here = await self._store.all(fresh=True), frozenset(present)
        gone = {one for one in stored - here if mine.serve(one)}
        if added := here - stored:
            await self._store.change(added, gone)
        elif gone:
            await self._store.change((), gone)

    async def used_by(self, person: int) -> list[int]:
        """Return servers where someone has used commands, the latest first."""
        return await self._people.servers_of(person, _USED)

    async def elsewhere(self, mine: OwnShards, one: int, other: int, most: int) -> Candidates:
        """Return where to look for two people in other processes' servers.

        First come servers where both have used commands; there are `most` in all.
        """
        of_one, of_other = await self.used_by(one), await self.used_by(other)
        both = [each for each in of_one if each in of_other]
        used = dict.fromkeys([*both, *of_other, *of_one])
        likely = [each for each in used if not mine.serve(each)]
        listed = await self._store.all()
        others = sorted(each for each in listed - used.keys() if not mine.serve(each))
        # A shard without a single server hasn't been listed yet: its process has never been ready.
        shards = mine.ids | {mine.shard_of(each) for each in listed}
        all_listed = len(shards) == mine.count

        def candidates(found: list[int]) -> tuple[Candidate, ...]:
            # Who has used a command there is probably still a member: ask about the other first.
            return tuple(
                Candidate(each, *((other, one) if each in of_one else (one, other)))
                for each in found
            )

        first = likely[:most]
        return Candidates(
            candidates(first),
            candidates(others[: most - len(first)]),
            complete=all_listed and len(likely) + len(others) <= most,
        )
