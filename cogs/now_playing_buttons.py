"""The buttons below what someone is playing: control the player, like, and more."""

from __future__ import annotations

from discord.ext import commands

from bot.accounts.errors import NotShared, OtherNotLinked
from bot.music.services import MusicServices
from bot.spotify.links import SpotifyLink
from bot.spotify.models import Playable
from bot.toolkit.answers import acknowledge, answer_interaction, edit_pressed
from bot.toolkit.component_router import on_component, require_presser
from bot.toolkit.live_messages import LiveMessages
from bot.toolkit.mutual_servers import MutualServers, read_person_by_id
from bot.toolkit.now_playing_renderer import NowPlayingRenderer
from bot.toolkit.types import Interaction
from bot.ui import lists, things
from bot.ui.button_ids import LikeButton, MoreButton, PlayerButton
from bot.ui.language import _
from bot.ui.player import done
from bot.ui.playing import Moment, more_view, over_view

_COMMANDS = {
    "refresh": "nowplaying",
    "prev": "previous",
    "toggle": "pause",
    "next": "skip",
    "queue": "queue",
}
"""The command whose rules each button follows."""


class NowPlayingButtonsCog(commands.Cog, name="NowPlayingButtons"):
    """Handles presses below what someone is playing."""

    def __init__(
        self,
        music: MusicServices,
        now_playing: NowPlayingRenderer,
        live_messages: LiveMessages,
        mutual_servers: MutualServers,
    ) -> None:
        self._players = music.players
        self._library = music.library
        self._now_playing = now_playing
        self._live_messages = live_messages
        self._mutual_servers = mutual_servers

    @on_component(PlayerButton, stands_for=lambda pressed: _COMMANDS[pressed.act])
    async def press(self, interaction: Interaction, pressed: PlayerButton) -> None:
        """Control the player that is shown, or just refresh, and show what is playing then."""
        act, person, viewer = pressed.act, pressed.person, pressed.viewer
        require_presser(interaction, person, *([viewer] if act == "refresh" else []))
        await acknowledge(interaction)
        if act == "queue":
            queue = await self._players.queue(person, viewer=person, shares_server=True)
            name = interaction.user.display_name
            await answer_interaction(
                interaction,
                lists.queue_view(queue, person=person, person_name=name, viewer=person),
            )
            return
        if act != "refresh":
            await self._players.control(person, act)
        await self._show_again(interaction, person, viewer)

    @on_component(LikeButton, stands_for=lambda pressed: pressed.act)
    async def like(self, interaction: Interaction, pressed: LikeButton) -> None:
        """Like or unlike the song that was shown, and show the result."""
        require_presser(interaction, pressed.person)
        await acknowledge(interaction)
        link = SpotifyLink(pressed.kind, pressed.thing)
        await self._library.set_liked(pressed.person, link, on=pressed.act == "like")
        item = await self._show_again(interaction, pressed.person, pressed.viewer)
        if item is None or things.link_of(item) != link:
            # The answer shows another song by now, so it can't show the result.
            mark, words = (
                ("💚", _("Saved to your library"))
                if pressed.act == "like"
                else ("🤍", _("Removed from your library"))
            )
            await answer_interaction(interaction, done(f"{mark} {words}"))

    @on_component(MoreButton)
    async def more(self, interaction: Interaction, pressed: MoreButton) -> None:
        """Offer more actions for the current song, only to the person who pressed."""
        link = SpotifyLink(pressed.kind, pressed.thing)
        moment = Moment(link, pressed.position, pressed.read_at, pressed.duration)
        own = interaction.user.id == pressed.person
        await answer_interaction(interaction, more_view(moment, pressed.person, own=own))

    async def _show_again(
        self, interaction: Interaction, person: int, viewer: int
    ) -> Playable | None:
        """Refresh the answer that was pressed; return what is playing."""
        who = await read_person_by_id(self._mutual_servers, interaction, person)
        try:
            shown = await self._now_playing.show(
                who.user,
                viewer,
                guild=interaction.guild,
                shares_server=who.shares_server,
                presser=interaction.user.id,
            )
        except (NotShared, OtherNotLinked):
            await edit_pressed(interaction, over_view())
            await self._live_messages.forget(interaction)
            return None
        await edit_pressed(interaction, shown.view, shown.files)
        await self._live_messages.reschedule(interaction, shown.now.playback)
        return shown.now.playback.item if shown.now.playback else None
