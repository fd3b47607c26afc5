"""A personal link: why it is needed, the ways to use it, and the choice of scopes."""

from __future__ import annotations

from collections.abc import Sequence

import discord
from discord import ui

from bot.accounts.account import SPOTIFY_APPS_PAGE
from bot.accounts.scopes import AT_LINKING, WORDS
from bot.linking.offers import Offer
from bot.spotify.apps import AppOwner
from bot.ui import button_ids as ids
from bot.ui import buttons
from bot.ui.language import _, n_
from bot.ui.modals import one_field_modal
from bot.ui.notices import AMBER, GREEN, Notice, layout, link_to, notice_view
from bot.ui.text import name, plain, when


def offer_view(offer: Offer, *, carries_on: bool = False) -> ui.LayoutView:
    """Show a personal link to the one person it is for."""
    text = _(
        "This link is only for you, so don't share it; it expires {when}. It opens a "
        "page that shows your Discord account, then Spotify asks you to agree."
    ).format(when=when(offer.expires_at))
    title = _("Link your Spotify")
    if offer.required_account is not None:
        if not carries_on:
            title = _("Change permissions") if offer.chooses else _("Renew your Spotify link")
        text += " " + _("Log in as **{name}**: no other Spotify account is accepted.").format(
            name=name(offer.required_account, 80)
        )
    elif offer.current is not None:
        text = (
            _(
                "You're linked to **{name}**. Agreeing again renews that link; a different "
                "Spotify account replaces it."
            ).format(name=name(offer.current, 80))
            + "\n"
            + text
        )
    if carries_on:
        text += " " + _("Your command will run afterwards.")
    return _with_ways(Notice(title, text, GREEN), offer)


def needed_view(notice: Notice, offer: Offer, needed: frozenset[str]) -> ui.LayoutView:
    """Say why a link is needed, with the link itself, to the one person it is for."""
    if offer.more - needed - AT_LINKING:
        text = notice.text + " " + _("It also allows what your earlier commands need.")
        notice = Notice(notice.title, text, notice.colour, notice.private)
    return _with_ways(notice, offer)


def _with_ways(notice: Notice, offer: Offer) -> ui.LayoutView:
    """Show the ways to link: one with a public address, two for a bot reachable at home."""
    lines = [notice.text]
    if offer.owner is not None:
        lines.append(owner_words(offer.owner))
    widens = offer.chooses or (
        offer.current is not None and offer.required_account is not None and bool(offer.more)
    )
    start = link_to(_("Allow") if widens else _("Link Spotify"), offer.url)
    row: list[ui.Item[ui.LayoutView]] = [start]
    if offer.direct_url is not None:
        lines += _home_lines(start.label or "")
        row = [link_to(_("1 Open Spotify"), offer.direct_url), buttons.paste_button(), start]
    if offer.whole_url is not None:
        lines.append(
            _(
                "The button only has room for part of that; this link asks for all of it: "
                "[Open Spotify]({url})"
            ).format(url=offer.whole_url)
        )
    if offer.everything_url is not None:
        lines.append(_everything_line(offer))
        if offer.direct_url is None:
            row.append(link_to(everything_label(), offer.everything_url))
    shown = Notice(notice.title, "\n".join(lines), notice.colour, notice.private)
    return notice_view(shown, row)


def _home_lines(label: str) -> list[str]:
    return [
        _(
            "**On my phone or another computer:** press *1 Open Spotify* and agree. The "
            "next page won't open: copy its full address, then press *2 Paste the address* "
            "or send it to me as a direct message."
        ),
        _("**I'm on the computer that runs the bot:** press *{label}*.").format(label=label),
    ]


def _everything_line(offer: Offer) -> str:
    label = everything_label()
    if offer.direct_url is not None:
        label = f"[{label}]({offer.everything_url})"
    return _(
        "{choice}: then no command will ask again, whether it shows, plays or changes something."
    ).format(choice=f"**{label}**")


def everything_label() -> str:
    """Return the label for choosing all scopes."""
    return _("Allow everything at once")


def owner_words(owner: AppOwner) -> str:
    """Say whose app a link uses."""
    return _("⚠️ It uses **{name}**'s Spotify app (@{handle}), not the host's.").format(
        name=name(owner.name, 80), handle=name(owner.handle, 40)
    )


def consent_view(owner: AppOwner, client_id: str, waiting: str | None) -> ui.LayoutView:
    """Ask whether someone agrees to a member's app, before they get a seat on it."""
    text = _(
        "The host's seats are taken, but **{name}** (@{handle}) offers one on their "
        "own Spotify app.\n"
        "Agree only if you trust them: they'd learn your Spotify email, could end your link, "
        "and as the app's owner could get access to your Spotify themselves."
    ).format(name=name(owner.name, 80), handle=name(owner.handle, 40))
    notice = Notice(_("A seat on someone else's app"), text, AMBER, private=True)
    return notice_view(notice, buttons.consent_buttons(client_id, waiting))


def choose_view(scopes: frozenset[str]) -> ui.LayoutView:
    """Choose what the bot may do; what is allowed now is preselected."""
    text = _(
        "### What can this bot do?\n"
        "Choose, then agree again on Spotify's page. Every link also lets the bot see what "
        "you're playing."
    )
    old = _(
        "The bot keeps only the new access, but Spotify may still list what you allowed before. "
        "To clear that, remove the bot on Spotify's apps page and link again."
    )
    options = [
        discord.SelectOption(label=plain(_(words), 100), value=scope, default=scope in scopes)
        for scope, words in WORDS.items()
        if scope not in AT_LINKING
    ]
    choice = buttons.select(
        ids.CHOOSE, _("What can this bot do?"), options, most=len(options), least=0
    )
    return layout(
        ui.TextDisplay(f"{text}\n-# {old}"),
        colour=GREEN,
        rows=[[choice]],
        buttons=[link_to(_("Spotify: my apps"), SPOTIFY_APPS_PAGE)],
    )


def unchanged_view() -> ui.LayoutView:
    """Say that everything chosen is already allowed."""
    return notice_view(Notice(_("Nothing to change"), _("That's already what's allowed."), GREEN))


def paste_modal() -> ui.Modal:
    """Ask for the address of the page that didn't load."""
    return one_field_modal(
        ids.PASTED,
        _("Paste the address"),
        _("Address of the page that didn't open"),
        field="address",
        longest=4000,
        long=True,
    )


def carried_words(here: str | None, kept: Sequence[str]) -> str:
    """Say which commands run now; `here` is the one of this message, if any."""
    if here is not None and here in kept:
        return _("Your command is running now.")
    if here is not None:
        return _(
            "This command is no longer waiting, as only your newest five are: please use it again."
        )
    if kept:
        return n_(
            "{count} waiting command is running now.",
            "{count} waiting commands are running now.",
            len(kept),
        )
    return _("Try `nowplaying` or `artist`.")
