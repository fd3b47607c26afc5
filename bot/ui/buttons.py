"""The buttons and selects that carry their own state in the custom ID, so they outlive a restart.

Who answers them is in cogs; here is only how they look and what their IDs mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import discord
from discord import ui

from bot.accounts.privacy import Level
from bot.spotify.links import SpotifyLink
from bot.spotify.playing import Device
from bot.ui.devices import device_names
from bot.ui.language import _
from bot.ui.text import plain

Button = ui.Button[Any]
Select = ui.Select[Any]

LINK = "link:open"
ACCOUNT = "account:open"
UNLINK = "account:unlink"
PRIVACY = "account:privacy"
RENEW = "renew:open"
WIDEN = r"widen:(?P<command>[a-z ]{1,40})"
PASTE = "paste:open"
PASTED = "paste:done"
CODE = r"code:(?P<ref>[0-9a-f]{24})"
CODE_TYPED = r"code:done:(?P<ref>[0-9a-f]{24})"
MAIL = r"seat:mail:(?P<ref>[0-9a-f]{24})"
MAILED = r"seat:mailed:(?P<ref>[0-9a-f]{24})"
ADDED = r"seat:added:(?P<ref>[0-9a-f]{24})"
ALLOW = r"allow:(?P<waiting>[\w-]{22})"
DEVICE = r"device:(?P<waiting>[\w-]{22})"
ALLOWED = "account:allowed"
CHOOSE = "account:choose"
AGREE = r"consent:yes:(?P<client_id>[0-9a-f]{32}):(?P<waiting>[\w-]{1,22})"
REFUSE = "consent:no"
TRANSFER = r"transfer:(?P<viewer>\d{1,20})"

PLAYER = r"np:(?P<act>refresh|prev|toggle|next|queue):(?P<person>\d{1,20}):(?P<viewer>\d{1,20})"
LIKE = (
    r"np:(?P<act>like|unlike):(?P<person>\d{1,20}):(?P<viewer>\d{1,20})"
    r":(?P<kind>track|episode):(?P<thing>[A-Za-z0-9]{22})"
)
MORE = (
    r"np:more:(?P<person>\d{1,20}):(?P<kind>track|episode):(?P<thing>[A-Za-z0-9]{22})"
    r":(?P<position>-1|\d{1,10}):(?P<read_at>\d{1,12}):(?P<duration>\d{1,10})"
)
DO = r"do:(?P<act>play|queue|save):(?P<kind>[a-z]{1,8}):(?P<thing>[A-Za-z0-9]{22})"
HERE = (
    r"do:here:(?P<thing>[A-Za-z0-9]{22}):(?P<position>\d{1,10}):(?P<read_at>\d{1,12})"
    r":(?P<duration>\d{1,10})"
)
ARTIST = r"artist:pick:(?P<viewer>\d{1,20})"

_SECONDARY = discord.ButtonStyle.secondary
_PRIMARY = discord.ButtonStyle.primary


def press(
    label: str | None,
    custom_id: str,
    *,
    emoji: str | None = None,
    style: discord.ButtonStyle = _SECONDARY,
    disabled: bool = False,
) -> Button:
    """Make a button."""
    shown = plain(label, 80) if label else None
    return ui.Button(label=shown, custom_id=custom_id, emoji=emoji, style=style, disabled=disabled)


def link_button(label: str | None = None) -> Button:
    """Open a personal link, for whoever presses it."""
    return press(label or _("Link Spotify"), LINK, style=discord.ButtonStyle.success)


def allow_button(waiting: str, label: str) -> Button:
    """Open the personal link that a waiting command needs."""
    return press(label, f"allow:{waiting}", style=discord.ButtonStyle.success)


def renew_button(label: str | None = None) -> Button:
    """Open a personal link that demands the same Spotify account."""
    return press(label or _("Renew my link"), RENEW, style=discord.ButtonStyle.success)


def paste_button() -> Button:
    """Take the address of the page that did not open."""
    return press(_("2 Paste the address"), PASTE, style=_PRIMARY)


def allowed_button() -> Button:
    """Choose what the bot may do, for whoever presses it."""
    return press(_("Change what is allowed"), ALLOWED)


def consent_buttons(client_id: str, waiting: str | None) -> list[Button]:
    """Agree to a member's app, or wait for a seat on the host's."""
    return [
        press(_("I trust them: use their app"), f"consent:yes:{client_id}:{waiting or '-'}"),
        press(_("No, wait for the host"), REFUSE, style=_PRIMARY),
    ]


def account_button() -> Button:
    """Show the account of whoever presses it."""
    return press(_("Show my account"), ACCOUNT, style=_PRIMARY)


def unlink_button() -> Button:
    """Remove the link of whoever presses it."""
    return press(_("Unlink"), UNLINK, style=discord.ButtonStyle.danger)


def refresh_button(person: int, viewer: int) -> Button:
    """Look again; for the person shown and for the one who asked."""
    return press(_("Refresh"), f"np:refresh:{person}:{viewer}", emoji="🔄")


def player_buttons(
    person: int, viewer: int, *, playing: bool, disallows: frozenset[str]
) -> list[Button]:
    """Drive the player of the person shown; only they may press."""
    toggle = "⏸️" if playing else "▶️"
    stuck = "pausing" in disallows if playing else "resuming" in disallows
    acts = (
        ("toggle", toggle, stuck),
        ("next", "⏭️", "skipping_next" in disallows),
    )
    return [
        press(None, f"np:{act}:{person}:{viewer}", emoji=emoji, disabled=disabled)
        for act, emoji, disabled in acts
    ]


def previous_button(person: int) -> Button:
    """Go back to the song before; only the person shown may press."""
    return press(None, f"np:prev:{person}:{person}", emoji="⏮️")


def up_next_button(person: int) -> Button:
    """Show what comes next, to the person shown alone."""
    return press(_("Up next"), f"np:queue:{person}:{person}", emoji="📜")


def like_button(person: int, viewer: int, link: SpotifyLink, *, liked: bool | None) -> Button:
    """Show whether the person shown likes a song, and change that; only they may press.

    What it does is in its ID with the song, so that two presses do it once. Where it is not
    known (None) it likes, which takes nothing away.
    """
    label, act, mark = (_("Liked"), "unlike", "💚") if liked else (_("Like"), "like", "🤍")
    custom_id = f"np:{act}:{person}:{viewer}:{link.kind}:{link.id}"
    style = discord.ButtonStyle.success if liked else _SECONDARY
    return press(label, custom_id, emoji=mark, style=style)


def like_for_me_button(link: SpotifyLink) -> Button:
    """Save a song for whoever presses; no heart, which is for the one who hears it."""
    return press(_("Like for me"), f"do:save:{link.kind}:{link.id}")


def queue_for_me_button(link: SpotifyLink) -> Button:
    """Queue a song for whoever presses, on their own player."""
    return do_button("queue", link, _("Queue for me"))


def more_button(
    person: int, link: SpotifyLink, position_ms: int, read_at: int, duration_ms: int
) -> Button:
    """Offer what else can be done with what plays, to whoever presses alone."""
    what = f"{link.kind}:{link.id}:{position_ms}:{read_at}:{duration_ms}"
    return press("…", f"np:more:{person}:{what}")


_DO_EMOJI = {"play": "▶️", "queue": "➕", "save": "💚"}


def do_button(act: str, link: SpotifyLink, label: str) -> Button:
    """Play, queue or save something, for whoever presses, on their own account."""
    return press(label, f"do:{act}:{link.kind}:{link.id}", emoji=_DO_EMOJI[act])


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
    custom_id = f"do:here:{link.id}:{position_ms}:{read_at}:{duration_ms}"
    return press(_("Play from here"), custom_id, emoji="🎯")


def privacy_select(current: Level) -> Select:
    """Choose who may see what one is listening to."""
    levels: tuple[tuple[Level, str, str], ...] = (
        ("servers", _("Servers we share"), _("People in the same server, in that server")),
        ("everyone", _("Everyone"), _("Anyone who can use this bot")),
        ("nobody", _("Nobody"), _("Only you")),
    )
    options = [
        discord.SelectOption(label=label, value=level, description=words, default=level == current)
        for level, label, words in levels
    ]
    return select(PRIVACY, _("Who may see what you are listening to?"), options)


def artist_select(viewer: int, matches: Sequence[tuple[str, str]], chosen: str) -> Select:
    """Choose among the artists that were found, given as (ID, name) pairs."""
    options = [
        discord.SelectOption(label=plain(label, 100), value=value, default=value == chosen)
        for value, label in matches[:25]
    ]
    return select(f"artist:pick:{viewer}", _("Another artist of a similar name?"), options)


def device_select(custom_id: str, devices: Sequence[Device]) -> Select | None:
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
    return select(custom_id, _("Where shall it play?"), options) if options else None


def select(
    custom_id: str,
    placeholder: str,
    options: list[discord.SelectOption],
    *,
    most: int = 1,
    least: int = 1,
) -> Select:
    """Make a select of texts."""
    return ui.Select(
        custom_id=custom_id,
        placeholder=plain(placeholder, 150),
        options=options,
        min_values=least,
        max_values=min(most, len(options)),
    )


def page_buttons(custom_id: str, page: int, last: int) -> list[Button]:
    """Turn pages: `custom_id` ends with the page to show. Empty for a single page."""
    if last <= 0:
        return []
    return [
        press(None, f"{custom_id}:{max(0, page - 1)}", emoji="◀️", disabled=page <= 0),
        press(f"{page + 1}/{last + 1}", f"{custom_id}:here", disabled=True),
        press(None, f"{custom_id}:{page + 1}", emoji="▶️", disabled=page >= last),
    ]
