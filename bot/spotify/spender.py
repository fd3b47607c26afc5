"""For whom requests are being made just now: set where a command, press or menu begins."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spender:
    """Who asked, and in which server (None in direct messages)."""

    person: int
    guild: int | None


_current: ContextVar[Spender | None] = ContextVar("spender", default=None)


def spend_for(person: int, guild: int | None) -> None:
    """Count what this task asks of Spotify from now on as this person's."""
    _current.set(Spender(person, guild))


def current_spender() -> Spender | None:
    """Return who asked; None for what the bot does by itself."""
    return _current.get()
