"""What a page or an outcome consists of. The words are English here, and translated when shown."""

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
    """Words for Discord; `{names}` are filled in when shown."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Ending(Page):
    """An outcome that is shown twice: on a web page, and in Discord to the person who asked.

    Discord shows the page's title and text, then `then`; `message` replaces all three if the
    person there needs different words than the browser.
    """

    then: str = ""
    message: Message | None = None
