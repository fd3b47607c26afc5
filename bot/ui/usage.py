"""Describes how to write commands, with the prefix or as slash commands."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.declaration import Declaration
from bot.typed_text import quoted_end
from bot.ui.text import plain

AnyCommand = commands.Command[Any, ..., Any]
Slash = app_commands.Command[Any, ..., Any] | app_commands.ContextMenu
_DECLARATION = "declaration"
_MENTIONED = re.compile(r"@\w+")


@dataclass(frozen=True, slots=True)
class Option:
    """A parameter of a command."""

    name: str
    required: bool

    @property
    def shown(self) -> str:
        """The name in brackets that show whether it is required."""
        return f"<{self.name}>" if self.required else f"[{self.name}]"


@dataclass(frozen=True, slots=True)
class CommandHelp:
    """The usage of a command; `summary` and `group` are in English, translated when shown.

    `example` has no prefix; `filled` are its options as a slash command.
    """

    name: str
    group: str
    summary: str
    options: tuple[Option, ...]
    aliases: tuple[str, ...]
    example: str
    filled: tuple[tuple[str, str], ...] = ()
    for_servers: bool = False
    most_used: bool = False

    @property
    def usage(self) -> str:
        """The command with its options, without the prefix."""
        return " ".join([self.name, *(one.shown for one in self.options)])


class Style:
    """How commands are shown to someone: with a prefix, or as clickable slash commands."""

    def __init__(self, prefix: str, ids: Mapping[str, int] | None = None) -> None:
        self.prefix = prefix
        self.is_slash = prefix == "/"
        self._ids = ids or {}

    def name(self, command: str) -> str:
        """Return a command's name, as a clickable slash command if its ID is known."""
        known = self._ids.get(command.partition(" ")[0]) if self.is_slash else None
        return f"</{command}:{known}>" if known else f"`{self.prefix}{command}`"

    def usage(self, command: CommandHelp) -> str:
        """Return how a command is written."""
        if not self.is_slash:
            return f"`{self.prefix}{command.usage}`"
        return " ".join([self.name(command.name), *(f"`{one.shown}`" for one in command.options)])

    def example(self, command: CommandHelp) -> str:
        """Return a command with something filled in."""
        if not self.is_slash:
            return f"`{self.prefix}{command.example}`"
        filled = [f"{name}: {value}" for name, value in command.filled]
        return f"`{' '.join([f'/{command.name}', *filled])}`"


@dataclass(frozen=True, slots=True)
class Use:
    """The command that was typed wrong, and the parameter being read."""

    command: CommandHelp
    style: Style
    typed: str = ""
    option: str = ""
    members: tuple[CommandHelp, ...] = ()
    voice_channels: tuple[str, ...] | None = None
    """What could have been given, where the parameter is a voice channel."""


def use_of(ctx: commands.Context[Any], ids: Mapping[str, int]) -> Use | None:
    """Return the usage of a context's command, for error messages."""
    command = ctx.command
    if command is None:
        return None
    members = command.commands if isinstance(command, commands.Group) else ()
    parameter = ctx.current_parameter
    return Use(
        describe(command),
        Style(ctx.clean_prefix, ids),
        plain(ctx.current_argument, 60) if ctx.current_argument else "",
        parameter.name if parameter is not None else "",
        tuple(describe(one) for one in members),
        _voice_channels(ctx) if parameter and parameter.converter is discord.VoiceChannel else None,
    )


def _voice_channels(ctx: commands.Context[Any]) -> tuple[str, ...]:
    """Return the names of voice channels that may be named where everyone reads it."""
    guild, person = ctx.guild, ctx.author
    if guild is None or not isinstance(person, discord.Member):
        return ()
    readers = (guild.default_role, person, guild.me)
    return tuple(
        one.name
        for one in guild.voice_channels
        if all(one.permissions_for(reader).view_channel for reader in readers)
    )


def declared_as(declaration: Declaration) -> dict[Any, Any]:
    """Return the extras that hold the declaration of a command, or of a menu."""
    return {_DECLARATION: declaration}


def declaration_of(command: AnyCommand | Slash) -> Declaration:
    """Return the declaration of a command (also of its slash side), or of a menu."""
    found = getattr(command, "wrapped", command).extras.get(_DECLARATION)
    if not isinstance(found, Declaration):
        raise TypeError(f"{command.qualified_name} is not declared")
    return found


def describe(command: AnyCommand) -> CommandHelp:
    """Return the usage of a command; a group's own command in its full spelling."""
    fallback = command.fallback if isinstance(command, commands.HybridGroup) else None
    name = f"{command.qualified_name} {fallback}" if fallback else command.qualified_name
    declared = declaration_of(command)
    parameters = list(command.clean_params.values())
    return CommandHelp(
        name=name,
        group=command.cog_name or "Help",
        summary=command.short_doc,
        options=tuple(Option(one.name, one.required) for one in parameters),
        aliases=tuple(f"{command.full_parent_name} {one}".lstrip() for one in command.aliases),
        example=declared.example,
        filled=tuple(_filled(_after_name(declared.example, command, name), parameters)),
        for_servers=is_for_servers(command),
        most_used=declared.most_used,
    )


def is_for_servers(command: object) -> bool:
    """Whether a command was declared with `commands.guild_only()`: it needs a server."""
    callback = getattr(command, "callback", None)
    return bool(getattr(callback, "__discord_app_commands_guild_only__", False))


def _after_name(example: str, command: commands.Command[Any, ..., Any], name: str) -> str:
    for begin in (name, command.qualified_name):
        if example == begin or example.startswith(f"{begin} "):
            return example[len(begin) :].strip()
    return ""


def _filled(text: str, parameters: list[commands.Parameter]) -> list[tuple[str, str]]:
    """Match the parts of an example to options, as far as possible."""
    filled, rest = [], text
    for one in parameters:
        if not rest:
            break
        person = _takes(one, discord.User, discord.Member)
        if person != bool(_MENTIONED.match(rest)) or _takes(one, bool, discord.Attachment):
            continue
        if one.kind is inspect.Parameter.KEYWORD_ONLY:
            filled.append((one.name, rest))
            break
        end = quoted_end(rest)
        word = rest[1:end] if end is not None else rest.split()[0]
        rest = rest[end + 1 if end is not None else len(word) :].strip()
        filled.append((one.name, word))
    return filled


def _takes(parameter: commands.Parameter, *kinds: type) -> bool:
    """Whether a parameter accepts one of these types, possibly among others."""
    kind = parameter.annotation
    known = (kind, *getattr(kind, "__args__", ()))
    return any(one in kinds for one in known)
