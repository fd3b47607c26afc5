"""How late an event came, whatever the clocks say."""

from __future__ import annotations

import pytest

from bot.toolkit import event_age
from bot.toolkit.event_age import EventAge


class Time:
    """This computer's clock, which has another beginning than Discord's."""

    now = 5000.0

    def perf_counter(self) -> float:
        return self.now


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    made = Time()
    monkeypatch.setattr(event_age, "time", made)
    return made


def event(seconds: float) -> int:
    """The ID of an event that Discord made at that time of its own clock."""
    return int(seconds * 1000) << 22 | 7


def test_an_event_is_as_old_as_it_came_later_than_the_quickest(time: Time) -> None:
    age = EventAge()
    assert age.of(event(100.0)) == 0
    time.now += 10
    assert age.of(event(108.5)) == pytest.approx(1.5, abs=0.02)
    time.now += 10
    assert age.of(event(120.2)) == 0, "quicker than all before"


def test_clocks_that_drift_apart_make_nothing_old(time: Time) -> None:
    age, discords = EventAge(), 100.0
    for _ in range(1000):
        time.now += 60.01
        discords += 60.0
        assert age.of(event(discords)) < 0.02
