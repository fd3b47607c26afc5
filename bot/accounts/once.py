"""Steps of a browser that are good once, while their page is loaded again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable

from bot.accounts.errors import AccountError
from bot.accounts.outcomes import Step

_REMEMBERED = 1000


class Once:
    """Lets a step run once; whoever comes meanwhile waits, and then gets what came of it.

    A browser drops its first request when its person reloads, and with it the answer: without
    this the way on would be lost. In memory: a step that died with its process can't go on.
    """

    def __init__(self) -> None:
        self._waited_for: dict[str, bool] = {}
        self._ended: OrderedDict[str, Step | AccountError] = OrderedDict()

    async def step(self, key: str, ref: str, work: Callable[[], Awaitable[Step]]) -> Step:
        """Return what `work` comes to, or a step that waits; raises what it raised."""
        if key in self._waited_for:
            self._waited_for[key] = True
            return Step(ref, waits=True)
        if key in self._ended:
            return _given(self._ended[key])
        self._waited_for[key] = False
        came: Step | AccountError | None = None
        try:
            came = await work()
        except AccountError as refused:
            came = refused
            raise
        finally:
            if self._waited_for.pop(key) and came is not None:
                self._ended[key] = came
                while len(self._ended) > _REMEMBERED:
                    self._ended.popitem(last=False)
        return came


def _given(came: Step | AccountError) -> Step:
    if isinstance(came, AccountError):
        raise came
    return came
