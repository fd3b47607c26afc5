"""Choices that several slash commands offer."""

from __future__ import annotations

from discord import app_commands

Choices = list[app_commands.Choice[str]]


def choices_of(*values: str) -> Choices:
    """Make choices that are shown as they are."""
    return [app_commands.Choice(name=one, value=one) for one in values]


SPANS: Choices = [
    app_commands.Choice(name="4 weeks", value="short_term"),
    app_commands.Choice(name="6 months", value="medium_term"),
    app_commands.Choice(name="a year", value="long_term"),
]
"""The periods of Spotify's top lists."""

ON_OFF = choices_of("on", "off")
