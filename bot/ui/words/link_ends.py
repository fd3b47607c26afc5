"""How a link ended by what people did, in words: its web page and its message in Discord."""

from __future__ import annotations

from typing import Final, TypedDict

from bot.ui.language import later
from bot.ui.words.page import Ending, Message, Page
from bot.ui.words.shared import (
    CANCELLED,
    CODE_CANCELLED,
    CODE_WRONG,
    KEPT_BY_SPOTIFY,
    NEW_LINK,
    NOT_LINKED,
    OTHER_ACCOUNT,
)


class LinkEnds(TypedDict):
    """The words for each of these outcomes."""

    linked: Ending
    linked_on: Page
    denied: Ending
    expired: Ending
    replaced: Ending
    burned: Ending
    not_me: Ending
    passed_on: Ending
    not_yours: Ending
    wrong_code: Ending
    other_account: Ending
    taken: Ending
    undone: Ending


_LINKED = later("Your Spotify now belongs to your Discord account here.")

LINK_ENDS: Final[LinkEnds] = {
    "linked": Ending(
        200,
        "good",
        later("Linked"),
        _LINKED,
        later("Go back to Discord and try /nowplaying or /artist. You can close this page."),
        message=Message(
            later("Spotify is linked"), later("You are linked to **{name}** on Spotify.")
        ),
    ),
    "linked_on": Page(
        200,
        "good",
        later("Linked"),
        _LINKED,
        later(
            "Go back to Discord: what you asked for is carried out there. You can close this page."
        ),
    ),
    "denied": Ending(
        200,
        "calm",
        NOT_LINKED,
        CANCELLED,
        later("If you change your mind, ask for a new link in Discord with /link."),
    ),
    "expired": Ending(
        410,
        "calm",
        later("This link has run out"),
        later("A link works for ten minutes. Nothing was stored."),
        NEW_LINK,
    ),
    "replaced": Ending(
        410,
        "calm",
        later("There is a newer link"),
        later("You asked for several links; this one is no longer good."),
        later("Use the newest one, or ask for another in Discord with /link."),
    ),
    "burned": Ending(
        410, "calm", later("This link was cancelled"), later("It can no longer be used."), NEW_LINK
    ),
    "not_me": Ending(
        410,
        "calm",
        later("This link is cancelled"),
        later(
            "It can no longer be used, and nothing was linked. The person who asked for it is told "
            "that it reached someone else."
        ),
        later(
            "You can close this page. Links are personal: be careful with the person who sent you "
            "this one."
        ),
        message=Message(
            later("Your link reached somebody else"),
            later(
                "Whoever opened it said that it is not for them, and burned it. Nothing was "
                "linked. Never pass a link on: it is for you alone."
            ),
        ),
    ),
    "passed_on": Ending(
        410,
        "calm",
        later("This link was passed on"),
        later("Another Discord account sent in the address that it led to. Nothing was linked."),
        NEW_LINK,
        message=Message(
            later("Your link reached someone else"),
            later(
                "Another Discord account sent me the address that your link led to. Nothing was "
                "linked, and the link no longer works. Never pass a link on: it is for you alone."
            ),
        ),
    ),
    "not_yours": Ending(
        403,
        "bad",
        later("This link belongs to someone else"),
        later("A link works only for the Discord account that asked for it. Nothing was linked."),
        later(
            "If someone sent you here, close this page. To link your own Spotify, use /link "
            "yourself."
        ),
        message=Message(
            later("Your link was opened by somebody else"),
            later(
                "Their browser is signed in to another Discord account. Nothing was linked. "
                "Never pass a link on: it is for you alone."
            ),
        ),
    ),
    "wrong_code": Ending(
        410,
        "calm",
        CODE_WRONG,
        CODE_CANCELLED,
        NEW_LINK,
    ),
    "other_account": Ending(
        409,
        "calm",
        OTHER_ACCOUNT,
        later(
            "This link renews or widens an earlier one, so it takes the same account only. "
            "Nothing was changed."
        ),
        later(
            "Log out at spotify.com, ask for a new link in Discord and log in with the account "
            "above. To change to another account, use /link."
        ),
        message=Message(
            OTHER_ACCOUNT,
            later(
                "This link was for **{wanted}**, but **{came}** agreed. Nothing was changed. Log "
                "out at spotify.com, then renew as {wanted}; to change to another account, use "
                "`link`."
            ),
        ),
    ),
    "taken": Ending(
        409,
        "calm",
        later("This Spotify account is linked already"),
        later("It belongs to another Discord account here, which is told. Nothing was changed."),
        later(
            "Is that one yours too? Use /unlink there first, then /link here. If you can no "
            "longer use it, open /disconnect on this site."
        ),
        message=Message(
            later("That Spotify account is already linked"),
            later(
                "It belongs to another Discord account here, which has been told. Unlink it there "
                "first (`unlink`), or agree with another Spotify account."
            ),
        ),
    ),
    "undone": Ending(
        200,
        "good",
        later("Undone"),
        later(
            "Your Spotify is no longer linked here, and its tokens are deleted. The person who "
            "asked for the link is told."
        ),
        KEPT_BY_SPOTIFY,
        message=Message(
            later("The link was undone"),
            later(
                "Whoever agreed on Spotify's page took it back there. Everything that was linked "
                "is deleted."
            ),
        ),
    ),
}
