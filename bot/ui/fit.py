"""Keeps messages within Discord's limits: everything that `layout` builds goes through here.

Discord counts code points (its API is Python); this counts UTF-16 units, which are never fewer.
What doesn't fit is cut at whole lines, then at whole characters.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

import discord
import regex
from discord import ui

from bot.ui.text import ELLIPSIS, cut, units

MOST_TEXT = 4000
"""Characters in all text displays of a message together."""

MOST_COMPONENTS = 40
"""Components of a message, including nested ones."""

MOST_IN_ROW = 5
MOST_OPTIONS = 25
_MOST_ID = 100
_MOST_LABEL = 80
_MOST_OPTION = 100
_MOST_PLACEHOLDER = 150
_MOST_URL = 512
_MOST_MEDIA_URL = 2048
_MOST_ALT = 1024
_MOST_PICTURES = 10

Item = ui.Item[Any]

_OPEN_LINK = regex.compile(r"(?<!\\)(?:\\\\)*\[(?!(?:\\.|[^\\\]])*\]\([^)\s]*\)).*$", regex.DOTALL)
_LOOSE_END = regex.compile(r"(?<!\\)((?:\\\\)*)\\$")


def fitted(parts: Sequence[Item], rows: Sequence[Sequence[Item]]) -> list[Item]:
    """Return what goes into a message's container: `parts`, then `rows` as action rows."""
    seen: set[str] = set()
    kept: list[Item] = []
    for part in parts:
        if isinstance(part, ui.ActionRow):
            kept += _rows(part.children, seen)
        else:
            kept += _part(part)
    below = [row for wanted in rows for row in _rows(wanted, seen)]
    while _size(below) > MOST_COMPONENTS - 2:
        below.pop()
    room = MOST_COMPONENTS - 1 - _size(below)
    kept = _fewer(kept, room)
    _shorten(kept)
    return [*kept, *below] or [ui.TextDisplay(ELLIPSIS)]


def _part(part: Item) -> list[Item]:
    if isinstance(part, ui.TextDisplay):
        return [part] if part.content.strip() else []
    if isinstance(part, ui.Section):
        words = [one for one in _texts(part) if one.content.strip()]
        art = part.accessory
        if not isinstance(art, ui.Thumbnail) or not words:
            return [*words] if not words else [part]
        if not _is_media(art.media.url):
            return [*words]
        art.description = cut(art.description, _MOST_ALT) if art.description else None
    if isinstance(part, ui.MediaGallery):
        return _gallery(part)
    return [part]


def _gallery(gallery: ui.MediaGallery[Any]) -> list[Item]:
    pictures = [one for one in gallery.items if _is_media(one.media.url)][:_MOST_PICTURES]
    for one in pictures:
        one.description = cut(one.description, _MOST_ALT) if one.description else None
    return [ui.MediaGallery(*pictures)] if pictures else []


def _is_media(url: str) -> bool:
    return units(url) <= _MOST_MEDIA_URL and _is_address(url, ("http", "https", "attachment"))


def _is_address(url: str, schemes: tuple[str, ...] = ("http", "https", "discord")) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in schemes and bool(parts.netloc)


def _rows(wanted: Sequence[Item], seen: set[str]) -> list[Item]:
    """Return rows of at most five buttons, and each select in a row of its own."""
    made: list[Item] = []
    line: list[Item] = []
    for one in wanted:
        if isinstance(one, ui.Button):
            line += [one] if _button(one, seen) else []
        elif _select(one, seen) if isinstance(one, ui.Select) else _is_new(_id_of(one), seen):
            made.append(ui.ActionRow(one))
    chunks = range(0, len(line), MOST_IN_ROW)
    return [*made, *(ui.ActionRow(*line[at : at + MOST_IN_ROW]) for at in chunks)]


def _button(button: ui.Button[Any], seen: set[str]) -> bool:
    """Cut a button's label; False if the button couldn't be sent at all."""
    button.label = cut(button.label, _MOST_LABEL) if button.label else button.label
    if not button.label and not button.emoji:
        return False
    if button.url is not None:
        return units(button.url) <= _MOST_URL and _is_address(button.url)
    return _is_new(button.custom_id, seen)


