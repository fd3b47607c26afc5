"""The Spotify scopes Earshot asks for: the minimum each command needs, when it needs it.

Source: Spotify's scopes page; docs/reference/spotify.md, section 1.7.
"""

from __future__ import annotations

READ_PLAYBACK = "user-read-playback-state"
READ_CURRENT = "user-read-currently-playing"
DRIVE_PLAYER = "user-modify-playback-state"
READ_RECENT = "user-read-recently-played"
READ_TOP = "user-top-read"
READ_LIBRARY = "user-library-read"
CHANGE_LIBRARY = "user-library-modify"
READ_FOLLOWED = "user-follow-read"
CHANGE_FOLLOWED = "user-follow-modify"
READ_PLAYLISTS = "playlist-read-private"
READ_COMMON_PLAYLISTS = "playlist-read-collaborative"
CHANGE_PUBLIC_PLAYLISTS = "playlist-modify-public"
CHANGE_PRIVATE_PLAYLISTS = "playlist-modify-private"
CHANGE_COVERS = "ugc-image-upload"
READ_PODCASTS = "user-read-playback-position"

AT_LINKING: frozenset[str] = frozenset({READ_PLAYBACK})
"""What a first link asks for: enough for `nowplaying`, and read-only."""

PLAYER: frozenset[str] = frozenset({READ_PLAYBACK, DRIVE_PLAYER})
QUEUE: frozenset[str] = frozenset({READ_PLAYBACK, READ_CURRENT})
RECENT: frozenset[str] = frozenset({READ_RECENT})
TOP: frozenset[str] = frozenset({READ_TOP})
LIKES: frozenset[str] = frozenset({READ_LIBRARY, CHANGE_LIBRARY})
LIKED: frozenset[str] = frozenset({READ_LIBRARY})
FOLLOWS: frozenset[str] = frozenset({READ_FOLLOWED, CHANGE_FOLLOWED})
PODCASTS: frozenset[str] = frozenset({READ_PODCASTS})
PLAYLISTS: frozenset[str] = frozenset({READ_PLAYLISTS, READ_COMMON_PLAYLISTS})
EDIT_PLAYLISTS: frozenset[str] = PLAYLISTS | {CHANGE_PUBLIC_PLAYLISTS, CHANGE_PRIVATE_PLAYLISTS}
COVERS: frozenset[str] = EDIT_PLAYLISTS | {CHANGE_COVERS}

WORDS: dict[str, str] = {
    READ_PLAYBACK: "see what you're playing, and on which device",
    READ_CURRENT: "see what's up next",
    DRIVE_PLAYER: "control your player when you use a command or button",
    READ_RECENT: "see what you played recently",
    READ_TOP: "see Spotify's lists of your top artists and songs",
    READ_LIBRARY: "see what you've saved",
    CHANGE_LIBRARY: "save and remove what you ask it to",
    READ_FOLLOWED: "see which artists you follow",
    CHANGE_FOLLOWED: "follow artists when you ask it to",
    READ_PLAYLISTS: "see your playlists, including private ones",
    READ_COMMON_PLAYLISTS: "see playlists you share with others",
    CHANGE_PUBLIC_PLAYLISTS: "create and change your public playlists when you ask it to",
    CHANGE_PRIVATE_PLAYLISTS: "create and change your private playlists when you ask it to",
    CHANGE_COVERS: "set a playlist's picture when you ask it to",
    READ_PODCASTS: "see podcasts and where you are in them",
}
"""What each scope lets the bot do, worded for the person who allows it."""

EVERYTHING: frozenset[str] = frozenset(WORDS)
"""What all commands need together, for people who want to be asked only once."""
