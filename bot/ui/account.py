"""What `link`, `unlink` and `account` show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import discord
from discord import ui

from bot.accounts.account import SPOTIFY_APPS_PAGE, AccountView
from bot.linking.outcomes import LinkResult
from bot.ui import button_ids as ids
from bot.ui import buttons
from bot.ui.errors_account import scope_lines
from bot.ui.language import _
from bot.ui.modals import one_field_modal
from bot.ui.notices import AMBER, GREEN, GREY, RED, Notice, layout, link_to, notice_view
from bot.ui.offers import carried_words, owner_words
from bot.ui.text import name, when


def code_view(ref: str) -> ui.LayoutView:
    """Ask for the code that the browser shows."""
    text = _(
        "You agreed in another browser than the one that began. It shows a code of eight "
        "characters: press the button and type it. If no browser of yours shows one, do nothing: "
        "then somebody else used your link, and nothing is linked."
    )
    button = buttons.press(_("Type the code"), ids.Code(ref), style=discord.ButtonStyle.success)
    return notice_view(Notice(_("One more step"), text, AMBER), [button])


def code_modal(ref: str) -> ui.Modal:
    """Ask for the code."""
    title = _("Type the code")
    label = _("The eight characters that it shows")
    return one_field_modal(ids.CodeTyped(ref), title, label, field="code", longest=20)


def sent_by_dm_view() -> ui.LayoutView:
    """Say in a server that the answer went by direct message."""
    return notice_view(Notice(_("Look at your direct messages"), _("I have sent it to you there.")))


def dm_closed_view(button: ui.Button[Any]) -> ui.LayoutView:
    """Offer a private answer by button to somebody whose direct messages are closed."""
    text = _(
        "Your direct messages are closed to me. Press the button: the answer is for you alone."
    )
    return notice_view(Notice(_("I can't write to you"), text, AMBER), [button])


def result_view(
    result: LinkResult, ref: str, *, here: str | None = None, kept: Sequence[str] = ()
) -> ui.LayoutView:
    """Show how a link ended, in a message that offered it.

    `here` is the command that waited in this message, `kept` are all that are carried out now.
    """
    if result.outcome == "code":
        return code_view(ref)
    if result.outcome == "linked":
        spotify = name(result.spotify_name or "?", 80)
        text = _("You are linked to **{name}** on Spotify.").format(name=spotify)
        text += " " + carried_words(here, kept)
        text += " " + _("Was that not you? Press Unlink.")
        notice = Notice(_("Spotify is linked"), text, GREEN)
        return notice_view(notice, [buttons.account_button(), buttons.unlink_button()])
    if result.outcome == "other_account":
        return _other_account_view(result)
    title, text = _end_words(result)
    row = [buttons.link_button(_("New link"))]
    if result.outcome == "no_seat":
        label = _("Give the host my Spotify e-mail")
        if result.owner is not None:
            label = _("Give the app's owner my e-mail")
        row = [buttons.press(label, ids.Mail(ref), style=discord.ButtonStyle.primary)]
    return notice_view(Notice(title, text, AMBER), row)


def _other_account_view(result: LinkResult) -> ui.LayoutView:
    text = _(
        "This link was for **{wanted}**, but **{came}** agreed. Nothing was changed. Log out at "
        "spotify.com, then renew as {wanted}; to change to another account, use `link`."
    ).format(wanted=name(result.spotify_name or "?", 80), came=name(result.other_name or "?", 80))
    notice = Notice(_("That is another Spotify account"), text, AMBER)
    return notice_view(notice, [buttons.renew_button(), buttons.link_button(_("New link"))])


def _end_words(result: LinkResult) -> tuple[str, str]:
    if result.outcome == "no_seat" and result.owner is not None:
        return _("Your Spotify account has no seat yet"), _(
            "You agreed to a Spotify app of **{name}** (@{handle}), who must add you by hand and "
            "has been told. They need the e-mail of your Spotify account: the button sends it to "
            "them, and they will know it; it is kept nowhere here. You are told as soon as you "
            "are linked; you need not log in again."
        ).format(name=name(result.owner.name, 80), handle=name(result.owner.handle, 40))
    words = {
        "passed_on": (
            _("Your link reached someone else"),
            _(
                "Another Discord account sent me the address that your link led to. Nothing was "
                "linked, and the link no longer works. Never pass a link on: it is for you alone."
            ),
        ),
        "half": (
            _("Spotify gave only half of a link"),
            _(
                "It granted access for an hour, but nothing to renew it with, so nothing was "
                "linked. The app's owner has been told. Try a new link later."
            ),
        ),
        "not_me": (
            _("Your link reached somebody else"),
            _(
                "Whoever opened it said that it is not for them, and burned it. Nothing was "
                "linked. Never pass a link on: it is for you alone."
            ),
        ),
        "not_yours": (
            _("Your link was opened by somebody else"),
            _(
                "Their browser is signed in to another Discord account. Nothing was linked. "
                "Never pass a link on: it is for you alone."
            ),
        ),
        "wrong_code": (
            _("The code was wrong three times"),
            _("The link was cancelled. Nothing was stored."),
        ),
        "undone": (
            _("The link was undone"),
            _(
                "Whoever agreed on Spotify's page took it back there. Everything that was linked "
                "is deleted."
            ),
        ),
        "interrupted": (
            _("Your link was cut off"),
            _(
                "I stopped, or waited too long, while completing it. Nothing was linked by it; "
                "please use a new link."
            ),
        ),
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
                "Spotify lets only five people use such an app, and each must be added by hand. "
                "The host has been told. They need the e-mail of your Spotify account: the button "
                "sends it to them and keeps it nowhere. You are told as soon as you are linked; "
                "you need not log in again."
            ),
        ),
        "owner_premium": (
            _("The bot's Spotify app is asleep"),
            _("Its owner needs an active Spotify Premium. Only the host can mend this."),
        ),
        "taken": (
            _("That Spotify account is already linked"),
            _(
                "It belongs to another Discord account here, which has been told. Unlink it there "
                "first (`unlink`), or agree with another Spotify account."
            ),
        ),
        "not_saved": (
            _("Your link could not be saved"),
            _(
                "The bot's database is busy, or its disk is full. Nothing was stored. Please try "
                "again in a minute with a new link."
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
    return words.get(result.outcome, other)


def finished_view(result: LinkResult, *, written: bool = False) -> ui.LayoutView:
    """Say shortly how a link ended, to the person who finished it in Discord.

    `written` is whether they wrote the address or code as a message, which stays where it is.
    """
    title, text = _finished_words(result)
    if written:
        text += "\n-# " + _(
            "You can delete your message: I can't do that here. What it held works only once."
        )
    colour = GREEN if result.outcome == "linked" else AMBER
    return notice_view(Notice(title, text, colour))


def _finished_words(result: LinkResult) -> tuple[str, str]:
    if result.outcome == "linked":
        return _("Spotify is linked"), _("That worked.")
    if result.outcome == "other_account":
        return _("That is another Spotify account"), _("Nothing was changed.")
    return _end_words(result)


def posted_view(*, deleted: bool) -> ui.LayoutView:
    """Tell somebody who posted their link's address where others can read it, without it."""
    text = (
        _("You posted the address of your link where others can read it. I have deleted it.")
        if deleted
        else _(
            "You posted the address of your link where others can read it. Please delete that "
            "message: I may not."
        )
    )
    text += " " + _("Send such an address only to me, as a direct message.")
    return notice_view(Notice(_("That address is for you alone"), text, AMBER))


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
