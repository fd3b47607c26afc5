"""Runs a command later, once its person has linked, allowed more, or chosen a device.

What Discord sent is stored encrypted in the database: of a message its ID, of an interaction all
of it (its token is valid for fifteen minutes). So exactly the same command runs, even after a
restart.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any, cast

import discord
from discord.ext import commands

from bot.accounts.errors import LinkDead, LinkNeeded, MissingScopes, NotSaved
from bot.accounts.waiting_commands import (
    CommandOrigin,
    InteractionOrigin,
    MessageOrigin,
    WaitingCommands,
)
from bot.apps.errors import NeedsConsent, NoFreeSeat
from bot.http.errors import ServiceError
from bot.linking.errors import TooManyLinks
from bot.linking.offers import Wish
from bot.music.player import Players
from bot.notifications.kinds import LinkEnded
from bot.notifications.outbox import Outbox
from bot.request_ids import begin_request
from bot.spotify.errors import NoActiveDevice
from bot.storage.ticket_records import LinkPurpose
from bot.toolkit.answers import answer_interaction, answer_origin, explain_at, is_deferred_in_public
from bot.toolkit.channel_rights import is_stub
from bot.toolkit.command_origin import Origin, interaction_of, person_of
from bot.toolkit.context import PAYLOAD, Context
from bot.toolkit.discord_internals import interaction_from, parsers_of, run_command_of
from bot.toolkit.link_offers import LinkOffers
from bot.toolkit.request_scope import RequestScope
from bot.toolkit.types import Interaction
from bot.ui import buttons
from bot.ui.language import _
from bot.ui.notices import notice_view
from bot.ui.offers import consent_view
from bot.ui.player import choose_device_view
from bot.ui.words.errors import explain, unwrapped

_log = logging.getLogger(__name__)
_PAYLOADS = 500
_COMMAND = 2


class WaitingCommandRunner:
    """Stores commands, asks for what they need, and runs them."""

    def __init__(
        self,
        bot: commands.AutoShardedBot,
        waiting: WaitingCommands,
        offers: LinkOffers,
        outbox: Outbox,
        players: Players,
        request_scope: RequestScope,
    ) -> None:
        self._bot = bot
        self._outbox = outbox
        self._waiting = waiting
        self._offers = offers
        self._players = players
        self._request_scope = request_scope
        self._payloads: OrderedDict[int, dict[str, Any]] = OrderedDict()

    def keep_payloads(self) -> None:
        """Remember recent interactions as Discord sent them: discord.py keeps only parts."""
        parsers = parsers_of(self._bot)
        parse = parsers["INTERACTION_CREATE"]

        def remember(data: Any) -> None:
            self._payloads[int(data["id"])] = data
            while len(self._payloads) > _PAYLOADS:
                self._payloads.popitem(last=False)
            parse(data)

        parsers["INTERACTION_CREATE"] = remember

    async def offer_fix(self, origin: Origin, error: BaseException) -> bool:
        """Ask for what a failed command needs, if one press can fix it; True if it asked."""
        cause = unwrapped(error)
        if isinstance(cause, NeedsConsent):
            await answer_origin(origin, consent_view(cause.owner, cause.client_id, None))
            return True
        try:
            if isinstance(cause, LinkNeeded):
                await self._ask_for_link(origin, cause)
            elif isinstance(cause, NoActiveDevice):
                return await self._ask_for_device(origin)
            else:
                return False
        except (NoFreeSeat, NotSaved, TooManyLinks) as no_link:
            await explain_at(origin, no_link)
        if isinstance(cause, LinkDead):
            with suppress(NotSaved):
                await self._outbox.mark_told(person_of(origin).id, LinkEnded)
        return True

    async def offer_for(self, interaction: Interaction, waiting: str) -> bool:
        """Send the link that a waiting command needs; False if the command is someone else's."""
        scopes = await self._waiting.scopes(waiting, interaction.user.id)
        if scopes is None:
            return False
        await self._offers.send(interaction, Wish(scopes, waiting, "renew"))
        return True

    async def agreed(self, interaction: Interaction, client_id: str, waiting: str) -> None:
        """Send a link through a member's app, which the person has agreed to."""
        scopes = await self._waiting.scopes(waiting, interaction.user.id)
        wish = Wish(agreed_to=client_id)
        if scopes is not None:
            wish = Wish(scopes, waiting, "renew", client_id)
        await self._offers.send(interaction, wish)

    async def there(self, waiting: Iterable[str]) -> frozenset[str]:
        """Return which of these commands would run now."""
        return await self._waiting.runnable(waiting)

    async def keep(self, origin: Origin, scopes: frozenset[str]) -> str:
        """Store a command that waits for its person's answer; return its ID."""
        return await self._keep(origin, scopes)

    async def is_of(self, waiting: str, person: int) -> bool:
        """Whether a waiting command still exists and belongs to this person."""
        return await self._waiting.scopes(waiting, person) is not None

    async def run(self, waiting: str) -> bool:
        """Run a waiting command; False when it is gone, too old, or its person has left."""
        command = await self._waiting.take(waiting)
        if command is None:
            return False
        try:
            if isinstance(command.origin, MessageOrigin):
                return await self._run_message(command.discord_id, command.origin)
            return await self._run_interaction(command.origin.payload)
        except discord.HTTPException as failure:
            _log.info("a waiting command could not run: HTTP %s", failure.status)
            return False

    async def _ask_for_link(self, origin: Origin, error: LinkNeeded) -> None:
        waiting = await self._keep(origin, error.needed)
        if not _others_see(origin):
            wish = Wish(error.needed, waiting, _purpose(error))
            await self._offers.send(origin, wish, why=error)
            return
        label = _("Allow") if isinstance(error, MissingScopes) else _("Link Spotify")
        ask = [buttons.allow_button(waiting, label)]
        interaction = interaction_of(origin)
        if interaction is not None:
            view = notice_view(explain(error, prefix="/"), ask)
            await answer_interaction(interaction, view, private=False)
        elif isinstance(origin, Context):
            await origin.show(notice_view(explain(error, prefix=origin.clean_prefix), ask))

    async def _ask_for_device(self, origin: Origin) -> bool:
        person = person_of(origin).id
        try:
            devices = await self._players.devices(person)
        except ServiceError:
            return False
        waiting = await self._keep(origin, frozenset())
        await answer_origin(origin, choose_device_view(devices, waiting))
        return True

    async def _keep(self, origin: Origin, scopes: frozenset[str]) -> str:
        interaction = interaction_of(origin)
        kept: CommandOrigin
        if interaction is not None:
            known = self._payloads.get(interaction.id)
            kept = InteractionOrigin(known or interaction.extras.get(PAYLOAD))
            guild_id = interaction.guild_id
        else:
            message = cast(Context, origin).message
            kept = MessageOrigin(message.channel.id, message.id)
            guild_id = message.guild.id if message.guild is not None else None
        person = person_of(origin).id
        return await self._waiting.put(person, scopes, kept, guild_id=guild_id)

    async def _run_message(self, person: int, origin: MessageOrigin) -> bool:
        where = origin.channel_id
        channel = self._bot.get_channel(where) or await self._bot.fetch_channel(where)
        if not isinstance(channel, discord.abc.Messageable):
            return False
        message = await channel.fetch_message(origin.message_id)
        if message.guild is not None:
            # Someone who has left the server in the meantime isn't answered there.
            message.author = await message.guild.fetch_member(person)
            if not _may_see(channel, message.author):
                return False
        begin_request("message")
        await self._request_scope.begin(message)
        ctx: Context = await self._bot.get_context(message, cls=Context)
        ctx.is_resumed = True
        await self._bot.invoke(ctx)
        return True

    async def _run_interaction(self, payload: Mapping[str, object] | None) -> bool:
        if not payload:
            return False
        interaction: Interaction = interaction_from(self._bot, payload)
        interaction.extras[PAYLOAD] = payload
        guild = self._bot.get_guild(interaction.guild_id or 0)
        if guild is not None:
            person = await guild.fetch_member(interaction.user.id)
            if not _may_see(guild.get_channel(interaction.channel_id or 0), person):
                return False
        if payload["type"] == _COMMAND:
            await run_command_of(self._bot.tree, interaction)
        else:
            self._bot.dispatch("interaction", interaction)
        return True


def _others_see(origin: Origin) -> bool:
    """Whether the next answer can't be private for sure."""
    interaction = interaction_of(origin)
    if interaction is not None:
        return is_deferred_in_public(interaction)
    return isinstance(origin, Context) and origin.guild is not None


def _purpose(error: LinkNeeded) -> LinkPurpose:
    """Wider and renewed links keep their Spotify account; only damaged ones need not."""
    return "renew" if isinstance(error, LinkDead | MissingScopes) else "link"


def _may_see(channel: object, person: discord.Member) -> bool:
    """Whether a member can still see a channel; if the bot can't tell, the server decides."""
    if isinstance(channel, discord.abc.GuildChannel) and not is_stub(channel):
        return channel.permissions_for(person).view_channel
    return True
