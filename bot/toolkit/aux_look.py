"""What the page of an aux shows to one guest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.spotify.links import parse_link
from bot.spotify.models import Playable, Track
from bot.storage.aux_pages import AuxGuest
from bot.storage.records import Untold
from bot.together.aux_queue import votes_needed
from bot.together.aux_sessions import AuxSong, Panel
from bot.toolkit.aux_rules import Barred
from bot.toolkit.aux_said import Said


@dataclass(frozen=True, slots=True)
class Line:
    """A song as the page shows it; `number` is our own if it can be boosted or taken back."""

    title: str
    artists: str
    address: str | None
    explicit: bool = False
    added_name: str | None = None
    number: int = 0
    mine: bool = False
    boostable: bool = False


@dataclass(frozen=True, slots=True)
class Gone(Line):
    """A song of the guest's that left the queue without them, and why."""

    why: Untold = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A song that was searched for; `id` is Spotify's, `barred` what keeps it out."""

    id: str
    title: str
    artists: str
    address: str | None
    explicit: bool
    barred: Barred


@dataclass(frozen=True, slots=True)
class Look:
    """What the page shows: nothing of Discord but names; `version` names this state."""

    owner_name: str
    guest_name: str | None
    removed: bool
    playing: Line | None
    playing_id: str
    trouble: Said | None
    queue: tuple[Line, ...]
    asked: tuple[Line, ...]
    gone: tuple[Gone, ...]
    votes: int
    needed: int
    voted: bool
    version: str


@dataclass(frozen=True, slots=True)
class Own:
    """What Discord's panel doesn't show as it is: why nothing plays; and what is this guest's own.

    That is their songs that left, and what they have voted to skip.
    """

    trouble: Said | None
    gone: Sequence[AuxSong] = ()
    voted: str | None = None


def look_of(
    panel: Panel,
    guest: AuxGuest | None,
    current: Playable | None,
    version: str,
    own: Own,
) -> Look:
    """Return what a guest sees of what Discord's panel shows, and what became of their songs."""
    ours = next((one for one in panel.songs if one.state == "playing"), None)
    uri = ours.uri if ours is not None else current.uri if current is not None else None
    playing = _line(ours, guest) if ours is not None else None
    if playing is None and current is not None:
        artists = current.by if isinstance(current, Track) else ""
        playing = Line(current.name, artists, _address(uri), current.explicit)
    link = parse_link(uri) if uri else None
    is_in = guest is not None and not guest.removed
    return Look(
        owner_name=panel.session.owner_name,
        guest_name=guest.name if guest is not None and is_in else None,
        removed=guest is not None and guest.removed,
        playing=playing,
        playing_id=link.id if link else "",
        trouble=own.trouble,
        queue=tuple(
            _line(one, guest)
            for state in ("handed", "queued")
            for one in panel.songs
            if one.state == state
        ),
        asked=tuple(
            line
            for one in panel.songs
            if one.state == "suggested" and (line := _line(one, guest)).mine
        ),
        gone=tuple(
            Gone(
                one.title,
                one.artists,
                _address(one.uri),
                bool(one.explicit),
                number=one.id,
                why=one.untold,
            )
            for one in own.gone
        ),
        votes=panel.votes,
        needed=votes_needed(panel.session, panel.songs),
        voted=own.voted is not None and own.voted == (uri or (current and current.name)),
        version=version,
    )


def found_of(songs: Sequence[tuple[Track, Barred]]) -> tuple[Found, ...]:
    """Return search results as the page shows them."""
    return tuple(
        Found(one.id, one.name, one.by, _address(one.uri), one.explicit, barred)
        for one, barred in songs
        if one.id
    )


def _line(song: AuxSong, guest: AuxGuest | None) -> Line:
    is_in = guest is not None and not guest.removed
    waits = is_in and song.state in ("queued", "suggested")
    return Line(
        title=song.title,
        artists=song.artists,
        address=_address(song.uri),
        explicit=bool(song.explicit),
        added_name=song.added_name,
        number=song.id if waits else 0,
        mine=waits and guest is not None and song.added_by == -guest.id,
        boostable=is_in and song.state == "queued",
    )


def _address(uri: str | None) -> str | None:
    link = parse_link(uri) if uri else None
    return link.url if link else None
