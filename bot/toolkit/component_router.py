"""Routes button presses, select choices and submitted modals by custom ID.

They work on old messages and after a restart, because the ID holds all their state.
"""

from __future__ import annotations

import inspect
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from dataclasses import replace as replaced
from typing import Any, cast, overload

import discord
from discord.ext import commands

from bot.toolkit.answers import acknowledge, explain_at
from bot.toolkit.auto_defer import AutoDefer
from bot.toolkit.context import is_too_late
from bot.toolkit.deferred_command_runner import DeferredCommandRunner
from bot.toolkit.fault_reporting import FaultReporter, asked_by_interaction
from bot.toolkit.presses import DoublePresses, PressLimits
from bot.toolkit.request_scope import RequestScope
from bot.toolkit.running_commands import RunningCommands
from bot.ui.component_ids import C, ComponentId, PlainId
from bot.ui.discord_errors import AnswerLost, NotYours, TooOld

_log = logging.getLogger(__name__)
_MARK = "__answers_component__"
_SENT = discord.InteractionType.modal_submit

Interaction = discord.Interaction[Any]
Handler = Callable[..., Awaitable[None]]
_ANSWERED = (discord.InteractionType.component, discord.InteractionType.modal_submit)


@dataclass(frozen=True, slots=True)
class _Answers:
    """The mark on a method: which ID it answers, and whether it answers every press."""

    id: PlainId | type[ComponentId]
    each: bool


@overload
def on_component(
    id: PlainId, *, each: bool = False
) -> Callable[[Callable[[Any, Interaction], Awaitable[None]]], Handler]: ...


@overload
def on_component(
    id: type[C], *, each: bool = False
) -> Callable[[Callable[[Any, Interaction, C], Awaitable[None]]], Handler]: ...


def on_component(
    id: PlainId | type[ComponentId], *, each: bool = False
) -> Callable[[Handler], Handler]:
    """Mark a cog's method as the handler of components with this ID.

    The handler receives the ID's values as an instance of the given class. `each` handles every
    press, even a quick second one: someone who closed a form wants to open it again. A submitted
    form is handled each time anyway.
    """

    def mark(handler: Handler) -> Handler:
        setattr(handler, _MARK, _Answers(id, each))
        return handler

    return mark


@dataclass(frozen=True, slots=True)
class Route:
    """Which method handles an ID; `arguments` are the values of the ID that was pressed."""

    id: PlainId | type[ComponentId]
    handler: Handler
    each: bool
    arguments: tuple[ComponentId, ...] = ()

    def match(self, custom_id: str) -> Route | None:
        """Return this route with a press's values; None when the ID is not its own."""
        if isinstance(self.id, PlainId):
            return self if self.id.text == custom_id else None
        values = self.id.match(custom_id)
        return None if values is None else replaced(self, arguments=(values,))


class OverlappingIds(Exception):
    """Two methods would handle the same custom ID."""


class Routes:
    """The component handlers of every cog that was added."""

    def __init__(self) -> None:
        self._routes: list[Route] = []

    def add(self, cog: commands.Cog) -> None:
        """Add a cog's handlers; raises OverlappingIds."""
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
        """Return the routes of an ID: one, or none."""
        return [one for route in self._routes if (one := route.match(custom_id)) is not None]


def custom_id_of(interaction: Interaction) -> str:
    """Return the custom ID of the component that was used."""
    return str(cast(dict[str, Any], interaction.data or {}).get("custom_id", ""))


def all_chosen(interaction: Interaction) -> list[str]:
    """Return the values chosen in a select."""
    return [str(one) for one in cast(dict[str, Any], interaction.data or {}).get("values") or []]


def chosen(interaction: Interaction) -> str:
    """Return the first value chosen in a select, or an empty text."""
    return next(iter(all_chosen(interaction)), "")


def typed(interaction: Interaction, custom_id: str) -> str:
    """Return the text typed into a modal's field."""

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


def require_presser(interaction: Interaction, *people: int) -> None:
    """Raise NotYours unless one of `people` pressed the button."""
    if interaction.user.id not in people:
        raise NotYours


class ComponentDispatcher(commands.Cog):
    """Dispatches presses to their handlers; `routes` are filled when cogs are added."""

    def __init__(
        self,
        request_scope: RequestScope,
        deferred: DeferredCommandRunner,
        running: RunningCommands,
        acknowledging: AutoDefer,
        faults: FaultReporter,
    ) -> None:
        self.routes = Routes()
        self._acknowledging = acknowledging
        self._faults = faults
        self._request_scope = request_scope
        self._deferred = deferred
        self._running = running
        self._presses = DoublePresses(acknowledging.shown_at)
        self._limits = PressLimits()

    @commands.Cog.listener()
    async def on_interaction(self, interaction: Interaction) -> None:
        """Answer every press, including those on components that no longer exist."""
        if interaction.type in _ANSWERED and not self._running.stopping:
            with self._running.track(), self._acknowledging.in_time(interaction):
                await self.handle(interaction)

    async def handle(self, interaction: Interaction) -> None:
        """Answer one press."""
        route = next(iter(self.routes.matching(custom_id_of(interaction))), None)
        try:
            # A form can be submitted only once each time it is opened.
            each = interaction.type is _SENT or (route is not None and route.each)
            with self._presses.guard(interaction, each=each) as first:
                if not first:
                    await acknowledge(interaction)
                    return
                await self._request_scope.begin(interaction)
                name = route.handler.__qualname__ if route is not None else ""
                self._limits.count(interaction.user.id, name)
                if route is None:
                    raise TooOld
                await route.handler(interaction, *route.arguments)
        except Exception as error:
            await self.failed(interaction, error)

    async def failed(self, interaction: Interaction, error: BaseException) -> None:
        """Explain to the person why a press or a menu failed."""
        if is_too_late(error):
            _log.info("a press came too late to be answered")
            return
        if isinstance(error, discord.HTTPException) and not isinstance(error, discord.Forbidden):
            # The action of a press has finished before its answer is sent.
            error = AnswerLost(error)
        try:
            if isinstance(error, NotYours | TooOld):
                await explain_at(interaction, error)
            elif not await self._deferred.answered(interaction, error):
                await self._faults.report(error, asked_by_interaction(interaction))
                await explain_at(interaction, error)
        except discord.HTTPException as failure:
            _log.warning("a press could not be answered: HTTP %s %s", failure.status, failure.code)
