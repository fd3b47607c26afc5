"""What each route does. Every answer's headers are set in server.py."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Collection
from importlib.resources import files

from aiohttp import web

from bot.accounts.errors import LinkRefused
from bot.accounts.linking import Linking
from bot.accounts.outcomes import LinkResult, Step
from bot.accounts.secrets import ticket_ref
from bot.accounts.undoing import DISCONNECT
from bot.web.cookies import BrowserCookies, form_token, new_cookie, token_fits
from bot.web.errors import PageError
from bot.web.forms import read_form
from bot.web.pages import never_words, scope_words
from bot.web.render import Renderer

_TICKET = re.compile(r"[A-Za-z0-9_-]{16,64}")
_REF = re.compile(r"[0-9a-f]{24}")
_STATE = re.compile(r"[A-Za-z0-9_-]{22,43}")
_CODE = re.compile(r"[\x21-\x7e]{1,2048}")
_STATIC = files("bot.web").joinpath("static")


class Routes:
    """The handlers of all routes."""

    def __init__(
        self,
        linking: Linking,
        renderer: Renderer,
        cookies: BrowserCookies,
        ready: Callable[[], bool],
        instance: str,
    ) -> None:
        self._instance = instance
        self._linking = linking
        self._renderer = renderer
        self._cookies = cookies
        self._ready = ready
        self._style = _STATIC.joinpath("style.css").read_bytes()
        self._logo = _STATIC.joinpath("logo.svg").read_bytes()

    def add_to(self, app: web.Application, prefixes: Collection[str] = ("",)) -> None:
        """Register all routes, under each prefix: a proxy passes a path on whole or stripped."""
        for prefix in prefixes:
            self._add_under(prefix, app.router)

    def _add_under(self, prefix: str, router: web.UrlDispatcher) -> None:
        router.add_get(f"{prefix}/", self.home)
        if prefix:
            router.add_get(prefix, self.home)
        router.add_post(f"{prefix}/link/undo", self.undo)
        router.add_get(f"{prefix}/link/{{ticket}}", self.start)
        router.add_post(f"{prefix}/link/{{ticket}}", self.begin)
        router.add_get(f"{prefix}/callback", self.callback)
        router.add_get(f"{prefix}/discord/callback", self.identified)
        router.add_get(f"{prefix}/done/{{ref}}", self.done)
        router.add_get(f"{prefix}/disconnect", self.disconnect)
        router.add_post(f"{prefix}/disconnect", self.begin_disconnect)
        router.add_get(f"{prefix}/healthz", self.health)
        router.add_get(f"{prefix}/readyz", self.readiness)
        router.add_get(f"{prefix}/static/style.css", self.style)
        router.add_get(f"{prefix}/static/logo.svg", self.logo)
        router.add_get(f"{prefix}/favicon.ico", self.logo)

    async def home(self, request: web.Request) -> web.Response:
        """Say what this is."""
        del request
        return self._renderer.page("home.html", 200)

    async def start(self, request: web.Request) -> web.Response:
        """Show whose link this is; changes nothing but the browser's cookie."""
        ticket = _ticket(request)
        page = await self._linking.view(ticket)
        response = web.Response(content_type="text/html", charset="utf-8")
        cookie = self._cookies.ensure(request, response, ticket_ref(ticket))
        response.text = self._renderer.html(
            "start.html",
            link=page,
            can=scope_words(page.scopes),
            cannot=never_words(page.scopes),
            minutes=max(1, round((page.expires_at - time.time()) / 60)),
            token=form_token(ticket, cookie),
        )
        return response

    async def begin(self, request: web.Request) -> web.Response:
        """Check that the person pressed our own page's button, and send them on.

        "This is not me" burns the link instead.
        """
        ticket = _ticket(request)
        form, cookie = await self._own_form(request, ticket_ref(ticket), ticket)
        if form.get("act") == "not_me":
            await self._linking.not_me(ticket)
            return self._renderer.message("not_me", 200)
        return _see(await self._linking.begin(ticket, cookie))

    async def callback(self, request: web.Request) -> web.Response:
        """Take Spotify's answer, then leave its parameters behind with a redirect."""
        state, code, error = _callback_parameters(request)
        fresh = new_cookie()
        step = await self._linking.finish(
            state=state, code=code, error=error, browsers=self._cookies.all(request), fresh=fresh
        )
        return self._go(request, step, fresh)

    async def identified(self, request: web.Request) -> web.Response:
        """Take Discord's answer, then go on to Spotify or to the result."""
        state, code, error = _callback_parameters(request)
        step = await self._linking.identified(
            state=state, code=code, error=error, browsers=self._cookies.all(request)
        )
        return self._go(request, step, "")

    async def done(self, request: web.Request) -> web.Response:
        """Show how a link ended, with names only in the browser that did it."""
        ref = request.match_info["ref"]
        if not _REF.fullmatch(ref):
            raise PageError(404, "unknown")
        cookie = self._cookies.all(request).get(ref)
        result = await self._linking.result(ref, cookie)
        return self._renderer.message(
            result.outcome, result=result, undo=_undo(ref, cookie, result)
        )

    async def undo(self, request: web.Request) -> web.Response:
        """Take a link back, in the browser that consented to it."""
        form = await self._same_site_form(request)
        ref = form.get("ref", "")
        cookie = self._cookies.all(request).get(ref)
        if cookie is None or not token_fits(form.get("token", ""), f"undo {ref}", cookie):
            raise PageError(403, "cross_site")
        await self._linking.undoing.undo(ref, cookie)
        return _see(f"{self._renderer.base}/done/{ref}")

    async def disconnect(self, request: web.Request) -> web.Response:
        """Say how every link of a Spotify account is removed without Discord."""
        response = web.Response(content_type="text/html", charset="utf-8")
        cookie = self._cookies.ensure(request, response, DISCONNECT)
        response.text = self._renderer.html("disconnect.html", token=form_token(DISCONNECT, cookie))
        return response

    async def begin_disconnect(self, request: web.Request) -> web.Response:
        """Send somebody to Spotify, to prove whose account it is."""
        _, cookie = await self._own_form(request, DISCONNECT, DISCONNECT)
        return _see(await self._linking.undoing.begin_disconnect(cookie))

    async def _own_form(
        self, request: web.Request, ref: str, name: str
    ) -> tuple[dict[str, str], str]:
        """Return the form and the cookie; raises PageError unless it is our own page's."""
        form = await self._same_site_form(request)
        cookie = self._cookies.all(request).get(ref)
        if cookie is None or not token_fits(form.get("token", ""), name, cookie):
            raise PageError(403, "cross_site")
        return form, cookie

    async def _same_site_form(self, request: web.Request) -> dict[str, str]:
        if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
            raise PageError(403, "cross_site")
        return await read_form(request)

    def _go(self, request: web.Request, step: Step, fresh: str) -> web.Response:
        response = _see(step.location or f"{self._renderer.base}/done/{step.ref}")
        if step.binds:
            self._cookies.give(request, response, step.ref, fresh)
        return response

    async def health(self, request: web.Request) -> web.Response:
        """Say that the process answers."""
        del request
        return web.Response(text="ok\n", headers={"Earshot-Instance": self._instance})

    async def readiness(self, request: web.Request) -> web.Response:
        """Say whether the bot is connected to Discord."""
        del request
        ready = self._ready()
        return web.Response(status=200 if ready else 503, text="ready\n" if ready else "waiting\n")

    async def style(self, request: web.Request) -> web.Response:
        """Serve the one style sheet from memory."""
        del request
        return _kept_an_hour(self._style, "text/css")

    async def logo(self, request: web.Request) -> web.Response:
        """Serve the logo from memory."""
        del request
        return _kept_an_hour(self._logo, "image/svg+xml")


