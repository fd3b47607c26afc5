"""What each page says: headline, words, what to do next, and its HTTP status."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.accounts.scopes import DRIVE_PLAYER, WORDS

Tone = Literal["good", "calm", "bad"]


@dataclass(frozen=True, slots=True)
class Page:
    """The words of one page."""

    status: int
    tone: Tone
    title: str
    text: str
    next: str


_NEW_LINK = "Go back to Discord and ask for a new link with /link."

PAGES: dict[str, Page] = {
    "linked": Page(
        200,
        "good",
        "Linked",
        "Your Spotify now belongs to your Discord account here.",
        "Go back to Discord and try /nowplaying or /artist. You can close this page.",
    ),
    "linked_on": Page(
        200,
        "good",
        "Linked",
        "Your Spotify now belongs to your Discord account here.",
        "Go back to Discord: what you asked for is carried out there. You can close this page.",
    ),
    "half": Page(
        502,
        "bad",
        "Spotify gave only half of a link",
        "It granted access for an hour, but nothing to renew it with. Nothing was stored, and the "
        "app's owner has been told.",
        "Wait a while, then ask for a new link in Discord with /link.",
    ),
    "passed_on": Page(
        410,
        "calm",
        "This link was passed on",
        "Another Discord account sent in the address that it led to. Nothing was linked.",
        _NEW_LINK,
    ),
    "no_seat_owner": Page(
        403,
        "calm",
        "One more step for the app's owner",
        "You agreed to a Spotify app that a member has brought. Its owner must add you by hand, "
        "and has been told.",
        "Look at the bot's message in Discord: there you can give them your Spotify e-mail. "
        "Your agreement is kept for a week, encrypted, so you need not do this again.",
    ),
    "denied": Page(
        200,
        "calm",
        "Not linked",
        "You cancelled on Spotify's page. Nothing was stored.",
        "If you change your mind, ask for a new link in Discord with /link.",
    ),
    "expired": Page(
        410, "calm", "This link has run out", "A link works for ten minutes.", _NEW_LINK
    ),
    "used": Page(
        410, "calm", "This link was used already", "Every link works only once.", _NEW_LINK
    ),
    "replaced": Page(
        410,
        "calm",
        "There is a newer link",
        "You asked for several links; this one is no longer good.",
        "Use the newest one, or ask for another in Discord with /link.",
    ),
    "burned": Page(410, "calm", "This link was cancelled", "It can no longer be used.", _NEW_LINK),
    "not_me": Page(
        410,
        "calm",
        "This link is burned",
        "It can no longer be used, and nothing was linked. Whoever asked for it has been told that "
        "it reached somebody else.",
        "You can close this page. Links are personal: be careful with whoever sent you this one.",
    ),
    "code": Page(
        200,
        "calm",
        "One more step, in Discord",
        "You agreed in another browser than the one that began. So that nobody can use a link on "
        "somebody else, type this code in Discord: press “Type the code” under the bot's message.",
        "Type it only if you are that person on Discord. Never give it to anyone: whoever asks you "
        "for it wants to use your Spotify. It works for ten minutes.",
    ),
    "wrong_code": Page(
        410,
        "calm",
        "The code was wrong three times",
        "The link was cancelled; nothing was stored.",
        _NEW_LINK,
    ),
    "other_account": Page(
        409,
        "calm",
        "That is another Spotify account",
        "This link renews or widens an earlier one, so it takes the same account only. "
        "Nothing was changed.",
        "Log out at spotify.com, ask for a new link in Discord and log in with the account above. "
        "To change to another account, use /link.",
    ),
    "not_yours": Page(
        403,
        "bad",
        "This link belongs to somebody else",
        "A link works only for the Discord account that asked for it. Nothing was linked.",
        "If somebody sent you here, close this page. To link your own Spotify, use /link yourself.",
    ),
    "not_signed_in": Page(
        403,
        "calm",
        "Discord did not say who you are",
        "You cancelled Discord's sign-in. Without it a link cannot be completed, so that nobody "
        "can use a link on somebody else. Nothing was linked.",
        "Open the link from Discord again, and agree there.",
    ),
    "discord_down": Page(
        503,
        "bad",
        "Discord did not answer",
        "This page asks Discord whose browser this is, and got no answer. Nothing was linked.",
        "Wait a minute, then open the link from Discord again.",
    ),
    "discord_settings": Page(
        502,
        "bad",
        "The bot's settings are wrong",
        "Discord does not accept the bot's client secret. Nothing was linked.",
        "Tell the person who runs this bot: DISCORD_CLIENT_SECRET.",
    ),
    "undone": Page(
        200,
        "good",
        "Undone",
        "Your Spotify is no longer linked here, and its tokens are deleted. Whoever asked for the "
        "link has been told.",
        "Spotify keeps its own permission until you remove the bot at spotify.com/account/apps.",
    ),
    "undo_over": Page(
        410,
        "calm",
        "Too late to undo here",
        "The undo of this page works for ten minutes, and only for the link that was made here.",
        "Use /unlink in Discord, or the page /disconnect here: it removes every link of your "
        "Spotify account, without Discord.",
    ),
    "disconnected": Page(
        200,
        "good",
        "Removed",
        "Your Spotify account is no longer linked to anybody here, and its tokens are deleted.",
        "Spotify keeps its own permission until you remove the bot at spotify.com/account/apps.",
    ),
    "nothing_linked": Page(
        200,
        "good",
        "Nothing was linked",
        "This Spotify account is linked to nobody here.",
        "You can close this page.",
    ),
    "wrong_browser": Page(
        403,
        "bad",
        "Another browser began this",
        "For your safety this step belongs to the browser in which the link began. "
        "Nothing was stored. If somebody sent you here, close this page: it is not your link.",
        "Was it you? Open the link from Discord again.",
    ),
    "no_seat": Page(
        403,
        "calm",
        "One more step for the host",
        "Spotify lets only five people use a self-hosted bot, and your account is not among "
        "them yet. The host has been told which app, and where to add you.",
        "Look at the bot's message in Discord: there you can give the host your Spotify e-mail. "
        "Your agreement is kept for a week, encrypted, so you need not do this again.",
    ),
    "owner_premium": Page(
        502,
        "bad",
        "This bot's Spotify app is asleep",
        "Spotify demands that the app's owner has an active Premium. Nothing was stored.",
        "Tell the person who runs this bot. After renewing it can take a few hours.",
    ),
    "unavailable": Page(
        503,
        "bad",
        "Spotify did not answer",
        "The link could not be completed. Nothing was stored.",
        "Wait a minute, then ask for a new link in Discord with /link.",
    ),
    "taken": Page(
        409,
        "calm",
        "This Spotify account is linked already",
        "It belongs to another Discord account here, which has been told. Nothing was changed.",
        "Is that one yours too? Use /unlink there first, then /link here. If you can no longer use "
        "it, open /disconnect on this site.",
    ),
    "rejected": Page(
        502,
        "bad",
        "The bot's settings are wrong",
        "Spotify does not accept its client ID or secret. Nothing was stored.",
        "Tell the person who runs this bot: SPOTIPY_CLIENT_ID or SPOTIPY_CLIENT_SECRET.",
    ),
    "unknown": Page(
        404,
        "calm",
        "No such link",
        "This address belongs to no link, or to one that ended long ago.",
        _NEW_LINK,
    ),
    "bad_request": Page(
        400,
        "calm",
        "That did not work",
        "The request was not one that this page understands. Nothing was changed.",
        "Open the link from Discord again.",
    ),
    "cross_site": Page(
        403,
        "bad",
        "Not from here",
        "This step must be started on our own page. Nothing was changed.",
        "Open the link from Discord, and press the button there.",
    ),
    "not_found": Page(
        404, "calm", "Nothing here", "There is no such page.", "Use /link in Discord."
    ),
    "not_allowed": Page(
        405, "calm", "Not like that", "This page cannot be used that way.", "Use /link in Discord."
    ),
    "too_many": Page(
        429,
        "calm",
        "Slow down a little",
        "There were too many requests from your address.",
        "Wait a minute and try again.",
    ),
    "server_error": Page(
        500,
        "bad",
        "Something broke",
        "That is a fault here, not yours. It has been noted for the host.",
        "Please try again in a minute.",
    ),
}

_CHANGES = frozenset(
    {
        "user-library-modify",
        "user-follow-modify",
        "playlist-modify-public",
        "playlist-modify-private",
    }
)
_NEVER: tuple[tuple[frozenset[str], str], ...] = (
    (frozenset({DRIVE_PLAYER}), "control your player"),
    (_CHANGES, "change your library or playlists"),
    (frozenset({"user-read-email"}), "see your e-mail address"),
    (frozenset(), "see your password or payments"),
)
"""What is promised, each with the scopes that would make the promise untrue."""


def scope_words(scopes: tuple[str, ...]) -> list[str]:
    """Return what the scopes allow, in plain words."""
    return [WORDS.get(scope, scope) for scope in scopes]


def never_words(scopes: tuple[str, ...]) -> list[str]:
    """Return what they do not allow."""
    return [words for broken_by, words in _NEVER if broken_by.isdisjoint(scopes)]
