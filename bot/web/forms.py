"""Reading our own tiny form by hand: aiohttp's reader answers 500 to odd input."""

from __future__ import annotations

from urllib.parse import parse_qsl

from aiohttp import web

from bot.web.errors import PageError

_LONGEST = 1024


async def read_form(request: web.Request, longest: int = _LONGEST) -> dict[str, str]:
    """Return the fields; raises PageError for anything but a small urlencoded ASCII form.

    `longest` is how many bytes it may have.
    """
    kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise PageError(415, "bad_request")
    if "Content-Encoding" in request.headers:
        raise PageError(415, "bad_request")
    raw = await _body(request, longest)
    try:
        text = raw.decode("ascii")
        pairs = parse_qsl(text, strict_parsing=bool(text), max_num_fields=4)
    except ValueError:
        raise PageError(400, "bad_request") from None
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise PageError(400, "bad_request")
    return fields


async def _body(request: web.Request, longest: int) -> bytes:
    """Read to the end, in however many pieces it comes, but never more than the limit."""
    if (request.content_length or 0) > longest:
        raise PageError(413, "bad_request")
    raw = b""
    try:
        while piece := await request.content.read(longest + 1 - len(raw)):
            raw += piece
            if len(raw) > longest:
                raise PageError(413, "bad_request")
    except (web.RequestPayloadError, ConnectionError):
        raise PageError(400, "bad_request") from None
    return raw
