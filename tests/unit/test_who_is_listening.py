"""`listening` in a server where more people share than may be asked."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import cast

from bot.music.access import Access
from bot.music.listening import MOST_ASKED, Listening, ListeningNow
from bot.spotify.models import Track
from bot.spotify.playing import Playback

PEOPLE = range(1, 61)
VIEWER = 60
PLAYS = Playback("track", Track("A Song", (), None, 60_000), is_playing=True, progress_ms=0)


class Everyone:
    """Access to people who all share, and all listen."""

    def __init__(self, sharers: Sequence[int] = PEOPLE) -> None:
        self.sharers = sharers

    async def shown_to(self, viewer: int, people: Sequence[int], most: int) -> list[int]:
        return [one for one in people if one in self.sharers][:most]

    @asynccontextmanager
    async def of(self, person: int, *_: object, **__: object) -> AsyncIterator[Everyone]:
        yield self

    async def playback(self) -> Playback:
        return PLAYS


async def hears(access: Everyone) -> ListeningNow:
    listening = Listening(cast(Access, access))
    return await listening.who_is_listening(PEOPLE, viewer=VIEWER)


async def test_nobody_is_left_out_every_time() -> None:
    seen: set[int] = set()
    for _ in range(40):
        found = await hears(Everyone())
        asked = {person for person, _ in found.playing}
        assert len(asked) == MOST_ASKED
        assert VIEWER in asked, "they would wonder"
        assert not found.complete
        seen |= asked
    assert seen == set(PEOPLE)


async def test_as_many_as_may_be_asked_are_all_asked() -> None:
    sharers = range(1, MOST_ASKED + 1)
    found = await hears(Everyone(sharers))
    assert {person for person, _ in found.playing} == set(sharers)
    assert found.complete
