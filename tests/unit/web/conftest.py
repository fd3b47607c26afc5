"""Fixtures: every test gets its own server."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import pytest

from tests.unit.web.site import Site

MakeSite = Callable[..., Awaitable[Site]]


@pytest.fixture
async def make_site() -> AsyncIterator[MakeSite]:
    async with AsyncExitStack() as stack:

        async def make(**options: object) -> Site:
            made = await Site.start(**options)
            stack.push_async_callback(made.server.stop)
            return made

        yield make


@pytest.fixture
async def site(make_site: MakeSite) -> Site:
    return await make_site()
