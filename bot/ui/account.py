"""What `link`, `unlink` and `account` show."""

from __future__ import annotations

import discord
from discord import ui

from bot.accounts.account import SPOTIFY_APPS_PAGE, AccountView
from bot.accounts.outcomes import LinkResult
from bot.accounts.scopes import READ_PLAYBACK
from bot.accounts.tickets import Offer
from bot.ui import buttons
from bot.ui.notices import AMBER, GREEN, GREY, RED, Notice, layout, link_to, notice_view
from bot.ui.text import name, when

_SCOPE_WORDS = {READ_PLAYBACK: "see what you are playing, and on which device"}


def offer_view(offer: Offer) -> ui.LayoutView:
    """Show a personal link to the one person it is for."""
    notice = Notice(
        "Link your Spotify",
        "This link is for you alone: do not pass it on. It opens a page that names your Discord "
        f"account, then Spotify asks whether you agree. It ends {when(offer.expires_at)}.",
        GREEN,
    )
    return notice_view(notice, [link_to("Link Spotify", offer.url)])


def sent_by_dm_view() -> ui.LayoutView:
    """Say in a server that the answer went by direct message."""
    return notice_view(Notice("Look at your direct messages", "I have sent it to you there."))


def dm_closed_view(button: ui.Button[ui.LayoutView]) -> ui.LayoutView:
    """Offer a private answer by button to somebody whose direct messages are closed."""
    notice = Notice(
        "I can't write to you",
        "Your direct messages are closed to me. Press the button: the answer is for you alone.",
        AMBER,
    )
    return notice_view(notice, [button])


def result_view(result: LinkResult) -> ui.LayoutView:
    """Show how a link ended, in the message that offered it."""
    if result.outcome == "linked":
        spotify = name(result.spotify_name or "your account", 80)
        notice = Notice(
            "Spotify is linked",
            f"You are linked to **{spotify}** on Spotify. Try `nowplaying` or `artist`. "
            "Was that not you? Press Unlink.",
            GREEN,
        )
        return notice_view(notice, [buttons.account_button(), buttons.unlink_button()])
    title, text = _ENDS.get(result.outcome, _ENDS["unavailable"])
    return notice_view(Notice(title, text, AMBER), [buttons.link_button("New link")])


_ENDS: dict[str, tuple[str, str]] = {
    "denied": ("Not linked", "You cancelled on Spotify's page. Nothing was stored."),
    "expired": ("This link has run out", "A link works for ten minutes. Nothing was stored."),
    "no_seat": (
        "Your Spotify account has no seat yet",
        "Spotify lets only five people use a bot like this one. Ask the host to add your Spotify "
        "e-mail under *User Management* in Spotify's developer dashboard, then link again.",
    ),
    "owner_premium": (
        "The bot's Spotify app is asleep",
        "Its owner needs an active Spotify Premium. Only the host can mend this.",
    ),
    "taken": (
        "That Spotify account is already linked",
        "It belongs to another Discord account here. Unlink it there first (`unlink`), "
        "or agree with another Spotify account.",
    ),
    "rejected": (
        "The bot's Spotify settings are wrong",
        "Spotify does not accept its client ID or secret. Only the host can mend this.",
    ),
    "unavailable": (
        "Spotify did not answer",
        "Nothing was stored. Please try again with a new link.",
    ),
}


def account_view(view: AccountView | None) -> ui.LayoutView:
    """Show a person their own link."""
    if view is None:
        notice = Notice("Spotify is not linked", "Nothing about you is stored here.", GREY)
        return notice_view(notice, [buttons.link_button()])
    state = "linked" if view.active else "**ended**: link again to go on"
    may = "; ".join(_SCOPE_WORDS.get(scope, f"`{scope}`") for scope in sorted(view.scopes))
    text = (
        f"### {name(view.spotify_name, 80)} on Spotify\n"
        f"State: {state}, since {when(view.linked_at, 'D')}\n"
        f"Spotify ends every link after six months: this one {when(view.ends_at, 'D')}, "
        f"{when(view.ends_at)}\n"
        f"This bot may: {may or 'nothing yet'}"
    )
    row = [buttons.unlink_button()]
    if not view.active:
        row.insert(0, buttons.link_button("Link again"))
    return layout(
        ui.TextDisplay(text),
        ui.ActionRow(buttons.privacy_select(view.privacy)),
        colour=GREEN if view.active else AMBER,
        buttons=row,
    )


def unlinked_view(*, existed: bool) -> ui.LayoutView:
    """Say that everything is deleted, and where Spotify's own side is removed."""
    if not existed:
        notice = Notice("Nothing to unlink", "No Spotify account of yours is linked here.", GREY)
        return notice_view(notice, [buttons.link_button()])
    notice = Notice(
        "Unlinked",
        "Everything about you is deleted here. Spotify keeps its own permission until you remove "
        "this bot on your Spotify account's apps page; no bot can do that for you.",
        RED,
    )
    return notice_view(notice, [link_to("Spotify: my apps", SPOTIFY_APPS_PAGE)])


def avatar_of(user: discord.User | discord.Member) -> str | None:
    """Return the address of a person's own picture, as the start page shows it."""
    if user.avatar is None:
        return None
    return str(user.avatar.replace(size=256, static_format="png").url)
