"""The bot: builds and connects everything that talks to Discord."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Collection
from contextlib import AbstractContextManager, nullcontext, suppress
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.build_cogs import CogDependencies, build_cogs
from bot.config.settings import Settings
from bot.container import Container
from bot.garbage_collection import freeze, thaw
from bot.notifications.breakages import Breakages
from bot.request_ids import begin_request
from bot.toolkit.auto_defer import AutoDefer
from bot.toolkit.bot_host import BotHost
from bot.toolkit.button_icons import ButtonIcons
from bot.toolkit.channel_rights import ChannelRights
from bot.toolkit.chatter import Chatter
from bot.toolkit.command_mentions import CommandMentions
from bot.toolkit.command_parser import begins_command, read_command
from bot.toolkit.component_router import ComponentDispatcher
from bot.toolkit.connection_options import options
from bot.toolkit.context import Context
from bot.toolkit.cooldowns import CommandUses
from bot.toolkit.decorators import offer_where_they_work
from bot.toolkit.discord_internals import Tree, parsers_of, slash_side
from bot.toolkit.error_responder import ErrorResponder
from bot.toolkit.event_age import EventAge
from bot.toolkit.event_intake import EventIntake
from bot.toolkit.fault_reporting import FaultReporter, watch_autocomplete
from bot.toolkit.gateway import find_gateway, skip_programs, skip_unreadable
from bot.toolkit.gateway_handover import GatewayHandover
from bot.toolkit.interaction_retries import CarefulAnswers
from bot.toolkit.link_offers import LinkOffers
from bot.toolkit.pasted_messages import PastedMessages
from bot.toolkit.presence_intake import take_presences
from bot.toolkit.privileged_intents import Intent
from bot.toolkit.request_scope import RequestScope, kind_of
from bot.toolkit.rest_retries import install
from bot.toolkit.running_commands import RunningCommands
from bot.toolkit.server_managers import ServerManagers
from bot.toolkit.server_membership import ServerMembership
from bot.toolkit.server_rules import ServerRulesCheck
from bot.toolkit.slash_options import check_whole
from bot.toolkit.slash_sync import known_ids, sync_if_changed
from bot.toolkit.translator import Translator
from bot.toolkit.unseen_answers import would_be_unseen
from bot.toolkit.waiting_command_runner import WaitingCommandRunner

_log = logging.getLogger(__name__)


class CommandTree(Tree):
    """Slash commands and menus: in the person's language, and acknowledged in time."""

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        """Set the language of every interaction."""
        bot: EarshotBot = interaction.client
        await bot.request_scope.begin(interaction)
        check_whole(interaction)
        return True

    async def handle(self, interaction: discord.Interaction[Any]) -> None:
        """Run the command; acknowledge it in time, and count it."""
        bot: EarshotBot = interaction.client
        begin_request(kind_of(interaction))
        with bot.running.track(), bot.acknowledging.in_time(interaction):
            try:
                await super().handle(interaction)
            except app_commands.AppCommandError:
                raise
            except Exception as error:
                # It failed before reaching the command (looking up the person's language, say).
                await bot.failed(interaction, error)


