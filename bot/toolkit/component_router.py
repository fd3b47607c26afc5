"""Presses of buttons and selects, and filled-in modals, by custom ID.

They work on old messages and after a restart: the ID says it all.
"""

from __future__ import annotations

import contextlib
import inspect
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from dataclasses import replace as replaced
from typing import Any, cast, overload

import discord
from discord import ui
from discord.ext import commands

from bot.toolkit.acknowledgement import Acknowledgement
from bot.toolkit.context import DEFERRED_PRIVATELY, explain_to, is_too_late
from bot.toolkit.deferred_commands import DeferredCommandRunner
from bot.toolkit.discord_requests import NoAnswer
from bot.toolkit.fault_reporting import FaultReporter, asked_by_interaction
from bot.toolkit.graceful_shutdown import RunningCommands
from bot.toolkit.locale import LocaleResolver
from bot.toolkit.presses import DoublePresses, PressLimits
from bot.ui.component_ids import C, ComponentId, PlainId
from bot.ui.errors import AnswerLost, NotYours, TooOld

_log = logging.getLogger(__name__)
_MARK = "__answers_component__"
_SENT = discord.InteractionType.modal_submit

Interaction = discord.Interaction[Any]
Handler = Callable[..., Awaitable[None]]
_ANSWERED = (discord.InteractionType.component, discord.InteractionType.modal_submit)


@dataclass(frozen=True, slots=True)
class _Answers:
    """What a method was marked with: which ID it answers, and whether every press of it."""

    id: PlainId | type[ComponentId]
    each: bool


@overload
def answers(
    id: PlainId, *, each: bool = False
) -> Callable[[Callable[[Any, Interaction], Awaitable[None]]], Handler]: ...


@overload
def answers(
    id: type[C], *, each: bool = False
) -> Callable[[Callable[[Any, Interaction, C], Awaitable[None]]], Handler]: ...


def answers(id: PlainId | type[ComponentId], *, each: bool = False) -> Callable[[Handler], Handler]:
    """Mark a cog's method as the one that answers components with this ID.

    It is given the ID's values, as the class that was named. `each` answers every press: a form
    is only opened, and a person who closed it wants it again. A form that was sent is answered
    each time anyway.
    """

    def mark(handler: Handler) -> Handler:
        setattr(handler, _MARK, _Answers(id, each))
        return handler

    return mark


@dataclass(frozen=True, slots=True)
class Route:
    """Which method answers an ID; `arguments` are the values of the ID that was pressed."""

    id: PlainId | type[ComponentId]
    handler: Handler
    each: bool
    arguments: tuple[ComponentId, ...] = ()

    def match(self, custom_id: str) -> Route | None:
        """Return this route with what a press brings; None when it is another's."""
        if isinstance(self.id, PlainId):
            return self if self.id.text == custom_id else None
        values = self.id.match(custom_id)
        return None if values is None else replaced(self, arguments=(values,))


class OverlappingIds(Exception):
    """Two methods would answer the same custom ID."""


class Routes:
    """The methods that answer components, of every cog that was added."""

    def __init__(self) -> None:
        self._routes: list[Route] = []

    def add(self, cog: commands.Cog) -> None:
        """Add a cog's methods; raises OverlappingIds."""
        for name, method in inspect.getmembers(type(cog), inspect.isfunction):
            marked: _Answers | None = getattr(method, _MARK, None)
            if marked is None:
                continue
            for other in self._routes:
                if other.id.form.overlaps(marked.id.form):
                    both = f"{method.__qualname__} and {other.handler.__qualname__}"
                    raise OverlappingIds(f"{both} answer {marked.id.form}")
            self._routes.append(Route(marked.id, getattr(cog, name), marked.each))

    def matching(self, custom_id: str) -> list[Route]:
        """Return what answers an ID: one route, or none."""
        return [one for route in self._routes if (one := route.match(custom_id)) is not None]


def custom_id_of(interaction: Interaction) -> str:
    """Return the custom ID of the component that was used."""
    return str(cast(dict[str, Any], interaction.data or {}).get("custom_id", ""))


def all_chosen(interaction: Interaction) -> list[str]:
    """Return what was chosen in a select."""
    return [str(one) for one in cast(dict[str, Any], interaction.data or {}).get("values") or []]


