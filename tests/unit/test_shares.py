"""Each person's share of the day: nobody uses up everyone's, and a small host loses nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.spotify.budget import Budget
from bot.spotify.errors import BudgetSpent, ShareSpent
from bot.spotify.shares import LEAST, Shares, spend_for
from tests.unit.spending import Spending

DAILY = 1000
OWNER = "default"


@dataclass
class Linked:
    accounts: Mapping[int, str]

    async def account_of(self, discord_id: int) -> str | None:
        return self.accounts.get(discord_id)

    async def linked_on(self, quota_owner: str, most: int) -> int:
        return min(most, list(self.accounts.values()).count(quota_owner))


def budget_of(linked: Mapping[int, str], daily: int = DAILY) -> Budget:
    def now() -> float:
        return 1000.0

    return Budget(Spending(), daily, now, Shares(Linked(linked), daily, now))


async def uses(budget: Budget, person: int, most: int, guild: int | None = 1) -> int:
    """Return how many of `most` requests a person may make."""
    spend_for(person, guild)
    for number in range(most):
        try:
            await budget.spend(OWNER, asked=True)
        except BudgetSpent:
            return number
    return most


async def test_the_only_linked_person_may_use_everything() -> None:
    assert await uses(budget_of({1: OWNER}), 1, 2 * DAILY) == DAILY


async def test_each_of_three_people_has_a_tenth_of_the_day_left() -> None:
    budget = budget_of({1: OWNER, 2: OWNER, 3: OWNER})
    assert await uses(budget, 1, DAILY) == DAILY * 8 // 10
    assert await uses(budget, 2, DAILY // 10) == DAILY // 10
    assert await uses(budget, 3, DAILY // 10) == DAILY // 10


async def test_what_others_have_used_is_not_reserved_again() -> None:
    budget = budget_of({1: OWNER, 2: OWNER})
    assert await uses(budget, 2, 300) == 300
    assert await uses(budget, 1, DAILY) == DAILY - 300


async def test_links_on_another_developer_account_reserve_nothing_here() -> None:
    assert await uses(budget_of({1: OWNER, 2: "member:2"}), 1, DAILY) == DAILY


async def test_unlinked_people_get_little_alone_per_server_and_together() -> None:
    budget = budget_of({1: OWNER})
    assert await uses(budget, 100, DAILY) == 50
    here = [await uses(budget, person, DAILY) for person in range(101, 110)]
    assert 50 + sum(here) == 150, "one server"
    elsewhere = [await uses(budget, person, DAILY, guild=person) for person in range(200, 220)]
    assert 150 + sum(elsewhere) == 300, "everyone"
    spend_for(300, None)
    with pytest.raises(ShareSpent):
        await budget.spend(OWNER, asked=True)
    assert await uses(budget, 1, DAILY) == 700, "who has linked is served all the same"


@example(371, [(1, 297), (2, 38)])
@given(
    st.integers(10, 2000),
    st.lists(st.tuples(st.integers(1, 12), st.integers(1, 400)), max_size=12),
)
async def test_no_linked_person_is_left_without(daily: int, wishes: list[tuple[int, int]]) -> None:
    """Whatever others did, a linked person gets the smallest share unless the day is used up."""
    linked = {1: OWNER, 2: OWNER, 3: OWNER}
    budget = budget_of(linked, daily)
    total = 0
    for person, most in wishes:
        if person != 3:
            total += await uses(budget, person, most)
    got = await uses(budget, 3, daily)
    assert total + got <= daily
    assert got >= min(daily // 10, daily - total)
    if daily >= 10 * LEAST:
        assert got >= daily // 10
