"""Run the bot: start and stop everything in order, and explain plainly why it can't start."""

from __future__ import annotations

import asyncio
import logging
import secrets
import signal
import sqlite3
from contextlib import AsyncExitStack, suppress
from urllib.parse import urlsplit

import discord
from sqlalchemy.exc import DatabaseError, OperationalError

from bot.client import EarshotBot
from bot.config.settings import Settings
from bot.container import Container, open_container
from bot.doctor.checks import at_start
from bot.exits import CANNOT_START
from bot.garbage_collection import freeze_imports, thaw
from bot.storage.errors import NotSaved, StorageError
from bot.storage.troubles import database_file
from bot.toolkit.discord_internals import leave_out_voice, use_api
from bot.toolkit.discord_refusals import UNREACHABLE, for_good, refusal_of
from bot.web.server import WebAddress, WebServer

_log = logging.getLogger(__name__)

_FIRST_DELAY = 2
_MAX_DELAY = 60
_DRAIN_SECONDS = 8


async def run(settings: Settings) -> int:
    """Run until SIGTERM or SIGINT; return the exit code."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    for finding in await asyncio.to_thread(at_start, settings):
        _log.warning("%s: %s; to fix it: %s", finding.check, finding.what, finding.fix)
    try:
        async with open_container(settings) as container:
            # For a host who has changed the database by hand.
            loop.add_signal_handler(signal.SIGUSR1, container.changes.anything)
            return await _serve(settings, container, stop)
    except NotSaved as error:
        # Not CANNOT_START: the problem may be gone when a supervisor restarts the bot.
        _log.critical("the database can't be used right now: %s", error)
        return 1
    except StorageError as error:
        _log.critical("the data can't be used: %s", error)
    except (OperationalError, sqlite3.OperationalError) as error:
        reason = getattr(error, "orig", None) or error
        _log.critical("the database can't be used right now (%s): is the disk full?", reason)
        return 1
    except (DatabaseError, sqlite3.DatabaseError) as error:
        file = database_file(settings.database_url)
        kind = type(error).__name__
        _log.critical("the data can't be used: %s is damaged (%s). Restore a backup", file, kind)
    return CANNOT_START


async def _serve(settings: Settings, container: Container, stop: asyncio.Event) -> int:
    running: list[EarshotBot] = []
    address = WebAddress(
        host=settings.web_host,
        port=settings.web_port,
        public_url=settings.public_url,
        accounts_url=settings.spotify_accounts_url,
        callback_path=urlsplit(settings.redirect_uri).path,
        discord_url=settings.discord_app_url,
        instance=secrets.token_hex(8),
        trusted_proxies=settings.trusted_proxies,
    )
    web = WebServer(
        container.linking.browser,
        address,
        ready=lambda: bool(running) and running[-1].is_ready() and not container.accounts.unsaved,
        observe=container.metrics.web,
    )
    async with AsyncExitStack() as stack:
        try:
            await web.start()
            stack.push_async_callback(web.stop)
            metrics = container.metrics.served(settings.web_host, settings.metrics_port)
            stack.enter_context(metrics)
        except OSError as error:
            _log.critical(
                "port %d (or METRICS_PORT) of %s can't be used (%s). Is another Earshot running? "
                "If not, set WEB_PORT to another port",
                settings.web_port,
                settings.web_host,
                error.strerror,
            )
            return CANNOT_START
        return await _connect(settings, container, running, stop)


async def _connect(
    settings: Settings, container: Container, running: list[EarshotBot], stop: asyncio.Event
) -> int:
    use_api(settings.discord_api_url)
    leave_out_voice()
    # EarshotBot.on_ready does the same with what is made while connecting.
    freeze_imports()
    message_content, delay = True, _FIRST_DELAY
    while True:
        bot = EarshotBot(settings, container, message_content=message_content)
        running[:] = [bot]
        try:
            return await _until_stopped(bot, settings, stop)
        except discord.PrivilegedIntentsRequired:
            if not message_content:
                _log.critical("Discord refuses the intents, even without message content")
                return CANNOT_START
            message_content = False
            _log.warning(
                "Discord refuses the message content intent, so commands with the prefix %s work "
                "only in direct messages and after a mention. To fix it, turn on Message Content "
                "Intent in the developer portal, under Bot, and start the bot again",
                settings.command_prefix,
            )
            continue
        except Exception as error:
            reason = for_good(error)
            if reason is not None:
                _log.critical(reason)
                return CANNOT_START
            if bot.was_ready:
                delay = _FIRST_DELAY
            _log_disconnect(error, delay, was_ready=bot.was_ready)
            # The next bot replaces this one, which was excluded from collections.
            thaw()
        if await _stopped_within(stop, delay):
            return 0
        delay = min(delay * 2, _MAX_DELAY)


def _log_disconnect(error: Exception, delay: int, *, was_ready: bool) -> None:
    """Log why the connection failed; re-raise an unknown error if the bot was never ready."""
    refusal = refusal_of(error)
    if refusal is not None:
        _log.error("Discord refuses: %s. Trying again in %d s", refusal, delay)
    elif isinstance(error, UNREACHABLE):
        _log.error(
            "Discord can't be reached (%s). Check this computer's network, and "
            "DISCORD_API_URL if it is set. Trying again in %d s",
            type(error).__name__,
            delay,
        )
    elif isinstance(error, NotSaved):
        _log.error("the database can't be used right now (%s). Trying again in %d s", error, delay)
    elif isinstance(error, discord.ConnectionClosed):
        _log.error(
            "Discord closed the connection (code %d). Trying again in %d s", error.code, delay
        )
    elif was_ready:
        _log.error("lost the connection to Discord. Trying again in %d s", delay, exc_info=error)
    else:
        raise error


async def _stopped_within(stop: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return False
    return True


async def _until_stopped(bot: EarshotBot, settings: Settings, stop: asyncio.Event) -> int:
    token = settings.discord_token.reveal()
    async with bot:
        serving = asyncio.create_task(bot.start(token))
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if serving.done():
            stopping.cancel()
            await serving
            return 1
        _log.info("stopping")
        if not await bot.running.drain(_DRAIN_SECONDS):
            _log.warning("some commands didn't finish within %d s", _DRAIN_SECONDS)
        await bot.close()
        with suppress(Exception):
            await serving
    return 0
