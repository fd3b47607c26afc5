"""Words for what stands between a person and their Spotify."""

from __future__ import annotations

from bot.accounts.errors import (
    FeatureOff,
    LinkDamaged,
    LinkDead,
    MissingScopes,
    NotLinked,
    NotShared,
    OtherNotLinked,
    TooManyLinks,
)
from bot.accounts.scopes import WORDS
from bot.ui.language import _
from bot.ui.notices import AMBER, Notice
from bot.ui.text import when


def account_words(error: BaseException, prefix: str) -> Notice | None:
    """Return the words for an error of accounts, or None."""
    match error:
        case NotLinked():
            return _needs_link(
                _("Spotify is not linked yet"),
                _(
                    "Link your own Spotify account first: press the button or use `{prefix}link`. "
                    "It takes a minute, and nobody but you sees the link."
                ).format(prefix=prefix),
            )
        case LinkDead(expired=True):
            return _needs_link(
                _("Your Spotify link has run out"),
                _(
                    "Spotify ends every link six months after it was made. "
                    "Link again to go on; your settings are kept."
                ),
            )
        case LinkDead():
            return _needs_link(
                _("Your Spotify link has ended"),
                _(
                    "Spotify no longer accepts it: it was removed on Spotify's side, or the "
                    "password was changed. Link again to go on; your settings are kept."
                ),
            )
        case LinkDamaged():
            return _needs_link(
                _("Your stored link cannot be read"),
                _("It is damaged, or was written with another key. Linking again mends it."),
            )
        case MissingScopes(needed=needed):
            return _needs_link(
                _("Your link does not allow this yet"),
                _(
                    "This needs one more permission. Allow the bot to:\n{permissions}\n"
                    "Then your command is carried out."
                ).format(permissions=scope_lines(needed)),
            )
        case TooManyLinks(until=until):
            text = _("Please use the last one, or try again {when}.").format(when=when(until))
            return Notice(_("That is a lot of links"), text, AMBER, private=True)
        case NotShared():
            text = _("This person does not share what they are listening to with you here.")
            return Notice(_("Not shared"), text, private=True)
        case OtherNotLinked():
            text = _("This person has no working Spotify link that allows it.")
            return Notice(_("Nothing to show"), text, private=True)
        case FeatureOff(name=feature):
            text = _(
                "The host of this bot has not turned on `{feature}`, for the reasons that "
                "its policy page gives."
            ).format(feature=feature)
            return Notice(_("Turned off"), text, private=True)
    return None


def _needs_link(title: str, text: str) -> Notice:
    return Notice(title, text, AMBER, private=True)


def scope_lines(scopes: frozenset[str]) -> str:
    """Return what scopes allow, one line each."""
    return "\n".join(f"- {_(WORDS[one]) if one in WORDS else one}" for one in sorted(scopes))
