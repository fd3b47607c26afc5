"""Ask a service over HTTP, with every failure in plain words."""

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
_MAX_BYTES = 512 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: status, JSON object (empty for anything else), text, and its headers."""

    status: int
    body: Mapping[str, object]
    text: str
    headers: Mapping[str, str]

    @property
    def skew(self) -> float | None:
        """Seconds that this computer's clock is ahead of the answer's Date header."""
        try:
            date = parsedate_to_datetime(self.headers.get("Date", ""))
        except (TypeError, ValueError):
            return None
        if date.tzinfo is None:
            date = date.replace(tzinfo=UTC)
        return (datetime.now(UTC) - date).total_seconds()


def describe_refusal(answer: Answer) -> str:
    """Return a refusal in Discord's words: HTTP status, its own code, its text."""
    code, text = answer.body.get("code"), str(answer.body.get("message") or answer.text)
    words = " ".join(text.split())[:200]
    return f"HTTP {answer.status}{f', code {code}' if code else ''}{f': {words}' if words else ''}"


class NoAnswer(Exception):
    """The service didn't answer; the text says why."""


async def ask(
    session: aiohttp.ClientSession,
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    form: Mapping[str, str] | None = None,
) -> Answer:
    """Send a request; raises NoAnswer, which contains nothing of the request."""
    try:
        async with (
            asyncio.timeout(_TIMEOUT),
            session.request(
                method, url, headers=headers, data=form, allow_redirects=False
            ) as response,
        ):
            raw = await response.content.read(_MAX_BYTES)
            return Answer(
                response.status, _json(raw), raw[:2000].decode(errors="replace"), response.headers
            )
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
        reason = _reason(error)
    raise NoAnswer(reason) from None


def _json(raw: bytes) -> Mapping[str, object]:
    try:
        body = json.loads(raw)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _reason(error: BaseException) -> str:
    match error:
        case aiohttp.ClientConnectorCertificateError():
            return "its certificate isn't valid"
        case aiohttp.ClientConnectorSSLError() | ssl.SSLError():
            return "it doesn't speak HTTPS there"
        case aiohttp.ClientConnectorDNSError():
            return "its name can't be looked up"
        case aiohttp.ClientConnectorError():
            return "nothing is listening there"
        case TimeoutError():
            return f"it didn't answer in {_TIMEOUT:.0f} seconds"
    return "the answer was cut off"
