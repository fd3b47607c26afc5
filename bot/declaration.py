"""What a command declares about itself: an example, who sees its answer, what each use needs.

It is declared only at the command, in `@command(example=…, reply=…, scopes=…, requests=…)`.
Everything that must know reads it there: `help`, `why`, docs/commands.md, the server's rules, and
how an answer is sent. The services make the actual requests (`grants.use(scopes=…)`);
tests/wire/test_costs.py checks that both agree.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from bot.accounts.scopes import DRIVE_PLAYER

Reply = Literal["public", "ephemeral", "private"]
"""Who sees a command's answer.

`public`: everyone in the channel. `ephemeral`: as a slash command only the person, else everyone in
the channel. `private`: only the person; a message is answered by direct message.
"""


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

    `only_shows`: it changes nothing by itself. `can_be_off`: a server can turn it off, or keep it
    to some channels; of a group, this holds for all of it. `most_used`: `help` shows it first.
    """

    example: str
    first: Use = Use()
    others: tuple[Use, ...] = ()
    reply: Reply = "public"
    only_shows: bool = False
    can_be_off: bool = True
    most_used: bool = False

    @property
    def needs_channel(self) -> bool:
        """Whether it's of no use where no one sees the answer in the channel."""
        return self.only_shows and self.reply != "private"

    @property
    def uses(self) -> tuple[Use, ...]:
        """All uses, the first one included."""
        return (self.first, *self.others)

    @property
    def later_scopes(self) -> frozenset[str]:
        """Extra scopes that only the other uses need; they are requested on first use."""
        return frozenset[str]().union(*(use.scopes for use in self.others)) - self.first.scopes
