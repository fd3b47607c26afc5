"""The buttons and selects that carry their own state in the custom ID, so they outlive a restart.

Who answers them is in cogs; here is only how they look and what their IDs mean.
"""

from __future__ import annotations

from collections.abc import Sequence

import discord
from discord import ui

from bot.accounts.privacy import Level
from bot.ui.text import plain

LINK = "link:open"
ACCOUNT = "account:open"
UNLINK = "account:unlink"
PRIVACY = "account:privacy"

REFRESH = r"np:refresh:(?P<person>\d{1,20}):(?P<viewer>\d{1,20})"
ARTIST = r"artist:pick:(?P<viewer>\d{1,20})"

_LEVELS: tuple[tuple[Level, str, str], ...] = (
    ("servers", "Servers we share", "People in the same server, in that server"),
    ("everyone", "Everyone", "Anyone who can use this bot"),
    ("nobody", "Nobody", "Only you"),
)


def link_button(label: str = "Link Spotify") -> ui.Button[ui.LayoutView]:
    """Open a personal link, for whoever presses it."""
    return ui.Button(style=discord.ButtonStyle.success, label=label, custom_id=LINK)


def account_button() -> ui.Button[ui.LayoutView]:
    """Show the account of whoever presses it."""
    return ui.Button(style=discord.ButtonStyle.primary, label="Show my account", custom_id=ACCOUNT)


def unlink_button() -> ui.Button[ui.LayoutView]:
    """Remove the link of whoever presses it."""
    return ui.Button(style=discord.ButtonStyle.danger, label="Unlink", custom_id=UNLINK)


def refresh_button(person: int, viewer: int) -> ui.Button[ui.LayoutView]:
    """Look again; for the person shown and for the one who asked."""
    return ui.Button(
        style=discord.ButtonStyle.secondary,
        label="Refresh",
        emoji="🔄",
        custom_id=f"np:refresh:{person}:{viewer}",
    )


def privacy_select(current: Level) -> ui.Select[ui.LayoutView]:
    """Choose who may see what one is listening to."""
    return ui.Select(
        custom_id=PRIVACY,
        placeholder="Who may see what you are listening to?",
        options=[
            discord.SelectOption(
                label=label, value=level, description=words, default=level == current
            )
            for level, label, words in _LEVELS
        ],
    )


def artist_select(
    viewer: int, matches: Sequence[tuple[str, str]], chosen: str
) -> ui.Select[ui.LayoutView]:
    """Choose among the artists that were found, given as (ID, name) pairs."""
    return ui.Select(
        custom_id=f"artist:pick:{viewer}",
        placeholder="Another artist of a similar name?",
        options=_artist_options(matches, chosen),
    )


def _artist_options(matches: Sequence[tuple[str, str]], chosen: str) -> list[discord.SelectOption]:
    return [
        discord.SelectOption(label=plain(label, 100), value=value, default=value == chosen)
        for value, label in matches[:25]
    ]
