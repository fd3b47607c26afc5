"""Tell a person's visit from a program that looks ahead, and read what a callback brings.

Browsers prefetch, mail scanners open links, chats show previews: none of these may change anything
or see a secret. A page can't fake what a modern browser says about a request (Fetch metadata).
Requests that say nothing pass here, and must press a button where it matters.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from aiohttp import web

from bot.linking.authorization import (
    AuthorizationResponse,
    NotAResponse,
    WrongIssuer,
    read_response,
)
from bot.web.requests import PageError

_AHEAD = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")


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
