"""What two people's top lists have in common: names only, no score, and nothing kept."""

from __future__ import annotations

from dataclasses import dataclass

from bot.accounts.errors import AccountError, OtherNotLinked
from bot.accounts.scopes import TOP
from bot.features import FeatureOff
from bot.music.access import Access
from bot.spotify.models import Artist, TimeRange, Track

FEATURE = "taste"


@dataclass(frozen=True, slots=True)
class Common:
    """What both lists hold, in the order of the first person's list."""

    artists: tuple[Artist, ...]
    tracks: tuple[Track, ...]


class Taste:
    """Compares two lists when both people have agreed. Off unless the host turns it on."""

    def __init__(self, access: Access, features: frozenset[str]) -> None:
        self._access = access
        self._on = FEATURE in features

    async def ready(self, person: int, span: TimeRange) -> None:
        """Make sure that a person's lists can be read; raises as the grant guard does."""
        if not self._on:
            raise FeatureOff(FEATURE)
        await self._lists(person, span)

    async def common(self, asker: int, other: int, span: TimeRange) -> Common:
        """Return what both lists hold; raises OtherNotLinked when the asker's went meanwhile."""
        theirs = await self._lists(other, span)
        try:
            mine = await self._lists(asker, span)
        except AccountError:
            raise OtherNotLinked from None
        artists, tracks = {one.id for one in theirs[0]}, {one.id for one in theirs[1]}
        # Files of one's own have no ID: nobody can tell whether two are the same.
        return Common(
            tuple(one for one in mine[0] if one.id and one.id in artists),
            tuple(one for one in mine[1] if one.id and one.id in tracks),
        )

    async def _lists(
        self, person: int, span: TimeRange
    ) -> tuple[tuple[Artist, ...], tuple[Track, ...]]:
        async with self._access.own(person, TOP) as spotify:
            artists = await spotify.top_artists(span)
            tracks = await spotify.top_tracks(span)
        return artists.items, tracks.items
