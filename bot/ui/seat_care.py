"""Unused seats in words: the question, what its answers lead to, and a seat for who waits."""

from __future__ import annotations

import discord
from discord import ui

from bot.notifications import kinds
from bot.ui import buttons
from bot.ui.button_ids import GiveSeatButton, KeepSeatButton
from bot.ui.language import _, n_
from bot.ui.notices import AMBER, GREEN, GREY, Buttons, Notice, link_to, notice_view
from bot.ui.presence import after_deleting
from bot.ui.seats import DASHBOARD
from bot.ui.text import name, when


def unused_notice(content: kinds.SeatUnused) -> tuple[Notice, Buttons]:
    """Ask whether someone still needs their seat."""
    text = n_(
        "You haven't used it for {count} day, and Spotify gives a bot like me only a few: giving "
        "it up unlinks you, deletes what I know about you, and tells the host whom to remove.",
        "You haven't used it for {count} days, and Spotify gives a bot like me only a few: giving "
        "it up unlinks you, deletes what I know about you, and tells the host whom to remove.",
        content.days,
    )
    if content.taken_after is not None:
        text += "\n" + n_(
            "Without an answer, and if you don't use it, it's given up in {count} day.",
            "Without an answer, and if you don't use it, it's given up in {count} days.",
            content.taken_after,
        )
    else:
        text += "\n" + _("Without an answer, nothing changes.")
    asked = content.asked_at
    return Notice(_("Do you still need your seat?"), text, AMBER), [
        buttons.press(_("Keep it"), KeepSeatButton(asked), style=discord.ButtonStyle.success),
        buttons.press(_("Give it up"), GiveSeatButton(asked), style=discord.ButtonStyle.danger),
    ]


def taken_notice(content: kinds.SeatTaken) -> tuple[Notice, Buttons]:
    """Say that a seat was given up, because its person didn't answer."""
    text = _(
        "You didn't use it and didn't answer, so your Spotify is unlinked, and what I knew about "
        "you is deleted. If a seat is free, you can link again at any time."
    )
    kept = after_deleting(None, keeps_refusal=content.keeps_refusal)
    title = _("Your seat was given up")
    return Notice(title, f"{text}\n{kept}".strip(), AMBER), [buttons.link_button()]


def given_up_notice(content: kinds.SeatGivenUp) -> tuple[Notice, Buttons]:
    """Tell an app's owner whom to remove in Spotify's dashboard."""
    who = {"name": name(content.name, 80), "id": content.person, "app": name(content.app, 40)}
    if content.silent:
        words = _("{name} (<@{id}>) didn't answer, so their unused seat on **{app}** is free here.")
    else:
        words = _("{name} (<@{id}>) gave up their seat on **{app}**.")
    how = _(
        "Remove them under **User Management** in Spotify's dashboard, so that someone else fits."
    )
    text = f"{words.format(**who)}\n{how}"
    page = link_to(_("Open User Management"), f"{DASHBOARD}/{content.client_id}/users")
    return Notice(_("A seat is free"), text, GREEN), [page]


def offered_notice(content: kinds.SeatOffered) -> tuple[Notice, Buttons]:
    """Offer a seat to someone who waits for one."""
    text = _(
        "You wanted to link your Spotify when every seat was taken. One is free now: it's meant "
        "for you until {date}, then the next person is told as well."
    ).format(date=when(content.until, "f"))
    return Notice(_("There's a seat for you"), text, GREEN), [buttons.link_button()]


def kept_view() -> ui.LayoutView:
    """Say that someone keeps their seat."""
    text = _("Nothing changes. I'll ask again only if you don't use it for another two months.")
    return notice_view(Notice(_("You keep your seat"), text, GREEN))


def given_view(*, keeps_refusal: bool) -> ui.LayoutView:
    """Say that someone gave up their seat."""
    text = _("Thank you. Your Spotify is unlinked, and what I knew about you is deleted.")
    kept = after_deleting(None, keeps_refusal=keeps_refusal)
    notice = Notice(_("You gave up your seat"), f"{text}\n{kept}".strip(), GREY)
    return notice_view(notice, [buttons.link_button()])
