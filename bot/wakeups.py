"""Background work is woken when there is something to do: who waits says so, and says when not."""

from __future__ import annotations

from collections.abc import Callable

Wake = Callable[[], None]


class Wakeups:
    """Everyone who waits for one kind of news."""

    def __init__(self) -> None:
        self._waiting: list[Wake] = []

    def add(self, wake: Wake) -> None:
        """Call `wake` at each piece of news from now on."""
        self._waiting.append(wake)

    def remove(self, wake: Wake) -> None:
        """Don't call `wake` any more."""
        self._waiting.remove(wake)

    def wake_all(self) -> None:
        """Tell everyone who waits."""
        for wake in tuple(self._waiting):
            wake()
