"""Hands a process's sessions at Discord's gateway to the next process, so that no command is lost.

A process that ends notes which event it took last and leaves its sessions open; Discord then keeps
what comes after it for some minutes. The next process starts sessions of its own, and reads in the
former ones only what was missed (bot/background/missed_events.py). Why the former sessions aren't
simply gone on with: docs/reference/decisions.md, section 14.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.storage.errors import NotSaved, Undecryptable
from bot.storage.gateway_sessions import GatewaySession, GatewaySessionStore, SessionSecrets
from bot.storage.typed_json import Misfit
from bot.toolkit.discord_internals import API_VERSION, ShardSession
from bot.toolkit.event_age import EventAge

_log = logging.getLogger(__name__)

LONGEST_AWAY = 300.0
"""How old a session may be, in seconds: Discord keeps them for a few minutes."""


@dataclass(frozen=True, slots=True)
class FormerSession:
    """A session of the process before this one; `age` tells how old its events are.

    It's an age of its own: should this computer's clock have been set since, what is sent now must
    not count as old.
    """

    session: ShardSession
    age: EventAge


class GatewayHandover:
    """What this process has got from the one before it, and leaves to the next."""

    def __init__(self, store: GatewaySessionStore, clock: Callable[[], float] = time.time) -> None:
        self._store = store
        self._clock = clock
        self._asked: set[int] = set()
        self._taken: dict[int, GatewaySession] = {}
        self._reading: set[int] = set()

    @property
    def finished(self) -> bool:
        """Whether nothing is left to be read in former sessions."""
        return not self._taken and not self._reading

    async def take(self, application_id: int, shard: int) -> None:
        """Take a shard's former session, once in a process's life; raises NotSaved.

        This must come before the first event on the new one. If this process is then killed, no
        other one finds the session, and answers again what was answered here.
        """
        if shard in self._asked:
            return
        try:
            found = await self._store.take(application_id, shard)
        except (Undecryptable, Misfit) as error:
            _log.warning("the former session of shard %d can't be read (%s)", shard, error)
            found = None
        self._asked.add(shard)
        if found is not None:
            self._taken[shard] = found

    def begin(self, shard: int, shards: int | None) -> FormerSession | None:
        """Return a shard's former session, to read it; None if there is none, or it's of no use."""
        found = self._taken.pop(shard, None)
        if found is None:
            return None
        away = self._clock() - found.saved_at
        if not 0 <= away <= LONGEST_AWAY:
            _log.warning("no process ran for %.0f s: what was asked meanwhile is lost", away)
            return None
        if found.shards != shards or found.secrets.api_version != API_VERSION:
            _log.info("the former session of shard %d was another kind of session", shard)
            return None
        self._reading.add(shard)
        secrets, age = found.secrets, EventAge()
        age.set_now(secrets.discord_time + away)
        session = ShardSession(shard, secrets.session_id, secrets.resume_url, found.sequence)
        return FormerSession(session, age)

    def start_over(self) -> None:
        """Say that the connection has failed, and what was being read with it won't be finished."""
        self._reading.clear()

    def done(self, shard: int) -> None:
        """Say that a shard's former session has been read."""
        self._reading.discard(shard)

    def as_left(
        self, session: ShardSession, application_id: int, shards: int, age: EventAge
    ) -> GatewaySession:
        """Return a session as it is left now."""
        secrets = SessionSecrets(session.session_id, session.resume_url, API_VERSION, age.now())
        now, last = self._clock(), session.sequence
        return GatewaySession(application_id, session.shard, shards, last, now, secrets)

    async def leave(self, sessions: Iterable[GatewaySession] = ()) -> bool:
        """Save sessions for the next process; False if that failed.

        What was taken over and not begun, because Discord couldn't be reached, is passed on.
        """
        left = {**self._taken, **{one.shard: one for one in sessions}}
        try:
            await self._store.put([*left.values()])
        except NotSaved as error:
            _log.warning("what is asked until the next start will be lost: %s", error)
            return False
        return True
