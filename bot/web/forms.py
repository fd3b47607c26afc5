"""Reading our own tiny form by hand: aiohttp's reader answers 500 to odd input."""

from __future__ import annotations

from urllib.parse import parse_qsl

from aiohttp import web

from bot.web.errors import PageError

_LONGEST = 1024


async def read_form(request: web.Request) -> dict[str, str]:
    """Return the fields; raises PageError for anything but a small urlencoded ASCII form."""
    kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise PageError(415, "bad_request")
    if (request.content_length or 0) > _LONGEST:
        raise PageError(413, "bad_request")
    raw = await request.content.read(_LONGEST + 1)
    if len(raw) > _LONGEST or not request.content.at_eof():
        raise PageError(413, "bad_request")
    try:
        text = raw.decode("ascii")
        return dict(parse_qsl(text, strict_parsing=bool(text), max_num_fields=4))
    except ValueError:
        raise PageError(400, "bad_request") from None
