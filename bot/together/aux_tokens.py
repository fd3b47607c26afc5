"""What each person may do in an aux before others had their chance: boosts, and votes to skip.

They refill, and are kept in memory only. The owner's aren't counted.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bot.storage.records import AuxSession
from bot.together.errors import NoBoostLeft, NoVoteLeft
from bot.together.refill import Refill

BOOST_EVERY = 900.0
"""The seconds until a boost is back; there is one at a time."""

VOTES = 3
VOTE_EVERY = 300.0
"""How many votes to skip someone has at once, and the seconds until one is back."""


class Use:
    """Something that costs a token: nothing, unless it's said to be `worth` it."""

    def __init__(self) -> None:
        self.worth = False


class AuxTokens:
    """Counts tokens by aux and person."""

    def __init__(
        self, clock: Callable[[], float], monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._clock = clock
        self._boosts = Refill(1, BOOST_EVERY, monotonic)
        self._votes = Refill(VOTES, VOTE_EVERY, monotonic)

    @contextmanager
    def boost(self, session: AuxSession, person: int) -> Iterator[Use]:
        """Take a boost; it's given back unless it was worth it. Raises NoBoostLeft."""
        with self._spend(self._boosts, session, person, NoBoostLeft) as use:
            yield use

    @contextmanager
    def vote(self, session: AuxSession, person: int, *, free: bool = False) -> Iterator[Use]:
        """Take a vote; it's given back unless it was worth it. Raises NoVoteLeft.

        A vote that counts already is `free`.
        """
        if free:
            yield Use()
            return
        with self._spend(self._votes, session, person, NoVoteLeft) as use:
            yield use

    def require_vote(self, session: AuxSession, person: int) -> None:
        """Raise NoVoteLeft if someone has no vote: Spotify needn't be asked what plays then."""
        wait = self._votes.wait(_key(session, person))
        if person != session.owner_id and wait > 0:
            raise NoVoteLeft(self._clock() + wait)

    @contextmanager
    def _spend(
        self,
        tokens: Refill,
        session: AuxSession,
        person: int,
        refusal: type[NoBoostLeft] | type[NoVoteLeft],
    ) -> Iterator[Use]:
        use = Use()
        if person == session.owner_id:
            yield use
            return
        key = _key(session, person)
        # Taken before anything is awaited: two presses at once never share one token.
        if not tokens.takes(key):
            raise refusal(self._clock() + tokens.wait(key))
        try:
            yield use
        finally:
            if not use.worth:
                tokens.give_back(key)


def _key(session: AuxSession, person: int) -> tuple[int, int, int]:
    # A later aux may have the same ID: SQLite reuses them.
    return session.id, session.created_at, person
