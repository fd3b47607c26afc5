"""Every POST: is this our own page's form, pressed in the browser that the page was sent to?

Its token is a hash of the browser's cookie, so a page from another origin, which can't read the
cookie, can't make one. Fetch metadata says the same of a modern browser, with or without cookies.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import Literal

from aiohttp import web

from bot.linking.authorization import LONGEST_CODE
from bot.web.cookies import BrowserCookies
from bot.web.requests import PageError, read_form

Action = Literal["begin", "continue", "undo", "disconnect"]
"""What a form asks for: a token is for one action on one link."""

_LONGEST: dict[Action, int] = {"continue": 3 * LONGEST_CODE + 384}
"""Size limits in bytes: Spotify's answer may be percent-encoded all through."""


@dataclass(frozen=True, slots=True)
class OwnForm:
    """Our own form's fields, the link it is about, and this browser's cookie for it, if any."""

    fields: dict[str, str]
    ref: str
    cookie: str | None


def form_token(action: Action, ref: str, cookie: str) -> str:
    """Return a form's hidden token."""
    return hashlib.sha256(f"earshot form\n{action}\n{ref}\n{cookie}".encode()).hexdigest()


async def read_own_form(
    request: web.Request, cookies: BrowserCookies, action: Action, ref: str | None = None
) -> OwnForm:
    """Read our own form about `ref` (or about the link it names); raises PageError for any other.

    A browser that keeps no cookies passes if it says itself that the form is our own page's: only
    its action can tell whether that's enough.
    """
    origin = request.headers.get("Sec-Fetch-Site")
    if origin not in (None, "same-origin"):
        raise PageError(403, "cross_site")
    fields = await read_form(request, _LONGEST.get(action))
    ref = ref if ref is not None else fields.get("ref", "")
    cookie = cookies.all(request).get(ref)
    if cookie is None and origin is None:
        raise PageError(403, "no_cookies")
    if cookie is not None:
        token = form_token(action, ref, cookie)
        if not hmac.compare_digest(fields.get("token", "").encode(), token.encode()):
            raise PageError(403, "cross_site")
    return OwnForm(fields, ref, cookie)
