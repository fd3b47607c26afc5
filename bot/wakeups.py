"""Wake background work when there is something to do: workers subscribe and unsubscribe here."""

from __future__ import annotations

from collections.abc import Callable

Wake = Callable[[float], None]
"""Called with the seconds until there is something to do."""


class Wakeups:
    """The subscribers to one kind of event."""

    def __init__(self) -> None:
        self._listeners: list[Wake] = []

    def add(self, wake: Wake) -> None:
        """Call `wake` on every event from now on."""
        self._listeners.append(wake)

    def remove(self, wake: Wake) -> None:
        """Stop calling `wake`."""
        self._listeners.remove(wake)

    def wake_all(self, seconds: float = 0.0) -> None:
        """Tell every subscriber that there is something to do in so many seconds."""
        for wake in tuple(self._listeners):
            wake(seconds)
