"""The handlers of all link routes. server.py sets the headers of every response."""

from __future__ import annotations

import re
import time
from collections.abc import Collection
from dataclasses import dataclass

from aiohttp import web

from bot.accounts.scopes import EVERYTHING
from bot.linking.authorization import LONGEST_CODE
from bot.linking.browser_flow import BrowserLinks
from bot.linking.errors import LinkRefused
from bot.linking.outcomes import Step
from bot.linking.undo_link import DISCONNECT
from bot.opaque_values import ticket_ref
from bot.ui.language import set_locale
from bot.ui.words.permissions import never_words, scope_words
from bot.web.accept_language import preferred_language
from bot.web.cookies import BrowserCookies, form_token, new_cookie, token_fits
from bot.web.render import Renderer
from bot.web.requests import (
    TICKET,
    PageError,
    empty_page,
    page_of,
    read_form,
    redirect,
    ticket_of,
    undo_fields,
)
from bot.web.visits import (
    callback_response,
    check_visit,
    is_look_ahead,
    parse_response,
)

_REF = re.compile(r"[0-9a-f]{24}")
_LONGEST_ANSWER = 3 * LONGEST_CODE + 256
"""Size limit in bytes of a form with Spotify's answer, in case all of it is percent-encoded."""


@dataclass(frozen=True, slots=True)
class Issuers:
    """The issuer names that each authorization server may use (RFC 9207)."""

    spotify: frozenset[str]
    discord: frozenset[str]


