"""Routes button presses, select choices and submitted modals by custom ID.

They work on old messages and after a restart, because the ID holds all their state.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from dataclasses import replace as replaced
from typing import Any, cast, overload

import discord
from discord import ui
from discord.ext import commands

from bot.request_ids import begin_request
from bot.toolkit.answers import acknowledge
from bot.toolkit.auto_defer import AutoDefer
from bot.toolkit.error_responder import ErrorResponder
from bot.toolkit.presses import DoublePresses, PressLimits
from bot.toolkit.request_scope import RequestScope
from bot.toolkit.running_commands import RunningCommands
from bot.toolkit.server_rules import ServerRulesCheck, place_of
from bot.toolkit.types import Interaction
from bot.ui.component_ids import C, ComponentId, PlainId
from bot.ui.discord_errors import NotYours, TooOld

_MARK = "__answers_component__"
_SENT = discord.InteractionType.modal_submit

Handler = Callable[..., Awaitable[None]]
StandsFor = str | Callable[..., str | None] | None
_ANSWERED = (discord.InteractionType.component, discord.InteractionType.modal_submit)


@dataclass(frozen=True, slots=True)
class _Mark:
    """The mark on a method: what it said to `on_component`."""

    id: PlainId | type[ComponentId]
    allow_repeats: bool
    stands_for: StandsFor


@overload
def on_component(
    id: PlainId, *, allow_repeats: bool = False, stands_for: str | None = None
) -> Callable[[Callable[[Any, Interaction], Awaitable[None]]], Handler]: ...


@overload
def on_component(
    id: type[C],
    *,
    allow_repeats: bool = False,
    stands_for: str | Callable[[C], str | None] | None = None,
) -> Callable[[Callable[[Any, Interaction, C], Awaitable[None]]], Handler]: ...


def on_component(
    id: PlainId | type[ComponentId],
    *,
    allow_repeats: bool = False,
    stands_for: StandsFor = None,
) -> Callable[[Handler], Handler]:
    """Mark a cog's method as the handler of components with this ID.

    The handler receives the ID's values as an instance of the given class.

    `allow_repeats` handles every press, even a quick second one: someone who closed a form wants
    to open it again. A submitted form is handled each time anyway.

    `stands_for` names the command that the press does the work of, perhaps by the ID's values: the
    press follows the server's rules for that command. What only shows more of an answer, declines,
    ends, undoes or is about one's own account stands for none.
    """

    def mark(handler: Handler) -> Handler:
        setattr(handler, _MARK, _Mark(id, allow_repeats, stands_for))
        return handler

    return mark


@dataclass(frozen=True, slots=True)
class Route:
    """Which method handles an ID; `arguments` are the values of the ID that was pressed."""

    id: PlainId | type[ComponentId]
    handler: Handler
    allow_repeats: bool
    stands_for: StandsFor = None
    arguments: tuple[ComponentId, ...] = ()

    @property
    def command(self) -> str | None:
        """The command whose rules the press follows, if any."""
        if callable(self.stands_for):
            return self.stands_for(*self.arguments)
        return self.stands_for

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
            marked: _Mark | None = getattr(method, _MARK, None)
            if marked is None:
                continue
            for other in self._routes:
                if other.id.form.overlaps(marked.id.form):
                    both = f"{method.__qualname__} and {other.handler.__qualname__}"
                    raise OverlappingIds(f"{both} answer {marked.id.form}")
            handler = getattr(cog, name)
            self._routes.append(Route(marked.id, handler, marked.allow_repeats, marked.stands_for))

    @property
    def all(self) -> tuple[Route, ...]:
        """Every route, without values."""
        return tuple(self._routes)

    def find(self, custom_id: str) -> Route | None:
        """Return the route of an ID, with the values of that ID."""
        matches = (route.match(custom_id) for route in self._routes)
        return next((one for one in matches if one is not None), None)


def custom_id_of(interaction: Interaction) -> str:
    """Return the custom ID of the component that was used."""
    return str(cast(dict[str, Any], interaction.data or {}).get("custom_id", ""))


def all_chosen(interaction: Interaction) -> list[str]:
    """Return the values chosen in a select."""
    return [str(one) for one in cast(dict[str, Any], interaction.data or {}).get("values") or []]


def chosen(interaction: Interaction) -> str:
    """Return the first value chosen in a select, or an empty text."""
    return next(iter(all_chosen(interaction)), "")


def options_of(interaction: Interaction) -> list[tuple[str, str]]:
    """Return the values and labels of all options in the select that was used."""
    if interaction.message is None:
        return []
    for item in ui.LayoutView.from_message(interaction.message).walk_children():
        if isinstance(item, ui.Select) and item.custom_id == custom_id_of(interaction):
            return [(option.value, option.label) for option in item.options]
    return []


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
        running: RunningCommands,
        acknowledging: AutoDefer,
        server_rules: ServerRulesCheck,
        errors: ErrorResponder,
        shown_at: Callable[[str], float | None],
    ) -> None:
        self.routes = Routes()
        self._acknowledging = acknowledging
        self._server_rules = server_rules
        self._errors = errors
        self._request_scope = request_scope
        self._running = running
        self._presses = DoublePresses(shown_at)
        self.limits = PressLimits()

    @commands.Cog.listener()
    async def on_interaction(self, interaction: Interaction) -> None:
        """Answer every press, including those on components that no longer exist."""
        if interaction.type in _ANSWERED:
            begin_request("form" if interaction.type is _SENT else "press")
            with self._running.track(), self._acknowledging.in_time(interaction):
                await self.handle(interaction)

    async def handle(self, interaction: Interaction) -> None:
        """Answer one press."""
        route = self.routes.find(custom_id_of(interaction))
        try:
            # A form can be submitted only once each time it is opened.
            repeats = interaction.type is _SENT or (route is not None and route.allow_repeats)
            with self._presses.guard(interaction, allow_repeats=repeats) as first:
                if not first:
                    await acknowledge(interaction)
                    return
                await self._request_scope.begin(interaction)
                name = route.handler.__qualname__ if route is not None else ""
                self.limits.count(interaction.user.id, name)
                if route is None:
                    raise TooOld
                await self._follow_rules(interaction, route)
                await route.handler(interaction, *route.arguments)
                self._errors.count_answered(interaction)
        except Exception as error:
            await self._errors.respond(interaction, error)

    async def _follow_rules(self, interaction: Interaction, route: Route) -> None:
        """Raise CommandOff or ChannelOff, as the command that the press stands for would."""
        command = route.command
        if command is not None:
            await self._server_rules.allow(interaction.guild, place_of(interaction), command)
