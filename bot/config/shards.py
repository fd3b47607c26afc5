"""SHARD_COUNT and SHARD_IDS: which shards of Discord's gateway this process connects to.

Discord splits a bot's servers among its shards; direct messages come to shard 0. In Kubernetes each
pod of a StatefulSet takes its shards from the number at the end of its own name, so that all pods
have the same settings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.config.checks import Check, Invalid, split_words

_MOST = 100_000
_FROM_HOSTNAME = re.compile(r"from-hostname:(\d{1,6})", re.IGNORECASE)
_RANGE = re.compile(r"(\d{1,6})(?:-(\d{1,6}))?")
_ORDINAL = re.compile(r"(?:^|\D)(\d{1,6})$")


@dataclass(frozen=True, slots=True)
class FromHostname:
    """So many shards for each process: the first ones for `…-0`, the next for `…-1`, and so on."""

    each: int


ShardIds = tuple[int, ...] | FromHostname


def _read(value: str) -> ShardIds:
    counted = _FROM_HOSTNAME.fullmatch(value)
    if counted is not None and int(counted[1]) > 0:
        return FromHostname(int(counted[1]))
    found: set[int] = set()
    for word in split_words(value):
        match = _RANGE.fullmatch(word)
        if match is None or int(match[2] or match[1]) < int(match[1]):
            raise Invalid(
                "isn't a list of shard numbers", "write it like 0-3,7, or like from-hostname:2"
            )
        found.update(range(int(match[1]), int(match[2] or match[1]) + 1))
    return tuple(sorted(found))


def _read_count(value: str) -> int:
    if re.fullmatch(r"\d{1,6}", value) and 1 <= int(value) <= _MOST:
        return int(value)
    raise Invalid("isn't a valid number", f"use a whole number from 1 to {_MOST}")


shard_ids: Check[ShardIds] = Check(_read, ())
shard_count = Check(_read_count, 1)


def chosen_shards(ids: ShardIds | None, count: int | None, hostname: str) -> tuple[int, ...] | None:
    """Return the shards of this process, None for all of them; raises Invalid for SHARD_IDS."""
    if not ids:
        return None
    if count is None:
        raise Invalid(
            "needs a SHARD_COUNT too", "set SHARD_COUNT to how many shards there are in all"
        )
    if isinstance(ids, FromHostname):
        return _of_host(ids, count, hostname)
    if max(ids) >= count:
        raise Invalid(
            f"has number {max(ids)}, but SHARD_COUNT={count} means that the last one is "
            f"{count - 1} (they start at 0)",
            "correct the numbers, or set SHARD_COUNT to how many shards there are in all",
        )
    return ids


def _of_host(wanted: FromHostname, count: int, hostname: str) -> tuple[int, ...]:
    own = hostname.partition(".")[0]
    ordinal = _ORDINAL.search(own)
    if ordinal is None:
        raise Invalid(
            f"takes the shards from the hostname, but {own!r} has no number at its end",
            "run it as a StatefulSet (earshot-0, earshot-1, …), or write the shards like 0-3",
        )
    first = int(ordinal[1]) * wanted.each
    if first >= count:
        processes = -(-count // wanted.each)
        raise Invalid(
            f"gives {own} the shards from {first} on, but SHARD_COUNT={count}: there is nothing "
            "left for it",
            f"run {processes} of them at most, or raise SHARD_COUNT",
        )
    return tuple(range(first, min(first + wanted.each, count)))
