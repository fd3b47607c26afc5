"""Parsers for the arguments of top lists and charts: which list, time range and size.

Spotify has only three time ranges; input maps to the nearest, and the answer says which.
"""

from __future__ import annotations

import re
from typing import Literal, get_args

from bot.music.errors import OutOfRange
from bot.spotify.models import TimeRange
from bot.typed_text import word

Kind = Literal["tracks", "artists", "albums"]
TopKind = Literal["tracks", "artists"]
"""The top lists that Spotify has."""

KINDS: dict[Kind, tuple[str, ...]] = {
    "tracks": (
        *("tracks", "track", "tr", "t", "songs", "song", "titles", "music", "titel", "lieder"),
        *("titres", "chansons", "canciones", "temas", "músicas", "faixas", "曲", "トラック"),
    ),
    "artists": (
        *("artists", "artist", "ar", "a", "bands", "band", "künstler", "artistes"),
        *("artistas", "アーティスト"),
    ),
    "albums": ("albums", "album", "al", "alben", "álbumes", "álbuns", "álbum", "アルバム"),
}
"""Names of each list, in the six languages."""

SPANS: dict[TimeRange, tuple[str, ...]] = {
    "short_term": (
        *("short", "recent", "recently", "now", "lately", "weekly", "monthly", "kurz"),
        *("今週", "今月", "最近"),
    ),
    "medium_term": (
        *("medium", "half", "half year", "half a year", "halfyear", "semester", "months", "mid"),
        *("halbjahr", "halbes jahr", "semestre", "medio año", "meio ano", "半年"),
    ),
    "long_term": (
        *("long", "all", "all time", "alltime", "all-time", "overall", "ever", "total"),
        *("always", "lifetime", "max", "at", "yearly", "lang", "immer", "insgesamt", "gesamt"),
        *("toujours", "tout", "siempre", "todo", "sempre", "tudo", "全期間", "全部", "今年"),
    ),
}
"""Names of each time range besides numbers with units."""

_DAYS = {
    1: ("d", "day", "days", "tag", "tage", "jour", "jours", "día", "días", "dia", "dias", "日"),
    7: (
        *("w", "wk", "wks", "week", "weeks", "woche", "wochen", "semaine", "semaines"),
        *("semana", "semanas", "週", "週間"),
    ),
    30: (
        *("m", "mo", "mon", "mth", "month", "months", "monat", "monate", "mois", "mes", "meses"),
        *("mês", "月", "か月", "ヶ月", "カ月", "ヵ月", "ケ月"),
    ),
    365: (
        *("y", "yr", "yrs", "year", "years", "jahr", "jahre", "an", "ans", "année", "années"),
        *("año", "años", "ano", "anos", "年"),
    ),
}
"""Units of time, by their length in days."""

_UNITS = {name: days for days, names in _DAYS.items() for name in names}
_WORDS = {name: span for span, names in SPANS.items() for name in names}
_LISTS = {name: kind for kind, names in KINDS.items() for name in names}
_PLURAL = frozenset(
    {"days", "weeks", "wks", "months", "years", "yrs", "tage", "wochen", "monate", "jahre"}
    | {"jours", "semaines", "ans", "années", "días", "dias", "semanas", "meses", "años", "anos"}
    | {"mois"}
)
_IDLE = frozenset(
    {"last", "past", "the", "of", "my", "in", "for", "a", "this", "an", "one", "letzte", "letzten"}
    | {"top", "un", "une", "último", "últimos", "última", "últimas"}
)
_NUMBERED = re.compile(r"(\d{1,4})[ -]?(\D+)")
_SQUARE = re.compile(r"(\d{1,3})\s*[x×*]\s*\d{1,3}")
_SHORT_DAYS, _MEDIUM_DAYS = 60, 270


def span(text: str) -> TimeRange:
    """Read a time range of the top lists; empty means six months. Raises OutOfRange."""
    typed = word(text).strip(" .,;:!?()")
    if not typed:
        return "medium_term"
    idle = " ".join(one for one in typed.split() if one not in _IDLE)
    for phrase in (typed, idle):
        found = _span(phrase)
        if found is not None:
            return found
    raise OutOfRange("range", text)


def _span(phrase: str) -> TimeRange | None:
    for known in get_args(TimeRange):
        if phrase == known:
            found: TimeRange = known
            return found
    if phrase in _WORDS:
        return _WORDS[phrase]
    numbered = _NUMBERED.fullmatch(phrase)
    unit = numbered[2].strip() if numbered else phrase
    if unit not in _UNITS:
        return None
    days = _UNITS[unit] * (int(numbered[1]) if numbered else 1)
    if days <= _SHORT_DAYS:
        return "short_term"
    return "medium_term" if days <= _MEDIUM_DAYS else "long_term"


def top(text: str, usual: Kind) -> tuple[Kind, TimeRange]:
    """Read the list and the time range, in any order. Raises OutOfRange."""
    kind, rest = _list_in(word(text).split(), usual)
    return kind, span(" ".join(rest))


def chart(text: str) -> tuple[Kind, int, TimeRange]:
    """Read the list, the side length and the time range, in any order. Raises OutOfRange."""
    kind, words = _list_in(_SQUARE.sub(r" \1x ", word(text)).split(), "tracks")
    side, rest = 3, []
    for index, one in enumerate(words):
        next_word = words[index + 1] if index + 1 < len(words) else ""
        if re.fullmatch(r"\d{1,3}x", one) or (one.isdecimal() and not _counts(one, next_word)):
            side = int(one.rstrip("x"))
        else:
            rest.append(one)
    if not 3 <= side <= 7:
        raise OutOfRange("size", str(side))
    return kind, side, span(" ".join(rest))


def _counts(number: str, unit: str) -> bool:
    """Whether a number counts the unit after it: `6 months`, `1 year`, but not `5 year`."""
    if unit not in _UNITS:
        return False
    return unit in _PLURAL or int(number) == 1 or len(unit) < 3 or not unit.isascii()


def _list_in(words: list[str], usual: Kind) -> tuple[Kind, list[str]]:
    """Return the named list, and the other words."""
    rest = list(words)
    for index, one in enumerate(words):
        # "a year" is a time: a single letter names a list only if no unit follows.
        next_word = words[index + 1] if index + 1 < len(words) else ""
        if one in _LISTS and not (one == "a" and next_word in _UNITS):
            del rest[index]
            return _LISTS[one], rest
    return usual, rest
