"""A change is sent once, also where a kept connection breaks under it."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.http.errors import Unavailable
from bot.http.exchange import exchange, new_session


@pytest.fixture
async def seen() -> AsyncIterator[tuple[str, Counter[str]]]:
    """A server that answers GET /well and breaks the connection under all else."""
    counted: Counter[str] = Counter()

    async def answer(request: web.Request) -> web.Response:
        counted[request.method] += 1
        if request.path == "/well":
            return web.json_response({})
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    app = web.Application()
    app.router.add_route("*", "/{rest}", answer)
    async with TestServer(app) as server:
        yield str(server.make_url("/")), counted


@pytest.mark.parametrize("method", ["PUT", "DELETE", "POST"])
async def test_a_change_is_not_sent_again(seen: tuple[str, Counter[str]], method: str) -> None:
    address, counted = seen
    async with new_session() as session:
        await exchange(session, "GET", address + "well", headers={})
        with pytest.raises(Unavailable) as raised:
            await exchange(session, method, address + "bad", headers={"Authorization": "secret"})
    assert counted[method] == 1
    assert "secret" not in repr(raised.value)
    assert raised.value.__cause__ is None
