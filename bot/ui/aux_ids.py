"""The custom IDs of an aux: its panel, questions and offers."""

from __future__ import annotations

from typing import Literal

from bot.ui.component_ids import ComponentId, RowId, Seconds, Snowflake, component_id


@component_id("aux:{act}:{session}")
class PanelButton(ComponentId):
    """Do what a button of the panel says."""

    act: Literal["refresh", "vote", "skip", "undo", "close", "pings"]
    session: RowId


@component_id("aux:suggest:{session}")
class SuggestButton(ComponentId):
    """Open the form for a song."""

    session: RowId


@component_id("aux:typed:{session}")
class SuggestForm(ComponentId):
    """The form for a song."""

    session: RowId


@component_id("aux:{answer}:{song}")
class DecideButton(ComponentId):
    """Accept or refuse a suggestion."""

    answer: Literal["yes", "no"]
    song: RowId


@component_id("aux:trust:{session}")
class TrustSelect(ComponentId):
    """Choose whose songs go in."""

    session: RowId


@component_id("aux:guest:{session}")
class GuestSelect(ComponentId):
    """Remove a guest of the page."""

    session: RowId


@component_id("aux:take:{session}:{person}:{owner}:{at}")
class TakeOverButton(ComponentId):
    """Take over an aux that was offered."""

    session: RowId
    person: Snowflake
    owner: Snowflake
    at: Seconds
