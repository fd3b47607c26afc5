"""What the page of troubles says about a message beyond the message itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypedDict

Who = Literal["you", "wait", "host", "admin", "other", "spotify"]
"""Who can fix it."""


class _WhoWords(TypedDict):
    """The words for each."""

    you: str
    wait: str
    host: str
    admin: str
    other: str
    spotify: str


WHO: Final[_WhoWords] = {
    "you": "you",
    "wait": "nobody: it passes by itself",
    "host": "the bot's host",
    "admin": "someone who manages the server",
    "other": "the person whose player, app or link it is",
    "spotify": "nobody here: it's Spotify's rule",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """Who can fix it, what the message means, and how to fix it."""

    who: Who
    means: str
    fix: str
