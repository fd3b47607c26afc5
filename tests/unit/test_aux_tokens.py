"""Tokens that refill: nobody has more than theirs, and nothing costs twice."""

from __future__ import annotations

from typing import Any
from unittest.mock import MagicMock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.storage.records import AuxSession
from bot.together import refill
from bot.together.aux_tokens import BOOST_EVERY, VOTE_EVERY, VOTES, AuxTokens
from bot.together.errors import NoBoostLeft, NoVoteLeft
from bot.together.refill import Refill

OWNER, GUEST, OTHER = 1, -2, 3


def aux(created_at: int = 100) -> Any:
    return MagicMock(AuxSession, id=7, owner_id=OWNER, created_at=created_at)


class Time:
    """A clock for tests."""

    now = 5000.0

    def __call__(self) -> float:
        return self.now


def boost(tokens: AuxTokens, session: Any, person: int, *, worth: bool = True) -> None:
    with tokens.boost(session, person) as use:
        use.worth = worth


def test_a_boost_is_back_after_a_quarter_of_an_hour() -> None:
    time = Time()
    tokens = AuxTokens(lambda: 1_000_000.0, time)
    boost(tokens, aux(), GUEST)
    boost(tokens, aux(), OTHER)
    time.now += BOOST_EVERY / 3
    with pytest.raises(NoBoostLeft) as refused:
        boost(tokens, aux(), GUEST)
    assert refused.value.back_at == pytest.approx(1_000_000 + BOOST_EVERY * 2 / 3)
    boost(tokens, aux(created_at=101), GUEST)
    time.now += BOOST_EVERY * 2 / 3
    boost(tokens, aux(), GUEST)


def test_what_changes_nothing_or_fails_costs_nothing() -> None:
    tokens = AuxTokens(lambda: 0.0, Time())
    boost(tokens, aux(), GUEST, worth=False)
    with pytest.raises(OSError, match="disk"), tokens.boost(aux(), GUEST):
        raise OSError("disk")
    boost(tokens, aux(), GUEST)


def test_two_at_once_never_share_a_token() -> None:
    tokens = AuxTokens(lambda: 0.0, Time())
    with tokens.boost(aux(), GUEST) as first:
        with pytest.raises(NoBoostLeft):
            boost(tokens, aux(), GUEST)
        first.worth = True
    with pytest.raises(NoBoostLeft):
        boost(tokens, aux(), GUEST)


def test_three_votes_at_once_and_one_more_every_five_minutes() -> None:
    time = Time()
    tokens = AuxTokens(lambda: 0.0, time)

    def vote(person: int) -> None:
        tokens.require_vote(aux(), person)
        with tokens.vote(aux(), person) as use:
            use.worth = True

    for _ in range(VOTES):
        vote(GUEST)
    with pytest.raises(NoVoteLeft):
        tokens.require_vote(aux(), GUEST)
    with pytest.raises(NoVoteLeft), tokens.vote(aux(), GUEST):
        pass
    time.now += VOTE_EVERY
    vote(GUEST)
    with pytest.raises(NoVoteLeft):
        vote(GUEST)
    for _ in range(20):
        vote(OWNER)
        boost(tokens, aux(), OWNER)


@given(st.lists(st.tuples(st.integers(1, 3), st.floats(0, 50), st.booleans()), max_size=60))
def test_nobody_gets_more_than_their_burst_and_what_refilled(
    uses: list[tuple[int, float, bool]],
) -> None:
    time = Time()
    tokens = Refill(3, 20.0, time)
    taken = dict.fromkeys(range(1, 4), 0)
    for who, passes, wanted in uses:
        time.now += passes
        if tokens.takes(who):
            if wanted:
                taken[who] += 1
            else:
                tokens.give_back(who)
        else:
            assert 0 < tokens.wait(who) <= 20
        assert taken[who] <= 3 + (time.now - Time.now) / 20 + 1e-6


def test_only_so_many_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refill, "_TABLE", 10)
    tokens = Refill(1, 60.0, Time())
    assert all(tokens.takes(who) for who in range(30))
    assert len(tokens._left) == 10
    assert not tokens.takes(29)
