"""What a browser is told that is not at the end of a link, or not the one that it belongs to."""

from __future__ import annotations

from bot.ui.language import later
from bot.web.page import Page

_NEW_LINK = later("Go back to Discord and ask for a new link with /link.")
_OPEN_AGAIN = later("Open the link from Discord again.")

PAGES: dict[str, Page] = {
    "working": Page(
        200,
        "calm",
        later("Just a moment"),
        later("Spotify's answer is being checked. This page looks again by itself."),
        later("It takes a few seconds, a minute at most. You need not do anything."),
    ),
    "signing_in": Page(
        200,
        "calm",
        later("Just a moment"),
        later("Discord's answer is being checked. This page looks again by itself."),
        later("It takes a few seconds, a minute at most. You need not do anything."),
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
    "code": Page(
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
        _NEW_LINK,
    ),
    "unknown": Page(
        404,
        "calm",
        later("No such link"),
        later(
            "This address belongs to no link, to an earlier try of one, or to one that has been "
            "deleted."
        ),
        _NEW_LINK,
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
    "cancelled_here": Page(
        200,
        "calm",
        later("Not linked"),
        later("You cancelled on Spotify's page. Nothing was stored."),
        later("If you change your mind, open the link from Discord again."),
    ),
    "failed_here": Page(
        502,
        "calm",
        later("Spotify answered with an error"),
        later("Nothing was stored."),
        _OPEN_AGAIN,
    ),
    "not_yours": Page(
        403,
        "bad",
        later("This link belongs to someone else"),
        later("A link works only for the Discord account that asked for it. Nothing was linked."),
        later(
            "If someone sent you here, close this page. To link your own Spotify, use /link "
            "yourself."
        ),
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
    "mix_up": Page(
        400,
        "bad",
        later("This answer comes from elsewhere"),
        later("It names another service than the one that was asked. Nothing was changed."),
        later(
            "Open the link from Discord again. If it happens twice, tell the person who runs this "
            "bot."
        ),
    ),
    "not_a_visit": Page(
        403,
        "calm",
        later("Open this page yourself"),
        later("It is for people, not for programs that look ahead. Nothing was changed."),
        _OPEN_AGAIN,
    ),
    "no_storage": Page(
        503,
        "bad",
        later("One moment, please"),
        later(
            "The bot's database is busy, or its disk is full. Nothing was changed, and your link "
            "is still good."
        ),
        later(
            "Wait a minute, then reload this page. If it happens again, tell the person who runs "
            "this bot."
        ),
    ),
    "bad_request": Page(
        400,
        "calm",
        later("That did not work"),
        later("The request was not one that this page understands. Nothing was changed."),
        _OPEN_AGAIN,
    ),
    "cross_site": Page(
        403,
        "bad",
        later("Not from here"),
        later("This step must be started on our own page. Nothing was changed."),
        later("Open the link from Discord, and press the button there."),
    ),
    "not_found": Page(
        404,
        "calm",
        later("Nothing here"),
        later("There is no such page."),
        later("To link your Spotify, use /link in Discord."),
    ),
    "not_allowed": Page(
        405,
        "calm",
        later("Not like that"),
        later("This page cannot be used that way."),
        later("To link your Spotify, use /link in Discord."),
    ),
    "too_many": Page(
        429,
        "calm",
        later("Slow down a little"),
        later("There were too many requests from your address."),
        later("Wait a minute and try again."),
    ),
    "server_error": Page(
        500,
        "bad",
        later("Something broke"),
        later("That is a fault here, not yours. It was noted for the host."),
        later("To see whether you are linked, use /account in Discord before you try again."),
    ),
}
