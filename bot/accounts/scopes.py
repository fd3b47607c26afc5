"""Which Spotify scopes Earshot asks for: the least that the commands need."""

from __future__ import annotations

READ_PLAYBACK = "user-read-playback-state"

AT_LINKING: frozenset[str] = frozenset({READ_PLAYBACK})
"""What a first link asks for: enough for `nowplaying`, and nothing that changes anything."""
