"""The choice below `play` and `queue` when several songs have the title that was typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import discord

from bot.spotify.models import Track
from bot.ui.button_ids import SameTitleSelect
from bot.ui.buttons import Select, select
from bot.ui.choices import told_apart
from bot.ui.language import _

Act = Literal["play", "queue"]

Options = Sequence[tuple[str, str]]
"""The songs of a choice as (ID, label)."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What to show: a question, because the select shows the song that was taken."""

    words: str
    select: Select


def choice(act: Act, viewer: int, fitting: Sequence[Track]) -> Choice | None:
    """Offer the songs of that title, the first being the one that was taken; None without any."""
    if not fitting:
        return None
    labelled = zip(fitting, told_apart(fitting), strict=True)
    options = [(str(one.id), label) for one, label in labelled]
    return again(SameTitleSelect(act, viewer), options, options[0][0])


def again(custom_id: SameTitleSelect, options: Options, taken: str) -> Choice:
    """Offer the same songs; `taken` is the ID of the one that was chosen."""
    question = _("Did you mean another one?")
    if custom_id.act == "queue":
        # Spotify can't take a song out of the queue again.
        words = _("More songs are called that. Choose another one to queue it too:")
    else:
        words = _("More songs are called that. Did you mean another one?")
    shown = [
        discord.SelectOption(label=label, value=value, default=value == taken)
        for value, label in options
    ]
    return Choice(f"-# {words}", select(custom_id, question, shown))
