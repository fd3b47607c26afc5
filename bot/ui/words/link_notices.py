"""How a link ended, as Discord's messages say it: with names, to each person it concerns."""

from __future__ import annotations

from typing import Literal

import discord

from bot.linking.outcomes import Announced, Announcement, AttemptEnd
from bot.ui.language import _
from bot.ui.notices import AMBER, GREEN, Notice
from bot.ui.text import name
from bot.ui.words.apps import trouble_words
from bot.ui.words.page import Ending
from bot.ui.words.pages import PAGES
from bot.ui.words.shared import APP_ASLEEP, NOT_LINKED, SETTINGS_WRONG, SPOTIFY_SILENT


def link_notice(told: Announcement) -> Notice:
    """Tell the person who asked for a link how it ended, or ask them for the code."""
    owner = told.owner if told.outcome == "no_seat" else None
    ending = PAGES[told.outcome] if owner is None else PAGES["no_seat_owner"]
    spotify = name(told.spotify_name or "?", 80)
    text = _text(ending).format(
        name=spotify if owner is None else name(owner.name, 80),
        handle="" if owner is None else name(owner.handle, 40),
        wanted=spotify,
        came=name(told.other_name or "?", 80),
    )
    return Notice(_title(ending), text, _colour(told.outcome))


def finished_notice(outcome: AttemptEnd) -> Notice:
    """Say it briefly to the person who finished a link in Discord: its own message tells more."""
    if outcome == "linked":
        text = _("My message about your link says which Spotify account it is.")
        return Notice(_("That worked"), text, GREEN)
    if outcome == "other_account":
        return Notice(_title(PAGES[outcome]), _("Nothing was changed."), AMBER)
    return link_notice(Announcement(outcome))


def seat_notice(outcome: AttemptEnd | Literal["gone"]) -> Notice:
    """Tell an app's owner what happened with the seat they gave."""
    match outcome:
        case "linked":
            return Notice(_("Linked"), _("They're linked and have been told."), GREEN)
        case "expired":
            text = _("Spotify no longer accepts their login. They need to use `link` again.")
            return Notice(_("No longer waiting"), text, AMBER)
        case "taken":
            text = _(
                "This Spotify account is linked to another Discord account. They've been told."
            )
            return Notice(_(NOT_LINKED), text, AMBER)
        case "no_seat":
            text = _(
                "Spotify doesn't know this account yet. Check that the email is the one of "
                "their Spotify account; a new entry can take a minute."
            )
            return Notice(_("Spotify still says no"), text, AMBER)
        case "owner_premium":
            return Notice(_(APP_ASLEEP), trouble_words("premium"), AMBER)
        case "rejected":
            return Notice(_(SETTINGS_WRONG), trouble_words("rejected"), AMBER)
        case "unavailable":
            return Notice(_(SPOTIFY_SILENT), _("Please press Added again in a minute."), AMBER)
        case ("gone" | "denied" | "replaced" | "burned" | "not_me" | "passed_on" | "not_yours") | (
            "wrong_code" | "other_account" | "undone" | "half" | "not_saved" | "interrupted"
        ):
            text = _("Their login is no longer kept. They need to use `link` again.")
            return Notice(_("No longer waiting"), text, AMBER)


def _title(ending: Ending) -> str:
    return _(ending.message.title if ending.message is not None else ending.title)


def _text(ending: Ending) -> str:
    if ending.message is not None:
        return _(ending.message.text)
    return _(ending.text) + (" " + _(ending.then) if ending.then else "")


def _colour(outcome: Announced) -> discord.Colour:
    return GREEN if outcome == "linked" else AMBER
