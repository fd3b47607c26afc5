"""What a task works for: a command, a press, a web request, or a round of background work.

Every log line that it causes carries its ID; so do the lines of tasks that it starts. The ID is
random: it says nothing about the person.
"""

from __future__ import annotations

import secrets
from contextvars import ContextVar
from dataclasses import dataclass
from time import perf_counter
from typing import Literal

Kind = Literal["message", "slash", "menu", "press", "form", "suggest", "web", "background"]


@dataclass(frozen=True, slots=True)
class Request:
    """One request; `began` is when it arrived (seconds of time.perf_counter)."""

    id: str
    kind: Kind
    began: float

    @property
    def seconds(self) -> float:
        """How long ago it arrived."""
        return perf_counter() - self.began


_current: ContextVar[Request | None] = ContextVar("request", default=None)


def begin_request(kind: Kind) -> None:
    """Give this task, and the tasks it starts from now on, a new request."""
    _current.set(Request(secrets.token_hex(4), kind, perf_counter()))


def continue_request(request: Request | None) -> None:
    """Go on with a request that another task handed over; without one, begin a new one."""
    if request is None:
        begin_request("background")
    else:
        _current.set(request)


def current_request_id() -> str | None:
    """Return the ID that this task's log lines carry, for a person to quote."""
    request = _current.get()
    return request.id if request else None


def current_request() -> Request | None:
    """Return what this task works for; None at start and shutdown."""
    return _current.get()
