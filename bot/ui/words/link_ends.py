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


_LINKED = later("Your Spotify is now linked to your Discord account here.")

LINK_ENDS: Final[LinkEnds] = {
    "linked": Ending(
        200,
        "good",
        later("Linked"),
        _LINKED,
        later("Go back to Discord and try /nowplaying or /artist. You can close this page."),
        message=Message(
            later("Spotify is linked"), later("You're linked to **{name}** on Spotify.")
        ),
    ),
    "linked_on": Page(
        200,
        "good",
        later("Linked"),
        _LINKED,
        later("Go back to Discord, where your command will run. You can close this page."),
    ),
    "denied": Ending(
        200,
        "calm",
        NOT_LINKED,
        CANCELLED,
        later("If you change your mind, get a new link in Discord with /link."),
    ),
    "expired": Ending(
        410,
        "calm",
        later("This link has expired"),
        later("A link works for ten minutes. Nothing was saved."),
        NEW_LINK,
    ),
    "replaced": Ending(
        410,
        "calm",
        later("There's a newer link"),
        later("You asked for several links, and this one no longer works."),
        later("Use the newest one, or get another in Discord with /link."),
    ),
    "burned": Ending(
        410, "calm", later("This link was cancelled"), later("It no longer works."), NEW_LINK
    ),
    "not_me": Ending(
        410,
        "calm",
        later("This link is cancelled"),
        later(
            "It no longer works, and nothing was linked. The person who asked for it will "
            "be told that it reached someone else."
        ),
        later(
            "You can close this page. Links are personal, so be careful with the person "
            "who sent you this one."
        ),
        message=Message(
            later("Your link reached someone else"),
            later(
                "The person who opened it chose “This is not me”, so the link was cancelled "
                "and nothing was linked. Never share a link: it's only for you."
            ),
        ),
    ),
    "passed_on": Ending(
        410,
        "calm",
        later("This link was shared"),
        later("Another Discord account sent the address this link leads to. Nothing was linked."),
        NEW_LINK,
        message=Message(
            later("Your link reached someone else"),
            later(
                "Another Discord account sent me the address your link leads to, so I "
                "cancelled it and linked nothing. Never share a link: it's only for you."
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
            later("Someone else opened your link"),
            later(
                "Their browser is signed in to a different Discord account, so nothing was "
                "linked. Never share a link: it's only for you."
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
            "This link renews or extends an existing one, so it only accepts the same "
            "account. Nothing was changed."
        ),
        later(
            "Log out at spotify.com, get a new link in Discord, and log in with the "
            "account above. To switch accounts, use /link."
        ),
        message=Message(
            OTHER_ACCOUNT,
            later(
                "This link was for **{wanted}**, but **{came}** agreed, so nothing was "
                "changed. Log out at spotify.com, then renew as {wanted}; to switch accounts, "
                "use `link`."
            ),
        ),
    ),
    "taken": Ending(
        409,
        "calm",
        later("This Spotify account is already linked"),
        later(
            "It's linked to another Discord account here, which will be told. Nothing was changed."
        ),
        later(
            "If that account is yours too, use /unlink there first, then /link here. If you "
            "can't get into it any more, open /disconnect on this site."
        ),
        message=Message(
            later("That Spotify account is already linked"),
            later(
                "It's linked to another Discord account here, and that account was told. "
                "Unlink it there first (`unlink`), or agree with another Spotify account."
            ),
        ),
    ),
    "undone": Ending(
        200,
        "good",
        later("Undone"),
        later(
            "Your Spotify is no longer linked here, and its tokens are deleted. The person "
            "who asked for the link will be told."
        ),
        KEPT_BY_SPOTIFY,
        message=Message(
            later("The link was undone"),
            later(
                "The person who agreed on Spotify's page took it back there. Everything that "
                "was linked is deleted."
            ),
        ),
    ),
}
