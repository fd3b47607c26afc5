"""What a command declares about itself: an example, and the scopes and requests of each use.

It is declared only at the command, in `@command(example=…, scopes=…, requests=…)`: `help`, `why`
and docs/commands.md read it there. The services make the actual requests
(`grants.use(scopes=…)`); tests/wire/test_costs.py checks that both agree.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from bot.accounts.scopes import DRIVE_PLAYER


class Request(NamedTuple):
    """A request to Spotify; `{id}` in the path means any ID."""

    method: str
    path: str

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def get(path: str) -> Request:
    """Declare a request that reads."""
    return Request("GET", path)


def put(path: str) -> Request:
    """Declare a request that changes something."""
    return Request("PUT", path)


def post(path: str) -> Request:
    """Declare a request that adds something or triggers an action."""
    return Request("POST", path)


def delete(path: str) -> Request:
    """Declare a request that removes something."""
    return Request("DELETE", path)


@dataclass(frozen=True, slots=True)
class Use:
    """One use of a command: the scopes it needs, and the most requests it sends to Spotify.

    `how` tells it apart from the command's first use, which has none. Cached answers cost less:
    searches and the catalogue are kept for hours, top lists for an hour, playlists for a minute,
    players for two seconds. An expired token costs one more request, to the accounts service.
    `note` adds to the docs what the requests don't show.
    """

    how: str = ""
    scopes: frozenset[str] = frozenset()
    requests: tuple[Request, ...] = ()
    note: str = ""

    @property
    def controls_player(self) -> bool:
        """Whether it needs Premium and an active device."""
        return DRIVE_PLAYER in self.scopes


@dataclass(frozen=True, slots=True)
class Declaration:
    """A command's example without the prefix, its first use (which `why` explains), and others.

    `only_shows` says that it changes nothing by itself: such a command isn't run where no one
    would see its answer (bot/toolkit/unseen_answers.py).
    """

    example: str
    first: Use = Use()
    others: tuple[Use, ...] = ()
    only_shows: bool = False

    @property
    def uses(self) -> tuple[Use, ...]:
        """All uses, the first one included."""
        return (self.first, *self.others)

    @property
    def later_scopes(self) -> frozenset[str]:
        """Extra scopes that only the other uses need; they are requested on first use."""
        return frozenset[str]().union(*(use.scopes for use in self.others)) - self.first.scopes
