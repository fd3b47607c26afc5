"""What `link`, `unlink` and `account` show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import discord
from discord import ui

from bot.accounts.account import SPOTIFY_APPS_PAGE, AccountView
from bot.linking.outcomes import Announcement, AttemptEnd
from bot.ui import button_ids as ids
from bot.ui import buttons
from bot.ui.language import _
from bot.ui.modals import one_field_modal
from bot.ui.notices import AMBER, GREEN, GREY, RED, Notice, layout, link_to, notice_view
from bot.ui.offers import carried_words, owner_words
from bot.ui.text import name, when
from bot.ui.words.link_notices import finished_notice, link_notice
from bot.ui.words.permissions import scope_lines


def code_modal(ref: str) -> ui.Modal:
    """Ask for the code of the browser page."""
    title = _("Type the code")
    label = _("The eight characters it shows")
    return one_field_modal(ids.CodeForm(ref), title, label, field="code", longest=20)


def sent_by_dm_view() -> ui.LayoutView:
    """Say in a server that the answer was sent by direct message."""
    return notice_view(Notice(_("Check your direct messages"), _("I've sent it to you there.")))


def dm_closed_view(button: ui.Button[Any]) -> ui.LayoutView:
    """Offer a private answer behind a button to someone whose direct messages are closed."""
    text = _(
        "Your direct messages are closed to me. Press the button for an answer only you can see."
    )
    return notice_view(Notice(_("I can't write to you"), text, AMBER), [button])


def result_view(
    told: Announcement, ref: str, *, here: str | None = None, kept: Sequence[str] = ()
) -> ui.LayoutView:
    """Show how a link ended, or ask for the code, in a message that offered it.

    `here` is the command that waited in this message, `kept` are all that run now.
    """
    notice = link_notice(told)
    match told.outcome:
        case "linked":
            warning = _("If that wasn't you, press Unlink.")
            text = f"{notice.text} {carried_words(here, kept)}\n-# {warning}"
            notice = replace(notice, text=text)
            row = [buttons.account_button(), buttons.unlink_button()]
        case "code":
            style = discord.ButtonStyle.success
            row = [buttons.press(_("Type the code"), ids.CodeButton(ref), style=style)]
        case "other_account":
            row = [buttons.renew_button(), buttons.link_button(_("New link"))]
        case "no_seat":
            label = _("Send the host my Spotify email")
            if told.owner is not None:
                label = _("Send the app's owner my email")
            style = discord.ButtonStyle.primary
            row = [buttons.press(label, ids.MailButton(ref), style=style)]
        case _:
            row = [buttons.link_button(_("New link"))]
    return notice_view(notice, row)


def finished_view(outcome: AttemptEnd, *, written: bool = False) -> ui.LayoutView:
    """Say briefly how a link ended, to the person who finished it in Discord.

    `written` is whether they wrote the address or code as a message, which remains.
    """
    notice = finished_notice(outcome)
    if written:
        more = _(
            "You can delete your message; I can't do that here. What it contained works only once."
        )
        notice = replace(notice, text=f"{notice.text}\n-# {more}")
    return notice_view(notice)


def posted_view(*, deleted: bool) -> ui.LayoutView:
    """Warn someone who posted their link's address in public, without repeating it."""
    text = (
        _("You posted your link's address where others can read it, so I deleted it.")
        if deleted
        else _(
            "You posted your link's address where others can read it. Please delete that "
            "message; I'm not allowed to."
        )
    )
    text += " " + _("Only send an address like that to me, as a direct message.")
    return notice_view(Notice(_("That address is only for you"), text, AMBER))


def _dates(view: AccountView, state: str) -> tuple[str, str]:
    if view.linked_at is None or view.ends_at is None:
        return (
            _("Status: {state}; taken over from another bot").format(state=state),
            _("Spotify ends every link after six months. When this one began isn't known."),
        )
    return (
        _("Status: {state}, since {when}").format(state=state, when=when(view.linked_at, "D")),
        _("Spotify ends every link after six months. This one ends {date}, {when}").format(
            date=when(view.ends_at, "D"), when=when(view.ends_at)
        ),
    )


def account_view(view: AccountView | None) -> ui.LayoutView:
    """Show a person their own link."""
    if view is None:
        notice = Notice(
            _("Spotify isn't linked"), _("You have no Spotify account linked here."), GREY
        )
        return notice_view(notice, [buttons.link_button()])
    state = _("linked") if view.active else _("**ended**: link again to continue")
    lines = [
        "### " + _("{name} on Spotify").format(name=name(view.spotify_name, 80)),
        *_dates(view, state),
        _("This bot can:") + "\n" + (scope_lines(view.scopes) or _("nothing yet")),
    ]
    if view.owner is not None:
        lines.append(owner_words(view.owner))
    row = [buttons.unlink_button()]
    if view.active:
        row.insert(0, buttons.allowed_button())
    if not view.active or view.ends_soon:
        row.insert(0, buttons.renew_button())
    return layout(
        ui.TextDisplay("\n".join(lines)),
        ui.ActionRow(buttons.privacy_select(view.privacy)),
        colour=GREEN if view.active else AMBER,
        buttons=row,
    )


def unlinked_view(*, existed: bool, more: str = "") -> ui.LayoutView:
    """Say that everything is deleted, and where to remove access at Spotify.

    `more` is what isn't deleted (bot/ui/presence.py).
    """
    if not existed:
        text = _("You have no Spotify account linked here.")
        notice = Notice(_("Nothing to unlink"), f"{text}\n{more}".strip(), GREY)
        return notice_view(notice, [buttons.link_button()])
    text = _(
        "Everything about you was deleted here. Spotify keeps its own permission until "
        "you remove this bot on your Spotify account's apps page; no bot can do that "
        "for you."
    )
    notice = Notice(_("Unlinked"), f"{text}\n{more}".strip(), RED)
    return notice_view(notice, [link_to(_("Spotify: my apps"), SPOTIFY_APPS_PAGE)])


def avatar_of(user: discord.User | discord.Member) -> str | None:
    """Return the URL of a person's own picture, as the start page shows it."""
    if user.avatar is None:
        return None
    return str(user.avatar.replace(size=256, static_format="png").url)
