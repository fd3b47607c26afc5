"""Words for what stands between a person and their Spotify."""

from __future__ import annotations

from bot.accounts.errors import (
    DiscordUnavailable,
    LinkDamaged,
    LinkDead,
    MissingScopes,
    NotLinked,
    NotShared,
    OtherNotLinked,
)
from bot.accounts.scopes import WORDS
from bot.apps.errors import AppRefused, NoFreeSeat
from bot.features import FeatureOff
from bot.linking.errors import CodeRefused, PasteRefused, TooManyLinks
from bot.ui.language import _, n_
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
        case LinkDead(app_gone=True):
            return _needs_link(
                _("Your Spotify link has ended"),
                _(
                    "The Spotify app that it went through is no longer there. "
                    "Link again to go on; your settings are kept."
                ),
            )
        case LinkDead(revoked=True):
            return _needs_link(
                _("Your Spotify link was removed"),
                _(
                    "Spotify says that it was revoked: by you on Spotify's apps page, or by a "
                    "changed password. Link again to go on; your settings are kept."
                ),
            )
        case LinkDead():
            return _needs_link(
                _("Your Spotify link has ended"),
                _(
                    "Spotify no longer accepts it, without saying why. "
                    "Link again to go on; your settings are kept."
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
            text = _("The next one can be made {when}.").format(when=when(until))
            return Notice(_("That is a lot of links"), text, AMBER, private=True)
        case NotShared() | OtherNotLinked():
            # The same words: whether a person has linked is nobody's business but theirs.
            text = _("This person hasn't linked Spotify, or doesn't share it with you here.")
            return Notice(_("Nothing to show"), text, private=True)
        case FeatureOff(name=feature):
            text = _(
                "The host of this bot has not turned on `{feature}`, for the reasons that "
                "its policy page gives."
            ).format(feature=feature)
            return Notice(_("Turned off"), text, private=True)
    return _finishing_words(error)


def _finishing_words(error: BaseException) -> Notice | None:
    match error:
        case NoFreeSeat():
            text = _(
                "Spotify lets only five people use an app of a bot like this one, and all seats "
                "are taken. The host has been told. With `seats own` you can bring a Spotify app "
                "of your own, if the host allows it."
            )
            return Notice(_("All seats are taken"), text, AMBER, private=True)
        case PasteRefused(reason="working"):
            text = _(
                "This address is being checked already. In a few seconds the message that offered "
                "the link tells how it ended."
            )
            return Notice(_("Just a moment"), text, AMBER, private=True)
        case PasteRefused(reason="code_waits"):
            text = _(
                "Spotify's answer has arrived in a browser. Go on there: it shows a code to type "
                "here, or asks you to sign in to Discord."
            )
            return Notice(_("There's nothing to paste any more"), text, AMBER, private=True)
        case PasteRefused(reason=reason):
            return Notice(
                _("That address does not work"), _paste_words(reason), AMBER, private=True
            )
        case CodeRefused(left=None):
            text = _("It was used already, or has run out. Ask for a new link with `link`.")
            return Notice(_("That code is no longer good"), text, AMBER, private=True)
        case CodeRefused(left=0):
            text = _("The link was cancelled. Nothing was stored. Ask for a new one with `link`.")
            return Notice(_("The code was wrong three times"), text, AMBER, private=True)
        case CodeRefused(left=left):
            text = n_("You have {count} more try.", "You have {count} more tries.", left or 0)
            return Notice(_("That is not the code"), text, AMBER, private=True)
        case AppRefused(reason=reason):
            return Notice(_("That is not possible"), _app_words(reason), AMBER, private=True)
        case DiscordUnavailable():
            text = _("Please try again in a minute.")
            return Notice(_("Discord's sign-in is not answering"), text, AMBER, private=True)
    return None


def _paste_words(reason: str) -> str:
    words = {
        "empty": _("Nothing was pasted."),
        "part": _(
            "Only a part of it was copied. Press long on the address bar, choose *Select all* and "
            "*Copy*, and paste all of it: it begins with `http` and holds `code=` and `state=`."
        ),
        "login_page": _(
            "That is Spotify's own page. Log in there and agree; the address you need is that of "
            "the page afterwards, which does not open."
        ),
        "start_page": _(
            "That is the address of the link itself. Press *1 Open Spotify*, agree, and copy the "
            "address of the page that does not open afterwards."
        ),
        "done_page": _(
            "That page has opened: the link went its way in the browser. Look at the message that "
            "offered the link."
        ),
        "other_page": _(
            "That is the address of another page. Press *1 Open Spotify*, agree, and copy the "
            "address of the page that does not open afterwards."
        ),
        "other_app": _("It belongs to another app than this bot's. Press *1 Open Spotify* here."),
        "unknown": _(
            "It belongs to no link of this bot, or to one that was begun anew. Use the newest "
            "message with a link."
        ),
        "somebody_else": _(
            "It belongs to somebody else's link. Never paste for others: ask for your own `link`."
        ),
        "expired": _("It has run out: a link works for ten minutes. Ask for a new `link`."),
        "used": _("It was used already. Ask for a new `link` if you are not linked."),
        "passed_on": _(
            "Somebody else has sent this address in, so it no longer works. Ask for a new `link`."
        ),
        "replaced": _("You asked for a newer link since. Use the newest message."),
    }
    return words.get(reason, words["other_page"])


def _app_words(reason: str) -> str:
    words = {
        "configured": _(
            "This app stands in the host's settings (`.env` or `SPOTIFY_APPS_FILE`): change it "
            "there and start the bot again."
        ),
        "member": _("A member has brought this app."),
        "known": _("This app belongs to somebody else here."),
        "too_many": _("Spotify allows 25 apps per developer account."),
        "unknown": _("There is no such app. `seats list` names them."),
        "not_manager": _(
            "Seats of an app are offered to a server only by someone who may manage it "
            "(*Manage Server*)."
        ),
        "not_an_id": _(
            "A client ID has 32 characters, 0 to 9 and a to f. Copy it from the app's page in "
            "Spotify's developer dashboard."
        ),
        "not_mail": _("That is not an e-mail address."),
        "not_accepted": _("Spotify does not accept this client ID and secret. Copy both anew."),
        "not_checked": _("Spotify's sign-in did not answer, so they could not be tried. Again?"),
    }
    return words.get(reason, words["unknown"])


def _needs_link(title: str, text: str) -> Notice:
    return Notice(title, text, AMBER, private=True)


def scope_lines(scopes: frozenset[str]) -> str:
    """Return what scopes allow, one line each."""
    return "\n".join("- " + (_(WORDS[one]) if one in WORDS else one) for one in sorted(scopes))
