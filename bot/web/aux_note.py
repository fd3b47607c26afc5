"""One word about what became of a guest's request, from their form to the page shown after it.

It isn't in the address, where it would stay, and where anyone could put it: a cookie brings it to
the next page of the same aux in the same browser, once.
"""

from __future__ import annotations

import hashlib
import hmac
import re

from aiohttp import web

_NOTE = re.compile(r"([a-z]{1,10})\.([0-9a-f]{64})")
_LASTS = 60
"""Seconds: the page that it's for is loaded at once."""


class AuxNotes:
    """Sends and takes such words; `https` gives the cookie the strict `__Host-` name."""

    def __init__(self, *, https: bool) -> None:
        self._https = https
        self._name = "__Host-earshot-said" if https else "earshot-said"

    def send(self, response: web.Response, code: str, token: str, said: str) -> None:
        """Let a guest's next page say something."""
        response.set_cookie(
            self._name,
            f"{said}.{_mark(code, token, said)}",
            max_age=_LASTS,
            path="/",
            httponly=True,
            samesite="Lax",
            secure=self._https,
        )

    def take(self, request: web.Request, code: str, token: str) -> str:
        """Return what this page is to say, if anything; `drop` makes it the last time.

        The script loads pages only for what has changed: it never gets the word.
        """
        if request.headers.get("Sec-Fetch-Dest") == "empty":
            return ""
        sent = _NOTE.fullmatch(request.cookies.get(self._name, ""))
        if sent is None or not token:
            return ""
        return sent[1] if hmac.compare_digest(sent[2], _mark(code, token, sent[1])) else ""

    def drop(self, response: web.Response) -> None:
        """Forget what was said."""
        response.del_cookie(self._name, path="/", secure=self._https, httponly=True, samesite="Lax")


def _mark(code: str, token: str, said: str) -> str:
    """Return what ties a word to a page and to a guest; only the browser has their token."""
    return hashlib.sha256(f"earshot aux said\n{code}\n{token}\n{said}".encode()).hexdigest()
