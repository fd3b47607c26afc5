"""Turns mentions in user text into names: input is never repeated as `<@123>`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

import discord

from bot.ui.language import _

_MENTION = re.compile(
    r"<(?P<kind>@[!&]?|#)(?P<id>\d{1,20})>"
    r"|<a?:(?P<emoji>\w{1,40}):\d{1,20}>"
    r"|</(?P<command>[^:<>]{1,100}):\d{1,20}>"
    r"|<id:(?P<page>\w{1,20})>"
    r"|<t:\d{1,15}(?::[a-zA-Z])?>"
)
_known: ContextVar[Mapping[int, str] | None] = ContextVar("known_mentions", default=None)


def know(origin: discord.Message | discord.Interaction[Any]) -> None:
    """Remember the names behind the mentions of a message or interaction, for this task."""
    if isinstance(origin, discord.Message):
        people = {one.id: one.display_name for one in origin.mentions}
        roles = {one.id: one.name for one in origin.role_mentions}
        channels = {one.id: one.name for one in origin.channel_mentions if hasattr(one, "name")}
        _known.set({**people, **roles, **channels})
        return
    data: Any = origin.data or {}
    resolved = data.get("resolved") or {}
    names = {
        int(one["id"]): str(one.get("global_name") or one.get("username") or one.get("name") or "")
        for kind in ("users", "roles", "channels")
        for one in (resolved.get(kind) or {}).values()
    }
    _known.set({key: name for key, name in names.items() if name})


def is_known(mention: str) -> bool:
    """Whether the message or interaction itself names the mentioned person."""
    found = re.fullmatch(r"<@!?(\d{1,20})>", mention)
    return found is not None and int(found[1]) in (_known.get() or {})


def readable(text: str) -> str:
    """Return a text with its mentions replaced by names."""
    return _MENTION.sub(_named, text) if "<" in text else text


def _named(found: re.Match[str]) -> str:
    if found["id"]:
        known = (_known.get() or {}).get(int(found["id"]))
        if found["kind"] == "#":
            return f"#{known}" if known else _("that channel")
        if known:
            return f"@{known}"
        return _("that role") if found["kind"] == "@&" else _("that person")
    if found["emoji"]:
        return f":{found['emoji']}:"
    if found["command"]:
        return f"/{found['command']}"
    return found["page"] or "…"
