"""The browser's cookie that ties a start page to its callback, and the form's token.

One cookie per link, five at most. The token is a hash of the cookie's value, so a page of
another origin, which cannot read the cookie, cannot make it.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import time
from collections.abc import Mapping

from aiohttp import web

LIFETIME = 1800
"""Seconds that the cookie lives: a link, its confirmation, and the time in which it is undone."""

_MOST = 5
_VALUE = re.compile(r"(\d{1,12})\.[A-Za-z0-9_-]{43}")
_REF = re.compile(r"[0-9a-f]{24}")


class BrowserCookies:
    """Reads and sets the cookies; `https` gives them the strict `__Host-` name."""

    def __init__(self, *, https: bool) -> None:
        self._https = https
        self._prefix = "__Host-earshot-" if https else "earshot-"

    def all(self, request: web.Request) -> dict[str, str]:
        """Return this browser's cookies by link."""
        found = {}
        for name, value in request.cookies.items():
            ref = name.removeprefix(self._prefix)
            if name != ref and _REF.fullmatch(ref) and _VALUE.fullmatch(value):
                found[ref] = value
        return found

    def ensure(self, request: web.Request, response: web.Response, ref: str) -> str:
        """Return the value for a link, set now if the browser has none."""
        kept = self.all(request)
        value = kept.get(ref)
        if value is None:
            value = new_cookie()
            self.give(request, response, ref, value)
        return value

    def give(self, request: web.Request, response: web.Response, ref: str, value: str) -> None:
        """Give the browser a link's cookie, in place of one it may have; HEAD gives nobody one."""
        if request.method == "HEAD":
            return
        kept = {one: known for one, known in self.all(request).items() if one != ref}
        self._set(response, ref, value)
        self._drop_oldest(response, kept)

    def _set(self, response: web.Response, ref: str, value: str) -> None:
        response.set_cookie(
            self._prefix + ref,
            value,
            max_age=LIFETIME,
            path="/",
            secure=self._https,
            httponly=True,
            samesite="Lax",
        )

    def _drop_oldest(self, response: web.Response, kept: Mapping[str, str]) -> None:
        oldest_first = sorted(kept, key=lambda ref: int(kept[ref].partition(".")[0]))
        for ref in oldest_first[: max(0, len(kept) - _MOST + 1)]:
            response.del_cookie(
                self._prefix + ref, path="/", secure=self._https, httponly=True, samesite="Lax"
            )


def new_cookie() -> str:
    """Return a cookie's value: when it was made, and 256 random bits."""
    return f"{int(time.time())}.{secrets.token_urlsafe(32)}"


def form_token(ticket: str, cookie: str) -> str:
    """Return the hidden field of a form; `ticket` names the link or page that it belongs to."""
    return hashlib.sha256(f"earshot form\n{ticket}\n{cookie}".encode()).hexdigest()


def token_fits(given: str, ticket: str, cookie: str) -> bool:
    """Return whether a form's token belongs to this link and browser."""
    return hmac.compare_digest(given.encode(), form_token(ticket, cookie).encode())
