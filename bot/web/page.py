"""One page's words; what they are is said in words_*.py."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Tone = Literal["good", "calm", "bad"]


@dataclass(frozen=True, slots=True)
class Page:
    """The words of one page, in English: they are translated when it is shown."""

    status: int
    tone: Tone
    title: str
    text: str
    next: str
