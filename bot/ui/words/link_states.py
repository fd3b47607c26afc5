"""Pages for a link that is in progress, or whose outcome this browser may not know."""

from __future__ import annotations

from typing import Final, TypedDict

from bot.ui.language import later
from bot.ui.words.page import Ending, Message, Page
from bot.ui.words.shared import (
    CANCELLED,
    JUST_A_MOMENT,
    NEW_LINK,
    NOT_LINKED,
    OPEN_AGAIN,
    SOME_SECONDS,
)


class LinkStates(TypedDict):
    """The page for each state; `code` has words for Discord too."""

    code: Ending
    working: Page
    signing_in: Page
    unfinished: Page
    elsewhere: Page
    earlier_try: Page
    overtaken: Page
    signed_in: Page
    not_signed_in: Page
    cancelled_here: Page
    failed_here: Page
    used: Page
    over: Page
    ended: Page
    unknown: Page
    wrong_browser: Page
    no_cookies: Page


LINK_STATES: Final[LinkStates] = {
    "code": Ending(
        200,
        "calm",
        later("One more step, in Discord"),
        later(
            "You agreed in a browser that didn't start this link or doesn't keep cookies. "
            "To make sure it's you, type this code in Discord: press “Type the code” under "
            "the bot's message."
        ),
        later(
            "Type it within ten minutes, and only if you're that person on Discord. Never give "
            "it to anyone: a person who asks for it wants to use your Spotify."
        ),
        message=Message(
            later("One more step"),
            later(
                "You agreed in a different browser, and it shows an eight-character code: "
                "press the button and type it here. If none of your browsers shows a code, "
                "someone else used your link: do nothing, and nothing will be linked."
            ),
        ),
    ),
    "working": Page(
        200,
        "calm",
        JUST_A_MOMENT,
        later("Checking Spotify's answer. This page updates by itself."),
        SOME_SECONDS,
    ),
    "signing_in": Page(
        200,
        "calm",
        JUST_A_MOMENT,
        later("Checking Discord's answer. This page updates by itself."),
        SOME_SECONDS,
    ),
    "unfinished": Page(
        200,
        "calm",
        later("This link isn't finished yet"),
        later(
            "It started in this browser and is still waiting for an answer from Spotify or Discord."
        ),
        later("Continue in the tab that asked you to agree, or open the link from Discord again."),
    ),
    "elsewhere": Page(
        200,
        "calm",
        later("This link continues in another browser"),
        later(
            "Spotify's answer reached another browser, which shows what to do next. "
            "Nothing is linked until the person who asked for the link confirms it."
        ),
        later("Continue there, or get a new link in Discord with /link."),
    ),
    "earlier_try": Page(
        404,
        "calm",
        later("There's a newer attempt"),
        later(
            "This browser started the link again, and only the newest attempt counts. This "
            "one changed nothing."
        ),
        later("Continue in the newest tab, or open the link from Discord again."),
    ),
    "overtaken": Page(
        404,
        "calm",
        later("Another browser has taken over this link"),
        later("Only the newest attempt counts. This one changed nothing."),
        later(
            "If that was you, continue there. If not, don't share your links, and open yours "
            "from Discord again so that your attempt is the newest."
        ),
    ),
    "signed_in": Page(
        410,
        "calm",
        later("This step is already done"),
        later("Discord's answer was already used. Each one works only once."),
        later("Continue in the Spotify tab. If there isn't one, open the link from Discord again."),
    ),
    "not_signed_in": Page(
        403,
        "calm",
        later("Discord didn't say who you are"),
        later(
            "You cancelled Discord's sign-in, so nothing was linked. Links need it so that no "
            "one can use a link on someone else."
        ),
        later("Open the link from Discord again, and agree there."),
    ),
    "cancelled_here": Page(
        200,
        "calm",
        NOT_LINKED,
        CANCELLED,
        later("If you change your mind, open the link from Discord again."),
    ),
    "failed_here": Page(
        # Not a 5xx: what answered is a parameter of the address, and anyone can write one.
        400,
        "calm",
        later("Spotify answered with an error"),
        later("Nothing was saved."),
        OPEN_AGAIN,
    ),
    "used": Page(
        410,
        "calm",
        later("This link was already used"),
        later("Every link works only once, and this one has been used."),
        later("To see what's linked, use /account in Discord. To get another link, use /link."),
    ),
    "over": Page(
        200,
        "calm",
        later("This link is no longer active"),
        later("It was finished here, but has since been removed or replaced by a newer one."),
        later("To see what's linked, use /account in Discord."),
    ),
    "ended": Page(
        410,
        "calm",
        later("This link has ended"),
        later("It no longer works. The person who asked for it can see in Discord how it ended."),
        NEW_LINK,
    ),
    "unknown": Page(
        404,
        "calm",
        later("This link doesn't exist"),
        later("This address doesn't belong to any link, or the link was started again or deleted."),
        NEW_LINK,
    ),
    "wrong_browser": Page(
        403,
        "bad",
        later("This started in another browser"),
        later(
            "This step only works in the browser where it started, and this one is another or "
            "doesn't keep cookies. Nothing was changed."
        ),
        later(
            "If that was you, open the link from Discord again. If someone sent you here, close "
            "this page: it's not your link."
        ),
    ),
    "no_cookies": Page(
        403,
        "calm",
        later("This browser sent no cookie"),
        later("This page's cookie was refused or has expired. Nothing was changed."),
        later(
            "Allow cookies for this site or use another browser, then open the link from "
            "Discord again."
        ),
    ),
}
