"""Handles the buttons, the select and the form of an aux."""

from __future__ import annotations

from functools import partial

from discord import ui
from discord.ext import commands

from bot.music.resolver import Target
from bot.together.aux_sessions import AuxSession, as_trust
from bot.together.errors import GuestGone, NoAux
from bot.toolkit.answers import acknowledge, answer_interaction, edit_pressed, think_privately
from bot.toolkit.aux_room import AuxRoom
from bot.toolkit.aux_rules import AuxRules
from bot.toolkit.aux_service import AuxService, member_of
from bot.toolkit.component_router import chosen, on_component, require_presser, typed
from bot.toolkit.target_parser import TargetParser
from bot.toolkit.types import Interaction
from bot.ui import aux_ids as ids
from bot.ui import aux_page
from bot.ui import aux_panel as shown


class AuxButtonsCog(commands.Cog, name="AuxButtons"):
    """Handles presses on the panel, on questions and on offers."""

    def __init__(
        self, aux: AuxService, room: AuxRoom, rules: AuxRules, target_parser: TargetParser
    ) -> None:
        self._aux = aux
        self._room = room
        self._rules = rules
        self._target_parser = target_parser

    @on_component(ids.SuggestButton, allow_repeats=True, stands_for="aux")
    async def ask_for_song(self, interaction: Interaction, pressed: ids.SuggestButton) -> None:
        """Ask the person who pressed for a song."""
        await self._session(interaction, pressed.session)
        await interaction.response.send_modal(shown.suggest_modal(pressed.session))

    @on_component(ids.SuggestForm, stands_for="aux")
    async def take_song(self, interaction: Interaction, sent: ids.SuggestForm) -> None:
        """Take the song that was typed."""
        await think_privately(interaction)
        words = typed(interaction, shown.FIELD)
        links = tuple(await self._target_parser.links(words))
        asked = Target(interaction.user.id, links, "" if links else words)
        session = await self._session(interaction, sent.session)
        await self._aux.suggest_unseen(interaction, session, asked)

    @on_component(ids.DecideButton, stands_for=lambda it: "aux" if it.answer == "yes" else None)
    async def decide(self, interaction: Interaction, pressed: ids.DecideButton) -> None:
        """Accept or refuse a suggestion."""
        accepted = pressed.answer == "yes"
        decided = await self._aux.decide(pressed.song, interaction.user.id, accepted=accepted)
        view = shown.added_view if accepted else shown.refused_view
        await edit_pressed(interaction, view(decided))

    @on_component(ids.TrustSelect, stands_for="aux")
    async def choose_trust(self, interaction: Interaction, pressed: ids.TrustSelect) -> None:
        """Choose whose songs go in, from the panel."""
        session = await self._session(interaction, pressed.session)
        require_presser(interaction, session.owner_id)
        level = as_trust(chosen(interaction))
        await acknowledge(interaction)
        role = session.role_id if level == "role" else None
        edit = partial(edit_pressed, interaction)
        await self._aux.choose_trust(session, level, role, interaction.guild, edit)

    @on_component(ids.GuestSelect)
    async def remove_guest(self, interaction: Interaction, pressed: ids.GuestSelect) -> None:
        """Remove a guest of the page."""
        session = await self._session(interaction, pressed.session)
        require_presser(interaction, session.owner_id)
        guest = chosen(interaction)
        if not guest.isdecimal():
            raise GuestGone
        await acknowledge(interaction)
        removed = await self._room.remove_guest(session, int(guest))
        await edit_pressed(interaction, aux_page.guest_removed_view(removed.name))

    @on_component(ids.TakeOverButton, stands_for="aux")
    async def take_over(self, interaction: Interaction, pressed: ids.TakeOverButton) -> None:
        """Take over the aux from the person who offered it."""
        require_presser(interaction, pressed.person)
        await acknowledge(interaction)
        taken = await self._aux.take_over(
            await self._session(interaction, pressed.session),
            member_of(interaction.user),
            offered_by=pressed.owner,
            offered_at=pressed.at,
        )
        await edit_pressed(interaction, shown.taken_view(taken))
        await self._rules.answer_taken_out(taken)

    @on_component(ids.PanelButton, stands_for=lambda it: None if it.act == "close" else "aux")
    async def act(self, interaction: Interaction, pressed: ids.PanelButton) -> None:
        """Do what a button of the panel says, about the song that the panel showed."""
        session = await self._session(interaction, pressed.session)
        song = _song_of(interaction)
        edit = partial(edit_pressed, interaction)
        if pressed.act == "vote":
            await think_privately(interaction)
            await answer_interaction(
                interaction, await self._aux.vote(session, interaction.user.id, song)
            )
            return
        if pressed.act not in ("refresh", "close"):
            require_presser(interaction, session.owner_id)
        await acknowledge(interaction)
        match pressed.act:
            case "refresh":
                await self._aux.update_panel(session, edit)
            case "skip":
                await self._aux.skip(session, song, edit)
            case "undo":
                await self._rules.undo(session, edit)
            case "pings":
                await self._aux.set_pings(session, on=not session.pings, edit=edit)
            case "close":
                ended = await self._aux.close(
                    session,
                    interaction.user.id,
                    moderates=interaction.permissions.manage_messages,
                )
                await edit(shown.ended_view(ended), ())

    async def _session(self, interaction: Interaction, session_id: int) -> AuxSession:
        """Return the aux that was pressed; raises NoAux, also for one of another server.

        Its number is counted up, so everyone knows those of others.
        """
        session = await self._aux.by_id(session_id)
        if session.guild_id != interaction.guild_id:
            raise NoAux
        return session


def _song_of(interaction: Interaction) -> str | None:
    """Return the song that the panel showed as playing when it was pressed."""
    if interaction.message is None:
        return None
    return shown.song_in(ui.LayoutView.from_message(interaction.message, timeout=None))
