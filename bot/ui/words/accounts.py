"""Words for account errors: no link, a dead one, or one without the needed scopes."""

from __future__ import annotations

from typing import assert_never

from bot.accounts.errors import (
    DiscordUnavailable,
    LinkDamaged,
    LinkDead,
    MissingScopes,
    NotLinked,
    NotShared,
    OtherNotLinked,
    SharingUnknown,
)
from bot.features import FeatureOff
from bot.ui.language import _
from bot.ui.notices import AMBER, Notice
from bot.ui.words.permissions import scope_lines

AccountProblem = (
    NotLinked
    | LinkDead
    | LinkDamaged
    | MissingScopes
    | DiscordUnavailable
    | NotShared
    | OtherNotLinked
    | SharingUnknown
    | FeatureOff
)


def account_words(error: AccountProblem, prefix: str) -> Notice:
    """Return the words for an account error, or for a feature that is off."""
    match error:
        case NotLinked():
            text = _(
                "Link your own Spotify account first: press the button or use `{prefix}link`. "
                "It takes a minute, and only you see the link."
            )
            return _needs_link(_("Spotify isn't linked yet"), text.format(prefix=prefix))
        case LinkDead():
            return _dead(error)
        case LinkDamaged():
            text = _("It's damaged, or was saved with a different key. Linking again fixes it.")
            return _needs_link(_("Your saved link can't be read"), text)
        case MissingScopes(needed=needed):
            text = _(
                "This needs one more permission. Allow the bot to:\n"
                "{permissions}\n"
                "Then your command will run."
            ).format(permissions=scope_lines(needed))
            return _needs_link(_("Your link doesn't allow this yet"), text)
        case NotShared() | OtherNotLinked():
            # The same words for both: whether a person has linked is their own business.
            text = _("This person hasn't linked Spotify, or doesn't share it with you here.")
            return Notice(_("Nothing to show"), text, private=True)
        case SharingUnknown():
            text = _("Try again in a minute, or use the command in a server where you both are.")
            title = _("I can't tell whether you share a server")
            return Notice(title, text, AMBER, private=True)
        case FeatureOff(name=feature):
            text = _(
                "The bot's host hasn't turned on `{feature}`. The bot's policy page says why."
            ).format(feature=feature)
            return Notice(_("Turned off"), text, private=True)
        case DiscordUnavailable():
            text = _("Please try again in a minute.")
            return Notice(_("Discord's sign-in isn't answering"), text, AMBER, private=True)
        case _:
            assert_never(error)


def _dead(error: LinkDead) -> Notice:
    if error.expired:
        text = _(
            "Spotify ends every link after six months. Link again to continue; your "
            "settings are kept."
        )
        return _needs_link(_("Your Spotify link has expired"), text)
    if error.app_gone:
        text = _("The Spotify app it used is gone. Link again to continue; your settings are kept.")
        return _needs_link(_("Your Spotify link has ended"), text)
    if error.revoked:
        text = _(
            "Spotify says it was revoked, either on Spotify's apps page or by a password "
            "change. Link again to continue; your settings are kept."
        )
        return _needs_link(_("Your Spotify link was removed"), text)
    text = _(
        "Spotify no longer accepts it and doesn't say why. Link again to continue; "
        "your settings are kept."
    )
    return _needs_link(_("Your Spotify link has ended"), text)


def _needs_link(title: str, text: str) -> Notice:
    return Notice(title, text, AMBER, private=True)
