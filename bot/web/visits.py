"""Telling a person's visit from a program that looks ahead, and whose answer a callback brings.

Browsers prefetch, mail scanners open, chats preview: none of that may change a state or be shown
a secret. What a modern browser says of a request cannot be made up by a page (Fetch metadata);
what says nothing passes here, and is asked to press a button where that matters.
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
    """Whether a browser says that it fetches this before its person has asked for it."""
    words = " ".join(request.headers.get(name, "") for name in _AHEAD).lower()
    return any(one in words for one in ("prefetch", "prerender", "preview"))


def check_visit(request: web.Request) -> None:
    """Raise PageError where a browser says that this is no person's navigation.

    503 for what is fetched ahead: such an answer is thrown away, and the page fetched again when
    its person comes.
    """
    if is_look_ahead(request):
        raise PageError(503, "not_a_visit")
    mode = request.headers.get("Sec-Fetch-Mode", "navigate")
    place = request.headers.get("Sec-Fetch-Dest", "document")
    if mode != "navigate" or place != "document":
        raise PageError(403, "not_a_visit")


def callback_response(request: web.Request, issuers: Collection[str]) -> AuthorizationResponse:
    """Return what an authorization server sends back in a callback's query; raises PageError."""
    return checked({name: request.query.getall(name) for name in request.query}, issuers)


def checked(
    parameters: Mapping[str, Sequence[str]], issuers: Collection[str] = ()
) -> AuthorizationResponse:
    """Return a response, if it looks as it should; raises PageError."""
    try:
        return read_response(parameters, issuers)
    except NotAResponse:
        raise PageError(400, "bad_request") from None
    except WrongIssuer:
        raise PageError(400, "mix_up") from None