class Routes:
    """Handlers for all routes about links."""

    def __init__(
        self,
        linking: BrowserLinks,
        renderer: Renderer,
        cookies: BrowserCookies,
        issuers: Issuers,
    ) -> None:
        self._issuers = issuers
        self._pages = linking.pages
        self._flow = linking.flow
        self._undo = linking.undo
        self._renderer = renderer
        self._cookies = cookies

    def add_to(self, app: web.Application, prefixes: Collection[str] = ("",)) -> None:
        """Register all routes under each prefix: proxies may keep a path prefix or strip it."""
        for prefix in prefixes:
            self._add_under(prefix, app.router)

    def _add_under(self, prefix: str, router: web.UrlDispatcher) -> None:
        router.add_get(f"{prefix}/", self.home)
        if prefix:
            router.add_get(prefix, self.home)
        router.add_post(f"{prefix}/link/undo", self.undo)
        router.add_get(f"{prefix}/link/here", self.without_cookies)
        router.add_post(f"{prefix}/link/here", self.continue_link)
        router.add_get(f"{prefix}/link/{{ticket}}", self.start)
        router.add_post(f"{prefix}/link/{{ticket}}", self.begin)
        router.add_get(f"{prefix}/callback", self.callback)
        router.add_get(f"{prefix}/discord/callback", self.discord_callback)
        router.add_get(f"{prefix}/done/{{ref}}", self.done)
        router.add_get(f"{prefix}/disconnect", self.disconnect)
        router.add_post(f"{prefix}/disconnect", self.begin_disconnect)

    async def home(self, request: web.Request) -> web.Response:
        """Show what this bot is."""
        del request
        return self._renderer.page("home.html", 200)

    async def language(self, request: web.Request) -> str | None:
        """Return the language chosen by the person this request's link belongs to, if any."""
        ticket, ref = request.match_info.get("ticket"), request.match_info.get("ref")
        if ticket is not None and TICKET.fullmatch(ticket):
            return await self._pages.language(ref=ticket_ref(ticket))
        if ref is not None and _REF.fullmatch(ref):
            return await self._pages.language(ref=ref)
        if (
            request.path.endswith("/callback")
            and len(state := request.query.getall("state", [])) == 1
        ):
            return await self._pages.language(state=state[0][:64])
        return None

    async def start(self, request: web.Request) -> web.Response:
        """Show whose link this is; changes only the browser's cookie."""
        if is_look_ahead(request):
            raise PageError(503, "not_a_visit")
        ticket = ticket_of(request)
        ref = ticket_ref(ticket)
        try:
            page = await self._pages.start(ticket)
        except LinkRefused:
            if ref not in self._cookies.all(request):
                raise
            return await self._result(request, ref)
        response = web.Response(content_type="text/html", charset="utf-8")
        cookie = self._cookies.ensure(request, response, ref)
        response.text = self._renderer.html(
            "start.html",
            link=page,
            can=scope_words(page.scopes),
            cannot=never_words(page.scopes),
            always_cannot=never_words(tuple(EVERYTHING)),
            everything="all" in request.query,
            minutes=max(1, round((page.expires_at - time.time()) / 60)),
            token=form_token(ticket, cookie),
        )
        return response

    async def begin(self, request: web.Request) -> web.Response:
        """Check that the button was pressed on our own page, then redirect.

        "This is not me" ends the link instead. A browser that keeps no cookies may continue if
        it confirms that the form came from our page; its login then needs the code, as if it came
        from another browser.
        """
        ticket = ticket_of(request)
        form = await self._same_site_form(request)
        cookie = self._cookies.all(request).get(ticket_ref(ticket))
        if cookie is None and "Sec-Fetch-Site" not in request.headers:
            raise PageError(403, "no_cookies")
        if cookie is not None and not token_fits(form.get("token", ""), ticket, cookie):
            raise PageError(403, "cross_site")
        if form.get("act") == "not_me":
            await self._flow.not_me(ticket)
            return self._renderer.message("not_me", 200)
        everything = form.get("scopes") == "all"
        return redirect(await self._flow.begin(ticket, cookie, everything=everything))

    async def callback(self, request: web.Request) -> web.Response:
        """Take Spotify's answer, then redirect so that its parameters leave the address bar.

        A browser that didn't start the link is asked first: scanners send GET requests too, so
        a GET alone uses up nothing and shows nothing.
        """
        answer = callback_response(request, self._issuers.spotify)
        if request.method == "HEAD":
            return empty_page()
        check_visit(request)
        browsers = self._cookies.all(request)
        arrival = await self._flow.arrives(answer, browsers)
        if arrival is None:
            return self._next_page(request, await self._flow.callback(answer, browsers, None), "")
        response = web.Response(content_type="text/html", charset="utf-8")
        self._cookies.ensure(request, response, arrival.ref)
        response.text = self._renderer.html("arrival.html", query=answer, link=arrival)
        return response

    async def without_cookies(self, request: web.Request) -> web.Response:
        """Explain why there is nothing to show: only a browser without cookies stays here."""
        del request
        raise PageError(403, "no_cookies")

    async def continue_link(self, request: web.Request) -> web.Response:
        """Take Spotify's answer after someone has pressed "Continue" in another browser."""
        form = await self._same_site_form(request, _LONGEST_ANSWER)
        answer = parse_response({name: [form.get(name, "")] for name in ("state", "code")})
        self.set_locale(request, await self._pages.language(state=answer.state))
        fresh = new_cookie()
        step = await self._flow.callback(answer, self._cookies.all(request), fresh)
        if step.waits:
            return self._renderer.page("arrival.html", 200, query=answer, link=None)
        return self._next_page(request, step, fresh)

    async def discord_callback(self, request: web.Request) -> web.Response:
        """Take Discord's answer, then continue to Spotify or to the result."""
        answer = callback_response(request, self._issuers.discord)
        if request.method == "HEAD":
            return empty_page()
        check_visit(request)
        step = await self._flow.signed_in(answer, self._cookies.all(request))
        return self._next_page(request, step, "")

    async def done(self, request: web.Request) -> web.Response:
        """Show how a link ended; names appear only in the browser that finished it."""
        ref = request.match_info["ref"]
        if not _REF.fullmatch(ref):
            raise PageError(404, "unknown")
        check_visit(request)
        return await self._result(request, ref)

    async def _result(self, request: web.Request, ref: str) -> web.Response:
        cookie = self._cookies.all(request).get(ref)
        result = await self._pages.result(ref, cookie)
        return self._renderer.message(
            page_of(result), result=result, undo=undo_fields(ref, cookie, result)
        )

    async def undo(self, request: web.Request) -> web.Response:
        """Undo a link, in the browser that consented to it."""
        form = await self._same_site_form(request)
        ref = form.get("ref", "")
        cookie = self._cookies.all(request).get(ref)
        if cookie is None or not token_fits(form.get("token", ""), f"undo {ref}", cookie):
            raise PageError(403, "cross_site")
        self.set_locale(request, await self._pages.language(ref=ref))
        await self._undo.undo(ref, cookie)
        return redirect(f"{self._renderer.base}/done/{ref}")

    async def disconnect(self, request: web.Request) -> web.Response:
        """Show how to remove every link of a Spotify account without Discord."""
        if is_look_ahead(request):
            raise PageError(503, "not_a_visit")
        response = web.Response(content_type="text/html", charset="utf-8")
        cookie = self._cookies.ensure(request, response, DISCONNECT)
        response.text = self._renderer.html("disconnect.html", token=form_token(DISCONNECT, cookie))
        return response

    async def begin_disconnect(self, request: web.Request) -> web.Response:
        """Send someone to Spotify to prove that the account is theirs."""
        form = await self._same_site_form(request)
        cookie = self._cookies.all(request).get(DISCONNECT)
        if cookie is None:
            raise PageError(403, "no_cookies")
        if not token_fits(form.get("token", ""), DISCONNECT, cookie):
            raise PageError(403, "cross_site")
        return redirect(await self._undo.begin_disconnect(cookie))

    def set_locale(self, request: web.Request, chosen: str | None) -> None:
        """Answer in the chosen language, else in the one that the browser prefers."""
        set_locale(chosen or preferred_language(request.headers.get("Accept-Language", "")))

    async def _same_site_form(
        self, request: web.Request, longest: int | None = None
    ) -> dict[str, str]:
        if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
            raise PageError(403, "cross_site")
        return await (read_form(request, longest) if longest else read_form(request))

    def _next_page(self, request: web.Request, step: Step, fresh: str) -> web.Response:
        if step.waits:
            return self._renderer.message("working")
        if step.shown is not None:
            response = self._renderer.message(step.shown.outcome, result=step.shown)
        else:
            response = redirect(step.location or f"{self._renderer.base}/done/{step.ref}")
        if step.set_cookie:
            self._cookies.give(request, response, step.ref, fresh)
        return response
