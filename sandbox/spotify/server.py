"""Start the simulated Spotify on a loopback port."""

from __future__ import annotations

import socket
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

import aiohttp
from aiohttp import web

from sandbox.spotify.api import Api
from sandbox.spotify.control import Control
from sandbox.spotify.dashboard import Dashboard
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
        for part in (self.accounts, Api(self), Control(self), Dashboard(self)):
            part.add_to(self.web)
        self._runner: web.AppRunner | None = None

    @classmethod
    async def start(cls, host: str = "127.0.0.1", port: int = 0) -> Self:
        """Listen on a port (0 for any)."""
        # Bound first, so that no other program can take the port in the meantime.
        listener = socket.create_server((host, port), backlog=256)
        sandbox = cls(f"http://{host}:{listener.getsockname()[1]}")
        sandbox._runner = web.AppRunner(sandbox.web, access_log=None, shutdown_timeout=1)
        await sandbox._runner.setup()
        await web.SockSite(sandbox._runner, listener, backlog=256).start()
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
        """The redirect URIs registered for the default app."""
        return self.app.redirect_uris

    def person(self, person_id: str) -> Listener:
        """Return a listener."""
        return self.people[person_id]

    def fault(self, path: str, kind: str, times: int = 1, **options: Any) -> None:
        """Make the next requests whose path matches fail; see faults.py for the kinds."""
        self.faults.add(path, kind, times, **options)

    def limit(self, path: str, most: int, **options: Any) -> None:
        """Allow only `most` requests a day; see faults.py."""
        self.faults.limit(path, most, **options)

    def revoke(self, person: str | Listener) -> None:
        """Do what a person does on Spotify's apps page."""
        listener = person if isinstance(person, Listener) else self.person(person)
        listener.agreed.clear()
        for grant in self.accounts.grants.values():
            if grant.person is listener:
                grant.revoked = True

    def expire_access_tokens(self) -> None:
        """Expire every access token issued so far."""
        for access in self.tokens.values():
            access.expires_at = 0

    def count(
        self,
        path: str,
        *,
        since: int = 0,
        grant_type: str | None = None,
        by: Listener | None = None,
    ) -> int:
        """Count the requests made to a path, ignoring the first `since` requests.

        With `by`, only those that this listener's tokens or agreement were for.
        """
        return sum(
            one.path.rstrip("/") == path
            and (grant_type is None or one.grant_type == grant_type)
            and (by is None or one.person == by.id)
            for one in list(self.requests)[since:]
        )

    async def consent(self, authorize_url: str, person_id: str, *, agree: bool = True) -> str:
        """Do what a person does on the consent page; return where the browser is redirected.

        Someone who agreed before and isn't asked again is redirected at once, as on the page.
        """
        query = dict(parse_qsl(urlsplit(authorize_url).query))
        form = {**query, "as": person_id}
        page = f"{self.origin}/authorize"
        async with aiohttp.ClientSession() as session:
            async with session.get(page, params=form, allow_redirects=False) as shown:
                if shown.status == 302:
                    return shown.headers["Location"]
                if shown.status != 200:
                    raise RuntimeError(await shown.text())
            form["decision"] = "agree" if agree else "cancel"
            async with session.post(page, data=form, allow_redirects=False) as answer:
                if answer.status != 302:
                    raise RuntimeError(await answer.text())
                return answer.headers["Location"]

    async def close(self) -> None:
        """Stop the server."""
        if self._runner is not None:
            await self._runner.cleanup()
