"""Turn a database driver's errors into this room's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bot.storage.errors import NotSaved


@contextmanager
def typed(
    kinds: tuple[type[Exception], ...], failure_of: Callable[[BaseException], NotSaved | None]
) -> Iterator[None]:
    """Turn errors of these kinds into NotSaved, without the statement or its values."""
    failure: NotSaved | None = None
    try:
        yield
    except kinds as error:
        failure = failure_of(error)
        if failure is None:
            raise
    if failure is not None:
        raise failure