class EarshotBot(commands.AutoShardedBot):
    """Answers commands; keeps no state that a restart would lose."""

    def __init__(
        self,
        settings: Settings,
        container: Container,
        handover: GatewayHandover,
        *,
        privileged: Collection[Intent] = frozenset({"message_content"}),
    ) -> None:
        super().__init__(
            # bot/toolkit/command_parser.py reads messages: it knows each server's prefix.
            command_prefix=commands.when_mentioned,
            tree_cls=CommandTree,
            owner_ids=settings.owner_ids,
            shard_count=settings.shard_count,
            **options(privileged, settings.shard_ids),
        )
        self.age = EventAge()
        self.intake = EventIntake(parsers_of(self), self.age)
        self.handover = handover
        take_presences(container.music.presences, settings.spotify_api_url, parsers_of(self))
        skip_programs(parsers_of(self))
        skip_unreadable(parsers_of(self))
        self._settings, self._container = settings, container
        self.slash_ids: dict[str, int] = {}
        self.running, self.was_ready = RunningCommands(), False
        self.chatter, self.places = Chatter(), ChannelRights()
        self.icons = ButtonIcons(CommandMentions(self.walk_commands, self.slash_ids))
        acknowledged = container.metrics.acknowledged
        self._requests = CarefulAnswers(lambda: self.application_id, self.icons, acknowledged)
        self.acknowledging = AutoDefer(self._requests.is_begun, self.age)
        self.server_rules = ServerRulesCheck(container.accounts.rules)
        self.request_scope = RequestScope(container.accounts.preferences)
        self.host = BotHost(self, settings.owner_ids)
        self._membership = ServerMembership(self, container.accounts.known_servers)
        self._managers = ServerManagers(self, self._membership)
        self._offers = LinkOffers(container.linking.issuer)
        self._waiting = WaitingCommandRunner(
            self,
            container.accounts.waiting,
            self._offers,
            container.outbox,
            container.music.players,
            self.request_scope,
        )
        linking, prefix = container.linking, settings.command_prefix
        self._direct = PastedMessages(self, linking.paste, linking.confirm_code, prefix)
        self._faults = FaultReporter(Breakages(container.outbox, time.time), container.metrics)
        self._errors = errors = ErrorResponder(self._faults, self._waiting)
        scope, running, shown_at = self.request_scope, self.running, self._requests.shown_at
        self._components = ComponentDispatcher(
            scope, running, self.acknowledging, self.server_rules, errors, shown_at
        )
        self.add_check(self.server_rules.check)
        self.add_check(self.intake.check)
        self.tree.error(self.failed)

    async def setup_hook(self) -> None:
        """Add the cogs and update Discord's list of slash commands."""
        self._faults.watch_tasks()
        install(self.http, self.icons)
        self._requests.install()
        self._container.metrics.gateway_starts_left.set(await find_gateway(self.http))
        self._waiting.keep_payloads()
        await self._container.apps.registry.clear_configured_problems()
        self._container.apps.seats.ask_who_may_share(self._managers.may_manage)
        for cog in self.make_cogs():
            self._components.routes.add(cog)
            await self.add_cog(cog)
        self._container.counts.share("command", CommandUses(self))
        self._container.counts.share("press", self._components.limits)
        offer_where_they_work(self.tree)
        watch_autocomplete(self.tree, self._faults.report_autocomplete)
        await self.tree.set_translator(Translator())
        await sync_if_changed(self.tree, self._container.settings, self._settings.dev_guild_id)
        kept, guild = self._container.settings, self._settings.dev_guild_id
        self.slash_ids.update(await known_ids(self.tree, kept, guild))
        await self._container.accounts.roles.register()

    async def before_identify_hook(self, shard_id: int | None, /, *, initial: bool = False) -> None:
        """Take over what the process before this one has left, before anything new is taken."""
        if shard_id is not None:
            await self.handover.take(self.application_id or 0, shard_id)
        await super().before_identify_hook(shard_id, initial=initial)

    def make_cogs(self) -> tuple[commands.Cog, ...]:
        """Build every cog from the services it calls."""
        kit = CogDependencies(
            self._container,
            self._settings,
            self._offers,
            self._waiting,
            self._components,
            self.host,
            self._managers,
            self._membership,
            self._faults,
        )
        return build_cogs(self, kit)

    async def prefix_in(self, guild: discord.Guild | None) -> str:
        """Return the prefix that commands have in a server."""
        return await self.server_rules.prefix(guild, self._settings.command_prefix)

    async def invoke(self, ctx: Any, /) -> None:
        """Run a command, counted so that a stop can wait for it."""
        if would_be_unseen(self.places, ctx):
            _log.info("%s is not run: its answer would not be seen", ctx.command.qualified_name)
            return
        with self.running.track():
            await super().invoke(ctx)

    async def get_context(self, origin: Any, /, *, cls: Any = Context) -> Any:
        """Return our own context for a command; messages are read the way people write them."""
        if isinstance(origin, discord.Message):
            return await read_command(self, origin, cls, await self.prefix_in(origin.guild))
        return await super().get_context(origin, cls=cls)

    async def on_ready(self) -> None:
        """Remember that the connection worked once, log it, and keep collections short."""
        if self.was_ready:
            thaw()
        self.was_ready = True
        freeze()
        _log.info("ready as %s in %d servers", self.user, len(self.guilds))

    async def on_message(self, message: discord.Message) -> None:
        """Answer a message, counted from here on so that a stop waits for it."""
        with self.running.track():
            if await self._is_for_us(message):
                begin_request("message")
                await self.request_scope.begin(message)
                if not await self._direct.handle(message):
                    await self.process_commands(message)
            else:
                await self.chatter.heard(message)

    async def _is_for_us(self, message: discord.Message) -> bool:
        """Whether a message is more than chatter in a server, which must cost next to nothing."""
        if message.guild is None or self._direct.may_handle(message):
            return True
        return begins_command(self, message, await self.prefix_in(message.guild))

    async def on_command_completion(self, context: Any, /) -> None:
        """Count a command that was answered."""
        self._faults.answered(context)

    async def on_app_command_completion(
        self, interaction: discord.Interaction[Any], command: object, /
    ) -> None:
        """Count a menu that was answered; slash commands are counted with the written ones."""
        if isinstance(command, app_commands.ContextMenu):
            self._faults.answered(interaction)

    async def on_command_error(self, context: Any, error: commands.CommandError, /) -> None:
        """Answer every failed command with words; nothing that was asked stays unanswered."""
        if isinstance(error, commands.CommandNotFound) and not self._addressed(context):
            return
        with self.running.track(), self._in_time(context):
            await self._errors.respond(context, error)

    def _in_time(self, context: Any) -> AbstractContextManager[None]:
        interaction = context.interaction
        return nullcontext() if interaction is None else self.acknowledging.in_time(interaction)

    async def failed(self, interaction: discord.Interaction[Any], error: Exception) -> None:
        """Explain a slash command or menu that failed; autocomplete gets no choices."""
        if interaction.type is discord.InteractionType.autocomplete:
            await self._faults.report_autocomplete(interaction, error)
            with suppress(discord.HTTPException, discord.InteractionResponded):
                await interaction.response.autocomplete([])
            return
        mismatch = isinstance(error, app_commands.CommandSignatureMismatch)
        if mismatch or isinstance(interaction.command, app_commands.ContextMenu):
            with self.running.track():
                await self._errors.respond(interaction, error)
            return
        context = await self.get_context(interaction)
        # If it failed early, this is still the slash side of a hybrid command.
        context.command = slash_side(context.command)
        await self.on_command_error(context, error)  # type: ignore[arg-type]

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        """Report an error in an event handler: there is no one to answer."""
        del args, kwargs
        error = sys.exc_info()[1]
        if error is not None:
            await self._faults.report_background(f"event {event_method.removeprefix('on_')}", error)

    def _addressed(self, context: Any) -> bool:
        mentioned = (context.prefix or "").startswith("<@")
        return context.guild is None or mentioned
