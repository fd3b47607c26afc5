"""The linked people of a server, as far as the bot knows: those who have used a command there."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from bot.storage.accounts import AccountStore
from bot.storage.errors import NotSaved, Undecryptable
from bot.storage.people_in_servers import PeopleInServers

_log = logging.getLogger(__name__)

MOST = 300
"""How many people of a server are looked up: each hundred costs a request on the gateway."""

_NOTED_FOR = 24 * 3600.0
_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class PossibleMembers:
    """People who may be in a server; `complete` is False if there are more than MOST.

    `known` are those who have used a command there.
    """

    known: tuple[int, ...]
    others: tuple[int, ...]
    complete: bool


class ServerPeople:
    """Notes who uses commands in which server, and tells whom to look for there."""

    def __init__(
        self, store: PeopleInServers, accounts: AccountStore, clock: Callable[[], float]
    ) -> None:
        self._store = store
        self._accounts = accounts
        self._clock = clock
        self._noted: OrderedDict[tuple[int, int], tuple[int, float]] = OrderedDict()

    async def note(self, guild_id: int, discord_id: int) -> None:
        """Note that a person has used a command in a server: once a day, and only if linked."""
        here, now = (guild_id, discord_id), self._clock()
        try:
            link = await self._accounts.get(discord_id)
            if link is None:
                self._noted.pop(here, None)
                return
            # Another link is another note: with the earlier one, what was noted was deleted.
            noted, until = self._noted.get(here, (None, 0.0))
            if noted == link.authorized_at and until > now:
                return
            await self._store.note(guild_id, discord_id, int(now))
        except (NotSaved, Undecryptable):
            _log.info("could not save who uses commands in a server")
            return
        self._noted.pop(here, None)
        self._noted[here] = link.authorized_at, now + _NOTED_FOR
        if len(self._noted) > _REMEMBERED:
            self._noted.popitem(last=False)

    async def possible(self, guild_id: int) -> PossibleMembers:
        """Return whom to look for in a server; with few links in all, everyone who is linked."""
        known = await self._store.newest(guild_id, MOST + 1)
        everyone = await self._accounts.active_ids(MOST + 1)
        if len(everyone) <= MOST:
            others = [one for one in everyone if one not in set(known)]
            return PossibleMembers(tuple(known), tuple(others), complete=True)
        return PossibleMembers(tuple(known[:MOST]), (), complete=len(known) <= MOST)

    async def left(self, guild_id: int, people: Sequence[int] | None = None) -> None:
        """Forget people who have left a server, or a server that the bot has left."""
        with suppress(NotSaved):
            await self._store.forget(guild_id, people)
        gone = [here for here in self._noted if here[0] == guild_id]
        for here in gone:
            if people is None or here[1] in people:
                del self._noted[here]
