"""Carrying a command out after its person has linked, allowed more, or chosen a device.

What Discord sent is kept, sealed, in the database: a message by its ID, an interaction whole (its
token lives for fifteen minutes). So it works over a restart, with exactly the same command.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, cast

import discord
from discord import ui
from discord.ext import commands

from bot.accounts.deferred_commands import DeferredCommands
from bot.accounts.errors import LinkDead, LinkNeeded, MissingScopes, NotSaved
from bot.apps.errors import NeedsConsent, NoFreeSeat
from bot.http.errors import ServiceError
from bot.linking.errors import TooManyLinks
from bot.linking.tickets import Offer, Purpose, TicketIssuer, Wish
from bot.music.player import Players
from bot.notifications.outbox import Outbox
from bot.spotify.errors import NoActiveDevice
from bot.toolkit.channel_rights import is_stub
from bot.toolkit.command_origin import Origin, asker_of, explain_at, interaction_of, person_of, show
from bot.toolkit.context import Context, answer_privately
from bot.toolkit.discord_internals import interaction_from, parsers_of, run_command_of
from bot.toolkit.locale import LocaleResolver
from bot.toolkit.stored_messages import delivery_of
from bot.ui import buttons
from bot.ui.errors import explain, unwrapped
from bot.ui.language import _
from bot.ui.notices import notice_view
from bot.ui.offers import consent_view, needed_view, offer_view
from bot.ui.player import choose_device_view

_log = logging.getLogger(__name__)
_PAYLOADS = 500
_COMMAND = 2

Interaction = discord.Interaction[Any]


class DeferredCommandRunner:
    """Keeps commands, asks for what they need, and carries them out."""

    def __init__(
        self,
        bot: commands.AutoShardedBot,
        waiting: DeferredCommands,
        desk: TicketIssuer,
        letters: Outbox,
        players: Players,
        tongue: LocaleResolver,
    ) -> None:
        self._bot = bot
        self._letters = letters
        self._waiting = waiting
        self._desk = desk
        self._players = players
        self._tongue = tongue
        self._payloads: OrderedDict[int, dict[str, Any]] = OrderedDict()

    def watch(self) -> None:
        """Remember the newest interactions as Discord sent them: discord.py keeps only parts."""
        parsers = parsers_of(self._bot)
        parse = parsers["INTERACTION_CREATE"]

        def remember(data: Any) -> None:
            self._payloads[int(data["id"])] = data
            while len(self._payloads) > _PAYLOADS:
                self._payloads.popitem(last=False)
            parse(data)

        parsers["INTERACTION_CREATE"] = remember

    async def answered(self, origin: Origin, error: BaseException) -> bool:
        """Ask for what a failed command needs, if one press can mend it; True when asked."""
        cause = unwrapped(error)
        if isinstance(cause, NeedsConsent):
            await show(origin, consent_view(cause.owner, cause.client_id, None))
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
                await self._letters.knows(person_of(origin).id, "ended")
        return True

    async def offer_for(self, interaction: Interaction, waiting: str) -> bool:
        """Give whoever pressed the link their waiting command needs; False if it is not theirs."""
        scopes = await self._waiting.scopes(waiting, interaction.user.id)
        if scopes is None:
            return False
        await self.give_link(interaction, Wish(scopes, waiting, "renew"))
        return True

    async def agreed(self, interaction: Interaction, client_id: str, waiting: str) -> None:
        """Give whoever pressed a link through a member's app that they have agreed to."""
        scopes = await self._waiting.scopes(waiting, interaction.user.id)
        wish = Wish(agreed_to=client_id)
        if scopes is not None:
            wish = Wish(scopes, waiting, "renew", client_id)
        await self.give_link(interaction, wish)

    async def there(self, waiting: Iterable[str]) -> frozenset[str]:
        """Return which of these commands would be carried out now."""
        return await self._waiting.there(waiting)

    async def keep(self, origin: Origin, scopes: frozenset[str]) -> str:
        """Keep a command that waits for an answer of its person's; return its ID."""
        return await self._keep(origin, scopes)

    async def is_of(self, waiting: str, person: int) -> bool:
        """Whether a waiting command is still there and this person's."""
        return await self._waiting.scopes(waiting, person) is not None

    async def run(self, waiting: str) -> bool:
        """Carry a waiting command out; False when it is gone, too old, or its person has left."""
        command = await self._waiting.take(waiting)
        if command is None:
            return False
        try:
            if "message" in command.payload:
                return await self._run_message(command.discord_id, *command.payload["message"])
            return await self._run_interaction(command.payload["interaction"])
        except discord.HTTPException as failure:
            _log.info("a waiting command could not be carried out: HTTP %s", failure.status)
            return False

    async def _ask_for_link(self, origin: Origin, error: LinkNeeded) -> None:
        waiting = await self._keep(origin, error.needed)
        interaction = interaction_of(origin)
        wish = Wish(error.needed, waiting, _purpose(error))
        if interaction is not None:
            await self.give_link(interaction, wish, why=error)
            return
        ctx = cast(Context, origin)
        notice = explain(error, prefix=ctx.clean_prefix)
        if ctx.guild is None:
            offer = await self._desk.issue(asker_of(ctx), wish)
            message = await ctx.show(needed_view(notice, offer, error.needed))
            await self._remember(offer, delivery_of(ctx, message), waiting)
            return
        label = _("Allow") if isinstance(error, MissingScopes) else _("Link Spotify")
        await ctx.show(notice_view(notice, [buttons.allow_button(waiting, label)]))

    async def give_link(
        self, interaction: Interaction, wish: Wish | None = None, *, why: LinkNeeded | None = None
    ) -> None:
        """Give whoever asked a personal link, seen by them alone; `why` a command needs it.

        Where it would go through a member's app, they are asked whether they agree first.
        """
        wish = wish or Wish()
        privately = why is None and not interaction.response.is_done()
        if privately:
            await interaction.response.defer(ephemeral=True, thinking=True)
        try:
            offer = await self._desk.issue(asker_of(interaction), wish)
        except NeedsConsent as asked:
            view = consent_view(asked.owner, asked.client_id, wish.waiting)
            await _give(interaction, view, thought_privately=privately)
            return
        view = (
            offer_view(offer, carries_on=wish.waiting is not None)
            if why is None
            else needed_view(explain(why, prefix="/"), offer, wish.needed)
        )
        message = await _give(interaction, view, thought_privately=privately)
        if message is not None:
            await self._remember(offer, delivery_of(interaction, message), wish.waiting)

    async def _remember(
        self, offer: Offer, delivery: dict[str, str | int], waiting: str | None
    ) -> None:
        kept = delivery if waiting is None else {**delivery, "waiting": waiting}
        await self._desk.shown_in(offer.ref, kept)

    async def _ask_for_device(self, origin: Origin) -> bool:
        person = person_of(origin).id
        try:
            devices = await self._players.devices(person)
        except ServiceError:
            return False
        waiting = await self._keep(origin, frozenset())
        await show(origin, choose_device_view(devices, waiting))
        return True

    async def _keep(self, origin: Origin, scopes: frozenset[str]) -> str:
        interaction = interaction_of(origin)
        payload: dict[str, Any]
        if interaction is not None:
            known = self._payloads.get(interaction.id)
            payload = {"interaction": known or interaction.extras.get("payload")}
        else:
            message = cast(Context, origin).message
            payload = {"message": [message.channel.id, message.id]}
        return await self._waiting.put(person_of(origin).id, scopes, payload)

    async def _run_message(self, person: int, channel_id: int, message_id: int) -> bool:
        channel = self._bot.get_channel(channel_id) or await self._bot.fetch_channel(channel_id)
        if not isinstance(channel, discord.abc.Messageable):
            return False
        message = await channel.fetch_message(message_id)
        if message.guild is not None:
            # Somebody who has left the server meanwhile is not answered there.
            message.author = await message.guild.fetch_member(person)
            if not _may_see(channel, message.author):
                return False
        await self._tongue.speak_to(message)
        ctx: Context = await self._bot.get_context(message, cls=Context)
        ctx.again = True
        await self._bot.invoke(ctx)
        return True

    async def _run_interaction(self, payload: Any) -> bool:
        if not payload:
            return False
        interaction: Interaction = interaction_from(self._bot, payload)
        interaction.extras["payload"] = payload
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


async def _give(
    interaction: Interaction, view: ui.LayoutView, *, thought_privately: bool
) -> discord.Message | None:
    """Answer one person alone; a "thinking…" that only they see becomes the answer."""
    if thought_privately:
        return await interaction.followup.send(view=view, ephemeral=True, wait=True)
    return await answer_privately(interaction, view)


def _purpose(error: LinkNeeded) -> Purpose:
    """A wider or renewed link stays with its Spotify account; only a damaged one need not."""
    return "renew" if isinstance(error, LinkDead | MissingScopes) else "link"


def _may_see(channel: object, person: discord.Member) -> bool:
    """Whether a member is still in a channel; where the bot cannot tell, the server counts."""
    if isinstance(channel, discord.abc.GuildChannel) and not is_stub(channel):
        return channel.permissions_for(person).view_channel
    return True
