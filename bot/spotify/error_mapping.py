"""Turn the Web API's error answers into typed errors.

Source: docs/reference/spotify.md, sections 1.6, 2.2 and 3.1.
"""

from __future__ import annotations

import re

from bot.http.errors import Malformed, ServiceError, Unavailable
from bot.http.exchange import Answer
from bot.http.json_reading import mapping, text
from bot.spotify.errors import (
    BadRequest,
    DeviceGone,
    Forbidden,
    NoActiveDevice,
    NoSeat,
    NotFound,
    OwnerWithoutPremium,
    PremiumRequired,
    Restricted,
    ScopeRefused,
    TokenRejected,
)

_NO_SEAT = re.compile(
    r"(may not be|is not|not) registered|not approved for (the |this )?app|not registered",
    re.IGNORECASE,
)
_OWNER = re.compile(r"premium subscription required for the owner", re.IGNORECASE)


def error_details(answer: Answer) -> tuple[str, str]:
    """Return Spotify's message and reason; empty if the body has another shape."""
    try:
        body = mapping(answer.json())
    except Malformed:
        return "", ""
    error = mapping(body.get("error")) if body else None
    if error is None:
        return "", ""
    return text(error, "message") or "", text(error, "reason") or ""


def refusal(answer: Answer) -> ServiceError:
    """Return the error for any status except 2xx and 429."""
    if answer.status == 401:
        message = error_details(answer)[0].lower()
        return TokenRejected("401", missing=_says_no_token(message))
    if answer.status == 403:
        return _forbidden(answer)
    if answer.status == 404:
        message, reason = error_details(answer)
        if message == "Device not found":
            return DeviceGone("404")
        return NoActiveDevice("404") if reason == "NO_ACTIVE_DEVICE" else NotFound("404")
    if 400 <= answer.status < 500:
        return BadRequest(f"{answer.status}")
    return Unavailable(f"{answer.status}")


def _says_no_token(message: str) -> bool:
    return "token missing" in message or message == "no token provided"


def _forbidden(answer: Answer) -> ServiceError:
    message, reason = error_details(answer)
    if not message and not reason:
        plain = answer.text()
        if _OWNER.search(plain):
            return OwnerWithoutPremium("403")
        if _NO_SEAT.search(plain):
            return NoSeat("403")
        return Forbidden("403")
    if reason == "PREMIUM_REQUIRED" or "premium required" in message.lower():
        return PremiumRequired("403")
    if "insufficient client scope" in message.lower():
        return ScopeRefused("403")
    if reason or "restriction violated" in message.lower():
        return Restricted(reason or "UNKNOWN")
    return Forbidden("403")
