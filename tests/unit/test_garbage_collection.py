"""What lives as long as the process is left out of collections; garbage isn't."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from bot.garbage_collection import freeze, freeze_imports, thaw


class Knot:
    """Refers to itself: only a collection frees it."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    yield
    gc.unfreeze()
    gc.enable()


def test_collections_are_on_again_and_search_nothing_old() -> None:
    gc.disable()
    old = Knot()
    freeze()
    assert gc.isenabled()
    assert gc.get_freeze_count() > 1000
    assert not any(one is old for one in gc.get_objects())


def test_what_the_start_made_is_left_out_without_a_collection() -> None:
    gc.disable()
    garbage = weakref.ref(Knot())
    freeze_imports()
    assert gc.isenabled()
    assert garbage() is not None
    assert not any(one is garbage() for one in gc.get_objects())


def test_the_second_time_frees_what_has_become_garbage() -> None:
    knot = Knot()
    gone = weakref.ref(knot)
    freeze()
    del knot
    gc.collect()
    assert gone() is not None, "frozen: a collection doesn't see it"
    thaw()
    freeze()
    assert gone() is None
