"""Telling a person's visit from a program that looks ahead, and whose answer a callback brings.

Browsers prefetch, mail scanners open, chats preview: none of that may change a state or be shown
a secret. What a modern browser says of a request cannot be made up by a page (Fetch metadata);
what says nothing passes here, and is asked to press a button where that matters.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from aiohttp import web

from bot.web.errors import PageError

LONGEST_CODE = 2048

_STATE = re.compile(r"[A-Za-z0-9_-]{22,43}")
_CODE = re.compile(rf"[\x21-\x7e]{{1,{LONGEST_CODE}}}")
_AHEAD = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")


@dataclass(frozen=True, slots=True)
class CallbackQuery:
    """What an authorization server sends back: a code, or an error."""

    state: str = field(repr=False)
    code: str | None = field(repr=False)
    error: str | None


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


def callback_query(request: web.Request, issuers: Collection[str]) -> CallbackQuery:
    """Return state, code and error; raises PageError unless they are as RFC 6749 4.1.2 has them.

    `issuers` are the names (RFC 9207) that the server which was asked may give itself. None given
    is no fault: each server has a callback of its own, which is the other defence against mixing
    them up (RFC 9700, section 4.4.2).
    """
    query = request.query
    states, codes, errors = (query.getall(name, []) for name in ("state", "code", "error"))
    if len(states) != 1 or len(codes) + len(errors) != 1:
        raise PageError(400, "bad_request")
    named = query.getall("iss", [])
    if len(named) > 1 or any(one.rstrip("/") not in issuers for one in named):
        raise PageError(400, "mix_up")
    error = None
    if errors:
        error = "access_denied" if errors[0] == "access_denied" else "other"
    return checked(states[0], codes[0] if codes else None, error)


def checked(state: str, code: str | None, error: str | None = None) -> CallbackQuery:
    """Return them if they look as they should; raises PageError."""
    if not _STATE.fullmatch(state) or (code is not None and not _CODE.fullmatch(code)):
        raise PageError(400, "bad_request")
    return CallbackQuery(state, code, error)
