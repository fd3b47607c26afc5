"""Left and right: the direction of each cluster and the order in which runs are drawn.

This is the Unicode bidirectional algorithm without explicit embeddings, which are removed
from titles beforehand.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import TypeVar

_T = TypeVar("_T")
_RIGHT = ("R", "AL")
_BRACKETS = {")": "(", "]": "[", "}": "{", "）": "（", "］": "［", "」": "「", "】": "【"}


def levels(parts: Sequence[str]) -> list[int]:
    """Return the embedding level of each cluster: even ones run to the right, odd to the left.

    The first strong character decides the direction of the line.
    """
    kinds = [unicodedata.bidirectional(part[0]) for part in parts]
    base = next((kind in _RIGHT for kind in kinds if kind in ("L", *_RIGHT)), False)
    if not any(kind in (*_RIGHT, "AN") for kind in kinds):
        return [0] * len(kinds)
    sides = _numbers(kinds, base)
    for opening, closing in _pairs(parts):
        sides[opening] = sides[closing] = _bracket(sides, opening, closing, base)
    sides = _neutrals(sides, base)
    left = 2 if base else 0
    return [{"L": left, "R": 1, "N": 2}[side] for side in sides]


def visual_order(runs: Sequence[tuple[int, _T]]) -> list[_T]:
    """Return the runs, given as (level, run) in reading order, from left to right."""
    order = list(runs)
    highest = max((level for level, _ in order), default=0)
    for level in range(highest, 0, -1):
        start = 0
        while start < len(order):
            end = start
            while end < len(order) and order[end][0] >= level:
                end += 1
            order[start:end] = reversed(order[start:end])
            start = max(end, start) + 1
    return [run for _, run in order]


def _numbers(kinds: list[str], base: bool) -> list[str]:
    """Turn classes into L, R, N (a number among right-to-left text) and "" (not decided)."""
    sides: list[str] = []
    strong = "R" if base else "L"
    for place, kind in enumerate(kinds):
        if kind == "L" or kind in _RIGHT:
            strong = "L" if kind == "L" else "R"
            sides.append(strong)
        elif kind == "AN" or _acts_as_digit(kinds, place):
            sides.append("L" if strong == "L" and kind != "AN" else "N")
        else:
            sides.append("")
    return sides


def _acts_as_digit(kinds: list[str], place: int) -> bool:
    kind = kinds[place]
    before = kinds[place - 1] if place else ""
    after = kinds[place + 1] if place + 1 < len(kinds) else ""
    if kind in ("ES", "CS"):
        return before == after == "EN"
    return kind == "EN" or (kind == "ET" and "EN" in (before, after))


def _pairs(parts: Sequence[str]) -> list[tuple[int, int]]:
    waiting: list[tuple[str, int]] = []
    found: list[tuple[int, int]] = []
    for place, part in enumerate(parts):
        if part in _BRACKETS.values():
            waiting.append((part, place))
        while part in _BRACKETS and waiting:
            opened, opening = waiting.pop()
            if opened == _BRACKETS[part]:
                found.append((opening, place))
                break
    return sorted(found)


def _bracket(sides: list[str], opening: int, closing: int, base: bool) -> str:
    """Return the side of a pair: that of the line, unless all in and before it is the other."""
    line = "R" if base else "L"
    inside = {"L" if side == "L" else "R" for side in sides[opening + 1 : closing] if side}
    before = next((side for side in reversed(sides[:opening]) if side), line)
    if not inside:
        return ""
    return line if line in inside or (before == "L") == (line == "L") else inside.pop()


def _neutrals(sides: list[str], base: bool) -> list[str]:
    edge = "R" if base else "L"
    following = [edge] * len(sides)
    after = edge
    for place in range(len(sides) - 1, -1, -1):
        following[place] = after
        if sides[place]:
            after = "L" if sides[place] == "L" else "R"
    before = edge
    decided: list[str] = []
    for side, after in zip(sides, following, strict=True):
        if side:
            before = "L" if side == "L" else "R"
        decided.append(side or (before if before == after else edge))
    return decided
