"""Words for errors of Spotify apps: seats, and adding or removing an app."""

from __future__ import annotations

from typing import Final, TypedDict, assert_never

from bot.apps.errors import AppRefused, NoFreeSeat
from bot.notifications.kinds import AppFault
from bot.ui.language import _, later
from bot.ui.notices import AMBER, Notice

AppProblem = NoFreeSeat | AppRefused


def app_words(error: AppProblem) -> Notice:
    """Return the words for an app error."""
    match error:
        case NoFreeSeat():
            text = _(
                "Spotify lets only five people use an app of a bot like this one, and all seats "
                "are taken. The host has been told. With `seats own` you can bring a Spotify app "
                "of your own, if the host allows it."
            )
            return Notice(_("All seats are taken"), text, AMBER, private=True)
        case AppRefused(reason=reason):
            return Notice(_("That is not possible"), _(_REFUSED[reason]), AMBER, private=True)
        case _:
            assert_never(error)


def trouble_words(trouble: AppFault) -> str:
    """Return what is wrong with an app."""
    if trouble == "premium":
        return _("Its owner has no active Premium: Spotify lets nobody in.")
    return _("Spotify no longer accepts its client ID or secret, or it was deleted.")


class _Refused(TypedDict):
    """The words for each."""

    configured: str
    member: str
    known: str
    too_many: str
    unknown: str
    not_manager: str
    not_an_id: str
    not_mail: str
    not_accepted: str
    not_checked: str


_REFUSED: Final[_Refused] = {
    "configured": later(
        "This app stands in the host's settings (`.env` or `SPOTIFY_APPS_FILE`): change it "
        "there and start the bot again."
    ),
    "member": later("A member has brought this app."),
    "known": later("This app belongs to somebody else here."),
    "too_many": later("Spotify allows 25 apps per developer account."),
    "unknown": later("There is no such app. `seats list` names them."),
    "not_manager": later(
        "Seats of an app are offered to a server only by someone who may manage it "
        "(*Manage Server*)."
    ),
    "not_an_id": later(
        "A client ID has 32 characters, 0 to 9 and a to f. Copy it from the app's page in "
        "Spotify's developer dashboard."
    ),
    "not_mail": later("That is not an e-mail address."),
    "not_accepted": later("Spotify does not accept this client ID and secret. Copy both anew."),
    "not_checked": later("Spotify's sign-in did not answer, so they could not be tried. Again?"),
}
