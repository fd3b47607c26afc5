"""The page of an aux, for guests without an account: everything on it works without JavaScript."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable, Collection, Sequence
from typing import Literal, Protocol

from aiohttp import web

from bot.web.render import Renderer, shown_name
from bot.web.requests import TICKET, PageError, check_visit, empty_page, read_form, redirect

_LASTS = 86400
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_SONG = re.compile(r"[A-Za-z0-9]{0,22}")
_SAID = re.compile(r"[a-z]{1,10}")
_LONGEST = 200


class Line(Protocol):
    """A song to show."""

    @property
    def title(self) -> str:
        """Its title."""
        ...


class Look(Protocol):
    """What the page shows."""

    @property
    def owner_name(self) -> str:
        """Whose player it is."""
        ...

    @property
    def guest_name(self) -> str | None:
        """The reader's chosen name, once they have one."""
        ...

    @property
    def playing(self) -> Line | None:
        """What plays."""
        ...

    @property
    def queue(self) -> Sequence[Line]:
        """What comes next."""
        ...


class Room(Protocol):
    """What guests can do; None means that the browser isn't a guest of this page."""

    async def state(self, code: str) -> Literal["open", "over", "unknown"]:
        """Return whether a page is open, was, or never was."""
        ...

    async def look(self, code: str, token: str) -> Look | None:
        """Return what the page shows."""
        ...

    async def join(self, code: str, token: str, name: str) -> str | None:
        """Let a guest in; return why not."""
        ...

    async def add(self, code: str, token: str, words: str) -> str | None:
        """Add a song; return what became of it."""
        ...

    async def vote(self, code: str, token: str, about: str) -> str | None:
        """Vote to skip; return what became of it."""
        ...


class AuxPages:
    """Serves the page; `room` returns None while the bot isn't connected."""

    def __init__(self, room: Callable[[], Room | None], public_url: str, base: str) -> None:
        self._room = room
        self._renderer = Renderer(base)
        self._secure = public_url.startswith("https://")
        self._cookie = "__Host-earshot-guest" if self._secure else "earshot-guest"

    def add_to(self, app: web.Application, prefixes: Collection[str] = ("",)) -> None:
        """Register the routes under each prefix."""
        for prefix in prefixes:
            app.router.add_get(f"{prefix}/aux/{{code}}", self.show)
            app.router.add_post(f"{prefix}/aux/{{code}}", self.act)

    async def show(self, request: web.Request) -> web.Response:
        """Show what plays and what's next, with forms."""
        if request.method == "HEAD":
            return empty_page()
        check_visit(request)
        room, code = await self._open(request)
        known = self._token(request)
        token = known or secrets.token_urlsafe(32)
        look = await room.look(code, token)
        if look is None:
            raise PageError(410, "aux_over")
        said = request.query.get("said", "")
        response = self._renderer.page(
            "aux.html",
            200,
            look=look,
            token=_form_token(code, token),
            said=said if _SAID.fullmatch(said) else "",
        )
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
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

    async def act(self, request: web.Request) -> web.Response:
        """Let a guest in, add a song, or count a vote."""
        if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
            raise PageError(403, "cross_site")
        fields = await read_form(request)
        room, code = await self._open(request)
        token = self._token(request)
        if not token:
            raise PageError(403, "no_cookies")
        sent = fields.get("token", "").encode()
        if not hmac.compare_digest(sent, _form_token(code, token).encode()):
            raise PageError(403, "cross_site")
        said = await _do(room, code, token, fields)
        address = f"{self._renderer.base}/aux/{code}"
        return redirect(f"{address}?said={said}" if said else address)

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


async def _do(room: Room, code: str, token: str, fields: dict[str, str]) -> str | None:
    match fields.get("act"):
        case "join":
            name = shown_name(fields.get("name", ""))
            return await room.join(code, token, name) if name else None
        case "add":
            return await room.add(code, token, fields.get("song", "")[:_LONGEST])
        case "vote":
            about = fields.get("song", "")
            return await room.vote(code, token, about if _SONG.fullmatch(about) else "")
    raise PageError(400, "bad_request")


def _form_token(code: str, token: str) -> str:
    return hashlib.sha256(f"earshot aux\n{code}\n{token}".encode()).hexdigest()
