"""Where Discord's gateway is, and what is done with events from it that cannot be read."""

from __future__ import annotations

import functools
import logging
from typing import Any

from discord.http import HTTPClient

from bot.toolkit.discord_internals import Parser, use_gateway

_log = logging.getLogger(__name__)

_FEW_STARTS_LEFT = 50


async def find_gateway(http: HTTPClient) -> None:
    """Ask Discord where its gateway is; raises discord.GatewayNotFound."""
    _, url, limit = await http.get_bot_gateway()
    use_gateway(url)
    if limit["remaining"] < _FEW_STARTS_LEFT:
        _log.warning("only %d starts left today at Discord", limit["remaining"])


def skip_unreadable(parsers: dict[str, Parser]) -> None:
    """Guard every parser of a connection, in place: an event that one cannot read is skipped.

    Without this discord.py ends the connection, and with it the process.
    """
    told: set[tuple[str, str]] = set()
    for event, parser in parsers.items():
        parsers[event] = functools.partial(_guarded, event, parser, told)


def _guarded(event: str, parser: Parser, told: set[tuple[str, str]], data: Any) -> None:
    try:
        parser(data)
    except Exception as error:
        kind = type(error).__name__
        # The first of a kind with its traceback; a thousand more would only fill the disk.
        trace = None if (event, kind) in told else error
        told.add((event, kind))
        _log.error("an event of Discord's cannot be read: %s (%s)", event, kind, exc_info=trace)
