"""What one page, or one outcome, is made of. Words are English here: shown, they are translated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Tone = Literal["good", "calm", "bad"]


@dataclass(frozen=True, slots=True)
class Page:
    """The words of one web page: what happened, and what to do next."""

    status: int
    tone: Tone
    title: str
    text: str
    next: str


@dataclass(frozen=True, slots=True)
class Message:
    """Words for Discord; `{names}` in them are filled in when they are shown."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Ending(Page):
    """An outcome that is told twice: on a web page, and in Discord to the person who asked.

    Discord says the page's title and text, then `then`; `message` replaces all three where the
    person there needs other words than the browser.
    """

    then: str = ""
    message: Message | None = None
