"""Whose turn it is in an aux, whatever people add, play, remove and move."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from bot.storage.aux_order import turn_of

_PEOPLE = st.integers(1, 5) | st.integers(-3, -1)
_WAITING = st.lists(_PEOPLE, max_size=30)


def numbered(waiting: list[int]) -> list[int]:
    """Of each song, how many of its person wait up to there."""
    so_far: Counter[int] = Counter()
    numbers = []
    for one in waiting:
        so_far[one] += 1
        numbers.append(so_far[one])
    return numbers


@given(st.lists(_PEOPLE, max_size=40))
def test_songs_that_are_only_added_play_in_rounds(added: list[int]) -> None:
    waiting: list[tuple[int, int]] = []
    for number, person in enumerate(added):
        index = turn_of([who for who, _ in waiting], person)
        waiting.insert(index, (person, number))
        rounds = numbered([who for who, _ in waiting])
        assert rounds == sorted(rounds), "someone's second song before someone's first"
    for person in set(added):
        own = [number for who, number in waiting if who == person]
        assert own == sorted(own), "one's own songs keep their order"
    first = next(iter(waiting), None)
    assert first is None or first[1] == 0, "nobody overtakes the first song of all"


@given(_WAITING, _PEOPLE)
def test_nobody_whose_turn_is_due_is_overtaken(waiting: list[int], person: int) -> None:
    """In every order, also one that its owner made."""
    index = turn_of(waiting, person)
    turn = waiting.count(person) + 1
    rounds = numbered(waiting)
    assert all(one > turn for one in rounds[index:])
    assert index == 0 or rounds[index - 1] <= turn, "behind no one who could wait longer"


@given(_WAITING)
def test_who_has_the_most_waiting_goes_last(waiting: list[int]) -> None:
    most = max(map(waiting.count, waiting), default=0)
    person = next((one for one in waiting if waiting.count(one) == most), 1)
    assert turn_of(waiting, person) == len(waiting)


@given(st.lists(_PEOPLE, min_size=1, max_size=30))
def test_a_newcomer_waits_for_one_song_of_each_at_most(added: list[int]) -> None:
    waiting: list[int] = []
    for person in added:
        waiting.insert(turn_of(waiting, person), person)
    assert turn_of(waiting, 99) == len(set(waiting))
