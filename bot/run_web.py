"""`python -m bot web`: only the endpoint, for hosts with several processes.

It has no connection to Discord's gateway. Bots tell people how their links ended.
"""

from __future__ import annotations

import asyncio

from bot.config.settings import Settings
from bot.container import Container
from bot.endpoint import PortUnusable, serving_endpoint
from bot.exits import CANNOT_START
from bot.garbage_collection import freeze_imports
from bot.same_settings import compare_settings
from bot.start import serve_until_stopped


async def run(settings: Settings) -> int:
    """Serve the endpoint until SIGTERM or SIGINT; return the exit code."""
    return await serve_until_stopped(settings, serve)


async def serve(settings: Settings, container: Container, stop: asyncio.Event) -> int:
    """Serve the endpoint until `stop` is set; it's ready while the database answers."""
    freeze_imports()
    await compare_settings(settings, container.settings)

    async def ready() -> bool:
        return not container.accounts.unsaved and await container.answers()

    try:
        async with serving_endpoint(settings, container, ready):
            await stop.wait()
    except PortUnusable:
        return CANNOT_START
    return 0
