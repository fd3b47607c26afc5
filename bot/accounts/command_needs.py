"""What each command needs of its person's Spotify: scopes, and whether it drives the player."""

from __future__ import annotations

from dataclasses import dataclass

from bot.accounts import scopes


@dataclass(frozen=True, slots=True)
class Needs:
    """Scopes, and whether it drives the player: then also Premium and a device."""

    scopes: frozenset[str] = frozenset()
    player: bool = False


NEEDS: dict[str, Needs] = {
    "nowplaying": Needs(scopes.AT_LINKING),
    "recent": Needs(scopes.RECENT),
    "top tracks": Needs(scopes.TOP),
    "top artists": Needs(scopes.TOP),
    "listening": Needs(scopes.AT_LINKING),
    "play": Needs(scopes.PLAYER, player=True),
    "pause": Needs(scopes.PLAYER, player=True),
    "resume": Needs(scopes.PLAYER, player=True),
    "skip": Needs(scopes.PLAYER, player=True),
    "previous": Needs(scopes.PLAYER, player=True),
    "seek": Needs(scopes.PLAYER, player=True),
    "volume": Needs(scopes.PLAYER, player=True),
    "shuffle": Needs(scopes.PLAYER, player=True),
    "repeat": Needs(scopes.PLAYER, player=True),
    "queue": Needs(scopes.QUEUE),
    "devices": Needs(scopes.PLAYER),
    "like": Needs(scopes.LIKES),
    "unlike": Needs(scopes.LIKES),
    "liked": Needs(scopes.LIKED),
    "follow": Needs(scopes.FOLLOWS),
    "unfollow": Needs(scopes.FOLLOWS),
    "playlist list": Needs(scopes.PLAYLISTS),
    "playlist show": Needs(scopes.PLAYLISTS),
    "playlist create": Needs(scopes.EDIT_PLAYLISTS),
    "playlist add": Needs(scopes.EDIT_PLAYLISTS),
    "playlist remove": Needs(scopes.EDIT_PLAYLISTS),
    "playlist rename": Needs(scopes.EDIT_PLAYLISTS),
    "playlist move": Needs(scopes.EDIT_PLAYLISTS),
    "playlist cover": Needs(scopes.COVERS),
    "chart": Needs(scopes.TOP),
    "taste": Needs(scopes.TOP),
    "blend": Needs(scopes.EDIT_PLAYLISTS | scopes.TOP),
    "aux open": Needs(scopes.PLAYER, player=True),
}
"""By command as it is spelled; what is not here needs nothing of the person's."""


def needs_of(command: str) -> Needs:
    """Return what a command needs; of a group, what its own command does."""
    return NEEDS.get(command) or NEEDS.get(_FIRST.get(command, ""), Needs())


_FIRST = {"top": "top tracks", "playlist": "playlist list", "aux": "aux open"}
