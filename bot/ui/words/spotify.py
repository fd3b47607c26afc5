"""Words for Spotify's errors."""

from __future__ import annotations

from typing import assert_never

from bot.http.errors import Unavailable
from bot.spotify import errors
from bot.ui.language import _
from bot.ui.notices import AMBER, RED, Notice
from bot.ui.player import no_device_notice
from bot.ui.text import when
from bot.ui.words.shared import (
    AFTER_RENEWING,
    APP_ASLEEP,
    NO_SEAT,
    SETTINGS_WRONG,
    VOLUME_ON_DEVICE,
)

PauseProblem = errors.RateLimited
PersonProblem = errors.NoSeat | errors.PremiumRequired | errors.UnconfirmedRefusal
PlayerProblem = errors.NoActiveDevice | errors.DeviceGone | errors.Restricted
RequestProblem = errors.NotFound | errors.Forbidden | errors.BadRequest
HostProblem = (
    errors.OwnerWithoutPremium
    | errors.AppRejected
    | errors.SignInUnavailable
    | errors.TokenRejected
    | Unavailable
)
SpotifyProblem = PauseProblem | PersonProblem | PlayerProblem | RequestProblem | HostProblem


def spotify_words(error: SpotifyProblem) -> Notice:
    """Return the words for a Spotify error."""
    if isinstance(error, PauseProblem):
        return _pause(error)
    if isinstance(error, PersonProblem):
        return _person(error)
    if isinstance(error, PlayerProblem):
        return _player(error)
    if isinstance(error, RequestProblem):
        return _request(error)
    return _host(error)


def _pause(error: errors.RateLimited) -> Notice:
    until = when(error.until)
    if isinstance(error, errors.ShareSpent):
        text = _(
            "Spotify allows this bot only so many requests a day. What is left is kept for others; "
            "yours go on {when}."
        )
        return Notice(_("You have used your share"), text.format(when=until), AMBER, private=True)
    if isinstance(error, errors.BudgetSpent):
        text = _(
            "This bot has used up the requests that its host allows for a day. It goes on {when}."
        )
        return Notice(_("Enough for today"), text.format(when=until), AMBER)
    times = {"when": until, "time": when(error.until, "t")}
    if isinstance(error, errors.QuotaExceeded):
        text = _("Spotify lets this bot go on {when} ({time}).").format(**times)
        return Notice(_("Spotify's quota is used up"), text, AMBER)
    text = _("Please try again {when} ({time}).").format(**times)
    return Notice(_("Spotify asks for a pause"), text, AMBER)


def _person(error: PersonProblem) -> Notice:
    match error:
        case errors.NoSeat():
            return Notice(
                _(NO_SEAT),
                _(
                    "Spotify lets only five people use a bot like this one. Ask the host to add "
                    "your Spotify e-mail under *User Management* of the app in Spotify's "
                    "developer dashboard; then it works at once."
                ),
                AMBER,
                private=True,
            )
        case errors.PremiumRequired():
            return Notice(
                _("This needs Spotify Premium"),
                _("Spotify allows it only for Premium accounts."),
                AMBER,
                private=True,
            )
        case errors.UnconfirmedRefusal():
            text = _(
                "This happens at times and passes quickly. If nothing happened, please try again."
            )
            return Notice(_("Spotify refused that just now"), text, AMBER, private=True)
        case _:
            assert_never(error)


def _player(error: PlayerProblem) -> Notice:
    match error:
        case errors.NoActiveDevice():
            return no_device_notice()
        case errors.DeviceGone():
            text = _("It was closed meanwhile. `devices` lists those there are.")
            return Notice(_("That device is gone"), text, AMBER, private=True)
        case errors.Restricted(reason=reason):
            return Notice(_("Not possible right now"), _restriction(reason), AMBER)
        case _:
            assert_never(error)


def _request(error: RequestProblem) -> Notice:
    match error:
        case errors.NotFound():
            text = _("Spotify does not have that, or does not show it to bots.")
            return Notice(_("Not found"), text)
        case errors.Forbidden():
            text = _("Spotify does not let this bot read or change that.")
            return Notice(_("Not open to bots"), text)
        case errors.BadRequest():
            text = _("Spotify did not accept that. Perhaps it is no longer there.")
            return Notice(_("Not accepted"), text, AMBER)
        case _:
            assert_never(error)


def _restriction(reason: str) -> str:
    """Return the words for Spotify's error code, which may be a new one."""
    match reason:
        case "NO_PREV_TRACK":
            return _("There is nothing before this song.")
        case "NO_NEXT_TRACK":
            return _("There is nothing after this song.")
        case "ALREADY_PAUSED":
            return _("It is paused already.")
        case "NOT_PAUSED":
            return _("It is playing already.")
        case "REMOTE_CONTROL_DISALLOW" | "DEVICE_NOT_CONTROLLABLE" | "UNSUPPORTED_DEVICE":
            return _("This device does not let itself be controlled.")
        case "VOLUME_CONTROL_DISALLOW":
            return _(VOLUME_ON_DEVICE)
        case _:
            return _(
                "Spotify does not allow that at the moment: an advertisement, the end of the list, "
                "or a device that cannot be controlled."
            )


def _host(error: HostProblem) -> Notice:
    match error:
        case errors.OwnerWithoutPremium():
            text = _("Its owner needs an active Spotify Premium.") + " " + _(AFTER_RENEWING)
            return Notice(_(APP_ASLEEP), text, AMBER)
        case errors.AppRejected():
            text = _(
                "Spotify does not accept its client ID or secret. Only the host can mend this: "
                "check `SPOTIPY_CLIENT_ID` and `SPOTIPY_CLIENT_SECRET`. Your link is kept."
            )
            return Notice(_(SETTINGS_WRONG), text, RED)
        case errors.SignInUnavailable():
            text = _("Your link is kept. Please try again in a minute.")
            return Notice(_("Spotify's sign-in is not answering"), text, AMBER)
        case errors.TokenRejected():
            text = _("Please try again in a minute; if it stays, the host should look at the log.")
            return Notice(_("Spotify refuses the bot at the moment"), text, AMBER)
        case Unavailable():
            text = _("It may be down or slow. Please try again in a minute.")
            return Notice(_("Spotify is not answering"), text, AMBER)
        case _:
            assert_never(error)
