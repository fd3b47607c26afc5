"""The handlers of all link routes. server.py sets the headers of every response."""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlencode

from aiohttp import web

from bot.accounts.scopes import EVERYTHING
from bot.linking.authorization import AuthorizationResponse
from bot.linking.browser_flow import BrowserServices
from bot.linking.errors import LinkRefused
from bot.linking.outcomes import Step
from bot.linking.remove_link import DISCONNECT
from bot.opaque_values import ticket_ref
from bot.ui.language import set_locale
from bot.ui.words.permissions import never_words, scope_words
from bot.web.accept_language import preferred_language
from bot.web.cookies import REF, BrowserCookies, new_cookie
from bot.web.own_form import form_token, read_own_form
from bot.web.render import Renderer
from bot.web.requests import (
    STATUS_STATE,
    TICKET,
    PageError,
    callback_response,
    check_visit,
    empty_page,
    is_look_ahead,
    page_of,
    parse_response,
    redirect,
    ticket_of,
)


@dataclass(frozen=True, slots=True)
class Issuers:
    """The issuer names that each authorization server may use (RFC 9207)."""

    spotify: frozenset[str]
    discord: frozenset[str]


class Routes:
    """Handlers for all routes about links."""

    def __init__(
        self,
        linking: BrowserServices,
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
        if ref is not None and REF.fullmatch(ref):
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
            token=form_token("begin", ref, cookie),
        )
        return response

    async def begin(self, request: web.Request) -> web.Response:
        """Redirect to where someone agrees; "This is not me" ends the link instead.

        A browser that keeps no cookies may continue, but its login then needs the code, as if it
        came from another browser.
        """
        ticket = ticket_of(request)
        form = await read_own_form(request, self._cookies, "begin", ticket_ref(ticket))
        if form.fields.get("act") == "not_me":
            await self._flow.not_me(ticket)
            return self._renderer.message("not_me", 200)
        everything = form.fields.get("scopes") == "all"
        return redirect(await self._flow.begin(ticket, form.cookie, everything=everything))

    async def callback(self, request: web.Request) -> web.Response:
        """Take Spotify's answer, then redirect so that its parameters leave the address bar.

        A browser that didn't start the link is asked first, and keeps them until it goes on:
        scanners send GET requests too, so a GET alone uses up nothing and shows nothing.
        """
        answer = callback_response(request, self._issuers.spotify)
        if request.method == "HEAD":
            return empty_page()
        check_visit(request)
        cookies = self._cookies.all(request)
        arrival = await self._flow.arrives(answer, cookies)
        if arrival is None:
            return self._next_page(request, await self._flow.callback(answer, cookies, None), "")
        response = web.Response(content_type="text/html", charset="utf-8")
        cookie = self._cookies.ensure(request, response, arrival.ref)
        form = _continue_form(answer, arrival.ref, cookie)
        response.text = self._renderer.html("arrival.html", form=form, link=arrival)
        return response

    async def without_cookies(self, request: web.Request) -> web.Response:
        """Explain why there is nothing to show: only a browser without cookies stays here."""
        del request
        raise PageError(403, "no_cookies")

    async def continue_link(self, request: web.Request) -> web.Response:
        """Take Spotify's answer after someone has pressed "Continue" in another browser."""
        form = await read_own_form(request, self._cookies, "continue")
        answer = parse_response({name: [form.fields.get(name, "")] for name in ("state", "code")})
        self.set_locale(request, await self._pages.language(state=answer.state))
        fresh = new_cookie()
        step = await self._flow.callback(answer, self._cookies.all(request), fresh)
        if step.waits:
            again = _continue_form(answer, form.ref, form.cookie)
            return self._renderer.page("arrival.html", 200, form=again, link=None)
        return self._next_page(request, step, fresh)

    async def discord_callback(self, request: web.Request) -> web.Response:
        """Take Discord's answer, then continue to Spotify or to the result."""
        answer = callback_response(request, self._issuers.discord)
        if request.method == "HEAD":
            return empty_page()
        check_visit(request)
        if answer.state.startswith(STATUS_STATE):
            # Written again: what else the address holds would be copied into a header.
            query = urlencode({"state": answer.state, "code": answer.code or ""})
            return redirect(f"{self._renderer.base}/status/signed-in?{query}")
        step = await self._flow.signed_in(answer, self._cookies.all(request))
        return self._next_page(request, step, "")

    async def done(self, request: web.Request) -> web.Response:
        """Show how a link ended; names appear only in the browser that finished it."""
        ref = request.match_info["ref"]
        if not REF.fullmatch(ref):
            raise PageError(404, "unknown")
        check_visit(request)
        return await self._result(request, ref)

    async def _result(self, request: web.Request, ref: str) -> web.Response:
        cookie = self._cookies.all(request).get(ref)
        result, undo = await self._pages.result(ref, cookie), None
        if cookie is not None and result.undo_until is not None:
            undo = {"ref": ref, "token": form_token("undo", ref, cookie)}
        return self._renderer.message(page_of(result), result=result, undo=undo)

    async def undo(self, request: web.Request) -> web.Response:
        """Undo a link, in the browser that consented to it."""
        form = await read_own_form(request, self._cookies, "undo")
        if form.cookie is None:
            raise PageError(403, "cross_site")
        self.set_locale(request, await self._pages.language(ref=form.ref))
        await self._undo.undo(form.ref, form.cookie)
        return redirect(f"{self._renderer.base}/done/{form.ref}")

    async def disconnect(self, request: web.Request) -> web.Response:
        """Show how to remove every link of a Spotify account without Discord."""
        if is_look_ahead(request):
            raise PageError(503, "not_a_visit")
        response = web.Response(content_type="text/html", charset="utf-8")
        cookie = self._cookies.ensure(request, response, DISCONNECT)
        token = form_token("disconnect", DISCONNECT, cookie)
        response.text = self._renderer.html("disconnect.html", token=token)
        return response

    async def begin_disconnect(self, request: web.Request) -> web.Response:
        """Send someone to Spotify to prove that the account is theirs."""
        form = await read_own_form(request, self._cookies, "disconnect", DISCONNECT)
        if form.cookie is None:
            raise PageError(403, "no_cookies")
        return redirect(await self._undo.begin_disconnect(form.cookie))

    def set_locale(self, request: web.Request, chosen: str | None) -> None:
        """Answer in the chosen language, else in the one that the browser prefers."""
        set_locale(chosen or preferred_language(request.headers.get("Accept-Language", "")))

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


def _continue_form(answer: AuthorizationResponse, ref: str, cookie: str | None) -> dict[str, str]:
    """Return the fields that bring Spotify's answer once someone has pressed "Continue"."""
    token = form_token("continue", ref, cookie) if cookie is not None else ""
    return {"state": answer.state, "code": answer.code or "", "ref": ref, "token": token}
