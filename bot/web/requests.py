"""Read requests: forms by hand, as aiohttp's reader answers 500 to odd input; small responses.

A person's visit is told from a program that looks ahead: browsers prefetch, mail scanners open
links, chats show previews. None of these may change anything or see a secret. A page can't fake
what a modern browser says about a request (Fetch metadata). Requests that say nothing pass here,
and must press a button where it matters.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from urllib.parse import parse_qsl

from aiohttp import web

from bot.linking.authorization import (
    AuthorizationResponse,
    NotAResponse,
    WrongIssuer,
    read_response,
)
from bot.linking.errors import LinkRefused
from bot.linking.outcomes import ResultPage
from bot.ui.words.pages import PageName

_LONGEST = 1024
STATUS_STATE = "status-"
"""How the state of a sign-in begins that is for the status page, not for a link."""
_AHEAD = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")


async def read_form(request: web.Request, longest: int | None = None) -> dict[str, str]:
    """Return a form's fields; raises PageError for anything but a small urlencoded ASCII form.

    `longest` is its limit in bytes.
    """
    longest = longest or _LONGEST
    kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise PageError(415, "bad_request")
    if "Content-Encoding" in request.headers:
        raise PageError(415, "bad_request")
    raw = await _body(request, longest)
    try:
        text = raw.decode("ascii")
        pairs = parse_qsl(text, strict_parsing=bool(text), max_num_fields=4)
    except ValueError:
        raise PageError(400, "bad_request") from None
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise PageError(400, "bad_request")
    return fields


async def _body(request: web.Request, longest: int) -> bytes:
    """Read the whole body, in as many pieces as it comes, but never more than the limit."""
    if (request.content_length or 0) > longest:
        raise PageError(413, "bad_request")
    raw = b""
    try:
        while piece := await request.content.read(longest + 1 - len(raw)):
            raw += piece
            if len(raw) > longest:
                raise PageError(413, "bad_request")
    except (web.RequestPayloadError, ConnectionError):
        raise PageError(400, "bad_request") from None
    return raw


class PageError(Exception):
    """Ends a request with `status` and the page named `page` (see bot/ui/words/pages.py)."""

    def __init__(self, status: int, page: PageName) -> None:
        super().__init__(page)
        self.status = status
        self.page: PageName = page


TICKET = re.compile(r"[A-Za-z0-9_-]{16,64}")


def empty_page() -> web.Response:
    """Answer a HEAD request without looking anything up."""
    return web.Response(content_type="text/html", charset="utf-8")


def page_of(result: ResultPage) -> PageName:
    """Return the page that shows how a link ended."""
    if result.outcome == "linked" and result.commands:
        return "linked_on"
    if result.outcome == "no_seat" and result.owner is not None:
        return "no_seat_owner"
    return result.outcome


def redirect(address: str) -> web.Response:
    """Redirect the browser to another address, which it loads with GET."""
    return web.Response(status=303, headers={"Location": address})


def ticket_of(request: web.Request) -> str:
    """Return the ticket in a start page's path; raises LinkRefused if it can't be one."""
    ticket = request.match_info["ticket"]
    if not TICKET.fullmatch(ticket):
        raise LinkRefused("unknown")
    return ticket


def is_look_ahead(request: web.Request) -> bool:
    """Whether a browser says that it fetches this ahead of time."""
    words = " ".join(request.headers.get(name, "") for name in _AHEAD).lower()
    return any(hint in words for hint in ("prefetch", "prerender", "preview"))


def check_visit(request: web.Request) -> None:
    """Raise PageError if a browser says that this isn't a person's navigation.

    503 for a prefetch: browsers discard such an answer, and fetch the page again when the person
    opens it.
    """
    if is_look_ahead(request):
        raise PageError(503, "not_a_visit")
    mode = request.headers.get("Sec-Fetch-Mode", "navigate")
    destination = request.headers.get("Sec-Fetch-Dest", "document")
    if mode != "navigate" or destination != "document":
        raise PageError(403, "not_a_visit")


def callback_response(request: web.Request, issuers: Collection[str]) -> AuthorizationResponse:
    """Read an authorization server's answer from a callback's query; raises PageError."""
    return parse_response({name: request.query.getall(name) for name in request.query}, issuers)


def parse_response(
    parameters: Mapping[str, Sequence[str]], issuers: Collection[str] = ()
) -> AuthorizationResponse:
    """Return a well-formed response; raises PageError."""
    try:
        return read_response(parameters, issuers)
    except NotAResponse:
        raise PageError(400, "bad_request") from None
    except WrongIssuer:
        raise PageError(400, "mix_up") from None
