"""A playlist of several people's top songs, each of whom has agreed by a button."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.accounts.button_state import ButtonState
from bot.accounts.errors import AccountError
from bot.accounts.scopes import EDIT_PLAYLISTS, TOP
from bot.features import FeatureOff
from bot.music.access import Access
from bot.spotify.models import Playlist, TimeRange, Track
from bot.together.errors import NobodyNamed, NothingInCommon

FEATURE = "blend"
MOST_SONGS = 50
MOST_PEOPLE = 8
_KIND = "blend"
_SPAN: TimeRange = "medium_term"
_HOUR = 3600


@dataclass(frozen=True, slots=True)
class Invitation:
    """Who makes a blend with whom, and what each has said: asked, yes or no."""

    note: str
    owner: int
    owner_name: str
    names: Mapping[str, str]
    said: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Blended:
    """The playlist that was made, of how many songs, and whose were in it."""

    playlist: Playlist
    songs: int
    names: tuple[str, ...]


class Blend:
    """Invitations are notes of a day; nothing of what people hear is kept."""

    def __init__(self, access: Access, notes: ButtonState, features: frozenset[str]) -> None:
        self._access = access
        self._notes = notes
        self._on = FEATURE in features

    async def invite(self, owner: int, owner_name: str, names: Mapping[int, str]) -> Invitation:
        """Begin a blend; raises NobodyNamed, FeatureOff, and the grant guard's errors."""
        if not self._on:
            raise FeatureOff(FEATURE)
        people = {str(one): name for one, name in names.items() if one != owner}
        if not people:
            raise NobodyNamed
        some = dict(itertools.islice(people.items(), MOST_PEOPLE))
        async with self._access.own(owner, EDIT_PLAYLISTS | TOP):
            said = dict.fromkeys(some, "asked")
        value = {"owner_name": owner_name, "names": some, "said": said}
        note = await self._notes.put(_KIND, owner, value, 24 * _HOUR)
        return Invitation(note, owner, owner_name, some, said)

    async def get(self, note: str) -> Invitation | None:
        """Return an invitation, or None when it is over."""
        kept = await self._notes.get(note, _KIND)
        if kept is None:
            return None
        owner, value = kept
        return Invitation(note, owner, value["owner_name"], value["names"], value["said"])

    async def agree(self, note: str, person: int) -> None:
        """Note that an invited person joins in; raises as the grant guard does."""
        async with self._access.own(person, TOP) as spotify:
            await spotify.top_tracks(_SPAN)
        await self._notes.change(note, "said", str(person), "yes")

    async def decline(self, note: str, person: int) -> None:
        """Note that an invited person does not join in."""
        await self._notes.change(note, "said", str(person), "no")

    async def make(self, invitation: Invitation, title: str) -> Blended | None:
        """Make the playlist in the owner's account; None when another press was faster.

        Raises NothingInCommon when nobody has a list.
        """
        async with self._access.own(invitation.owner, EDIT_PLAYLISTS | TOP) as spotify:
            if await self._notes.take(invitation.note, _KIND) is None:
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

    async def _tracks_of(self, person: int) -> tuple[Track, ...]:
        try:
            async with self._access.own(person, TOP) as spotify:
                return (await spotify.top_tracks(_SPAN)).items
        except AccountError:
            return ()


def mixed(lists: Sequence[Sequence[Track]]) -> list[str]:
    """Return URIs: first what several share, then one of each in turn; at most MOST_SONGS."""
    counts: dict[str, int] = {}
    for tracks in lists:
        for uri in {one.uri for one in tracks if one.uri}:
            counts[uri] = counts.get(uri, 0) + 1
    shared = [uri for uri, count in counts.items() if count > 1]
    turns = itertools.zip_longest(*lists)
    each = [one.uri for turn in turns for one in turn if one is not None and one.uri]
    return list(dict.fromkeys([*sorted(shared, key=lambda uri: -counts[uri]), *each]))[:MOST_SONGS]
