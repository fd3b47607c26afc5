"""Buttons and selects that carry their state in the custom ID, so they work after a restart.

Cogs handle them; their IDs are in bot/ui/button_ids.py. This is how they look.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

import discord
from discord import ui

from bot.accounts.privacy import Level
from bot.spotify.links import SpotifyLink
from bot.spotify.playing import Device
from bot.ui import button_ids as ids
from bot.ui.component_ids import AnyId, ComponentId, DoesNotFit, PlainId
from bot.ui.devices import device_names
from bot.ui.icons import LINK
from bot.ui.language import _
from bot.ui.text import plain

Button = ui.Button[Any]
Select = ui.Select[Any]

PAGE = PlainId("page:number")
"""The ID of the page indicator, a button that is never pressed."""

_SECONDARY = discord.ButtonStyle.secondary
_PRIMARY = discord.ButtonStyle.primary


def press(
    label: str | None,
    custom_id: AnyId,
    *,
    emoji: str | None = None,
    style: discord.ButtonStyle = _SECONDARY,
    disabled: bool = False,
) -> Button:
    """Make a button; `layout` leaves it out if its ID couldn't be parsed again."""
    return ui.Button(
        label=plain(label, 80) if label else None,
        custom_id=_text_of(custom_id),
        emoji=emoji,
        style=style,
        disabled=disabled,
    )


def _text_of(custom_id: AnyId) -> str:
    """Return an ID's text, empty if it can't hold Spotify's ID."""
    try:
        return custom_id.make()
    except DoesNotFit:
        return ""


def link_button(label: str | None = None) -> Button:
    """Open a personal link, for the person who presses."""
    label = label or _("Link Spotify")
    return press(label, ids.LINK, emoji=LINK, style=discord.ButtonStyle.success)


def allow_button(waiting: str, label: str) -> Button:
    """Open the personal link that a waiting command needs."""
    return press(label, ids.AllowButton(waiting), style=discord.ButtonStyle.success)


def renew_button(label: str | None = None) -> Button:
    """Open a personal link that requires the same Spotify account."""
    return press(label or _("Renew my link"), ids.RENEW, style=discord.ButtonStyle.success)


def paste_button() -> Button:
    """Open the form for the address of the page that didn't load.

    Grey, as Discord draws the links beside it: a coloured one would be pressed first.
    """
    return press(_("2 Paste the address"), ids.PASTE)


def allowed_button() -> Button:
    """Choose what the bot may do, for the person who presses."""
    return press(_("Change permissions"), ids.ALLOWED)


def consent_buttons(client_id: str, waiting: str | None) -> list[Button]:
    """Agree to a member's app, or wait for a seat on the host's."""
    return [
        press(
            _("I trust them: use their app"), ids.AgreeButton(client_id, waiting or ids.NOT_WAITING)
        ),
        press(_("No, wait for the host"), ids.REFUSE, style=_PRIMARY),
    ]


def account_button() -> Button:
    """Show the account of the person who presses."""
    return press(_("Show my account"), ids.ACCOUNT, style=_PRIMARY)


def unlink_button() -> Button:
    """Remove the link of the person who presses."""
    return press(_("Unlink"), ids.UNLINK, style=discord.ButtonStyle.danger)


def refresh_button(person: int, viewer: int) -> Button:
    """Refresh; for the person shown and the person who asked."""
    return press(_("Refresh"), ids.PlayerButton("refresh", person, viewer), emoji="🔄")


def player_buttons(
    person: int, viewer: int, *, playing: bool, disallows: frozenset[str]
) -> list[Button]:
    """Control the player of the person shown; only they may press."""
    toggle = "⏸️" if playing else "▶️"
    stuck = "pausing" in disallows if playing else "resuming" in disallows
    last = "skipping_next" in disallows
    return [
        press(None, ids.PlayerButton("toggle", person, viewer), emoji=toggle, disabled=stuck),
        press(None, ids.PlayerButton("next", person, viewer), emoji="⏭️", disabled=last),
    ]


def previous_button(person: int) -> Button:
    """Go back to the previous song; only the person shown may press."""
    return press(None, ids.PlayerButton("prev", person, person), emoji="⏮️")


def up_next_button(person: int) -> Button:
    """Show what is next, only to the person shown."""
    return press(_("Up next"), ids.PlayerButton("queue", person, person), emoji="📜")


