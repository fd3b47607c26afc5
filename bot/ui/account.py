"""What `link`, `unlink` and `account` show."""

from __future__ import annotations

from typing import Any

import discord
from discord import ui

from bot.accounts.account import SPOTIFY_APPS_PAGE, AccountView
from bot.accounts.outcomes import LinkResult, Outcome
from bot.accounts.tickets import Offer
from bot.ui import buttons
from bot.ui.errors_account import scope_lines
from bot.ui.language import _
from bot.ui.notices import AMBER, GREEN, GREY, RED, Notice, layout, link_to, notice_view
from bot.ui.text import name, when


def offer_view(offer: Offer, *, carries_on: bool = False) -> ui.LayoutView:
    """Show a personal link to the one person it is for."""
    text = _(
        "This link is for you alone: do not pass it on. It opens a page that names your Discord "
        "account, then Spotify asks whether you agree. It ends {when}."
    ).format(when=when(offer.expires_at))
    if carries_on:
        text += " " + _("Your command is carried out afterwards.")
    notice = Notice(_("Link your Spotify"), text, GREEN)
    return notice_view(notice, [link_to(_("Link Spotify"), offer.url)])


def needed_view(notice: Notice, offer: Offer) -> ui.LayoutView:
    """Say why a link is needed, with the link itself, to the one person it is for."""
    return notice_view(notice, [link_to(_("Link Spotify"), offer.url)])


def sent_by_dm_view() -> ui.LayoutView:
    """Say in a server that the answer went by direct message."""
    return notice_view(Notice(_("Look at your direct messages"), _("I have sent it to you there.")))


def dm_closed_view(button: ui.Button[Any]) -> ui.LayoutView:
    """Offer a private answer by button to somebody whose direct messages are closed."""
    text = _(
        "Your direct messages are closed to me. Press the button: the answer is for you alone."
    )
    return notice_view(Notice(_("I can't write to you"), text, AMBER), [button])


def result_view(result: LinkResult, *, carries_on: bool = False) -> ui.LayoutView:
    """Show how a link ended, in the message that offered it."""
    if result.outcome == "linked":
        spotify = name(result.spotify_name or "?", 80)
        text = _("You are linked to **{name}** on Spotify.").format(name=spotify)
        text += " " + (
            _("Your command is carried out now.")
            if carries_on
            else _("Try `nowplaying` or `artist`.")
        )
        text += " " + _("Was that not you? Press Unlink.")
        notice = Notice(_("Spotify is linked"), text, GREEN)
        return notice_view(notice, [buttons.account_button(), buttons.unlink_button()])
    title, text = _end_words(result.outcome)
    return notice_view(Notice(title, text, AMBER), [buttons.link_button(_("New link"))])


def _end_words(outcome: Outcome) -> tuple[str, str]:
    words = {
        "denied": (
            _("Not linked"),
            _("You cancelled on Spotify's page. Nothing was stored."),
        ),
        "expired": (
            _("This link has run out"),
            _("A link works for ten minutes. Nothing was stored."),
        ),
        "no_seat": (
            _("Your Spotify account has no seat yet"),
            _(
                "Spotify lets only five people use a bot like this one. Ask the host to add your "
                "Spotify e-mail under *User Management* in Spotify's developer dashboard, then "
                "link again."
            ),
        ),
        "owner_premium": (
            _("The bot's Spotify app is asleep"),
            _("Its owner needs an active Spotify Premium. Only the host can mend this."),
        ),
        "taken": (
            _("That Spotify account is already linked"),
            _(
                "It belongs to another Discord account here. Unlink it there first (`unlink`), "
                "or agree with another Spotify account."
            ),
        ),
        "rejected": (
            _("The bot's Spotify settings are wrong"),
            _("Spotify does not accept its client ID or secret. Only the host can mend this."),
        ),
    }
    other = (
        _("Spotify did not answer"),
        _("Nothing was stored. Please try again with a new link."),
    )
    return words.get(outcome, other)


def account_view(view: AccountView | None) -> ui.LayoutView:
    """Show a person their own link."""
    if view is None:
        notice = Notice(
            _("Spotify is not linked"), _("No Spotify account of yours is linked here."), GREY
        )
        return notice_view(notice, [buttons.link_button()])
    state = _("linked") if view.active else _("**ended**: link again to go on")
    lines = [
        "### " + _("{name} on Spotify").format(name=name(view.spotify_name, 80)),
        _("State: {state}, since {when}").format(state=state, when=when(view.linked_at, "D")),
        _("Spotify ends every link after six months: this one {date}, {when}").format(
            date=when(view.ends_at, "D"), when=when(view.ends_at)
        ),
        _("This bot may:") + "\n" + (scope_lines(view.scopes) or _("nothing yet")),
    ]
    row = [buttons.unlink_button()]
    if not view.active:
        row.insert(0, buttons.link_button(_("Link again")))
    return layout(
        ui.TextDisplay("\n".join(lines)),
        ui.ActionRow(buttons.privacy_select(view.privacy)),
        colour=GREEN if view.active else AMBER,
        buttons=row,
    )


def unlinked_view(*, existed: bool) -> ui.LayoutView:
    """Say that everything is deleted, and where Spotify's own side is removed."""
    if not existed:
        text = _("No Spotify account of yours is linked here.")
        notice = Notice(_("Nothing to unlink"), text, GREY)
        return notice_view(notice, [buttons.link_button()])
    text = _(
        "Everything about you is deleted here. Spotify keeps its own permission until you remove "
        "this bot on your Spotify account's apps page; no bot can do that for you."
    )
    notice = Notice(_("Unlinked"), text, RED)
    return notice_view(notice, [link_to(_("Spotify: my apps"), SPOTIFY_APPS_PAGE)])


def avatar_of(user: discord.User | discord.Member) -> str | None:
    """Return the address of a person's own picture, as the start page shows it."""
    if user.avatar is None:
        return None
    return str(user.avatar.replace(size=256, static_format="png").url)
