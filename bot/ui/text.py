"""Makes user text safe: escaped, isolated, and cut to Discord's limits at whole characters.

Names come from Discord and Spotify users and are untrusted until they have passed through here.
Sources: Discord's Markdown and component limits; Unicode UAX #9 (isolates), UAX #29 (graphemes).
"""

from __future__ import annotations

import regex

from bot.ui.mentions import readable

ELLIPSIS = "…"
_FIRST_STRONG_ISOLATE = "\u2068"
_POP_ISOLATE = "\u2069"
_WORD_JOINER = "\u2060"

_ESCAPED = str.maketrans(
    {mark: "\\" + mark for mark in "\\*_~`|>#-[]()<:+.!"} | {"@": "@" + _WORD_JOINER}
)
_UNSEEN = regex.compile(
    r"[\p{Cc}\p{Cs}\p{Co}\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff]"
    r"|[\U000e0000-\U000e007f]"
)
_STACKED = regex.compile(r"(\p{M}{4})\p{M}+")
_SPACES = regex.compile(r"\s+")
_GRAPHEME = regex.compile(r"\X")


def units(text: str) -> int:
    """Return the length as Discord may count it: UTF-16 units, never fewer than characters."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, limit: int) -> str:
    """Cut to at most `limit` units at a grapheme boundary, with an ellipsis if cut."""
    if units(text) <= limit:
        return text
    kept: list[str] = []
    left = limit - units(ELLIPSIS)
    for grapheme in _GRAPHEME.findall(text):
        left -= units(grapheme)
        if left < 0:
            break
        kept.append(grapheme)
    return "".join(kept).rstrip() + ELLIPSIS if limit > 0 else ""


def plain(text: str, limit: int = 100) -> str:
    """Return user text for places without Markdown (labels, option names): one clean line.

    Mentions become names.
    """
    seen = readable(text)
    if seen.isascii() and seen.isprintable():
        return cut(" ".join(seen.split()) or "?", limit)
    seen = _SPACES.sub(" ", _UNSEEN.sub("", _SPACES.sub(" ", seen)))
    return cut(_STACKED.sub(r"\1", seen).strip() or "?", limit)


def name(text: str, limit: int = 100) -> str:
    """Return user text for Markdown: escaped, unable to ping, with its direction isolated."""
    return isolated(plain(text, limit).translate(_ESCAPED))


def isolated(text: str) -> str:
    """Isolate a text's direction, as for an Arabic name in English."""
    return f"{_FIRST_STRONG_ISOLATE}{text}{_POP_ISOLATE}"


def link(text: str, url: str | None, limit: int = 100) -> str:
    """Return a masked link to one of our own URLs, or the bare name without one."""
    return f"[{name(text, limit)}]({url})" if url else name(text, limit)


def clock(milliseconds: int) -> str:
    """Return a duration as m:ss or h:mm:ss."""
    seconds = max(0, milliseconds) // 1000
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def progress_bar(position: int, total: int, width: int = 10) -> str:
    """Return a bar of `width` cells with a knob at `position` of `total`."""
    share = min(1.0, max(0.0, position / total)) if total > 0 else 0.0
    knob = min(width - 1, int(share * width))
    return "▬" * knob + "🔘" + "▬" * (width - 1 - knob)


def when(unix: float, style: str = "R") -> str:
    """Return a Discord timestamp, which every reader sees in their own time."""
    return f"<t:{int(unix)}:{style}>"
