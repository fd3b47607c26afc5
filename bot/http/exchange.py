"""One HTTP exchange with another service, bounded in time and size. Never raises aiohttp errors.

aiohttp's own exceptions contain request headers (the bearer token), so they stop here.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass

import aiohttp

from bot.http.errors import Malformed, NotSent, Unavailable

MAX_BODY = 2 * 1024 * 1024
"""The largest answer we read, in bytes after decompression."""

_TIMEOUT = aiohttp.ClientTimeout(total=5, connect=2, sock_connect=2, sock_read=3)


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer: status, the headers we use, and the whole body."""

    status: int
    is_json: bool
    retry_after: str | None
    body: bytes

    def json(self) -> object:
        """Return the body as JSON; raises Malformed."""
        try:
            return json.loads(self.body, parse_constant=_refuse_constant)
        except (ValueError, RecursionError):
            raise Malformed("the answer isn't JSON") from None

    def text(self) -> str:
        """Return the start of the body as text, to recognise plain-text errors."""
        return self.body[:2000].decode("utf-8", "replace")


def _refuse_constant(name: str) -> object:
    raise ValueError(name)


def new_session() -> aiohttp.ClientSession:
    """Return the session for all requests to services: no cookies, no proxies from outside."""
    return aiohttp.ClientSession(
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=_TIMEOUT,
        headers={"User-Agent": "Earshot (self-hosted Discord bot)"},
    )


async def exchange(
    session: aiohttp.ClientSession,
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    params: Mapping[str, str] | None = None,
    form: Mapping[str, str] | None = None,
    body: bytes | None = None,
    timeout: float = 5.0,
) -> Answer:
    """Send one request and read the whole answer.

    `timeout`, in seconds, covers everything. Raises NotSent, Unavailable or Malformed.
    """
    failure: Unavailable
    try:
        async with (
            asyncio.timeout(timeout),
            session.request(
                method,
                url,
                headers=headers,
                params=params,
                data=form if body is None else body,
                allow_redirects=False,
                middlewares=() if method == "GET" else (_once,),
            ) as response,
        ):
            body = await _read(response)
            return Answer(
                status=response.status,
                is_json="json" in response.headers.get("Content-Type", "").lower(),
                retry_after=response.headers.get("Retry-After"),
                body=body,
            )
    except Malformed:
        raise
    except aiohttp.ClientConnectorError:
        failure = NotSent("no connection")
    except (aiohttp.ClientPayloadError, aiohttp.ContentTypeError):
        failure = Malformed("the answer was cut off")
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
        failure = Unavailable("no usable answer")
    raise failure from None


async def _once(
    request: aiohttp.ClientRequest, send: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    """Send a change without aiohttp's own second try.

    aiohttp sends PUT and DELETE again where a kept connection breaks (RFC 9110 section 9.2.2 allows
    it), but moving a song within a playlist is a PUT too, and would be done twice.
    """
    try:
        return await send(request)
    except aiohttp.ClientConnectorError:
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError):
        raise aiohttp.ClientError("the connection broke") from None


async def _read(response: aiohttp.ClientResponse) -> bytes:
    chunks = bytearray()
    async for chunk in response.content.iter_chunked(65536):
        chunks += chunk
        if len(chunks) > MAX_BODY:
            raise Malformed("the answer is too large")
    return bytes(chunks)