def _id_of(item: Item) -> str | None:
    found = getattr(item, "custom_id", None)
    return found if isinstance(found, str) else None


def _is_new(custom_id: str | None, seen: set[str]) -> bool:
    if not custom_id or units(custom_id) > _MOST_ID or custom_id in seen:
        return False
    seen.add(custom_id)
    return True


def _select(select: ui.Select[Any], seen: set[str]) -> bool:
    options: dict[str, discord.SelectOption] = {}
    for one in select.options:
        if one.label.strip() and 0 < units(one.value) <= _MOST_OPTION:
            options.setdefault(one.value, one)
    kept = list(options.values())[:MOST_OPTIONS]
    if not kept or not _is_new(select.custom_id, seen):
        return False
    select.max_values = min(select.max_values, len(kept))
    select.min_values = min(select.min_values, select.max_values)
    chosen = 0
    for one in kept:
        one.label = cut(one.label, _MOST_OPTION)
        one.description = cut(one.description, _MOST_OPTION) if one.description else None
        chosen += one.default
        one.default = one.default and chosen <= select.max_values
    select.options = kept
    if select.placeholder:
        select.placeholder = cut(select.placeholder, _MOST_PLACEHOLDER)
    return True


def _texts(part: Item) -> Iterator[ui.TextDisplay[Any]]:
    if isinstance(part, ui.TextDisplay):
        yield part
    elif isinstance(part, ui.Section):
        for one in part.children:
            yield from _texts(one)


def _size(parts: Sequence[Item]) -> int:
    return sum(1 + sum(1 for _ in _inside(one)) for one in parts)


def _inside(part: Item) -> Iterator[Item]:
    if isinstance(part, ui.Section):
        yield from part.children
        yield part.accessory
    elif isinstance(part, ui.ActionRow):
        yield from part.children


def _fewer(parts: list[Item], room: int) -> list[Item]:
    """Drop pictures from the end, then parts before the last, until they fit."""
    kept = list(parts)
    for place in reversed(range(len(kept))):
        if _size(kept) <= room:
            return kept
        part = kept[place]
        if isinstance(part, ui.Section) and isinstance(part.accessory, ui.Thumbnail):
            words = "\n".join(one.content for one in _texts(part))
            kept[place] = ui.TextDisplay(words)
    while _size(kept) > room and kept:
        kept.pop(-2 if len(kept) > 1 else -1)
    return kept


def _shorten(parts: Sequence[Item]) -> None:
    """Cut the longest texts until all together are short enough."""
    texts = [one for part in parts for one in _texts(part)]
    room = MOST_TEXT
    waiting = sorted(texts, key=lambda one: units(one.content))
    for number, one in enumerate(waiting):
        share = room // (len(waiting) - number)
        one.content = shortened(one.content, share)
        room -= units(one.content)


def shortened(text: str, limit: int) -> str:
    """Cut a text to `limit`: at whole lines if it has several, keeping its last small print."""
    if units(text) <= limit:
        return text
    lines = text.split("\n")
    last = lines.pop() if len(lines) > 1 and lines[-1].startswith("-# ") else None
    end = f"\n{ELLIPSIS}" + (f"\n{last}" if last is not None else "")
    if units(end) + 1 >= limit:
        return _cut_line(text, limit)
    kept: list[str] = []
    left = limit - units(end) + 1
    for line in lines:
        left -= units(line) + 1
        if left < 0:
            break
        kept.append(line)
    if kept and any(one.strip() for one in kept):
        return "\n".join(kept) + end
    tail = f"\n{last}" if last is not None else ""
    return _cut_line(lines[0] or text, limit - units(tail)) + tail


def _cut_line(line: str, limit: int) -> str:
    """Cut a line without leaving a link, escape or isolate open."""
    short = cut(line, max(1, limit - 1)).removesuffix(ELLIPSIS)
    short = _LOOSE_END.sub(r"\1", _OPEN_LINK.sub("", short)).rstrip()
    closing = "\u2069" if short.count("\u2068") > short.count("\u2069") else ""
    return f"{short}{closing}{ELLIPSIS}"
