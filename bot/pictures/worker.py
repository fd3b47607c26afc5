"""`python -m bot.pictures.worker`: draws what it reads from stdin, until stdin ends.

It ends with the bot, however the bot ends. It's given no secrets, and it limits itself: an image
that makes a decoder hang or take all memory ends this process and nothing else.
"""

from __future__ import annotations

import os
import pickle
import resource
import signal
import sys
from contextlib import suppress
from typing import BinaryIO

from bot.pictures.facts import CannotDraw, CardFacts, ChartFacts, CoverFacts, Facts
from bot.pictures.protocol import ANSWER, LONGEST, REQUEST, Verdict

_MAX_MEMORY = 1024**3
"""Of address space, in bytes."""

_NICENESS = 10
"""Drawing gives way to the bot, which has people to answer."""


def main() -> None:
    """Draw until the bot is gone."""
    pictures = os.fdopen(os.dup(1), "wb")
    # Whatever a library prints must not get between two pictures.
    os.dup2(2, 1)
    _limit_itself()
    # The bot ends it; a signal sent to the whole group must not end a picture that it waits for.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    with suppress(BrokenPipeError):
        serve(sys.stdin.buffer, pictures)


def serve(requests: BinaryIO, pictures: BinaryIO) -> None:
    """Answer every request, until there are no more."""
    while len(head := requests.read(REQUEST.size)) == REQUEST.size:
        (length,) = REQUEST.unpack(head)
        request = requests.read(length)
        if len(request) < length:
            return
        signal.alarm(LONGEST)
        verdict, picture = _answer(pickle.loads(request))  # noqa: S301 from the bot
        signal.alarm(0)
        pictures.write(ANSWER.pack(verdict, len(picture)))
        pictures.write(picture)
        pictures.flush()


def _answer(facts: Facts) -> tuple[Verdict, bytes]:
    try:
        picture = _draw(facts)
    except CannotDraw:
        return Verdict.NO_FONT, b""
    return (Verdict.NOT_AN_IMAGE, b"") if picture is None else (Verdict.DRAWN, picture)


def _draw(facts: Facts) -> bytes | None:
    match facts:
        case CardFacts():
            from bot.pictures.card import draw_card

            return draw_card(facts)
        case ChartFacts():
            from bot.pictures.chart import draw_chart

            return draw_chart(facts.cells, facts.side, facts.heading)
        case CoverFacts():
            from bot.pictures.art import playlist_cover

            return playlist_cover(facts.image, facts.limit)


def _limit_itself() -> None:
    os.nice(_NICENESS)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # macOS has no such limit.
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (_MAX_MEMORY, _MAX_MEMORY))


if __name__ == "__main__":
    main()