def _see(address: str) -> web.Response:
    return web.Response(status=303, headers={"Location": address})


def _undo(ref: str, cookie: str | None, result: LinkResult) -> dict[str, str] | None:
    """Return the undo form's fields, while this browser may undo."""
    if cookie is None or result.undo_until is None:
        return None
    return {"ref": ref, "token": form_token(f"undo {ref}", cookie)}


def _kept_an_hour(body: bytes, kind: str) -> web.Response:
    return web.Response(
        body=body, content_type=kind, headers={"Cache-Control": "public, max-age=3600"}
    )


def _ticket(request: web.Request) -> str:
    ticket = request.match_info["ticket"]
    if not _TICKET.fullmatch(ticket):
        raise LinkRefused("unknown")
    return ticket


def _callback_parameters(request: web.Request) -> tuple[str, str | None, str | None]:
    """Return state, code and error; raises PageError unless they are as RFC 6749 4.1.2 has them."""
    query = request.query
    states, codes, errors = (query.getall(name, []) for name in ("state", "code", "error"))
    if len(states) != 1 or len(codes) + len(errors) != 1 or not _STATE.fullmatch(states[0]):
        raise PageError(400, "bad_request")
    if codes and not _CODE.fullmatch(codes[0]):
        raise PageError(400, "bad_request")
    if errors:
        return states[0], None, "access_denied" if errors[0] == "access_denied" else "other"
    return states[0], codes[0], None
