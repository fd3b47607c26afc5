"""The page of an aux, for guests without an account: everything on it works without JavaScript.

With it the page follows what happens (bot/web/aux_events.py), and forms don't reload it.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable, Collection, Container, Mapping, Sequence

from aiohttp import web

from bot.web.aux_events import AuxEvents
from bot.web.aux_note import AuxNotes
from bot.web.aux_room import Found, Room
from bot.web.headers import security_headers
from bot.web.plain_routes import STATIC, cached_for_an_hour
from bot.web.render import Renderer, shown_name
from bot.web.requests import (
    TICKET,
    PageError,
    check_visit,
    empty_page,
    is_look_ahead,
    read_form,
    redirect,
)

_LASTS = 86400
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_SONG = re.compile(r"[A-Za-z0-9]{22}")
_NUMBER = re.compile(r"[0-9]{1,18}")
_TOLD = re.compile(r"[0-9]{1,18}(?:-[0-9]{1,18}){0,9}")
_ADDED = ("added", "asked")
_LONGEST = 200
_LONGEST_FORM = 4096
"""Bytes: so many characters of any script, encoded."""


class AuxPages:
    """Serves the page; `room` returns None while the bot isn't connected."""

    def __init__(
        self,
        room: Callable[[], Room | None],
        public_url: str,
        base: str,
        trusted: Container[str] = (),
    ) -> None:
        self._room = room
        self._renderer = Renderer(base)
        self._secure = public_url.startswith("https://")
        self._cookie = "__Host-earshot-guest" if self._secure else "earshot-guest"
        policy = security_headers(form_targets=(), https=self._secure, scripts=True, live=True)
        self._policy = policy["Content-Security-Policy"]
        self._script = STATIC.joinpath("aux.js").read_bytes()
        self._events = AuxEvents(trusted)
        self._notes = AuxNotes(https=self._secure)

    def add_to(self, app: web.Application, prefixes: Collection[str] = ("",)) -> None:
        """Register the routes under each prefix."""
        app.on_shutdown.append(self._events.end)
        for prefix in prefixes:
            app.router.add_get(f"{prefix}/aux/{{code}}", self.show)
            app.router.add_post(f"{prefix}/aux/{{code}}", self.act)
            app.router.add_get(f"{prefix}/aux/{{code}}/events", self.events)
            app.router.add_get(f"{prefix}/static/aux.js", self.script)

    async def script(self, request: web.Request) -> web.Response:
        """Serve the page's script from memory."""
        del request
        return cached_for_an_hour(self._script, "text/javascript")

    async def show(self, request: web.Request) -> web.Response:
        """Show what plays and what's next, with forms."""
        if request.method == "HEAD":
            return empty_page()
        _check_reader(request)
        room, code = await self._open(request)
        said = self._notes.take(request, code, self._token(request))
        response = await self._page(request, room, code, said=said)
        if said:
            self._notes.drop(response)
        return response

    async def act(self, request: web.Request) -> web.Response:
        """Let a guest in, search, add or take back a song, or count a vote."""
        if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
            raise PageError(403, "cross_site")
        fields = await read_form(request, _LONGEST_FORM)
        room, code = await self._open(request)
        token = self._token(request)
        if not token:
            raise PageError(403, "no_cookies")
        sent = fields.get("token", "").encode()
        if not hmac.compare_digest(sent, _form_token(code, token).encode()):
            raise PageError(403, "cross_site")
        if _TOLD.fullmatch(fields.get("told", "")):
            # They were shown these, and go on: the next page needn't repeat them.
            await room.told(code, token, [int(one) for one in fields["told"].split("-")])
        done = await _do(room, code, token, fields)
        said, found = (done, ()) if isinstance(done, str) else ("", done or ())
        searched = fields.get("act") == "find" and said not in _ADDED
        if searched or request.headers.get("Sec-Fetch-Dest") == "empty":
            # What was searched for is kept to be changed; and the script shows this page at once.
            words = fields.get("words", "")[:_LONGEST] if searched else ""
            return await self._page(request, room, code, said=said, found=found, words=words)
        response = redirect(f"{self._renderer.base}/aux/{code}")
        if said:
            self._notes.send(response, code, token, said)
        return response

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Tell a page that shows an earlier state when to look again."""
        if request.method == "HEAD":
            return empty_page()
        room, code = await self._open(request)
        watching = await room.watching(code)
        if watching is None:
            raise PageError(410, "aux_over")
        seen = request.headers.get("Last-Event-ID") or request.query.get("seen", "")
        return await self._events.stream(request, watching.watched, watching.version, seen)

    async def _page(
        self,
        request: web.Request,
        room: Room,
        code: str,
        *,
        said: str = "",
        found: Sequence[Found] = (),
        words: str = "",
    ) -> web.Response:
        known = self._token(request)
        token = known or secrets.token_urlsafe(32)
        look = await room.look(code, token)
        if look is None:
            raise PageError(410, "aux_over")
        form = _form_token(code, token)
        values = {"look": look, "code": code, "token": form, "said": said}
        response = self._renderer.page("aux.html", 200, **values, found=found, words_typed=words)
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Content-Security-Policy"] = self._policy
        if not known:
            response.set_cookie(
                self._cookie,
                token,
                max_age=_LASTS,
                path="/",
                httponly=True,
                samesite="Lax",
                secure=self._secure,
            )
        return response

    async def _open(self, request: web.Request) -> tuple[Room, str]:
        """Return the room and the code of an open page; raises PageError for any other."""
        code, room = request.match_info["code"], self._room()
        if not TICKET.fullmatch(code):
            raise PageError(404, "not_found")
        if room is None:
            raise PageError(503, "discord_down")
        match await room.state(code):
            case "open":
                return room, code
            case "over":
                raise PageError(410, "aux_over")
            case "unknown":
                raise PageError(404, "not_found")

    def _token(self, request: web.Request) -> str:
        value = request.cookies.get(self._cookie, "")
        return value if _TOKEN.fullmatch(value) else ""


def _check_reader(request: web.Request) -> None:
    """Raise PageError unless a person opens the page, or its own script loads it again."""
    if request.headers.get("Sec-Fetch-Dest") == "empty" and not is_look_ahead(request):
        if request.headers.get("Sec-Fetch-Site") != "same-origin":
            raise PageError(403, "not_a_visit")
        return
    check_visit(request)


async def _do(
    room: Room, code: str, token: str, fields: Mapping[str, str]
) -> Sequence[Found] | str | None:
    song = fields.get("song", "")
    match fields.get("act"):
        case "join":
            name = shown_name(fields.get("name", ""))
            return await room.join(code, token, name) if name else None
        case "find":
            return await room.find(code, token, fields.get("words", "")[:_LONGEST])
        case "add" if _SONG.fullmatch(song):
            return await room.add(code, token, song)
        case "back" if _NUMBER.fullmatch(song):
            return await room.take_back(code, token, int(song))
        case "boost" if _NUMBER.fullmatch(song):
            return await room.boost(code, token, int(song))
        case "vote" if not song or _SONG.fullmatch(song):
            return await room.vote(code, token, song)
    raise PageError(400, "bad_request")


def _form_token(code: str, token: str) -> str:
    return hashlib.sha256(f"earshot aux\n{code}\n{token}".encode()).hexdigest()
