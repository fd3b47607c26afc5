"""`python -m bot`: the bot, connected to its shards of Discord's gateway, and its endpoint."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from urllib.parse import urlsplit

import discord

from bot.client import EarshotBot
from bot.config.settings import Settings
from bot.container import Container
from bot.doctor.checks import examine
from bot.endpoint import PortUnusable, serving_endpoint
from bot.exits import CANNOT_START
from bot.garbage_collection import freeze_imports, thaw
from bot.same_settings import note_settings
from bot.start import serve_until_stopped
from bot.status.pages import StatusPages
from bot.status.sign_in import OwnerSignIn
from bot.storage.errors import NotSaved
from bot.toolkit.aux_room import AuxRoom
from bot.toolkit.discord_internals import (
    hold_sessions,
    leave_out_voice,
    leave_sessions_open,
    use_api,
)
from bot.toolkit.discord_refusals import UNREACHABLE, for_good, refusal_of
from bot.toolkit.gateway_handover import GatewayHandover
from bot.toolkit.privileged_intents import tell_host, wanted_intents, without_refused
from bot.trusted_proxies import Proxies
from bot.web.aux_page import AuxPages
from cogs.aux import AuxCog

_log = logging.getLogger(__name__)

_FIRST_DELAY = 2
_MAX_DELAY = 60
_DRAIN_SECONDS = 8


async def run(settings: Settings) -> int:
    """Run the bot, with its endpoint, until SIGTERM or SIGINT; return the exit code."""
    return await serve_until_stopped(settings, _serve)


async def _serve(settings: Settings, container: Container, stop: asyncio.Event) -> int:
    running: list[EarshotBot] = []
    handover = GatewayHandover(container.gateway_sessions)

    async def ready() -> bool:
        connected = bool(running) and running[-1].is_ready() and handover.finished
        return connected and not container.accounts.unsaved and await container.answers()

    await container.processes.claim_shards(_shards(settings))
    await note_settings(settings, container.settings)
    status = _status(settings, container, running)
    try:
        more = (status, _aux_pages(settings, running))
        async with serving_endpoint(settings, container, ready, more):
            status.announce()
            return await _connect(settings, container, handover, running, stop)
    except PortUnusable:
        return CANNOT_START


def _status(settings: Settings, container: Container, running: Sequence[EarshotBot]) -> StatusPages:
    async def is_owner(person: int) -> bool:
        with suppress(discord.HTTPException):
            return bool(running) and person in await running[-1].host.ids()
        return False

    sign_in = None if container.discord is None else OwnerSignIn(container.discord, is_owner)
    base = urlsplit(settings.public_url).path.rstrip("/")
    return StatusPages(lambda: examine(settings), sign_in, settings.public_url, base)


def _aux_pages(settings: Settings, running: Sequence[EarshotBot]) -> AuxPages:
    def room() -> AuxRoom | None:
        cog = running[-1].get_cog("Aux") if running else None
        return cog.room if isinstance(cog, AuxCog) else None

    base = urlsplit(settings.public_url).path.rstrip("/")
    return AuxPages(room, settings.public_url, base, Proxies(settings.trusted_proxies))


def _shards(settings: Settings) -> Sequence[int]:
    """Return this process's shards; one that runs all of them has the first one in any case."""
    return settings.shard_ids or range(settings.shard_count or 1)


async def _connect(
    settings: Settings,
    container: Container,
    handover: GatewayHandover,
    running: list[EarshotBot],
    stop: asyncio.Event,
) -> int:
    use_api(settings.discord_api_url)
    leave_out_voice()
    # EarshotBot.on_ready does the same with what is made while connecting.
    freeze_imports()
    wanted = allowed = wanted_intents(settings.features)
    delay = _FIRST_DELAY
    while True:
        handover.start_over()
        bot = EarshotBot(settings, container, handover, privileged=allowed)
        running[:] = [bot]
        try:
            return await _until_stopped(bot, settings, stop)
        except discord.PrivilegedIntentsRequired:
            if not allowed:
                _log.critical("Discord refuses the intents, even without message content")
                return CANNOT_START
            refused_before = wanted - allowed
            allowed = without_refused(allowed, bot.application_flags)
            tell_host(wanted - allowed - refused_before, settings.command_prefix)
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
            await handover.leave()
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
        left = await _hand_over(bot)
        if left:
            leave_sessions_open(bot)
        await bot.close()
        with suppress(Exception):
            await serving
    return 0


async def _hand_over(bot: EarshotBot) -> bool:
    """Take nothing more, and finish what runs; whether the next process gets what comes now."""
    bot.intake.stopped = True
    application, shards = bot.application_id or 0, bot.shard_count or 1
    held = hold_sessions(bot)
    sessions = [bot.handover.as_left(one, application, shards, bot.age) for one in held]
    saving, draining = bot.handover.leave(sessions), bot.running.drain(_DRAIN_SECONDS)
    left, drained = await asyncio.gather(saving, draining)
    if not drained:
        _log.warning("some commands didn't finish within %d s", _DRAIN_SECONDS)
    return left
