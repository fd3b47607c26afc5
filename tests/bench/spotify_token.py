"""An access token of the simulated Spotify, for tests of the client classes."""

from __future__ import annotations

import aiohttp

from sandbox.spotify.server import SpotifySandbox


class FixedToken:
    """A token source that has one token."""

    def __init__(self, token: str) -> None:
        self._token = token

    async def access_token(self) -> str:
        return self._token

    async def replace(self, rejected: str) -> str:
        return self._token


async def app_token_of(spotify: SpotifySandbox) -> str:
    """Return a Client Credentials token."""
    basic = aiohttp.encode_basic_auth(spotify.client_id, spotify.client_secret)
    async with (
        aiohttp.ClientSession(headers={"Authorization": basic}) as session,
        session.post(
            f"{spotify.origin}/api/token", data={"grant_type": "client_credentials"}
        ) as answer,
    ):
        return str((await answer.json())["access_token"])
