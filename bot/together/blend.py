"""Playlists of several people's top songs, each of whom has agreed with a button."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot.accounts.errors import AccountError
from bot.accounts.scopes import EDIT_PLAYLISTS, TOP
from bot.features import FeatureOff
from bot.music.access import Access
from bot.spotify.models import Playlist, TimeRange, Track
from bot.storage.button_state import ButtonState, Use
from bot.together.errors import NobodyNamed, NothingInCommon

FEATURE = "blend"
MOST_SONGS = 50
MOST_PEOPLE = 8
_SPAN: TimeRange = "medium_term"

Said = Literal["asked", "yes", "no"]
"""An invited person's answer."""


@dataclass(frozen=True, slots=True)
class _Invited:
    """A stored invitation; people by their Discord IDs, as strings."""

    owner_name: str
    names: Mapping[str, str]
    said: Mapping[str, Said]


_BLEND = Use("blend", _Invited)


@dataclass(frozen=True, slots=True)
class Invitation:
    """Who makes a blend with whom, and what each has answered."""

    note: str
    owner: int
    owner_name: str
    names: Mapping[str, str]
    said: Mapping[str, Said]


@dataclass(frozen=True, slots=True)
class Blended:
    """The created playlist, its number of songs, and whose they are."""

    playlist: Playlist
    songs: int
    names: tuple[str, ...]


class Blend:
    """Makes blends. Invitations are stored for a day; what people hear is never stored."""

    def __init__(self, access: Access, state: ButtonState, features: frozenset[str]) -> None:
        self._access = access
        self._state = state
        self._on = FEATURE in features

    async def invite(self, owner: int, owner_name: str, names: Mapping[int, str]) -> Invitation:
        """Start a blend; raises NobodyNamed, FeatureOff, and the grant guard's errors."""
        if not self._on:
            raise FeatureOff(FEATURE)
        people = {str(one): name for one, name in names.items() if one != owner}
        if not people:
            raise NobodyNamed
        some = dict(itertools.islice(people.items(), MOST_PEOPLE))
        async with self._access.own(owner, EDIT_PLAYLISTS | TOP):
            said: dict[str, Said] = dict.fromkeys(some, "asked")
        note = await self._state.put(_BLEND, owner, _Invited(owner_name, some, said))
        return Invitation(note, owner, owner_name, some, said)

    async def get(self, note: str) -> Invitation | None:
        """Return an invitation, or None if it has expired."""
        kept = await self._state.get(_BLEND, note)
        if kept is None:
            return None
        invited = kept.value
        return Invitation(note, kept.owner, invited.owner_name, invited.names, invited.said)

    async def answer(self, note: str, person: int, *, agrees: bool) -> Invitation | None:
        """Record an invited person's answer; return the invitation, or None if it has expired.

        Raises the grant guard's errors for someone who joins in.
        """
        if agrees:
            async with self._access.own(person, TOP) as spotify:
                await spotify.top_tracks(_SPAN)
        await self._note(note, person, "yes" if agrees else "no")
        return await self.get(note)

    async def make(self, invitation: Invitation, title: str) -> Blended | None:
        """Create the playlist in the owner's account; None if another press was faster.

        Raises NothingInCommon if no one has a list.
        """
        async with self._access.own(invitation.owner, EDIT_PLAYLISTS | TOP) as spotify:
            if await self._state.take(_BLEND, invitation.note) is None:
                return None
            lists = [(invitation.owner_name, (await spotify.top_tracks(_SPAN)).items)]
            for person, said in invitation.said.items():
                if said == "yes":
                    tracks = await self._tracks_of(int(person))
                    lists.append((invitation.names[person], tracks))
            uris = mixed([tracks for _, tracks in lists])
            if not uris:
                raise NothingInCommon
            playlist = await spotify.create_playlist(title, public=False, description="")
            await spotify.add_to_playlist(playlist.id, uris)
        names = tuple(name for name, tracks in lists if tracks)
        return Blended(playlist, len(uris), names)

    async def _note(self, note: str, person: int, said: Said) -> None:
        def changed(invited: _Invited) -> _Invited:
            return replace(invited, said={**invited.said, str(person): said})

        await self._state.change(_BLEND, note, changed)

    async def _tracks_of(self, person: int) -> tuple[Track, ...]:
        try:
            async with self._access.own(person, TOP) as spotify:
                return (await spotify.top_tracks(_SPAN)).items
        except AccountError:
            return ()


def mixed(lists: Sequence[Sequence[Track]]) -> list[str]:
    """Return URIs: shared songs first, then each person's in turn; at most MOST_SONGS."""
    counts: dict[str, int] = {}
    for tracks in lists:
        for uri in {one.uri for one in tracks if one.uri}:
            counts[uri] = counts.get(uri, 0) + 1
    shared = [uri for uri, count in counts.items() if count > 1]
    turns = itertools.zip_longest(*lists)
    each = [one.uri for turn in turns for one in turn if one is not None and one.uri]
    return list(dict.fromkeys([*sorted(shared, key=lambda uri: -counts[uri]), *each]))[:MOST_SONGS]
