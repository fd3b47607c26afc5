"""Makes the commands that answers name clickable (`</name:ID>`), just before they leave.

Answers name a command in backticks, as `devices`. That's how it stays where the ID isn't known, and
where a message would become too long. What people have written can't be taken for one: in it,
backticks are escaped (bot/ui/text.py). Source: Discord's reference, Message Formatting; commands
with subcommands can't be mentioned, only those.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from discord.ext import commands

from bot.ui.usage import describe

Json = dict[str, Any]
AnyCommand = commands.Command[Any, ..., Any]

_TEXT, _MODAL = 10, 9
_MOST_TEXT, _MOST_CONTENT = 4000, 2000
_BLOCK = re.compile(r"(```.*?```)", re.DOTALL)
_NAMED = re.compile(r"(?<![\\`])`([a-z]+(?: [a-z]+)?)`(?!`)")


class CommandMentions:
    """Knows every command's full name, and the IDs of slash commands once they're known."""

    def __init__(
        self, all_commands: Callable[[], Iterable[AnyCommand]], ids: Mapping[str, int]
    ) -> None:
        self._all_commands = all_commands
        self._ids = ids
        self._names: dict[str, str] = {}

    def clickable(self, body: Json) -> Json:
        """Return a message's body with clickable commands: a copy, or the same one if none are."""
        if not self._ids or body.get("type") == _MODAL:
            return body
        inner = body.get("data")
        if isinstance(inner, dict):
            changed = self.clickable(inner)
            return body if changed is inner else {**body, "data": changed}
        found = self._part(body)
        return found if _fits(found) else body

    def _part(self, part: Json) -> Json:
        changed: Json = {}
        content = part.get("content")
        if isinstance(content, str) and part.get("type", _TEXT) == _TEXT:
            text = self._text(content)
            if text != content:
                changed["content"] = text
        children = part.get("components")
        if children:
            new = [self._part(one) for one in children]
            if any(one is not old for one, old in zip(new, children, strict=True)):
                changed["components"] = new
        return {**part, **changed} if changed else part

    def _text(self, text: str) -> str:
        if "`" not in text:
            return text
        parts = _BLOCK.split(text)
        parts[::2] = [_NAMED.sub(self._mention, one) for one in parts[::2]]
        return "".join(parts)

    def _mention(self, found: re.Match[str]) -> str:
        name = self._known().get(found[1])
        known = self._ids.get(name.partition(" ")[0]) if name else None
        return f"</{name}:{known}>" if known else found[0]

    def _known(self) -> dict[str, str]:
        """Every command by its names; a group's own one in its full spelling."""
        if not self._names:
            for command in self._all_commands():
                if isinstance(command, commands.HybridCommand | commands.HybridGroup):
                    name = describe(command).name
                    self._names |= {command.qualified_name: name, name: name}
        return self._names


def _fits(body: Json) -> bool:
    texts = sum(len(str(one)) for one in _texts(body.get("components") or ()))
    return texts <= _MOST_TEXT and len(str(body.get("content") or "")) <= _MOST_CONTENT


def _texts(parts: Iterable[Json]) -> Iterable[str]:
    for part in parts:
        if part.get("type") == _TEXT:
            yield str(part.get("content"))
        yield from _texts(part.get("components") or ())
