"""Starts the simulated Spotify on a loopback port."""

from __future__ import annotations

import asyncio
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

import aiohttp
from aiohttp import web

from sandbox.spotify.api import Api
from sandbox.spotify.control import Control
from sandbox.spotify.oauth import Accounts
from sandbox.spotify.people import Listener
from sandbox.spotify.state import Spotify


class SpotifySandbox(Spotify):
    """A running simulated Spotify."""

    def __init__(self, origin: str) -> None:
        super().__init__(origin)
        self.accounts_url = origin
        self.api_url = f"{origin}/v1"
        self.accounts = Accounts(self)
        self.web = web.Application()
        for room in (self.accounts, Api(self), Control(self)):
            room.add_to(self.web)
        self._runner: web.AppRunner | None = None

    @classmethod
    async def start(cls, host: str = "127.0.0.1", port: int = 0) -> Self:
        """Listen on a port (0 for any)."""
        listener = await asyncio.get_running_loop().create_server(asyncio.Protocol, host, port)
        free = int(listener.sockets[0].getsockname()[1])
        listener.close()
        await listener.wait_closed()
        sandbox = cls(f"http://{host}:{free}")
        sandbox._runner = web.AppRunner(sandbox.web, access_log=None, shutdown_timeout=1)
        await sandbox._runner.setup()
        await web.TCPSite(sandbox._runner, host, free, reuse_address=True).start()
        return sandbox

    @property
    def client_id(self) -> str:
        """The default app's client ID."""
        return self.app.client_id

    @property
    def client_secret(self) -> str:
        """The default app's client secret."""
        return self.app.client_secret

    @property
    def redirect_uris(self) -> list[str]:
        """The addresses registered for the default app."""
        return self.app.redirect_uris

    def person(self, person_id: str) -> Listener:
        """Return a listener."""
        return self.people[person_id]

    def fault(self, path: str, kind: str, times: int = 1, **options: Any) -> None:
        """Let the next requests whose path matches fail; see faults.py for the kinds."""
        self.faults.add(path, kind, times, **options)

    def revoke(self, person_id: str) -> None:
        """Do what a person does on Spotify's apps page."""
        for grant in self.accounts.grants.values():
            if grant.person.id == person_id:
                grant.revoked = True

    def expire_access_tokens(self) -> None:
        """Let every access token given so far be refused from now on."""
        for access in self.tokens.values():
            access.expires_at = 0

    def count(self, path: str, *, since: int = 0, grant_type: str | None = None) -> int:
        """Return how many requests were made to a path, after the first `since` of all."""
        return sum(
            one.path.rstrip("/") == path and (grant_type is None or one.grant_type == grant_type)
            for one in list(self.requests)[since:]
        )

    async def consent(self, authorize_url: str, person_id: str, *, agree: bool = True) -> str:
        """Do what a person does on the consent page; return where the browser is sent."""
        query = dict(parse_qsl(urlsplit(authorize_url).query))
        decision = "agree" if agree else "cancel"
        form = {**query, "as": person_id, "decision": decision}
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{self.origin}/authorize", data=form, allow_redirects=False) as answer,
        ):
            if answer.status != 302:
                raise RuntimeError(await answer.text())
            return answer.headers["Location"]

    async def close(self) -> None:
        """Stop."""
        if self._runner is not None:
            await self._runner.cleanup()
