"""The buttons and selects that carry their own state in the custom ID, so they outlive a restart.

Cogs answer them; their IDs are in bot/ui/button_ids.py. Here is how they look.
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
from bot.ui.language import _
from bot.ui.text import plain

Button = ui.Button[Any]
Select = ui.Select[Any]

PAGE = PlainId("page:number")
"""Which page is shown: a button that is never pressed."""

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
    """Make a button; `layout` leaves it out where its ID could not be read back."""
    return ui.Button(
        label=plain(label, 80) if label else None,
        custom_id=_text_of(custom_id),
        emoji=emoji,
        style=style,
        disabled=disabled,
    )


def _text_of(custom_id: AnyId) -> str:
    """Return an ID's text, empty where it can't carry what Spotify calls something."""
    try:
        return custom_id.make()
    except DoesNotFit:
        return ""


def link_button(label: str | None = None) -> Button:
    """Open a personal link, for whoever presses it."""
    return press(label or _("Link Spotify"), ids.LINK, style=discord.ButtonStyle.success)


def allow_button(waiting: str, label: str) -> Button:
    """Open the personal link that a waiting command needs."""
    return press(label, ids.Allow(waiting), style=discord.ButtonStyle.success)


def renew_button(label: str | None = None) -> Button:
    """Open a personal link that demands the same Spotify account."""
    return press(label or _("Renew my link"), ids.RENEW, style=discord.ButtonStyle.success)


def paste_button() -> Button:
    """Take the address of the page that did not open."""
    return press(_("2 Paste the address"), ids.PASTE, style=_PRIMARY)


def allowed_button() -> Button:
    """Choose what the bot may do, for whoever presses it."""
    return press(_("Change permissions"), ids.ALLOWED)


def consent_buttons(client_id: str, waiting: str | None) -> list[Button]:
    """Agree to a member's app, or wait for a seat on the host's."""
    return [
        press(_("I trust them: use their app"), ids.Agree(client_id, waiting or ids.NOT_WAITING)),
        press(_("No, wait for the host"), ids.REFUSE, style=_PRIMARY),
    ]


def account_button() -> Button:
    """Show the account of whoever presses it."""
    return press(_("Show my account"), ids.ACCOUNT, style=_PRIMARY)


def unlink_button() -> Button:
    """Remove the link of whoever presses it."""
    return press(_("Unlink"), ids.UNLINK, style=discord.ButtonStyle.danger)


def refresh_button(person: int, viewer: int) -> Button:
    """Look again; for the person shown and for the one who asked."""
    return press(_("Refresh"), ids.Press("refresh", person, viewer), emoji="🔄")


def player_buttons(
    person: int, viewer: int, *, playing: bool, disallows: frozenset[str]
) -> list[Button]:
    """Drive the player of the person shown; only they may press."""
    toggle = "⏸️" if playing else "▶️"
    stuck = "pausing" in disallows if playing else "resuming" in disallows
    last = "skipping_next" in disallows
    return [
        press(None, ids.Press("toggle", person, viewer), emoji=toggle, disabled=stuck),
        press(None, ids.Press("next", person, viewer), emoji="⏭️", disabled=last),
    ]


def previous_button(person: int) -> Button:
    """Go back to the song before; only the person shown may press."""
    return press(None, ids.Press("prev", person, person), emoji="⏮️")


def up_next_button(person: int) -> Button:
    """Show what comes next, to the person shown alone."""
    return press(_("Up next"), ids.Press("queue", person, person), emoji="📜")


def like_button(person: int, viewer: int, link: SpotifyLink, *, liked: bool | None) -> Button:
    """Show whether the person shown likes a song, and change that; only they may press.

    What it does is in its ID with the song, so that two presses do it once. Where it is not
    known (None) it likes, which takes nothing away.
    """
    if liked:
        unlike = ids.Like("unlike", person, viewer, link.kind, link.id)
        return press(_("Liked"), unlike, emoji="💚", style=discord.ButtonStyle.success)
    like = ids.Like("like", person, viewer, link.kind, link.id)
    return press(_("Like"), like, emoji="🤍")


def like_for_me_button(link: SpotifyLink) -> Button:
    """Save a song for whoever presses; no heart, which is for the one who hears it."""
    return press(_("Like it too"), ids.Do("save", link.kind, link.id))


def queue_for_me_button(link: SpotifyLink) -> Button:
    """Queue a song for whoever presses, on their own player."""
    return do_button("queue", link, _("Queue for me"))


def more_button(
    person: int, link: SpotifyLink, position_ms: int, read_at: int, duration_ms: int
) -> Button:
    """Offer what else can be done with what plays, to whoever presses alone."""
    return press("…", ids.More(person, link.kind, link.id, position_ms, read_at, duration_ms))


Act = Literal["play", "queue", "save"]
_DO_EMOJI: dict[Act, str] = {"play": "▶️", "queue": "➕", "save": "💚"}


def do_button(act: Act, link: SpotifyLink, label: str) -> Button:
    """Play, queue or save something, for whoever presses, on their own account."""
    return press(label, ids.Do(act, link.kind, link.id), emoji=_DO_EMOJI[act])


def do_buttons(link: SpotifyLink) -> list[Button]:
    """All that can be done with a thing, for whoever presses."""
    row = [do_button("play", link, _("Play"))]
    if link.kind in ("track", "episode"):
        row.append(do_button("queue", link, _("Queue")))
    if link.kind in ("track", "episode", "album", "show"):
        row.append(do_button("save", link, _("Save")))
    return row


def here_button(link: SpotifyLink, position_ms: int, read_at: int, duration_ms: int) -> Button:
    """Start at the second that plays now, for whoever presses; `read_at` 0 when paused."""
    here = ids.Here(link.id, position_ms, read_at, duration_ms)
    return press(_("Play from here"), here, emoji="🎯")


def privacy_select(current: Level, custom_id: PlainId = ids.PRIVACY) -> Select:
    """Choose who may see what one is listening to."""
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
    """Choose among the artists that were found, given as (ID, name) pairs."""
    options = [
        discord.SelectOption(label=plain(label, 100), value=value, default=value == chosen)
        for value, label in matches[:25]
    ]
    return select(ids.PickArtist(viewer), _("Looking for a different artist?"), options)


def device_select(custom_id: AnyId, devices: Sequence[Device]) -> Select | None:
    """Choose where music shall play; None when no device can be chosen."""
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
    """Make a select of texts."""
    return ui.Select(
        custom_id=_text_of(custom_id),
        placeholder=plain(placeholder, 150),
        options=options,
        min_values=least,
        max_values=min(most, len(options)),
    )


def page_buttons(turn: Callable[[int], ComponentId], page: int, last: int) -> list[Button]:
    """Turn pages: `turn` returns the ID that shows a page. Empty for a single page."""
    if last <= 0:
        return []
    return [
        press(None, turn(max(0, page - 1)), emoji="◀️", disabled=page <= 0),
        press(f"{page + 1}/{last + 1}", PAGE, disabled=True),
        press(None, turn(page + 1), emoji="▶️", disabled=page >= last),
    ]
