"""Commands that control one's own player."""

from __future__ import annotations

from discord import app_commands
from discord.ext import commands
from discord.ui import LayoutView

from bot.accounts.scopes import AT_LINKING, PLAYER, PODCASTS, QUEUE
from bot.declaration import Use, get, post, put
from bot.music.errors import NoSuchDevice, WhichDevice
from bot.music.player import Players
from bot.music.resolver import Target
from bot.spotify.errors import DeviceGone
from bot.spotify.links import SpotifyLink
from bot.toolkit.answers import acknowledge, edit_pressed
from bot.toolkit.autocomplete import Autocomplete
from bot.toolkit.choices import ON_OFF, Choices, choices_of
from bot.toolkit.component_router import chosen, on_component, options_of, require_presser
from bot.toolkit.context import Context
from bot.toolkit.decorators import command
from bot.toolkit.mutual_servers import MutualServers, read_person_by_id
from bot.toolkit.target_parser import TargetParser
from bot.toolkit.types import Interaction
from bot.toolkit.waiting_command_runner import WaitingCommandRunner
from bot.ui import button_ids as ids
from bot.ui import lists, player, same_title
from bot.ui.discord_errors import NotYours
from bot.ui.language import _

_DEVICES = get("/me/player/devices")
_NOW = get("/me/player")
_SEARCH = get("/search")


