"""Gives buttons their icons in what is sent to Discord; plain emoji wherever that isn't possible.

Views are built with plain emoji. Just before a message leaves, those whose picture is known become
emoji of the bot's application. If Discord refuses one (it was deleted, or isn't known everywhere
yet: docs/reference/discord.md, section 10), the same message is sent with plain emoji, and the
others stay plain until the list has been read again (bot/background/icon_upload.py).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

import discord

from bot.toolkit.command_mentions import CommandMentions
from bot.ui.icons import Icon
from bot.wakeups import Wakeups

T = TypeVar("T")
Json = dict[str, Any]

_BUTTON = 2
_INVALID_FORM = 50035
_UNKNOWN_EMOJI = 10014


class ButtonIcons:
    """The icons that Discord has now; in memory."""

    def __init__(self, mentions: CommandMentions) -> None:
        self._mentions = mentions
        self._emoji: dict[str, Json] = {}
        self.refused = Wakeups()

    def use(self, found: Mapping[Icon, int]) -> None:
        """Use these icons from now on, by the IDs of their emoji."""
        self._emoji = {
            icon.plain: {"id": str(emoji), "name": icon.full_name} for icon, emoji in found.items()
        }

    async def send(self, body: Json, send: Callable[[Json], Awaitable[T]]) -> T:
        """Send a message's body with icons and clickable commands.

        With plain emoji if Discord refuses the icons.
        """
        body = self._mentions.clickable(body)
        dressed = self._dressed(body)
        if dressed is body:
            return await send(body)
        try:
            return await send(dressed)
        except discord.HTTPException as error:
            if not _is_about_emoji(error):
                raise
            self._emoji = {}
            self.refused.wake_all()
            return await send(body)

    def _dressed(self, body: Json) -> Json:
        """Return a message's body with icons: a copy, or the same one if nothing changes."""
        if not self._emoji:
            return body
        inner = body.get("data")
        if isinstance(inner, dict):
            dressed = self._dressed(inner)
            return body if dressed is inner else {**body, "data": dressed}
        return self._component(body)

    def _component(self, part: Json) -> Json:
        """Return a component (or what holds some) with icons."""
        if part.get("type") == _BUTTON:
            plain = (part.get("emoji") or {}).get("name")
            icon = self._emoji.get(str(plain))
            return part if icon is None else {**part, "emoji": icon}
        changed: Json = {}
        children = part.get("components")
        if children:
            dressed = [self._component(one) for one in children]
            if any(new is not old for new, old in zip(dressed, children, strict=True)):
                changed["components"] = dressed
        accessory = part.get("accessory")
        if accessory and (new := self._component(accessory)) is not accessory:
            changed["accessory"] = new
        return {**part, **changed} if changed else part


def _is_about_emoji(error: discord.HTTPException) -> bool:
    unknown = error.code == _UNKNOWN_EMOJI
    return unknown or (error.code == _INVALID_FORM and "emoji" in error.text.lower())
