"""spotipy's endpoint map on our own transport.

spotipy knows each method's address and parameters; its blocking transport, its retries and its
sleeping through Retry-After are replaced (DESIGN.md, decision 1).
"""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

import spotipy

from bot.spotify.errors import NotAllowed
from bot.spotify.transport import Caller, Transport


class AsyncSpotipy(spotipy.Spotify):  # type: ignore[misc] # spotipy has no annotations
    """A spotipy client whose methods return coroutines that give JSON."""

    def __init__(self, transport: Transport, caller: Caller) -> None:
        super().__init__(requests_session=False, retries=0, status_retries=0)
        self._transport = transport
        self._caller = caller

    def _internal_call(
        self, method: str, url: str, payload: object, params: dict[str, Any]
    ) -> Awaitable[object]:
        if method != "GET" or payload is not None or "://" in url:
            raise NotAllowed("only reads of known paths are sent")
        sent = {key: str(value) for key, value in params.items() if value is not None}
        return self._transport.read(self._caller, url, sent)
