"""Use spotipy's endpoint map with our own transport.

spotipy knows each method's path and parameters. Its blocking transport, its retries and its
sleeping through Retry-After are replaced (docs/reference/decisions.md, section 1).
"""

from __future__ import annotations

import json
from collections.abc import Awaitable
from typing import Any, cast
from urllib.parse import parse_qsl

import spotipy

from bot.spotify.errors import NotAllowed
from bot.spotify.transport import Caller, Transport


class AsyncSpotipy(spotipy.Spotify):  # type: ignore[misc] # spotipy has no annotations
    """A spotipy client whose methods return coroutines that return JSON."""

    def __init__(self, transport: Transport, caller: Caller) -> None:
        super().__init__(requests_session=False, retries=0, status_retries=0)
        self._transport = transport
        self._caller = caller

    def _internal_call(
        self, method: str, url: str, payload: object, params: dict[str, Any]
    ) -> Awaitable[object]:
        if "://" in url:
            raise NotAllowed("only known paths may be called")
        path, _, query = url.partition("?")
        sent = dict(parse_qsl(query)) | {
            key: str(value) for key, value in params.items() if value is not None
        }
        if method == "GET":
            return self._transport.read(self._caller, path, sent)
        content_type = sent.pop("content_type", "application/json")
        body = _body(payload, raw=content_type != "application/json")
        return self._transport.write(self._caller, method, path, sent, body, content_type)

    # spotipy's own versions of these three drop the call's result
    # (docs/reference/spotify.md, section 3.1).

    def volume(self, volume_percent: int, device_id: str | None = None) -> Awaitable[object]:
        """Set the volume, 0 to 100."""
        return self._command("me/player/volume", device_id, volume_percent=volume_percent)

    def shuffle(self, state: bool, device_id: str | None = None) -> Awaitable[object]:
        """Turn shuffle on or off."""
        return self._command("me/player/shuffle", device_id, state=str(state).lower())

    def repeat(self, state: str, device_id: str | None = None) -> Awaitable[object]:
        """Repeat `track`, `context`, or `off`."""
        return self._command("me/player/repeat", device_id, state=state)

    def _command(self, path: str, device_id: str | None, **params: object) -> Awaitable[object]:
        return self._internal_call("PUT", path, None, {**params, "device_id": device_id})


def _body(payload: object, *, raw: bool) -> bytes | None:
    if raw:
        return str(payload).encode("ascii")
    return json.dumps(payload).encode() if payload else None


def sent(call: object) -> Awaitable[object]:
    """Return the result of a method above, typed as the awaitable that it is."""
    return cast(Awaitable[object], call)
