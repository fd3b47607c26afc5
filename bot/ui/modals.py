"""Modals with one or a few fields; bot/toolkit/component_router.py handles what is submitted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import discord
from discord import ui

from bot.ui.component_ids import AnyId
from bot.ui.fit import MOST_TEXT, shortened
from bot.ui.text import cut, plain

_PLACEHOLDER = 100


@dataclass(frozen=True, slots=True)
class Field:
    """A text field: its ID and label, and how much may be typed."""

    id: str
    label: str
    longest: int = 100
    default: str | None = None
    placeholder: str | None = None
    needed: bool = True
    long: bool = False


def modal(custom_id: AnyId, title: str, fields: Sequence[Field], words: str = "") -> ui.Modal:
    """Make a form, with an explanation above its fields."""
    made = ui.Modal(title=plain(title, 45), custom_id=custom_id.make())
    if words:
        made.add_item(ui.TextDisplay(shortened(words, MOST_TEXT)))
    for one in fields:
        typed: ui.TextInput[Any] = ui.TextInput(
            custom_id=one.id,
            default=cut(one.default, one.longest) if one.default else one.default,
            placeholder=cut(one.placeholder, _PLACEHOLDER) if one.placeholder else None,
            min_length=1 if one.needed else 0,
            max_length=one.longest,
            required=one.needed,
            style=discord.TextStyle.long if one.long else discord.TextStyle.short,
        )
        made.add_item(ui.Label(text=plain(one.label, 45), component=typed))
    made.stop()
    return made


def one_field_modal(
    custom_id: AnyId,
    title: str,
    label: str,
    *,
    field: str,
    longest: int,
    default: str | None = None,
    long: bool = False,
) -> ui.Modal:
    """Make a form of one field."""
    return modal(custom_id, title, [Field(field, label, longest, default, long=long)])
