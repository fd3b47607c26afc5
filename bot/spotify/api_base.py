"""What the parts of the Web API share."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import cast

from bot.spotify import parse
from bot.spotify.models import Profile
from bot.spotify.spotipy_async import AsyncSpotipy
from bot.spotify.transport import Caller, Transport


class ApiBase:
    """Spotify on behalf of one caller."""

    def __init__(self, transport: Transport, caller: Caller) -> None:
        self._spotipy = AsyncSpotipy(transport, caller)
        self._transport = transport
        self._caller = caller

    def look_again(self) -> None:
        """Drop what was read of this caller a moment ago: the next read asks Spotify."""
        self._transport.forget(self._caller.subject)

    async def me(self) -> Profile:
        """Return who the token belongs to (get-current-users-profile)."""
        return parse.profile(await sent(self._spotipy.me()))


def sent(call: object) -> Awaitable[object]:
    """Return what a spotipy method gave as what it is here: something to await."""
    return cast(Awaitable[object], call)
