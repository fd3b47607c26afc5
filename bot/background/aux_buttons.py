"""Handles the buttons, the select and the form of an aux."""

from __future__ import annotations

from discord import ui
from discord.ext import commands

from bot.background.aux_actions import AuxActions, member_of
from bot.music.resolver import Target
from bot.together.aux_player import Step
from bot.together.aux_sessions import as_trust
from bot.toolkit.answers import acknowledge, answer_presser, edit_pressed, think_privately
from bot.toolkit.component_router import Interaction, chosen, on_component, require_presser, typed
from bot.toolkit.target_parser import TargetParser
from bot.ui import aux_ids as ids
from bot.ui import aux_panel as shown


class AuxButtons(commands.Cog, name="AuxButtons"):
    """Handles presses on the panel, on questions and on offers."""

    def __init__(self, actions: AuxActions, target_parser: TargetParser) -> None:
        self._actions = actions
        self._sessions = actions.sessions
        self._queue = actions.queue
        self._keeper = actions.keeper
        self._target_parser = target_parser

    @on_component(ids.Suggest, each=True)
    async def ask_for_song(self, interaction: Interaction, pressed: ids.Suggest) -> None:
        """Ask the person who pressed for a song."""
        await self._sessions.by_id(pressed.session)
        await interaction.response.send_modal(shown.suggest_modal(pressed.session))

    @on_component(ids.Suggested)
    async def take_song(self, interaction: Interaction, sent: ids.Suggested) -> None:
        """Take the song that was typed."""
        await think_privately(interaction)
        words = typed(interaction, shown.FIELD)
        links = tuple(await self._target_parser.links(words))
        asked = Target(interaction.user.id, links, "" if links else words)
        await self._actions.suggest_unseen(
            interaction, await self._sessions.by_id(sent.session), asked
        )

    @on_component(ids.Decide)
    async def decide(self, interaction: Interaction, pressed: ids.Decide) -> None:
        """Accept or refuse a suggestion."""
        accepted = pressed.answer == "yes"
        decided = await self._queue.decide(pressed.song, interaction.user.id, accepted=accepted)
        view = shown.added_view if accepted else shown.refused_view
        await edit_pressed(interaction, view(decided))
        await self._keeper.changed(await self._sessions.by_id(decided.session_id))

    @on_component(ids.Trust)
    async def choose_trust(self, interaction: Interaction, pressed: ids.Trust) -> None:
        """Choose whose songs go in, from the panel."""
        session = await self._sessions.by_id(pressed.session)
        require_presser(interaction, session.owner_id)
        level = as_trust(chosen(interaction))
        await acknowledge(interaction)
        role = session.role_id if level == "role" else None
        await self._actions.choose_trust(session, level, role, interaction.guild)
        await edit_pressed(interaction, await self._keeper.panel(session))

    @on_component(ids.Take)
    async def take_over(self, interaction: Interaction, pressed: ids.Take) -> None:
        """Take over the aux from the person who offered it."""
        require_presser(interaction, pressed.person)
        await acknowledge(interaction)
        session = await self._sessions.by_id(pressed.session)
        taken = await self._sessions.transfer_ownership(
            session, member_of(interaction.user), offered_by=pressed.owner, offered_at=pressed.at
        )
        await edit_pressed(interaction, shown.taken_view(taken))
        await self._keeper.changed(taken)

    @on_component(ids.Act)
    async def act(self, interaction: Interaction, pressed: ids.Act) -> None:
        """Do what a button of the panel says, about the song that the panel showed."""
        act, session = pressed.act, await self._sessions.by_id(pressed.session)
        song = _song_of(interaction)
        if act == "vote":
            await think_privately(interaction)
            await answer_presser(
                interaction, await self._actions.vote(session, interaction.user.id, song)
            )
            return
        if act != "refresh":
            require_presser(interaction, session.owner_id)
        await acknowledge(interaction)
        if act == "close":
            await edit_pressed(interaction, shown.ended_view(await self._actions.close(session.id)))
            return
        step: Step | None = None
        if act == "skip":
            step = await self._actions.skip(session, song)
        elif act == "undo":
            await self._queue.undo(session)
        elif act == "pings":
            await self._sessions.set_pings(session, on=not session.pings)
        look = act in ("refresh", "skip")
        await edit_pressed(interaction, await self._keeper.panel(session, look=look, step=step))


def _song_of(interaction: Interaction) -> str | None:
    """Return the song that the panel showed as playing when it was pressed."""
    if interaction.message is None:
        return None
    return shown.song_in(ui.LayoutView.from_message(interaction.message, timeout=None))