def chosen(interaction: Interaction) -> str:
    """Return the first value chosen in a select, or an empty text."""
    return next(iter(all_chosen(interaction)), "")


def typed(interaction: Interaction, custom_id: str) -> str:
    """Return what was typed into a modal's field."""

    def walk(parts: list[dict[str, Any]]) -> str | None:
        for part in parts:
            if part.get("custom_id") == custom_id:
                return str(part.get("value") or "")
            inner = part.get("components") or ([part["component"]] if "component" in part else [])
            found = walk(inner)
            if found is not None:
                return found
        return None

    return walk(cast(dict[str, Any], interaction.data or {}).get("components") or []) or ""


def only(interaction: Interaction, *people: int) -> None:
    """Raise NotYours unless one of `people` pressed."""
    if interaction.user.id not in people:
        raise NotYours


async def acknowledge(interaction: Interaction) -> None:
    """Tell Discord that the press arrived; the message is changed later."""
    if not interaction.response.is_done():
        # Where Discord says nothing clear, the press is carried out and its answer tries again.
        with contextlib.suppress(NoAnswer):
            await interaction.response.defer()


async def think_privately(interaction: Interaction) -> None:
    """Tell Discord that a private answer follows."""
    if not interaction.response.is_done():
        interaction.extras[DEFERRED_PRIVATELY] = True
        with contextlib.suppress(NoAnswer):
            await interaction.response.defer(ephemeral=True, thinking=True)


async def tell(interaction: Interaction, view: ui.LayoutView) -> None:
    """Answer whoever pressed, seen by them alone."""
    if interaction.response.is_done():
        await interaction.followup.send(view=view, ephemeral=True)
    else:
        await interaction.response.send_message(view=view, ephemeral=True)


async def replace(
    interaction: Interaction, view: ui.LayoutView, files: list[discord.File] | None = None
) -> None:
    """Change the message whose component was used; its pictures go unless given anew."""
    if interaction.response.is_done():
        await interaction.edit_original_response(view=view, attachments=files or [])
    else:
        await interaction.response.edit_message(view=view, attachments=files or [])


class Components(commands.Cog):
    """Finds the method that answers a component; `routes` are filled when cogs are added."""

    def __init__(
        self,
        tongue: LocaleResolver,
        resume: DeferredCommandRunner,
        running: RunningCommands,
        acknowledging: Acknowledgement,
        faults: FaultReporter,
    ) -> None:
        self.routes = Routes()
        self._acknowledging = acknowledging
        self._faults = faults
        self._tongue = tongue
        self._resume = resume
        self._running = running
        self._presses = DoublePresses(acknowledging.shown_at)
        self._limits = PressLimits()

    @commands.Cog.listener()
    async def on_interaction(self, interaction: Interaction) -> None:
        """Answer every press, also of what no longer exists."""
        if interaction.type in _ANSWERED and not self._running.stopping:
            with self._running.one(), self._acknowledging.in_time(interaction):
                await self.handle(interaction)

    async def handle(self, interaction: Interaction) -> None:
        """Answer one press."""
        route = next(iter(self.routes.matching(custom_id_of(interaction))), None)
        try:
            # A form can be sent only once each time it was opened.
            each = interaction.type is _SENT or (route is not None and route.each)
            with self._presses.one(interaction, each=each) as first:
                if not first:
                    await acknowledge(interaction)
                    return
                await self._tongue.speak_to(interaction)
                name = route.handler.__qualname__ if route is not None else ""
                self._limits.count(interaction.user.id, name)
                if route is None:
                    raise TooOld
                await route.handler(interaction, *route.arguments)
        except Exception as error:
            await self.failed(interaction, error)

    async def failed(self, interaction: Interaction, error: BaseException) -> None:
        """Answer a press or a menu that failed, in words."""
        if is_too_late(error):
            _log.info("a press came too late to be answered")
            return
        if isinstance(error, discord.HTTPException) and not isinstance(error, discord.Forbidden):
            # What a press does is done before its answer is sent.
            error = AnswerLost(error)
        try:
            if isinstance(error, NotYours | TooOld):
                await explain_to(interaction, error)
            elif not await self._resume.answered(interaction, error):
                await self._faults.note(error, asked_by_interaction(interaction))
                await explain_to(interaction, error)
        except discord.HTTPException as failure:
            _log.warning("a press could not be answered: HTTP %s %s", failure.status, failure.code)
