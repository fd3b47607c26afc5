"""The cookie that ties a start page to its callback: one per link, five at most."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Mapping

from aiohttp import web

from bot.linking.attempt import CONFIRMED_WITHIN
from bot.linking.offers import LIFETIME as LINK_LIFETIME
from bot.linking.remove_link import UNDO_WITHIN

LIFETIME = LINK_LIFETIME + CONFIRMED_WITHIN + UNDO_WITHIN
"""How long the cookie lives, in seconds: long enough to link, confirm and undo."""

REF = re.compile(r"[0-9a-f]{24}")
"""A link's public name."""

_MOST = 5
_VALUE = re.compile(r"(\d{1,12})\.[A-Za-z0-9_-]{43}")


class BrowserCookies:
    """Reads and sets the cookies; `https` gives them the strict `__Host-` name."""

    def __init__(self, *, https: bool) -> None:
        self._https = https
        self._prefix = "__Host-earshot-" if https else "earshot-"

    def all(self, request: web.Request) -> dict[str, str]:
        """Return this browser's cookies, by link."""
        cookies = {}
        for name, value in request.cookies.items():
            ref = name.removeprefix(self._prefix)
            if name != ref and REF.fullmatch(ref) and _VALUE.fullmatch(value):
                cookies[ref] = value
        return cookies

    def ensure(self, request: web.Request, response: web.Response, ref: str) -> str:
        """Return a link's cookie; set a new one if the browser has none."""
        value = self.all(request).get(ref)
        if value is None:
            value = new_cookie()
            self.give(request, response, ref, value)
        return value

    def give(self, request: web.Request, response: web.Response, ref: str, value: str) -> None:
        """Set a link's cookie, replacing any earlier one; a HEAD request never sets one."""
        if request.method == "HEAD":
            return
        others = {other: known for other, known in self.all(request).items() if other != ref}
        self._set(response, ref, value)
        self._drop_oldest(response, others)

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

    def _drop_oldest(self, response: web.Response, others: Mapping[str, str]) -> None:
        oldest_first = sorted(others, key=lambda ref: int(others[ref].partition(".")[0]))
        for ref in oldest_first[: max(0, len(others) - _MOST + 1)]:
            response.del_cookie(
                self._prefix + ref, path="/", secure=self._https, httponly=True, samesite="Lax"
            )


def new_cookie() -> str:
    """Return a new cookie's value: the time, and 256 random bits."""
    return f"{int(time.time())}.{secrets.token_urlsafe(32)}"
