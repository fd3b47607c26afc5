"""Makes answers live: from then on they follow someone's music."""

from __future__ import annotations

import discord

from bot.accounts.account import Accounts
from bot.accounts.presence_choice import PresenceChoice
from bot.music.listening import NowPlaying
from bot.music.live_message_schedule import LiveMessageSchedule, LiveRequest
from bot.spotify.playing import Playback
from bot.toolkit.context import Context
from bot.toolkit.live_message_rights import LiveMessageRights
from bot.toolkit.mutual_servers import NamedPerson
from bot.toolkit.now_playing_renderer import NowPlayingRenderer
from bot.toolkit.stored_messages import message_ref
from bot.toolkit.types import Interaction
from bot.ui.language import current_locale


class LiveMessages:
    """Begins, reschedules and ends live messages; a worker in bot/background updates them."""

    def __init__(
        self,
        schedule: LiveMessageSchedule,
        now_playing: NowPlayingRenderer,
        rights: LiveMessageRights,
        accounts: Accounts,
        presence: PresenceChoice | None,
    ) -> None:
        self._accounts = accounts
        self._presence = presence
        self._schedule = schedule
        self._now_playing = now_playing
        self._rights = rights

    async def begin(
        self,
        origin: Context | Interaction,
        message: discord.Message,
        who: NamedPerson,
        now: NowPlaying,
    ) -> None:
        """Make an answer live."""
        viewer = origin.viewer if isinstance(origin, Context) else origin.user.id
        guild_id = origin.guild.id if origin.guild is not None else None
        if not await self._rights.may_go_live(guild_id, who.id, viewer):
            return
        if now.from_discord and not await self._is_there(who.id, now):
            return
        request = LiveRequest(
            person=who.id,
            person_name=who.name,
            viewer=viewer,
            style=await self._now_playing.style_of(viewer, origin.guild),
            guild_id=guild_id,
            language=current_locale(),
        )
        begun = await self._schedule.begin(message_ref(origin, message), request, now.playback)
        # It's saved a moment later. Who was deleted meanwhile must not be in the database again.
        if begun and not await self._is_there(who.id, now):
            await self._schedule.forget(who.id)

    async def _is_there(self, person: int, now: NowPlaying) -> bool:
        """Whether the next songs may be shown, too: of a link, or of who lets Discord's be seen."""
        if now.from_discord:
            return self._presence is not None and await self._presence.of(person)
        return await self._accounts.is_linked(person)

    async def reschedule(self, interaction: Interaction, playback: Playback | None) -> None:
        """Reschedule a live message after a press."""
        if interaction.message is not None:
            await self._schedule.reschedule(interaction.message.id, playback)

    async def forget(self, interaction: Interaction) -> None:
        """Stop updating the message that was pressed."""
        if interaction.message is not None:
            await self._schedule.stop(interaction.message.id)
