"""The handlers of /status."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Collection
from typing import Literal

from aiohttp import web

from bot.doctor.findings import Report, worst_first
from bot.status.sessions import LASTS, Sessions
from bot.status.sign_in import OwnerSignIn
from bot.web.entrance import Entrance
from bot.web.render import Renderer
from bot.web.requests import PageError, check_visit, empty_page, read_form, redirect

Refused = Literal["code", "locked", "not_owner"]

_log = logging.getLogger(__name__)

_SIGN_IN_LASTS = 600
_FRESH = 10.0
"""How long a report is shown again, in seconds: each asks Discord and Spotify."""


class StatusPages:
    """Shows the doctor's report to owners: those who sign in with Discord, or bring the code."""

    def __init__(
        self,
        examine: Callable[[], Awaitable[Report]],
        sign_in: OwnerSignIn | None,
        public_url: str,
        base: str,
    ) -> None:
        self._examine = examine
        self._sign_in = sign_in
        self._address = f"{public_url.rstrip('/')}/status"
        self._renderer = Renderer(base)
        self._secure = public_url.startswith("https://")
        prefix = "__Host-earshot" if self._secure else "earshot"
        self._cookie, self._asking = f"{prefix}-status", f"{prefix}-status-sign-in"
        self._sessions, self._entrance = Sessions(), Entrance()
        self._report: Report | None = None
        self._made_at = 0.0
        self._turn = asyncio.Lock()

    def announce(self) -> None:
        """Log the address and the code."""
        _log.info("the status page: %s (code %s)", self._address, self._entrance.shown_code)

    def add_to(self, app: web.Application, prefixes: Collection[str] = ("",)) -> None:
        """Register the routes under each prefix."""
        for prefix in prefixes:
            app.router.add_get(f"{prefix}/status", self.show)
            app.router.add_post(f"{prefix}/status", self.enter)
            app.router.add_get(f"{prefix}/status/signed-in", self.signed_in)

    async def show(self, request: web.Request) -> web.Response:
        """Show the report to an owner; ask everyone else to show that they are one."""
        if request.method == "HEAD":
            return empty_page()
        if not self._sessions.includes(request.cookies.get(self._cookie)):
            return self._sign_in_page("code" if "refused" in request.query else None)
        check_visit(request)
        report = await self._current()
        findings = worst_first(report.findings)
        return self._renderer.page("status.html", 200, findings=findings, facts=report.facts)

    async def enter(self, request: web.Request) -> web.Response:
        """Take the code, or send the browser to Discord."""
        if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
            raise PageError(403, "cross_site")
        fields = await read_form(request)
        if "discord" in fields and self._sign_in is not None:
            asked = await self._sign_in.ask()
            response = redirect(asked.address)
            self._set(response, self._asking, asked.cookie, _SIGN_IN_LASTS)
            return response
        if self._entrance.enter(fields.get("code", "")) is None:
            # At an address of its own, so that going back sends no form again.
            return redirect(f"{self._renderer.base}/status?refused=code")
        self._entrance = Entrance()
        self.announce()
        return self._let_in()

    async def signed_in(self, request: web.Request) -> web.Response:
        """Take Discord's answer, which came to the callback."""
        if request.method == "HEAD":
            return empty_page()
        check_visit(request)
        state, code = request.query.get("state", ""), request.query.get("code", "")
        cookie = request.cookies.get(self._asking, "")
        if self._sign_in is None or not code or not await self._sign_in.owner(state, code, cookie):
            return self._sign_in_page("not_owner")
        return self._let_in()

    async def _current(self) -> Report:
        async with self._turn:
            if self._report is None or time.monotonic() - self._made_at > _FRESH:
                self._report, self._made_at = await self._examine(), time.monotonic()
            return self._report

    def _let_in(self) -> web.Response:
        response = redirect(f"{self._renderer.base}/status")
        self._set(response, self._cookie, self._sessions.begin(), LASTS)
        response.del_cookie(self._asking, path="/", secure=self._secure)
        return response

    def _sign_in_page(self, refused: Refused | None) -> web.Response:
        refused = "locked" if refused == "code" and self._entrance.is_locked else refused
        status = 200 if refused is None else 403
        return self._renderer.page(
            "status_sign_in.html", status, refused=refused, discord=self._sign_in is not None
        )

    def _set(self, response: web.Response, name: str, value: str, seconds: int) -> None:
        response.set_cookie(
            name,
            value,
            max_age=seconds,
            path="/",
            httponly=True,
            samesite="Lax",
            secure=self._secure,
        )
