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
            "Spotify only allows this bot so many requests a day, and the rest is kept for "
            "others. You can continue {when}."
        )
        return Notice(
            _("You've used your share for today"), text.format(when=until), AMBER, private=True
        )
    if isinstance(error, errors.BudgetSpent):
        text = _("This bot has used all the requests its host allows per day. It continues {when}.")
        return Notice(_("Daily limit reached"), text.format(when=until), AMBER)
    times = {"when": until, "time": when(error.until, "t")}
    if isinstance(error, errors.QuotaExceeded):
        text = _("The bot can continue {when} ({time}).").format(**times)
        return Notice(_("Spotify's quota is used up"), text, AMBER)
    text = _("Please try again {when} ({time}).").format(**times)
    return Notice(_("Spotify's rate limit was reached"), text, AMBER)


def _person(error: PersonProblem) -> Notice:
    match error:
        case errors.NoSeat():
            return Notice(
                _(NO_SEAT),
                _(
                    "Spotify lets only five people use a bot like this. Ask the host to add your "
                    "Spotify email under *User Management* of the app in Spotify's developer "
                    "dashboard; it works right after that."
                ),
                AMBER,
                private=True,
            )
        case errors.PremiumRequired():
            return Notice(
                _("This needs Spotify Premium"),
                _("Spotify only allows it for Premium accounts."),
                AMBER,
                private=True,
            )
        case errors.UnconfirmedRefusal():
            text = _(
                "This happens now and then and passes quickly. If nothing happened, please try "
                "again."
            )
            return Notice(_("Spotify just refused that"), text, AMBER, private=True)
        case _:
            assert_never(error)


def _player(error: PlayerProblem) -> Notice:
    match error:
        case errors.NoActiveDevice():
            return no_device_notice()
        case errors.DeviceGone():
            text = _("It has been closed. `devices` shows the ones that are open.")
            return Notice(_("That device is gone"), text, AMBER, private=True)
        case errors.Restricted(reason=reason):
            return Notice(_("Not possible right now"), _restriction(reason), AMBER)
        case _:
            assert_never(error)


def _request(error: RequestProblem) -> Notice:
    match error:
        case errors.NotFound():
            text = _("Spotify doesn't have that, or doesn't show it to bots.")
            return Notice(_("Not found"), text)
        case errors.Forbidden():
            text = _("Spotify doesn't let this bot read or change that.")
            return Notice(_("Not available to bots"), text)
        case errors.BadRequest():
            text = _("Spotify didn't accept that. It may no longer exist.")
            return Notice(_("Not accepted"), text, AMBER)
        case _:
            assert_never(error)


def _restriction(reason: str) -> str:
    """Return the words for Spotify's error code, which may be a new one."""
    match reason:
        case "NO_PREV_TRACK":
            return _("There's nothing before this song.")
        case "NO_NEXT_TRACK":
            return _("There's nothing after this song.")
        case "ALREADY_PAUSED":
            return _("It's already paused.")
        case "NOT_PAUSED":
            return _("It's already playing.")
        case "REMOTE_CONTROL_DISALLOW" | "DEVICE_NOT_CONTROLLABLE" | "UNSUPPORTED_DEVICE":
            return _("This device can't be controlled remotely.")
        case "VOLUME_CONTROL_DISALLOW":
            return _(VOLUME_ON_DEVICE)
        case _:
            return _(
                "Spotify doesn't allow that right now. It may be an ad, the end of the list, "
                "or a device that can't be controlled."
            )


def _host(error: HostProblem) -> Notice:
    match error:
        case errors.OwnerWithoutPremium():
            text = _("Its owner needs an active Spotify Premium.") + " " + _(AFTER_RENEWING)
            return Notice(_(APP_ASLEEP), text, AMBER)
        case errors.AppRejected():
            text = _(
                "Your link is kept, but Spotify doesn't accept the bot's client ID or secret. Only "
                "the bot's host can fix this, with `SPOTIPY_CLIENT_ID` and `SPOTIPY_CLIENT_SECRET`."
            )
            return Notice(_(SETTINGS_WRONG), text, RED)
        case errors.SignInUnavailable():
            text = _("Your link is kept. Please try again in a minute.")
            return Notice(_("Spotify's sign-in isn't answering"), text, AMBER)
        case errors.TokenRejected():
            text = _(
                "Please try again in a minute. If it keeps happening, the bot's host should "
                "check the log."
            )
            return Notice(_("Spotify is refusing the bot right now"), text, AMBER)
        case Unavailable():
            text = _("It may be down or slow. Please try again in a minute.")
            return Notice(_("Spotify isn't answering"), text, AMBER)
        case _:
            assert_never(error)
