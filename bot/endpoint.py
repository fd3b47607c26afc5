"""The endpoint of every process: the link pages, health, readiness, and metrics on their own port.

Which process serves a page doesn't matter: everything about a link is in the database.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from urllib.parse import urlsplit

from bot.config.settings import Settings
from bot.container import Container
from bot.loop_lag import LoopLag
from bot.web.server import Pages, WebAddress, WebServer

_log = logging.getLogger(__name__)


class PortUnusable(Exception):
    """The endpoint can't listen on its port."""


@asynccontextmanager
async def serving_endpoint(
    settings: Settings,
    container: Container,
    ready: Callable[[], Awaitable[bool]],
    more: Sequence[Pages] = (),
) -> AsyncIterator[None]:
    """Serve the endpoint; `ready` tells whether this process does its work. Raises PortUnusable."""
    web = WebServer(
        container.linking.browser,
        _address(settings),
        ready=ready,
        observe=container.metrics.web,
        more=more,
    )
    async with AsyncExitStack() as stack:
        try:
            await web.start()
            stack.push_async_callback(web.stop)
            metrics = container.metrics.served(settings.web_host, settings.metrics_port)
            stack.enter_context(metrics)
            if settings.metrics_port is not None:
                stack.enter_context(LoopLag(container.metrics.loop_lag).measured())
        except OSError as error:
            _log.critical(
                "port %d (or METRICS_PORT) of %s can't be used (%s). Is another Earshot running? "
                "If not, set WEB_PORT to another port",
                settings.web_port,
                settings.web_host,
                error.strerror,
            )
            raise PortUnusable from None
        yield


def _address(settings: Settings) -> WebAddress:
    return WebAddress(
        host=settings.web_host,
        port=settings.web_port,
        public_url=settings.public_url,
        accounts_url=settings.spotify_accounts_url,
        callback_path=urlsplit(settings.redirect_uri).path,
        discord_url=settings.discord_app_url,
        instance=secrets.token_hex(8),
        trusted_proxies=settings.trusted_proxies,
    )
