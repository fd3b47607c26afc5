"""Asking a service over HTTP, with every failure in plain words."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import aiohttp

_TIMEOUT = 6.0
_LONGEST = 512 * 1024


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer: status, JSON object (empty for anything else), text, and its headers."""

    status: int
    body: Mapping[str, object]
    text: str
    headers: Mapping[str, str]

    @property
    def skew(self) -> float | None:
        """Seconds that this computer's clock is ahead of the answer's Date header."""
        try:
            said = parsedate_to_datetime(self.headers.get("Date", ""))
        except (TypeError, ValueError):
            return None
        if said.tzinfo is None:
            said = said.replace(tzinfo=UTC)
        return (datetime.now(UTC) - said).total_seconds()


def refusal_words(heard: Heard) -> str:
    """Return a refusal as Discord gives it: HTTP status, its own code, its text."""
    code, text = heard.body.get("code"), str(heard.body.get("message") or heard.text)
    said = " ".join(text.split())[:200]
    return f"HTTP {heard.status}{f', code {code}' if code else ''}{f': {said}' if said else ''}"


class NotHeard(Exception):
    """No answer; the text says why."""


async def ask(
    session: aiohttp.ClientSession,
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    form: Mapping[str, str] | None = None,
) -> Heard:
    """Send a request; raises NotHeard. Nothing of the request is in the error."""
    try:
        async with (
            asyncio.timeout(_TIMEOUT),
            session.request(
                method, url, headers=headers, data=form, allow_redirects=False
            ) as answer,
        ):
            raw = await answer.content.read(_LONGEST)
            return Heard(
                answer.status, _json(raw), raw[:2000].decode(errors="replace"), answer.headers
            )
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
        reason = _reason(error)
    raise NotHeard(reason) from None


def _json(raw: bytes) -> Mapping[str, object]:
    try:
        found = json.loads(raw)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _reason(error: BaseException) -> str:
    match error:
        case aiohttp.ClientConnectorCertificateError():
            return "its certificate is not valid"
        case aiohttp.ClientConnectorSSLError() | ssl.SSLError():
            return "it does not speak HTTPS there"
        case aiohttp.ClientConnectorDNSError():
            return "there is no such name"
        case aiohttp.ClientConnectorError():
            return "nobody listens there"
        case TimeoutError():
            return f"it did not answer in {_TIMEOUT:.0f} seconds"
    return "the answer broke off"
