"""Check the port, and whether the public address leads to this machine.

If the bot isn't running, a small server stands in for it while the public address is tested.
"""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web

from bot.config.checks import LOOPBACK
from bot.config.settings import Settings
from bot.doctor.findings import Finding, bad, fatal, ok, warn
from bot.doctor.http_probe import Answer, NoAnswer, ask
from bot.trusted_proxies import Proxies

INSTANCE = "Earshot-Instance"
_ANY = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - where to reach what listens there


@dataclass
class _StandIn:
    """Answers /healthz, and remembers which proxy each request came through."""

    instance: str = field(default_factory=lambda: secrets.token_hex(8))
    seen: list[tuple[str, str]] = field(default_factory=list)

    async def health(self, request: web.Request) -> web.Response:
        self.seen.append((request.remote or "", request.headers.get("X-Forwarded-For", "")))
        return web.Response(text="ok\n", headers={INSTANCE: self.instance})


async def check_network(
    settings: Settings, session: aiohttp.ClientSession
) -> AsyncIterator[Finding]:
    """Check the port, then whether the public address leads here."""
    host = _ANY.get(settings.web_host, settings.web_host)
    local = f"http://{host}:{settings.web_port}/healthz"
    async with AsyncExitStack() as stack:
        instance, stand_in = await _running(session, local), None
        if instance is not None:
            yield ok("port", f"port {settings.web_port} is served by the running bot")
        else:
            stand_in = _StandIn()
            try:
                await stack.enter_async_context(_served(settings, stand_in))
            except OSError as error:
                yield fatal(
                    "port",
                    f"port {settings.web_port} of {settings.web_host} can't be used "
                    f"({error.strerror or 'unknown address'}): another program may be using it",
                    "stop that program, or set WEB_PORT (and the redirect URI) to another port",
                )
                return
            instance = stand_in.instance
            yield ok("port", f"port {settings.web_port} is free")
        public = urlsplit(settings.public_url)
        if public.hostname not in LOOPBACK:
            yield await _public(settings, session, instance)
            if stand_in is not None:
                for finding in _proxies(settings, stand_in):
                    yield finding


async def _running(session: aiohttp.ClientSession, url: str) -> str | None:
    try:
        answer = await ask(session, "GET", url)
    except NoAnswer:
        return None
    return answer.headers.get(INSTANCE)


@asynccontextmanager
async def _served(settings: Settings, stand_in: _StandIn) -> AsyncIterator[None]:
    app = web.Application()
    for path in {"/healthz", f"{urlsplit(settings.public_url).path}/healthz"}:
        app.router.add_get(path, stand_in.health)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, settings.web_host, settings.web_port).start()
        yield
    finally:
        await runner.cleanup()


async def _public(settings: Settings, session: aiohttp.ClientSession, instance: str) -> Finding:
    address = settings.public_url
    try:
        answer: Answer = await ask(session, "GET", f"{address}/healthz")
    except NoAnswer as error:
        return bad(
            "public",
            f"{address} doesn't lead here: {error}",
            "check DNS, the reverse proxy or tunnel, and the router's port forwarding "
            "(docs/hosting.md)",
        )
    if answer.headers.get(INSTANCE) == instance:
        return ok("public", f"{address} leads to this machine")
    if INSTANCE in answer.headers:
        return bad(
            "public",
            f"{address} leads to a different Earshot",
            "point the reverse proxy or tunnel at this machine",
        )
    return bad(
        "public",
        f"something else answers at {address} (HTTP {answer.status})",
        f"make the reverse proxy pass everything on to port {settings.web_port} of this machine",
    )


def _proxies(settings: Settings, stand_in: _StandIn) -> list[Finding]:
    findings = []
    for peer, forwarded in stand_in.seen:
        if forwarded and peer not in Proxies(settings.trusted_proxies):
            findings.append(
                warn(
                    "proxy",
                    f"requests come through a proxy at {peer} that isn't trusted, so limits "
                    "count all its visitors as one",
                    f"set TRUSTED_PROXIES={peer}",
                )
            )
    return findings[:1]
