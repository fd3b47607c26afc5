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
                "Spotify lets only five people use each app of a bot like this; the host was told, "
                "and I'll write to you when a seat is free. If the host allows it, you can bring "
                "your own Spotify app with `seats own`."
            )
            return Notice(_("All seats are taken"), text, AMBER, private=True)
        case AppRefused(reason=reason):
            return Notice(_("That's not possible"), _(_REFUSED[reason]), AMBER, private=True)
        case _:
            assert_never(error)


def trouble_words(trouble: AppFault) -> str:
    """Return what is wrong with an app."""
    if trouble == "premium":
        return _("Its owner has no active Premium, so Spotify lets no one in.")
    return _("Spotify no longer accepts its client ID or secret, or it was deleted.")


class _Refused(TypedDict):
    """The words for each."""

    configured: str
    member: str
    known: str
    too_many: str
    unknown: str
    not_manager: str
    manager_unknown: str
    not_an_id: str
    not_mail: str
    not_accepted: str
    not_checked: str


_REFUSED: Final[_Refused] = {
    "configured": later(
        "This app is in the host's settings (`.env` or `SPOTIFY_APPS_FILE`). Change it "
        "there, then restart the bot."
    ),
    "member": later("A member brought this app."),
    "known": later("This app belongs to someone else here."),
    "too_many": later("Spotify allows 25 apps per developer account."),
    "unknown": later("There's no such app. See `seats list`."),
    "not_manager": later(
        "Only someone who can manage a server (*Manage Server*) can offer an app's seats to it."
    ),
    "manager_unknown": later(
        "Discord can't say right now whether you manage this server. Please try again in a minute."
    ),
    "not_an_id": later(
        "A client ID has 32 characters: 0 to 9 and a to f. Copy it from the app's page "
        "in Spotify's developer dashboard."
    ),
    "not_mail": later("That's not an email address."),
    "not_accepted": later("Spotify doesn't accept this client ID and secret. Copy both again."),
    "not_checked": later(
        "Spotify's sign-in didn't answer, so they couldn't be checked. Please try "
        "again in a minute."
    ),
}
