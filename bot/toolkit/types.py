"""Short names for discord.py's generic types."""

from __future__ import annotations

from typing import Any

import discord

Interaction = discord.Interaction[Any]
"""What Discord sends when someone uses a slash command, menu, button, select or form."""
