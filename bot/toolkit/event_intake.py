"""Takes each message and interaction once, whichever connection brings it, until a stop.

Discord repeats events after a reconnect, and a new process gets some twice: on its own session,
and on the one that the process before it has left (bot/background/missed_events.py).
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from discord.ext import commands

from bot.toolkit.discord_internals import Parser
from bot.toolkit.event_age import EventAge
from bot.ui.discord_errors import AskedTooLongAgo
from bot.ui.usage import declaration_of

TAKEN = ("MESSAGE_CREATE", "INTERACTION_CREATE")
"""What people ask with."""

_REMEMBERED = 10_000
_CHANGES_WITHIN = 60.0
"""How late a message may come, in seconds, and still change something: by then its author has seen
that nothing happens, and done it in another way. docs/reference/decisions.md, section 14."""


class EventIntake:
    """Guards a connection's parsers, in place; `stopped` says that nothing more is taken."""

    def __init__(self, parsers: dict[str, Parser], age: EventAge) -> None:
        self.stopped = False
        self._age = age
        self._seen: OrderedDict[int, None] = OrderedDict()
        self._late: OrderedDict[int, None] = OrderedDict()
        for name in TAKEN:
            parsers[name] = self._once(parsers[name])

    def _once(self, parse: Parser) -> Parser:
        def take(data: Any) -> None:
            number = int(data["id"])
            if self.stopped or number in self._seen:
                return
            _remember(self._seen, number)
            self.note_age(number, self._age.of(number))
            parse(data)

        return take

    def note_age(self, number: int, seconds: float) -> None:
        """Note how old a message was when it came."""
        if seconds > _CHANGES_WITHIN:
            _remember(self._late, number)

    async def check(self, context: commands.Context[Any]) -> bool:
        """Raise AskedTooLongAgo if a message came late, and its command would change something."""
        late = context.interaction is None and context.message.id in self._late
        if late and context.command and not declaration_of(context.command).only_shows:
            raise AskedTooLongAgo
        return True


def _remember(numbers: OrderedDict[int, None], number: int) -> None:
    numbers[number] = None
    if len(numbers) > _REMEMBERED:
        numbers.popitem(last=False)
