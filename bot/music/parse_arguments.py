"""Strict parsers for user input: position, volume, switch, repeat."""

from __future__ import annotations

import re
from typing import Literal

from bot.music.errors import NotTold, OutOfRange
from bot.spotify.playing import Repeat
from bot.typed_text import unquoted, visible

VOLUME_STEP = 10
"""Percentage points that `volume up` and `volume down` change."""

_POSITION = re.compile(
    r"(?P<sign>[+-]?)(?:(?:(?P<hours>\d{1,3}):)?(?P<minutes>\d{1,4}):)?(?P<seconds>\d{1,6})"
    r"(?:s|sec|secs|seconds?)?"
)
_SPELLED = re.compile(
    r"(?P<sign>[+-]?)(?=\d)(?:(?P<hours>\d{1,3})(?:h|hrs?|hours?))?"
    r"(?:(?P<minutes>\d{1,4})(?:m|mins?|minutes?))?(?:(?P<seconds>\d{1,6})(?:s|secs?|seconds?)?)?"
)
_NARROW = str.maketrans(
    {chr(one + 0xFEE0): chr(one) for one in range(0x21, 0x7F)} | dict.fromkeys("−–—‐‑‒﹣", "-")
)
"""Only full-width characters and dashes, so that `²` isn't read as 2."""
_LONGEST = 24 * 3600


def position(text: str, now_ms: int | None) -> int:
    """Read `1:23`, `83`, `+15`, `-15`, `1:02:03`; return milliseconds, never below 0.

    Signed values are relative to `now_ms`. Raises OutOfRange, and NotTold if that is unknown.
    """
    typed = "".join(_plain(text).split())
    match = _POSITION.fullmatch(typed) or _SPELLED.fullmatch(typed)
    if match is None:
        raise OutOfRange("position", text)
    hours, minutes, seconds = (int(match[name] or 0) for name in ("hours", "minutes", "seconds"))
    invalid = (match["minutes"] is not None and seconds > 59) or (
        match["hours"] is not None and minutes > 59
    )
    total = hours * 3600 + minutes * 60 + seconds
    if invalid or total > _LONGEST:
        raise OutOfRange("position", text)
    if not match["sign"]:
        return total * 1000
    if now_ms is None:
        raise NotTold("position")
    return max(0, now_ms + (total if match["sign"] == "+" else -total) * 1000)


def _plain(text: str) -> str:
    """Normalize input from any keyboard: half-width, with one kind of minus."""
    narrow = visible(text).translate(_NARROW).casefold()
    return unquoted(" ".join(narrow.split())).rstrip(" .,!?")


def volume(text: str, now: int | None) -> int:
    """Read `50`, `50%`, `up`, `down`, `+5`, `-5`; return 0 to 100.

    Raises OutOfRange, and NotTold for a step without a known volume.
    """
    word = _plain(text).removesuffix("%").strip()
    steps = {"up": VOLUME_STEP, "+": VOLUME_STEP, "down": -VOLUME_STEP, "-": -VOLUME_STEP}
    words = {"mute": 0, "max": 100}
    if word in words:
        return words[word]
    signed = re.fullmatch(r"[+-]\d{1,3}", word)
    if word in steps or signed:
        if now is None:
            raise NotTold("volume")
        step = steps[word] if word in steps else int(word)
        return max(0, min(100, now + step))
    if not re.fullmatch(r"[0-9]{1,3}", word) or int(word) > 100:
        raise OutOfRange("volume", text)
    return int(word)


_ON = {
    **dict.fromkeys(("on", "yes", "true", "1", "an", "ja", "oui", "sí", "sim", "オン"), True),
    **dict.fromkeys(("off", "no", "false", "0", "aus", "nein", "non", "não", "オフ"), False),
}


def switch(text: str, now: bool) -> bool:
    """Read on or off; empty means toggle. Raises OutOfRange."""
    word = _plain(text)
    if not word or word == "toggle":
        return not now
    if word not in _ON:
        raise OutOfRange("switch", text)
    return _ON[word]


def page(text: str) -> Literal["on", "new", "off"]:
    """Read what to do with a page: on, new or off. Raises OutOfRange."""
    if _plain(text) == "new":
        return "new"
    return "on" if not _plain(text) or switch(text, False) else "off"


_REPEATS: dict[str, Repeat] = {
    "off": "off",
    "no": "off",
    "none": "off",
    "track": "track",
    "song": "track",
    "one": "track",
    "1": "track",
    "this": "track",
    "all": "context",
    "context": "context",
    "album": "context",
    "playlist": "context",
    "queue": "context",
    "on": "context",
}
_NEXT_REPEAT: dict[Repeat, Repeat] = {"off": "context", "context": "track", "track": "off"}


def repeat(text: str, now: Repeat) -> Repeat:
    """Read off, track or all; empty means the next mode. Raises OutOfRange."""
    word = _plain(text)
    if not word:
        return _NEXT_REPEAT[now]
    if word not in _REPEATS:
        raise OutOfRange("repeat", text)
    return _REPEATS[word]
