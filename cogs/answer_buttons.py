"""Buttons below answers: play, queue or save what is shown, and undo changes."""

from __future__ import annotations

import time

from discord.ext import commands

from bot.music import undo
from bot.music.library import Library
from bot.music.player import Players
from bot.spotify.links import SpotifyLink
from bot.toolkit.answers import acknowledge, answer_interaction, edit_pressed, think_privately
from bot.toolkit.component_router import on_component
from bot.toolkit.types import Interaction
from bot.ui import button_ids as ids
from bot.ui import library as shown
from bot.ui import player
from bot.ui.language import _
from bot.ui.text import clock


def _command_of(pressed: ids.ThingButton) -> str:
    """Return the command whose rules a button follows."""
    return "like" if pressed.act == "save" else pressed.act


class AnswerButtonsCog(commands.Cog, name="AnswerButtons"):
    """Handles buttons that act on the account of the person who presses; only they see it."""

    def __init__(self, players: Players, library: Library) -> None:
        self._players = players
        self._library = library

    @on_component(ids.ThingButton, stands_for=_command_of)
    async def do(self, interaction: Interaction, pressed: ids.ThingButton) -> None:
        """Play, queue or save something on the account of the person who pressed."""
        await think_privately(interaction)
        link, person = SpotifyLink(pressed.kind, pressed.thing), interaction.user.id
        if pressed.act == "play":
            view = player.started_view(await self._players.play_link(person, link))
        elif pressed.act == "queue":
            await self._players.queue_uris(person, [link.uri])
            view = player.done("➕ " + _("Added to your own queue."))
        else:
            await self._library.save_link(person, link)
            view = player.done("💚 " + _("Saved to your own library."))
        await answer_interaction(interaction, view)

    @on_component(ids.PlayHereButton, stands_for="play")
    async def play_from_here(self, interaction: Interaction, pressed: ids.PlayHereButton) -> None:
        """Start the song that is shown, at its current second, for the person who pressed."""
        await think_privately(interaction)
        passed = int((time.time() - pressed.read_at) * 1000) if pressed.read_at else 0
        at = pressed.position + max(0, passed)
        over = 0 < pressed.duration <= at
        await self._players.start_at(
            interaction.user.id, f"spotify:track:{pressed.thing}", 0 if over else at
        )
        words = (
            _("That song has ended there, so it starts from the beginning for you.")
            if over
            else _("Now playing for you too, from {position}.").format(position=f"`{clock(at)}`")
        )
        await answer_interaction(interaction, player.done(f"🎯 {words}"))


class UndoCog(commands.Cog, name="Undo"):
    """Handles the Undo buttons."""

    def __init__(self, changes: undo.Undo) -> None:
        self._changes = changes

    @on_component(shown.UndoButton)
    async def press(self, interaction: Interaction, pressed: shown.UndoButton) -> None:
        """Undo a change, once, for the person who made it."""
        await self._changes.check(pressed.note, interaction.user.id)
        await acknowledge(interaction)
        what = await self._changes.run(pressed.note, interaction.user.id)
        await edit_pressed(interaction, shown.undone_view(what))
