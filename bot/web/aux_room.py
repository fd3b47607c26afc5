"""What the page of an aux shows, and what guests can do on it (bot/toolkit/aux_room.py)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Literal, Protocol


class Line(Protocol):
    """A song to show; `number` is its own if it's the guest's and waits."""

    @property
    def title(self) -> str:
        """Its title."""
        ...

    @property
    def number(self) -> int:
        """Its number, to take it back."""
        ...


class Found(Protocol):
    """A song that was searched for."""

    @property
    def id(self) -> str:
        """Spotify's ID."""
        ...

    @property
    def title(self) -> str:
        """Its title."""
        ...


class Look(Protocol):
    """What the page shows."""

    @property
    def owner_name(self) -> str:
        """Whose player it is."""
        ...

    @property
    def guest_name(self) -> str | None:
        """The reader's chosen name, once they have one."""
        ...

    @property
    def playing(self) -> Line | None:
        """What plays."""
        ...

    @property
    def queue(self) -> Sequence[Line]:
        """What comes next."""
        ...

    @property
    def version(self) -> str:
        """The name of this state."""
        ...


class Watching(Protocol):
    """What tells when a page changes."""

    @property
    def watched(self) -> Callable[[], AbstractContextManager[asyncio.Event]]:
        """Returns an event that each change sets."""
        ...

    @property
    def version(self) -> Callable[[], str]:
        """Returns the name of the present state."""
        ...


class Room(Protocol):
    """What guests can do; None means that the browser isn't a guest of this page."""

    async def state(self, code: str) -> Literal["open", "over", "unknown"]:
        """Return whether a page is open, was, or never was."""
        ...

    async def look(self, code: str, token: str) -> Look | None:
        """Return what the page shows."""
        ...

    async def watching(self, code: str) -> Watching | None:
        """Return what tells when the page changes; None if it's closed."""
        ...

    async def told(self, code: str, token: str, numbers: Sequence[int]) -> None:
        """Note which of their songs a guest was shown as gone."""
        ...

    async def join(self, code: str, token: str, name: str) -> str | None:
        """Let a guest in; return why not."""
        ...

    async def find(self, code: str, token: str, words: str) -> Sequence[Found] | str | None:
        """Return the songs that words may mean, or what became of it."""
        ...

    async def add(self, code: str, token: str, song: str) -> str | None:
        """Add a song; return what became of it."""
        ...

    async def take_back(self, code: str, token: str, number: int) -> str | None:
        """Remove a guest's own song; return what became of it."""
        ...

    async def boost(self, code: str, token: str, number: int) -> str | None:
        """Put a waiting song next; return what became of it."""
        ...

    async def vote(self, code: str, token: str, about: str) -> str | None:
        """Vote to skip; return what became of it."""
        ...
