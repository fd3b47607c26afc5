"""The buttons, the select and the form of an aux."""

from __future__ import annotations

from discord import ui
from discord.ext import commands

from bot.background.aux_actions import AuxActions, member_of
from bot.music.resolver import Target
from bot.together.aux_player import Step
from bot.together.aux_sessions import as_trust
from bot.toolkit.component_router import (
    Interaction,
    acknowledge,
    answers,
    chosen,
    only,
    replace,
    tell,
    think_privately,
    typed,
)
from bot.toolkit.target_parser import TargetParser
from bot.ui import aux_ids as ids
from bot.ui import aux_panel as shown


class AuxButtons(commands.Cog, name="AuxButtons"):
    """Answers presses on the panel, on questions and on offers."""

    def __init__(self, acts: AuxActions, asking: TargetParser) -> None:
        self._acts = acts
        self._sessions = acts.sessions
        self._queue = acts.queue
        self._keeper = acts.keeper
        self._asking = asking

    @answers(ids.Suggest, each=True)
    async def ask_for_song(self, interaction: Interaction, pressed: ids.Suggest) -> None:
        """Ask whoever pressed for a song."""
        await self._sessions.by_id(pressed.session)
        await interaction.response.send_modal(shown.suggest_modal(pressed.session))

    @answers(ids.Suggested)
    async def take_song(self, interaction: Interaction, sent: ids.Suggested) -> None:
        """Take the song that was typed."""
        await think_privately(interaction)
        words = typed(interaction, shown.FIELD)
        links = tuple(await self._asking.links(words))
        asked = Target(interaction.user.id, links, "" if links else words)
        await self._acts.suggest_unseen(
            interaction, await self._sessions.by_id(sent.session), asked
        )

    @answers(ids.Decide)
    async def decide(self, interaction: Interaction, pressed: ids.Decide) -> None:
        """Let a suggestion in, or not."""
        let_in = pressed.answer == "yes"
        decided = await self._queue.decide(pressed.song, interaction.user.id, let_in=let_in)
        view = shown.added_view if let_in else shown.refused_view
        await replace(interaction, view(decided))
        await self._keeper.changed(await self._sessions.by_id(decided.session_id))

    @answers(ids.Trust)
    async def choose_trust(self, interaction: Interaction, pressed: ids.Trust) -> None:
        """Choose whose songs go in, from the panel."""
        found = await self._sessions.by_id(pressed.session)
        only(interaction, found.owner_id)
        level = as_trust(chosen(interaction))
        await acknowledge(interaction)
        role = found.role_id if level == "role" else None
        await self._acts.choose_trust(found, level, role, interaction.guild)
        await replace(interaction, await self._keeper.panel(found))

    @answers(ids.Take)
    async def take_over(self, interaction: Interaction, pressed: ids.Take) -> None:
        """Take the aux over from who offered it."""
        only(interaction, pressed.person)
        await acknowledge(interaction)
        found = await self._sessions.by_id(pressed.session)
        taken = await self._sessions.hand_over(
            found, member_of(interaction.user), offered_by=pressed.owner, offered_at=pressed.at
        )
        await replace(interaction, shown.taken_view(taken))
        await self._keeper.changed(taken)

    @answers(ids.Act)
    async def act(self, interaction: Interaction, pressed: ids.Act) -> None:
        """Do what a button of the panel says, about the song that the panel showed."""
        act, found = pressed.act, await self._sessions.by_id(pressed.session)
        song = _song_of(interaction)
        if act == "vote":
            await think_privately(interaction)
            await tell(interaction, await self._acts.vote(found, interaction.user.id, song))
            return
        if act != "refresh":
            only(interaction, found.owner_id)
        await acknowledge(interaction)
        if act == "close":
            await replace(interaction, shown.ended_view(await self._acts.close(found.id)))
            return
        step: Step | None = None
        if act == "skip":
            step = await self._acts.skip(found, song)
        elif act == "undo":
            await self._queue.undo(found)
        elif act == "pings":
            await self._sessions.set_pings(found, on=not found.pings)
        look = act in ("refresh", "skip")
        await replace(interaction, await self._keeper.panel(found, look=look, step=step))


def _song_of(interaction: Interaction) -> str | None:
    """Return what the panel showed as playing when it was pressed."""
    if interaction.message is None:
        return None
    return shown.song_in(ui.LayoutView.from_message(interaction.message, timeout=None))
