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
    | FeatureOff
)


def account_words(error: AccountProblem, prefix: str) -> Notice:
    """Return the words for an account error, or for a feature that is off."""
    match error:
        case NotLinked():
            text = _(
                "Link your own Spotify account first: press the button or use `{prefix}link`. "
                "It takes a minute, and nobody but you sees the link."
            )
            return _needs_link(_("Spotify is not linked yet"), text.format(prefix=prefix))
        case LinkDead():
            return _dead(error)
        case LinkDamaged():
            text = _("It is damaged, or was written with another key. Linking again mends it.")
            return _needs_link(_("Your stored link cannot be read"), text)
        case MissingScopes(needed=needed):
            text = _(
                "This needs one more permission. Allow the bot to:\n{permissions}\n"
                "Then your command is carried out."
            ).format(permissions=scope_lines(needed))
            return _needs_link(_("Your link does not allow this yet"), text)
        case NotShared() | OtherNotLinked():
            # The same words for both: whether a person has linked is their own business.
            text = _("This person hasn't linked Spotify, or doesn't share it with you here.")
            return Notice(_("Nothing to show"), text, private=True)
        case FeatureOff(name=feature):
            text = _(
                "The host of this bot has not turned on `{feature}`, for the reasons that "
                "its policy page gives."
            ).format(feature=feature)
            return Notice(_("Turned off"), text, private=True)
        case DiscordUnavailable():
            text = _("Please try again in a minute.")
            return Notice(_("Discord's sign-in is not answering"), text, AMBER, private=True)
        case _:
            assert_never(error)


def _dead(error: LinkDead) -> Notice:
    if error.expired:
        text = _(
            "Spotify ends every link six months after it was made. "
            "Link again to go on; your settings are kept."
        )
        return _needs_link(_("Your Spotify link has run out"), text)
    if error.app_gone:
        text = _(
            "The Spotify app that it went through is no longer there. "
            "Link again to go on; your settings are kept."
        )
        return _needs_link(_("Your Spotify link has ended"), text)
    if error.revoked:
        text = _(
            "Spotify says that it was revoked: by you on Spotify's apps page, or by a "
            "changed password. Link again to go on; your settings are kept."
        )
        return _needs_link(_("Your Spotify link was removed"), text)
    text = _(
        "Spotify no longer accepts it, without saying why. "
        "Link again to go on; your settings are kept."
    )
    return _needs_link(_("Your Spotify link has ended"), text)


def _needs_link(title: str, text: str) -> Notice:
    return Notice(title, text, AMBER, private=True)
