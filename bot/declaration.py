"""What a command declares about itself: an example, and what each use of it needs and asks for.

It stands at the command, in `@command(example=…, scopes=…, requests=…)`, and nowhere else: `help`,
`why` and docs/commands.md read it there. The services are the ones that really ask
(`grants.use(scopes=…)`); tests/wire/test_costs.py holds both against each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from bot.accounts.scopes import DRIVE_PLAYER


class Request(NamedTuple):
    """A request to Spotify; `{id}` in the path stands for any ID."""

    method: str
    path: str

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def get(path: str) -> Request:
    """Make a request that reads."""
    return Request("GET", path)


def put(path: str) -> Request:
    """Make a request that changes something."""
    return Request("PUT", path)


def post(path: str) -> Request:
    """Make a request that adds something or acts."""
    return Request("POST", path)


def delete(path: str) -> Request:
    """Make a request that removes something."""
    return Request("DELETE", path)


@dataclass(frozen=True, slots=True)
class Use:
    """One use of a command: the scopes it needs, and what it asks of Spotify at most.

    `how` tells it apart from the command's first use, which has none. What is cached costs less:
    searches and the catalogue for hours, top lists for an hour, playlists for a minute, players
    for two seconds. A link whose token has expired costs one request more, to the accounts
    service. `note` says in the docs what the requests don't.
    """

    how: str = ""
    scopes: frozenset[str] = frozenset()
    requests: tuple[Request, ...] = ()
    note: str = ""

    @property
    def controls_player(self) -> bool:
        """Whether it works only with Premium and an active device."""
        return DRIVE_PLAYER in self.scopes


@dataclass(frozen=True, slots=True)
class Declaration:
    """A command's example, without the prefix, its first use (which `why` is about), and others.

    `only_shows` says that it changes nothing by itself: such a command isn't run where nobody
    would see its answer (bot/toolkit/unseen_answers.py).
    """

    example: str
    first: Use = Use()
    others: tuple[Use, ...] = ()
    only_shows: bool = False

    @property
    def uses(self) -> tuple[Use, ...]:
        """All of them."""
        return (self.first, *self.others)

    @property
    def later_scopes(self) -> frozenset[str]:
        """What other uses need besides: asked for when they are used."""
        return frozenset[str]().union(*(one.scopes for one in self.others)) - self.first.scopes
