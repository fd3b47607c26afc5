"""The web server on a real loopback socket, a made-up Linking behind it, and a plain browser."""

from __future__ import annotations

import asyncio
import re
import time
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, cast

from bot.linking.authorization import AuthorizationResponse
from bot.linking.browser_flow import BrowserFlow, BrowserServices
from bot.linking.errors import LinkRefused
from bot.linking.link_page import LinkPages
from bot.linking.outcomes import Arrival, Outcome, ResultPage, StartPage, Step
from bot.linking.remove_link import RemoveLink
from bot.opaque_values import ticket_ref
from bot.web.server import WebAddress, WebServer

ACCOUNTS = "https://accounts.example"
TICKET = "Tt0-secret_ticket-abcd"
STATE = "Ss0-secret_state-abcde"
CODE = "Cc0-secret-code"
REF = ticket_ref(TICKET)


def link_page(**changes: Any) -> StartPage:
    """Return a start page's content, with `changes`."""
    values: dict[str, Any] = {
        "discord_name": "Mira",
        "discord_handle": "mira.k",
        "avatar_url": None,
        "guild_name": "Lobby",
        "scopes": ("user-read-playback-state",),
        "expires_at": int(time.time()) + 600,
        "current_spotify": None,
    }
    return StartPage(**(values | changes))


@dataclass
class FakeLinking:
    """Returns prepared answers, and records what it was asked."""

    page: StartPage = field(default_factory=link_page)
    refusal: Outcome | None = None
    failure: Exception | None = None
    ended: ResultPage = field(default_factory=lambda: ResultPage("linked"))
    begun: list[tuple[str, str | None]] = field(default_factory=list)
    finished: list[dict[str, Any]] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)
    undone: list[tuple[str, str | None]] = field(default_factory=list)
    step: Step = field(default_factory=lambda: Step(REF))
    fresh: str | None = ""
    arrival: Arrival | None = None
    chosen: str | None = None

    def parts(self) -> BrowserServices:
        """Return this as everything that the pages call."""
        return BrowserServices(
            cast(LinkPages, self), cast(BrowserFlow, self), cast(RemoveLink, self)
        )

    async def undo(self, ref: str, cookie: str | None) -> None:
        self.undone.append((ref, cookie))

    async def begin_disconnect(self, cookie: str) -> str:
        self.begun.append(("disconnect", cookie))
        return f"{ACCOUNTS}/authorize?state={STATE}"

    async def language(self, *, ref: str | None = None, state: str | None = None) -> str | None:
        del ref, state
        return self.chosen

    async def arrives(
        self, response: AuthorizationResponse, cookies: Mapping[str, str]
    ) -> Arrival | None:
        del response, cookies
        return self.arrival

    async def start(self, ticket: str) -> StartPage:
        del ticket
        self._refuse()
        return self.page

    async def begin(self, ticket: str, cookie: str | None, *, everything: bool = False) -> str:
        del everything
        self._refuse()
        self.begun.append((ticket, cookie))
        return f"{ACCOUNTS}/authorize?state={STATE}"

    async def callback(
        self, response: AuthorizationResponse, cookies: Mapping[str, str], fresh: str | None
    ) -> Step:
        self._refuse()
        self.fresh = fresh
        self.finished.append({**_brought(response), "browsers": dict(cookies)})
        return self.step

    async def signed_in(self, response: AuthorizationResponse, cookies: Mapping[str, str]) -> Step:
        del cookies
        self._refuse()
        self.finished.append(_brought(response))
        return self.step

    async def not_me(self, ticket: str) -> None:
        self._refuse()
        self.cancelled.append(ticket)

    async def result(self, ref: str, cookie: str | None) -> ResultPage:
        del ref, cookie
        return self.ended

    def _refuse(self) -> None:
        if self.failure is not None:
            raise self.failure
        if self.refusal is not None:
            raise LinkRefused(self.refusal)


def _brought(response: AuthorizationResponse) -> dict[str, Any]:
    return {"state": response.state, "code": response.code, "error": response.error}


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer, as it came over the socket."""

    status: int
    headers: tuple[tuple[str, str], ...]
    text: str

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key == name.lower()]

    def header(self, name: str) -> str | None:
        return next(iter(self.all(name)), None)

    def __contains__(self, words: str) -> bool:
        return words in self.text or any(words in value for _, value in self.headers)


@dataclass
class Site:
    """A running server, and how to talk to it."""

    server: WebServer
    linking: FakeLinking

    @classmethod
    async def start(cls, **options: Any) -> Site:
        linking = FakeLinking()
        values: dict[str, Any] = {
            "host": "127.0.0.1",
            "port": 0,
            "public_url": "http://127.0.0.1:8321",
            "accounts_url": ACCOUNTS,
            "requests_per_minute": 10_000,
        }
        is_ready = options.pop("ready", lambda: True)

        async def ready() -> bool:
            return bool(is_ready())

        server = WebServer(linking.parts(), WebAddress(**(values | options)), ready=ready)
        await server.start()
        return cls(server, linking)

    async def raw(self, data: bytes) -> Answer:
        """Send raw bytes and read until the server closes the connection."""
        async with self.connection() as (reader, writer):
            writer.write(data)
            return parsed(await asyncio.wait_for(reader.read(), 10))

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[tuple[StreamReader, StreamWriter]]:
        """Open a connection, and close it at the end whatever the server did."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.server.port)
        try:
            yield reader, writer
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    async def ask(
        self,
        path: str,
        method: str = "GET",
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Answer:
        lines = [f"{method} {path} HTTP/1.1", "Host: bot.example"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        if body is not None:
            lines.append(f"Content-Length: {len(body)}")
        return await self.raw("\r\n".join([*lines, "", ""]).encode() + (body or b""))

    async def open_start(self, ticket: str = TICKET, cookies: str = "") -> tuple[str, str]:
        """Open the start page; returns the cookie pair and the form's token."""
        page = await self.ask(f"/link/{ticket}", headers={"Cookie": cookies} if cookies else {})
        set_cookie = page.header("Set-Cookie")
        pair = set_cookie.partition(";")[0] if set_cookie else cookies
        found = re.search(r'name="token" value="([0-9a-f]{64})"', page.text)
        assert found, page.text
        return pair, found[1]

    async def press(
        self, cookie: str | None, token: str, *, ticket: str = TICKET, **headers: str
    ) -> Answer:
        """Press the start page's button."""
        sent = {"Content-Type": "application/x-www-form-urlencoded"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        if cookie is not None:
            sent["Cookie"] = cookie
        return await self.ask(
            f"/link/{ticket}", "POST", headers=sent, body=f"token={token}".encode()
        )


def parsed(data: bytes) -> Answer:
    """Parse an answer; status 0 means that the connection was closed without one."""
    if not data:
        return Answer(0, (), "")
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in lines)
    headers = tuple((name.lower(), value.strip()) for name, _, value in pairs)
    return Answer(int(first.split(" ")[1]), headers, body.decode())
