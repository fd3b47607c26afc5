"""What the page of troubles says about each web page that isn't a success."""

from __future__ import annotations

from typing import Final

from bot.ui.words.pages import PageName
from tools.troubles.entry import Entry

_NEW = "Get a new one with `/link` in Discord."
_DISK = "The host looks at `make doctor`: is the disk full, or does another program lock the data?"

ENDED: Final[dict[PageName, Entry]] = {
    "denied": Entry("you", "You pressed Cancel at Spotify.", "Use `/link` to start again."),
    "expired": Entry("you", "A link works for ten minutes.", _NEW),
    "replaced": Entry("you", "You asked for a newer link.", "Use the newest one."),
    "burned": Entry("you", "Someone cancelled the link, or you did.", _NEW),
    "not_me": Entry(
        "you",
        "Someone pressed “This is not me”: the link had reached another person.",
        "Never pass a link on. Your own is one `/link` away.",
    ),
    "passed_on": Entry("you", "The link's address came from another Discord account.", _NEW),
    "not_yours": Entry(
        "you",
        "Your browser is signed in to Discord as someone else than the one who asked.",
        "Sign in to Discord as yourself, or close the page if it isn't your link.",
    ),
    "wrong_code": Entry("you", "The code was mistyped three times.", _NEW),
    "other_account": Entry(
        "you",
        "Renewing takes the same Spotify account as before.",
        "Log out at spotify.com first. To switch accounts, `/unlink`, then `/link`.",
    ),
    "taken": Entry(
        "you",
        "A Spotify account is linked to one Discord account at a time.",
        "`/unlink` there first; without access to it, open `/disconnect` on the bot's site.",
    ),
    "cancelled_here": Entry("you", "You pressed Cancel at Spotify.", "Open the link again."),
    "not_signed_in": Entry("you", "Discord's sign-in was cancelled.", "Open the link again."),
    "interrupted": Entry("you", "The bot was restarted in the middle.", _NEW),
}

FAILED: Final[dict[PageName, Entry]] = {
    "no_seat": Entry(
        "host",
        "The account isn't on the Spotify app's list of five. Your agreement is kept for a week.",
        "The host adds you under User Management and presses **Added** in Discord. You're linked "
        "without logging in again.",
    ),
    "no_seat_owner": Entry(
        "other",
        "The account isn't on the list of the member's app that you agreed to.",
        "The app's owner adds you and presses **Added**.",
    ),
    "owner_premium": Entry(
        "host", "The app's owner has no Premium, so Spotify has switched it off.", "Renew Premium."
    ),
    "rejected": Entry(
        "host",
        "Wrong client ID or client secret (`invalid_client`).",
        "Copy both again from Spotify's dashboard into `.env`, then `make doctor` and restart.",
    ),
    "half": Entry("wait", "Spotify sent no refresh token.", "Try a new link later."),
    "unavailable": Entry(
        "wait",
        "Spotify's sign-in didn't answer.",
        "Try again. If it lasts, the host checks network and firewall: accounts.spotify.com.",
    ),
    "not_saved": Entry("host", "The database took nothing.", _DISK),
    "failed_here": Entry(
        "host",
        "Spotify sent an error back instead of an agreement; `invalid_scope` and "
        "`server_error` are such errors.",
        "Open the link again. If it stays, the log names the error.",
    ),
    "discord_down": Entry("wait", "Discord's sign-in didn't answer.", "Open the link again."),
    "discord_settings": Entry(
        "host",
        "Discord refused `DISCORD_CLIENT_SECRET`.",
        "Copy it again from Discord's developer portal (OAuth2), then `make doctor` and restart.",
    ),
    "no_storage": Entry("host", "The database can't be used right now.", _DISK),
    "server_error": Entry(
        "host", "A fault in the bot. The log has it.", "Search the log for the page's request ID."
    ),
}

UNDER_WAY: Final[dict[PageName, Entry]] = {
    "code": Entry(
        "you",
        "The login came back in another browser than it began in, as phones often do.",
        "Press **Type the code** in Discord and type what the browser shows.",
    ),
    "working": Entry("wait", "Spotify is being asked.", "Wait: the page updates itself."),
    "signing_in": Entry("wait", "Discord is being asked.", "Wait: the page updates itself."),
    "unfinished": Entry("you", "You haven't agreed yet.", "Go on in the other tab."),
    "elsewhere": Entry("you", "Another browser has Spotify's answer.", "Go on there."),
    "earlier_try": Entry("you", "You pressed Continue again later.", "Go on in the newest tab."),
    "overtaken": Entry("you", "Another browser pressed Continue later.", "Open the link again."),
    "signed_in": Entry("you", "Discord's answer was already used.", "Go on in Spotify's tab."),
    "used": Entry("you", "A link works once.", "`/account` shows whether it worked."),
    "over": Entry("you", "It worked, and was removed or replaced later.", "See `/account`."),
    "ended": Entry("you", "It's over; only the one who asked may see how.", _NEW),
    "unknown": Entry("you", "The address is incomplete, or very old.", _NEW),
    "wrong_browser": Entry("you", "This step belongs to another browser.", "Open the link again."),
    "no_cookies": Entry(
        "you", "The browser refuses cookies.", "Allow them for this site, or use another browser."
    ),
}

REMOVING: Final[dict[PageName, Entry]] = {
    "undo_over": Entry("you", "Undo works for ten minutes.", "Use `/unlink`, or `/disconnect`."),
    "kept": Entry("you", "You pressed Cancel.", "Open `/disconnect` again."),
    "not_removed": Entry("wait", "Spotify didn't say whose account it is.", "Try again."),
    "not_removed_yet": Entry("host", "The database can't be used right now.", _DISK),
    "removal_over": Entry("you", "It took more than ten minutes.", "Open `/disconnect` again."),
    "unsure": Entry("you", "The bot was interrupted.", "Do it again; twice does no harm."),
}

REQUESTS: Final[dict[PageName, Entry]] = {
    "mix_up": Entry("host", "The answer names another service.", "Open the link again."),
    "not_a_visit": Entry("you", "A program opened it ahead of you.", "Open it yourself."),
    "bad_request": Entry("you", "The request was incomplete.", "Open the link again."),
    "cross_site": Entry(
        "you",
        "The press came from another site, or a proxy drops headers.",
        "Open the link in Discord. A host checks that the proxy passes everything on unchanged.",
    ),
    "not_found": Entry("you", "There's no such page.", "Use `/link` in Discord."),
    "not_allowed": Entry("you", "The page doesn't work that way.", "Use `/link` in Discord."),
    "aux_over": Entry(
        "other",
        "The aux has ended, or its owner has closed or renewed the page.",
        "They open it again with `/aux page`.",
    ),
    "too_many": Entry(
        "wait",
        "Your address made too many requests.",
        "Wait a minute. If everyone sees this behind a proxy, the host sets `TRUSTED_PROXIES`.",
    ),
}
