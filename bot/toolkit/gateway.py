"""Finds Discord's gateway, and skips events from it that cannot be parsed or don't matter."""

from __future__ import annotations

import functools
import logging
from typing import Any

from discord.http import HTTPClient

from bot.toolkit.discord_internals import Parser, use_gateway

_log = logging.getLogger(__name__)

_FEW_STARTS_LEFT = 50


async def find_gateway(http: HTTPClient) -> int:
    """Ask Discord where its gateway is; return how many sessions may still be started.

    Raises discord.GatewayNotFound.
    """
    _, url, limit = await http.get_bot_gateway()
    use_gateway(url)
    if limit["remaining"] < _FEW_STARTS_LEFT:
        _log.warning("only %d gateway sessions may be started today", limit["remaining"])
    return int(limit["remaining"])


def skip_programs(parsers: dict[str, Parser]) -> None:
    """Skip messages of bots (our own, too) and webhooks before anything is built from them."""
    parse = parsers["MESSAGE_CREATE"]

    def by_people(data: Any) -> None:
        if "webhook_id" not in data and not data["author"].get("bot"):
            parse(data)

    parsers["MESSAGE_CREATE"] = by_people


def skip_unreadable(parsers: dict[str, Parser]) -> None:
    """Guard every parser of a connection, in place: events that cannot be parsed are skipped.

    Otherwise discord.py would close the connection, which ends the process.
    """
    told: set[tuple[str, str]] = set()
    for event, parser in parsers.items():
        parsers[event] = functools.partial(_guarded, event, parser, told)


def _guarded(event: str, parser: Parser, told: set[tuple[str, str]], data: Any) -> None:
    try:
        parser(data)
    except Exception as error:
        kind = type(error).__name__
        # Only the first of a kind gets a traceback; a thousand more would just fill the disk.
        trace = None if (event, kind) in told else error
        told.add((event, kind))
        _log.error("an event of Discord's cannot be read: %s (%s)", event, kind, exc_info=trace)