def like_button(person: int, viewer: int, link: SpotifyLink, *, liked: bool | None) -> Button:
    """Show whether the person shown likes a song, and change that; only they may press.

    The ID holds the action and the song, so that two presses act once. If the state is unknown
    (None), it likes, which removes nothing.
    """
    if liked:
        unlike = ids.LikeButton("unlike", person, viewer, link.kind, link.id)
        return press(_("Liked"), unlike, emoji="💚", style=discord.ButtonStyle.success)
    like = ids.LikeButton("like", person, viewer, link.kind, link.id)
    return press(_("Like"), like, emoji="🤍")


def like_for_me_button(link: SpotifyLink) -> Button:
    """Save a song for the person who presses; the heart is only for the one who hears it."""
    return press(_("Like it too"), ids.ThingButton("save", link.kind, link.id))


def queue_for_me_button(link: SpotifyLink) -> Button:
    """Queue a song on the own player of the person who presses."""
    return do_button("queue", link, _("Queue for me"))


def more_button(
    person: int, link: SpotifyLink, position_ms: int, read_at: int, duration_ms: int
) -> Button:
    """Offer more actions for the current song, only to the person who presses."""
    return press("…", ids.MoreButton(person, link.kind, link.id, position_ms, read_at, duration_ms))


Act = Literal["play", "queue", "save"]
_DO_EMOJI: dict[Act, str] = {"play": "▶️", "queue": "➕", "save": "💚"}


def do_button(act: Act, link: SpotifyLink, label: str) -> Button:
    """Play, queue or save something on the own account of the person who presses."""
    return press(label, ids.ThingButton(act, link.kind, link.id), emoji=_DO_EMOJI[act])


def do_buttons(link: SpotifyLink) -> list[Button]:
    """Return all actions for something, for the person who presses."""
    row = [do_button("play", link, _("Play"))]
    if link.kind in ("track", "episode"):
        row.append(do_button("queue", link, _("Queue")))
    if link.kind in ("track", "episode", "album", "show"):
        row.append(do_button("save", link, _("Save")))
    return row


def here_button(link: SpotifyLink, position_ms: int, read_at: int, duration_ms: int) -> Button:
    """Start at the current second, for the person who presses; `read_at` is 0 if paused."""
    here = ids.PlayHereButton(link.id, position_ms, read_at, duration_ms)
    return press(_("Play from here"), here, emoji="🎯")


def privacy_select(current: Level, custom_id: PlainId = ids.PRIVACY) -> Select:
    """Choose who may see what the person is listening to."""
    levels: tuple[tuple[Level, str, str], ...] = (
        ("servers", _("Servers we share"), _("People who share a server with you, in that server")),
        ("everyone", _("Everyone"), _("Anyone who can use this bot")),
        ("nobody", _("Nobody"), _("Only you")),
    )
    options = [
        discord.SelectOption(label=label, value=level, description=words, default=level == current)
        for level, label, words in levels
    ]
    return select(custom_id, _("Who can see what you're listening to?"), options)


def artist_select(viewer: int, matches: Sequence[tuple[str, str]], chosen: str) -> Select:
    """Choose among the found artists, given as (ID, name) pairs."""
    options = [
        discord.SelectOption(label=plain(label, 100), value=value, default=value == chosen)
        for value, label in matches[:25]
    ]
    return select(ids.ArtistSelect(viewer), _("Looking for a different artist?"), options)


def device_select(custom_id: AnyId, devices: Sequence[Device]) -> Select | None:
    """Choose a device; None if no device can be chosen."""
    usable = {one.id: one for one in devices if one.id and len(one.id) <= 100}
    shown = [one for one in usable.values() if not one.is_restricted][:25]
    active = next((one for one in shown if one.is_active), None)
    options = [
        discord.SelectOption(
            label=label,
            value=str(one.id),
            description=plain(one.type, 100) if one.type else None,
            default=one is active,
        )
        for one, label in zip(shown, device_names(shown), strict=True)
    ]
    return select(custom_id, _("Choose a device"), options) if options else None


def select(
    custom_id: AnyId,
    placeholder: str,
    options: list[discord.SelectOption],
    *,
    most: int = 1,
    least: int = 1,
) -> Select:
    """Make a select of strings."""
    return ui.Select(
        custom_id=_text_of(custom_id),
        placeholder=plain(placeholder, 150),
        options=options,
        min_values=least,
        max_values=min(most, len(options)),
    )


def page_buttons(turn: Callable[[int], ComponentId], page: int, last: int) -> list[Button]:
    """Return buttons for turning pages; `turn` returns the ID of a page. Empty for one page."""
    if last <= 0:
        return []
    return [
        press(None, turn(max(0, page - 1)), emoji="◀️", disabled=page <= 0),
        press(f"{page + 1}/{last + 1}", PAGE, disabled=True),
        press(None, turn(page + 1), emoji="▶️", disabled=page >= last),
    ]