class PlayerCog(commands.Cog, name="Player"):
    """Control playback on your Spotify. Spotify only allows it for Premium accounts."""

    def __init__(
        self,
        players: Players,
        target_parser: TargetParser,
        mutual_servers: MutualServers,
        autocomplete: Autocomplete,
        waiting: WaitingCommandRunner,
    ) -> None:
        self._players = players
        self._target_parser = target_parser
        self._mutual_servers = mutual_servers
        self._autocomplete = autocomplete
        self._waiting = waiting

    @command(
        aliases=["p"],
        example="play velvet harbour",
        most_used=True,
        scopes=PLAYER,
        requests=[_SEARCH, put("/me/player/play")],
        also=[Use("podcasts", PLAYER | PODCASTS, (get("/shows/{id}"), put("/me/player/play")))],
    )
    @app_commands.describe(what="Words to search for, or a Spotify link; leave empty to resume")
    async def play(self, ctx: Context, *, what: str = "") -> None:
        """Play a song, album, playlist, artist or podcast, or resume."""
        async with ctx.typing():
            started = await self._players.play(await self._target_parser.parse(ctx, what))
        meant = same_title.choice("play", ctx.viewer, started.fitting)
        await ctx.show(player.started_view(started.thing, meant))

    @play.autocomplete("what")
    async def suggest_play(self, interaction: Interaction, current: str) -> Choices:
        """Suggest songs for what is being typed."""
        return await self._autocomplete.things(interaction, current, "track")

    @command(
        aliases=["stop"], example="pause", scopes=PLAYER, requests=[put("/me/player/pause"), _NOW]
    )
    async def pause(self, ctx: Context) -> None:
        """Pause your player."""
        async with ctx.typing():
            await self._players.pause(ctx.viewer)
        await ctx.show(player.paused_view())

    @command(
        aliases=["unpause", "continue"],
        example="resume",
        scopes=PLAYER,
        requests=[put("/me/player/play"), _NOW],
    )
    async def resume(self, ctx: Context) -> None:
        """Resume playback."""
        async with ctx.typing():
            await self._players.resume(ctx.viewer)
        await ctx.show(player.started_view(None))

    @command(
        aliases=["q", "add"],
        example="queue velvet harbour",
        most_used=True,
        scopes=QUEUE,
        requests=[get("/me/player/queue")],
        also=[
            Use("adding", PLAYER, (_SEARCH, post("/me/player/queue")), "for each song, at most 20")
        ],
    )
    @app_commands.describe(
        what="Words or Spotify links to add, also several at once; leave empty to see the queue"
    )
    async def queue(self, ctx: Context, *, what: str = "") -> None:
        """Show what's up next, or add to it."""
        async with ctx.typing():
            asked = await self._target_parser.parse(ctx, what)
            if asked.is_empty:
                found = await self._players.queue(ctx.viewer, viewer=ctx.viewer, shares_server=True)
                view = lists.queue_view(
                    found,
                    person=ctx.viewer,
                    person_name=ctx.author.display_name,
                    viewer=ctx.viewer,
                )
            else:
                queued = await self._players.add_to_queue(asked)
                meant = same_title.choice("queue", ctx.viewer, queued.fitting)
                view = player.queued_view(queued, meant)
        await ctx.show(view)

    @queue.autocomplete("what")
    async def suggest_queue(self, interaction: Interaction, current: str) -> Choices:
        """Suggest songs for what is being typed."""
        return await self._autocomplete.things(interaction, current, "track")

    @command(
        aliases=["next", "n"],
        example="skip",
        most_used=True,
        scopes=PLAYER,
        requests=[post("/me/player/next"), _NOW],
    )
    async def skip(self, ctx: Context) -> None:
        """Skip to the next song."""
        async with ctx.typing():
            playback = await self._players.skip(ctx.viewer)
        await ctx.show(player.skipped_view(playback))

    @command(
        aliases=["prev", "back"],
        example="previous",
        scopes=PLAYER,
        requests=[post("/me/player/previous"), _NOW],
    )
    async def previous(self, ctx: Context) -> None:
        """Go back to the previous song."""
        async with ctx.typing():
            playback = await self._players.previous(ctx.viewer)
        await ctx.show(player.skipped_view(playback, back=True))

    @command(example="seek 1:23", scopes=PLAYER, requests=[_NOW, put("/me/player/seek")])
    @app_commands.describe(position="1:23, 83 (seconds), +15 or -15; leave empty for the start")
    async def seek(self, ctx: Context, *, position: str = "0") -> None:
        """Jump to a position in what's playing."""
        async with ctx.typing():
            jump = await self._players.seek(ctx.viewer, position)
        await ctx.show(player.jumped_view(jump))

    @command(
        aliases=["vol"],
        example="volume 40",
        scopes=PLAYER,
        requests=[_NOW, put("/me/player/volume")],
    )
    @app_commands.describe(level="0 to 100, up or down; leave empty to see the volume")
    async def volume(self, ctx: Context, *, level: str = "") -> None:
        """Show or set the volume."""
        async with ctx.typing():
            percent = await self._players.volume(ctx.viewer, level)
        await ctx.show(player.volume_view(percent))

    @command(example="shuffle on", scopes=PLAYER, requests=[_NOW, put("/me/player/shuffle")])
    @app_commands.describe(mode="on or off; leave empty to switch")
    @app_commands.choices(mode=ON_OFF)
    async def shuffle(self, ctx: Context, *, mode: str = "") -> None:
        """Turn shuffle on or off."""
        async with ctx.typing():
            on = await self._players.shuffle(ctx.viewer, mode)
        await ctx.show(player.shuffle_view(on))

    @command(
        aliases=["loop"],
        example="repeat track",
        scopes=PLAYER,
        requests=[_NOW, put("/me/player/repeat")],
    )
    @app_commands.describe(mode="track, all or off; leave empty for the next one")
    @app_commands.choices(mode=choices_of("track", "all", "off"))
    async def repeat(self, ctx: Context, *, mode: str = "") -> None:
        """Repeat the song, the album or playlist, or nothing."""
        async with ctx.typing():
            now = await self._players.repeat(ctx.viewer, mode)
        await ctx.show(player.repeat_view(now))

    @command(
        aliases=["device"],
        example="devices kitchen",
        scopes=AT_LINKING,
        requests=[_DEVICES],
        also=[Use("switching playback", PLAYER, (_DEVICES, _NOW, put("/me/player")))],
    )
    @app_commands.describe(device="Where to play; leave empty to see your devices")
    async def devices(self, ctx: Context, *, device: str = "") -> None:
        """List your devices or switch playback to one."""
        async with ctx.typing():
            if device.strip():
                view = await self._transfer(ctx.viewer, device)
            else:
                view = player.devices_view(await self._players.devices(ctx.viewer), ctx.viewer)
        await ctx.show(view)

    async def _transfer(self, viewer: int, device: str) -> LayoutView:
        try:
            return player.transferred_view(await self._players.transfer_to(viewer, device))
        except WhichDevice as which:
            return player.which_device_view(which.asked, which.devices, viewer)

    @devices.autocomplete("device")
    async def suggest_device(self, interaction: Interaction, current: str) -> Choices:
        """Suggest the person's devices."""
        return await self._autocomplete.devices(interaction, current)

    @on_component(lists.QueuePageButton)
    async def turn_queue(self, interaction: Interaction, pressed: lists.QueuePageButton) -> None:
        """Show another page of the queue."""
        person, viewer = pressed.person, pressed.viewer
        require_presser(interaction, viewer)
        await acknowledge(interaction)
        who = await read_person_by_id(self._mutual_servers, interaction, person)
        found = await self._players.queue(person, viewer=viewer, shares_server=who.shares_server)
        view = lists.queue_view(
            found, person=person, person_name=who.name, viewer=viewer, page=pressed.page
        )
        await edit_pressed(interaction, view)

    @on_component(ids.SameTitleSelect, stands_for=lambda pressed: pressed.act)
    async def choose_same_title(
        self, interaction: Interaction, pressed: ids.SameTitleSelect
    ) -> None:
        """Play or queue the chosen song of several with one title."""
        require_presser(interaction, pressed.viewer)
        await acknowledge(interaction)
        song = SpotifyLink("track", chosen(interaction))
        meant = same_title.again(pressed, options_of(interaction), song.id)
        if pressed.act == "play":
            started = await self._players.play_link(pressed.viewer, song)
            view = player.started_view(started, meant)
        else:
            queued = await self._players.add_to_queue(Target(pressed.viewer, (song,)))
            view = player.queued_view(queued, meant)
        await edit_pressed(interaction, view)

    @on_component(ids.TransferSelect, stands_for="devices")
    async def choose_transfer(self, interaction: Interaction, pressed: ids.TransferSelect) -> None:
        """Transfer playback to the chosen device."""
        require_presser(interaction, pressed.viewer)
        await acknowledge(interaction)
        try:
            device = await self._players.transfer_to(pressed.viewer, chosen(interaction))
        except NoSuchDevice:
            raise DeviceGone from None
        await edit_pressed(interaction, player.transferred_view(device))

    @on_component(ids.DeviceSelect)
    async def choose_device(self, interaction: Interaction, pressed: ids.DeviceSelect) -> None:
        """Activate the chosen device, and run the waiting command there."""
        if not await self._waiting.is_of(pressed.waiting, interaction.user.id):
            raise NotYours
        await acknowledge(interaction)
        await self._players.wake(interaction.user.id, chosen(interaction))
        await edit_pressed(interaction, player.done("🔈 " + _("Running your command there.")))
        await self._waiting.run(pressed.waiting)
