"""Refuse requests that another site has a browser send.

By its Origin or Fetch metadata, or (DNS rebinding) by a name that has been pointed at this
computer: docs/security.md, "The set-up page".
"""

from __future__ import annotations

import ipaddress
from collections.abc import Container
from urllib.parse import urlsplit

from aiohttp import web

_PRIVATE = (".local", ".localhost", ".internal", ".lan", ".home", ".home.arpa", ".localdomain")
"""Names that the public DNS doesn't have, so that nobody outside can point one here."""


class Misdirected(Exception):
    """The name in the address bar isn't known to be this computer's."""


class Foreign(Exception):
    """Another site sent this."""


class SameSite(Container[str]):
    """Tells this computer's own names; `host in …` is True for one, with or without a port."""

    def __init__(self, proxies: Container[str]) -> None:
        self._proxies = proxies
        self._names: set[str] = set()
        self._origins: set[str] = set()

    def add(self, address: str) -> None:
        """Count the name in a URL that the host has entered or set as this computer's own."""
        parts = urlsplit(address)
        self._names.add((parts.hostname or "").rstrip("."))
        self._origins.add(f"{parts.scheme}://{parts.netloc}".lower())

    def __contains__(self, host: object) -> bool:
        name = _name(str(host))
        if not name or name in self._names:
            return bool(name)
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return "." not in name or name.endswith(_PRIVATE)
        return True

    def check(self, request: web.Request) -> None:
        """Raise Misdirected or Foreign; a trusted proxy passes only its own names on."""
        if request.headers.get("Host", "") not in self and request.remote not in self._proxies:
            raise Misdirected
        if request.method in ("GET", "HEAD"):
            return
        site = request.headers.get("Sec-Fetch-Site")
        origin = request.headers.get("Origin")
        if site is not None:
            if site != "same-origin":
                raise Foreign
        elif origin is not None and not self._is_own(origin, request):
            raise Foreign

    def _is_own(self, origin: str, request: web.Request) -> bool:
        scheme, _, name = origin.lower().partition("://")
        # A proxy may have replaced the Host header. Another site can send neither of the two.
        own = {request.headers.get(one, "").lower() for one in ("Host", "X-Forwarded-Host")}
        is_web = scheme in ("http", "https") and name != ""
        return is_web and (name in own or origin.lower() in self._origins)


def _name(host: str) -> str:
    try:
        return (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return ""
