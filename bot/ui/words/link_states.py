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
            "You agreed in a browser that did not begin this link, or that keeps no cookies. So "
            "that nobody can use a link on someone else, type this code in Discord: press “Type "
            "the code” under the bot's message."
        ),
        later(
            "Type it only if you are that person on Discord. Never give it to anyone: a person who "
            "asks you for it wants to use your Spotify. It works for ten minutes."
        ),
        message=Message(
            later("One more step"),
            later(
                "You agreed in another browser than the one that began. It shows a code of eight "
                "characters: press the button and type it. If no browser of yours shows one, do "
                "nothing: then somebody else used your link, and nothing is linked."
            ),
        ),
    ),
    "working": Page(
        200,
        "calm",
        JUST_A_MOMENT,
        later("Spotify's answer is being checked. This page looks again by itself."),
        SOME_SECONDS,
    ),
    "signing_in": Page(
        200,
        "calm",
        JUST_A_MOMENT,
        later("Discord's answer is being checked. This page looks again by itself."),
        SOME_SECONDS,
    ),
    "unfinished": Page(
        200,
        "calm",
        later("This link is not finished yet"),
        later("It began in this browser, and an answer of Spotify or Discord is still missing."),
        later(
            "Go on in the tab where you were asked to agree, or open the link from Discord again."
        ),
    ),
    "elsewhere": Page(
        200,
        "calm",
        later("This link goes on in another browser"),
        later(
            "Spotify's answer came to another browser. That one shows what to do next; nothing is "
            "linked until the person who asked for the link has confirmed it."
        ),
        later("Go on there, or ask for a new link in Discord with /link."),
    ),
    "earlier_try": Page(
        404,
        "calm",
        later("There is a newer try"),
        later(
            "This browser has begun the link again since, and only the newest try counts. This one "
            "changed nothing."
        ),
        later("Go on in the newest tab, or open the link from Discord again."),
    ),
    "overtaken": Page(
        404,
        "calm",
        later("Another browser has begun this link since"),
        later("Only the newest try counts. This one changed nothing."),
        later(
            "Was that you? Go on there. If not, keep links to yourself, and open yours from "
            "Discord again: then your try is the newest."
        ),
    ),
    "signed_in": Page(
        410,
        "calm",
        later("This step was done already"),
        later("Discord's answer was taken before: each one is good only once."),
        later("Go on in the tab with Spotify. Is there none? Open the link from Discord again."),
    ),
    "not_signed_in": Page(
        403,
        "calm",
        later("Discord did not say who you are"),
        later(
            "You cancelled Discord's sign-in. Without it a link cannot be completed, so that "
            "nobody can use a link on someone else. Nothing was linked."
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
        502,
        "calm",
        later("Spotify answered with an error"),
        later("Nothing was stored."),
        OPEN_AGAIN,
    ),
    "used": Page(
        410,
        "calm",
        later("This link was used already"),
        later("It has done its work: every link works only once."),
        later("To see what is linked, use /account in Discord. For another link, use /link."),
    ),
    "over": Page(
        200,
        "calm",
        later("This link is over"),
        later("It was made here, and has been removed since, or a newer one took its place."),
        later("To see what is linked, use /account in Discord."),
    ),
    "ended": Page(
        410,
        "calm",
        later("This link has ended"),
        later(
            "It can no longer be used. How it ended is told in Discord, to the person who asked "
            "for it."
        ),
        NEW_LINK,
    ),
    "unknown": Page(
        404,
        "calm",
        later("No such link"),
        later(
            "This address belongs to no link, to an earlier try of one, or to one that has been "
            "deleted."
        ),
        NEW_LINK,
    ),
    "wrong_browser": Page(
        403,
        "bad",
        later("Another browser began this"),
        later(
            "For your safety this step belongs to the browser in which it began; this one is "
            "another, or keeps no cookies. Nothing was changed. If someone sent you here, close "
            "this page: it is not your link."
        ),
        later("Was it you? Open the link from Discord again."),
    ),
    "no_cookies": Page(
        403,
        "calm",
        later("This browser sent no cookie"),
        later("The cookie of this page was refused, or has run out. Nothing was changed."),
        later(
            "Allow cookies for this site, or use another browser, and open the link from Discord "
            "again."
        ),
    ),
}
