"""What an aux's owner is told about its page for guests, and about those guests."""

from __future__ import annotations

from collections.abc import Sequence

import discord
from discord import ui

from bot.together.aux_guests import AuxGuest
from bot.together.aux_sessions import AuxSession
from bot.ui import aux_ids as ids
from bot.ui import buttons
from bot.ui.language import _, n_
from bot.ui.notices import GREEN, GREY, layout, link_to
from bot.ui.text import name, plain

QR_FILE = "aux-page.png"
"""What the picture of a page's QR code is called."""

_LONGEST_LABEL = 100


def page_view(session: AuxSession, address: str) -> ui.LayoutView:
    """Show where guests without Discord add songs, with a QR code; who has it is a guest."""
    title = _("{name}'s aux is open to guests").format(name=name(session.owner_name, 40))
    text = _("Anyone with this link can add songs and vote, without Discord or Spotify.")
    picture: ui.MediaGallery[ui.LayoutView] = ui.MediaGallery(
        discord.MediaGalleryItem(f"attachment://{QR_FILE}", description=address)
    )
    return layout(
        ui.TextDisplay(f"### 🎛️ {title}\n{text}\n{address}"),
        picture,
        colour=GREEN,
        buttons=[link_to(_("Open the page"), address)],
    )


def page_closed_view() -> ui.LayoutView:
    """Say that guests can no longer use the page."""
    return layout(ui.TextDisplay("🎛️ " + _("The page for guests is closed.")), colour=GREY)


def guests_view(session: AuxSession, guests: Sequence[AuxGuest], all_guests: int) -> ui.LayoutView:
    """Show the owner who came in by the page, and let them remove one.

    `guests` are those that can be listed, of `all_guests`.
    """
    if not guests:
        text = _("No guests have come in by the page.")
        return layout(ui.TextDisplay("🎛️ " + text), colour=GREY)
    count = n_(
        "{count} guest came in by the page.", "{count} guests came in by the page.", all_guests
    )
    listed = " · ".join(name(one.name, 40) for one in guests)
    if all_guests > len(guests):
        more = all_guests - len(guests)
        listed += " · " + n_("and {count} more", "and {count} more", more)
    options = [
        discord.SelectOption(
            label=plain(one.name, _LONGEST_LABEL),
            value=str(one.id),
            description=n_("{count} song", "{count} songs", one.songs),
        )
        for one in guests
    ]
    return layout(
        ui.TextDisplay(f"🎛️ {count}\n{listed}"),
        colour=GREEN,
        rows=[[buttons.select(ids.GuestSelect(session.id), _("Remove a guest"), options)]],
    )


def guest_removed_view(guest_name: str) -> ui.LayoutView:
    """Say that a guest was removed, and what that means."""
    title = _("Removed: {name}").format(name=name(guest_name, 40))
    text = _(
        "Their waiting songs and votes are gone. If they come back with another browser, "
        "`aux page new` makes a new link, and everyone with the old one leaves."
    )
    return layout(ui.TextDisplay(f"### ➖ {title}\n{text}"), colour=GREEN)
