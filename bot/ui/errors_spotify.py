"""Words for what Spotify answers."""

from __future__ import annotations

from bot.http.errors import Unavailable
from bot.spotify import errors as spotify
from bot.ui.language import _
from bot.ui.notices import AMBER, RED, Notice
from bot.ui.player import no_device_notice
from bot.ui.text import when


def spotify_words(error: BaseException, prefix: str) -> Notice | None:
    """Return the words for an error of Spotify's, or None."""
    del prefix
    if isinstance(error, spotify.RateLimited):
        return _pause(error)
    return _for_person(error) or _for_host(error)


def _pause(error: spotify.RateLimited) -> Notice:
    until = when(error.until)
    if isinstance(error, spotify.ShareSpent):
        text = _(
            "Spotify allows this bot only so many requests a day. What is left is kept for others; "
            "yours go on {when}."
        )
        return Notice(_("You have used your share"), text.format(when=until), AMBER, private=True)
    if isinstance(error, spotify.BudgetSpent):
        text = _(
            "This bot has used up the requests that its host allows for a day. It goes on {when}."
        )
        return Notice(_("Enough for today"), text.format(when=until), AMBER)
    times = {"when": until, "time": when(error.until, "t")}
    if isinstance(error, spotify.QuotaExceeded):
        text = _("Spotify lets this bot go on {when} ({time}).").format(**times)
        return Notice(_("Spotify's quota is used up"), text, AMBER)
    text = _("Please try again {when} ({time}).").format(**times)
    return Notice(_("Spotify asks for a pause"), text, AMBER)


def _for_person(error: BaseException) -> Notice | None:
    match error:
        case spotify.NoSeat():
            return Notice(
                _("Your Spotify account has no seat yet"),
                _(
                    "Spotify lets only five people use a bot like this one. Ask the host to add "
                    "your Spotify e-mail under *User Management* of the app in Spotify's "
                    "developer dashboard; then it works at once."
                ),
                AMBER,
                private=True,
            )
        case spotify.PremiumRequired():
            return Notice(
                _("This needs Spotify Premium"),
                _("Spotify allows it only for Premium accounts."),
                AMBER,
                private=True,
            )
        case spotify.UnconfirmedRefusal():
            text = _(
                "This happens at times and passes quickly. If nothing happened, please try again."
            )
            return Notice(_("Spotify refused that just now"), text, AMBER, private=True)
        case spotify.NoActiveDevice():
            return no_device_notice()
        case spotify.DeviceGone():
            text = _("It was closed meanwhile. `devices` lists those there are.")
            return Notice(_("That device is gone"), text, AMBER, private=True)
        case spotify.Restricted(reason=reason):
            return Notice(_("Not possible right now"), _restriction(reason), AMBER)
        case spotify.NotFound():
            text = _("Spotify does not have that, or does not show it to bots.")
            return Notice(_("Not found"), text)
        case spotify.Forbidden():
            text = _("Spotify does not let this bot read or change that.")
            return Notice(_("Not open to bots"), text)
        case spotify.BadRequest():
            text = _("Spotify did not accept that. Perhaps it is no longer there.")
            return Notice(_("Not accepted"), text, AMBER)
    return None


def _restriction(reason: str) -> str:
    words = {
        "NO_PREV_TRACK": _("There is nothing before this song."),
        "NO_NEXT_TRACK": _("There is nothing after this song."),
        "ALREADY_PAUSED": _("It is paused already."),
        "NOT_PAUSED": _("It is playing already."),
        "REMOTE_CONTROL_DISALLOW": _("This device does not let itself be controlled."),
        "DEVICE_NOT_CONTROLLABLE": _("This device does not let itself be controlled."),
        "UNSUPPORTED_DEVICE": _("This device does not let itself be controlled."),
        "VOLUME_CONTROL_DISALLOW": _("The volume of this device can only be set on the device."),
    }
    return words.get(
        reason,
        _(
            "Spotify does not allow that at the moment: an advertisement, the end of the list, "
            "or a device that cannot be controlled."
        ),
    )


def _for_host(error: BaseException) -> Notice | None:
    match error:
        case spotify.OwnerWithoutPremium():
            text = _(
                "Its owner needs an active Spotify Premium. After renewing, Spotify may take a "
                "few hours to let the bot in again. Only the host can mend this."
            )
            return Notice(_("The bot's Spotify app is asleep"), text, AMBER)
        case spotify.AppRejected():
            text = _(
                "Spotify does not accept its client ID or secret. Only the host can mend this: "
                "check `SPOTIPY_CLIENT_ID` and `SPOTIPY_CLIENT_SECRET`. Your link is kept."
            )
            return Notice(_("The bot's Spotify settings are wrong"), text, RED)
        case spotify.SignInUnavailable():
            text = _("Your link is kept. Please try again in a minute.")
            return Notice(_("Spotify's sign-in is not answering"), text, AMBER)
        case spotify.TokenRejected():
            text = _("Please try again in a minute; if it stays, the host should look at the log.")
            return Notice(_("Spotify refuses the bot at the moment"), text, AMBER)
        case Unavailable():
            text = _("It may be down or slow. Please try again in a minute.")
            return Notice(_("Spotify is not answering"), text, AMBER)
    return None
