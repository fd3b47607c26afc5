"""How a link can end, and how taking one back can: the words of each page."""

from __future__ import annotations

from bot.ui.language import later
from bot.web.page import Page

_NEW_LINK = later("Go back to Discord and ask for a new link with /link.")
_AT_SPOTIFY = later(
    "Spotify keeps its own permission until you remove the bot at spotify.com/account/apps."
)
_BAD_SETTINGS = later("The bot's settings are wrong")

PAGES: dict[str, Page] = {
    "linked": Page(
        200,
        "good",
        later("Linked"),
        later("Your Spotify now belongs to your Discord account here."),
        later("Go back to Discord and try /nowplaying or /artist. You can close this page."),
    ),
    "linked_on": Page(
        200,
        "good",
        later("Linked"),
        later("Your Spotify now belongs to your Discord account here."),
        later(
            "Go back to Discord: what you asked for is carried out there. You can close this page."
        ),
    ),
    "half": Page(
        502,
        "bad",
        later("Spotify gave only half of a link"),
        later(
            "It granted access for an hour, but nothing to renew it with. Nothing was stored, and "
            "the app's owner has been told."
        ),
        later("Wait a while, then ask for a new link in Discord with /link."),
    ),
    "passed_on": Page(
        410,
        "calm",
        later("This link was passed on"),
        later("Another Discord account sent in the address that it led to. Nothing was linked."),
        _NEW_LINK,
    ),
    "no_seat_owner": Page(
        403,
        "calm",
        later("One more step for the app's owner"),
        later(
            "You agreed to a Spotify app that a member has brought. Its owner must add you by "
            "hand, and has been told."
        ),
        later(
            "Look at the bot's message in Discord: there you can give them your Spotify e-mail. "
            "Your agreement is kept for a week, encrypted, so you need not do this again."
        ),
    ),
    "denied": Page(
        200,
        "calm",
        later("Not linked"),
        later("You cancelled on Spotify's page. Nothing was stored."),
        later("If you change your mind, ask for a new link in Discord with /link."),
    ),
    "expired": Page(
        410,
        "calm",
        later("This link has run out"),
        later("A link works for ten minutes."),
        _NEW_LINK,
    ),
    "replaced": Page(
        410,
        "calm",
        later("There is a newer link"),
        later("You asked for several links; this one is no longer good."),
        later("Use the newest one, or ask for another in Discord with /link."),
    ),
    "burned": Page(
        410, "calm", later("This link was cancelled"), later("It can no longer be used."), _NEW_LINK
    ),
    "not_me": Page(
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
    ),
    "interrupted": Page(
        410,
        "calm",
        later("This link was cut off"),
        later(
            "The bot stopped, or waited too long, while it was completing this link. Nothing was "
            "linked by it. Spotify may list the bot among your apps already."
        ),
        _NEW_LINK,
    ),
    "wrong_code": Page(
        410,
        "calm",
        later("The code was wrong three times"),
        later("The link was cancelled; nothing was stored."),
        _NEW_LINK,
    ),
    "other_account": Page(
        409,
        "calm",
        later("That is another Spotify account"),
        later(
            "This link renews or widens an earlier one, so it takes the same account only. "
            "Nothing was changed."
        ),
        later(
            "Log out at spotify.com, ask for a new link in Discord and log in with the account "
            "above. To change to another account, use /link."
        ),
    ),
    "no_seat": Page(
        403,
        "calm",
        later("One more step for the host"),
        later(
            "Spotify lets only five people use a self-hosted bot, and your account is not among "
            "them yet. The host is told which app, and where to add you."
        ),
        later(
            "Look at the bot's message in Discord: there you can give the host your Spotify "
            "e-mail. Your agreement is kept for a week, encrypted, so you need not do this again."
        ),
    ),
    "taken": Page(
        409,
        "calm",
        later("This Spotify account is linked already"),
        later("It belongs to another Discord account here, which is told. Nothing was changed."),
        later(
            "Is that one yours too? Use /unlink there first, then /link here. If you can no "
            "longer use it, open /disconnect on this site."
        ),
    ),
    "owner_premium": Page(
        502,
        "bad",
        later("This bot's Spotify app is asleep"),
        later("Spotify wants the app's owner to have an active Premium. Nothing was stored."),
        later("Tell the person who runs this bot. After renewing it can take a few hours."),
    ),
    "unavailable": Page(
        503,
        "bad",
        later("Spotify did not answer"),
        later("The link could not be completed. Nothing was stored."),
        later("Wait a minute, then ask for a new link in Discord with /link."),
    ),
    "not_saved": Page(
        503,
        "bad",
        later("Your link could not be saved"),
        later("The bot's database is busy, or its disk is full. Nothing was stored."),
        later(
            "Wait a minute, then ask for a new link in Discord with /link. If it happens again, "
            "tell the person who runs this bot."
        ),
    ),
    "rejected": Page(
        502,
        "bad",
        _BAD_SETTINGS,
        later("Spotify does not accept its client ID or secret. Nothing was stored."),
        later("Tell the person who runs this bot: SPOTIPY_CLIENT_ID or SPOTIPY_CLIENT_SECRET."),
    ),
    "discord_down": Page(
        503,
        "bad",
        later("Discord did not answer"),
        later(
            "This page asks Discord whose browser this is, and got no answer. Nothing was linked."
        ),
        later("Wait a minute, then open the link from Discord again."),
    ),
    "discord_settings": Page(
        502,
        "bad",
        _BAD_SETTINGS,
        later("Discord does not accept the bot's client secret. Nothing was linked."),
        later("Tell the person who runs this bot: DISCORD_CLIENT_SECRET."),
    ),
    "undone": Page(
        200,
        "good",
        later("Undone"),
        later(
            "Your Spotify is no longer linked here, and its tokens are deleted. The person who "
            "asked for the link is told."
        ),
        _AT_SPOTIFY,
    ),
    "undo_over": Page(
        410,
        "calm",
        later("Too late to undo here"),
        later(
            "The undo of this page works for ten minutes, and only for the link that was made here."
        ),
        later(
            "Use /unlink in Discord, or the page /disconnect here: it removes every link of your "
            "Spotify account, without Discord."
        ),
    ),
    "disconnected": Page(
        200,
        "good",
        later("Removed"),
        later(
            "Your Spotify account is no longer linked to anybody here, and its tokens are deleted."
        ),
        _AT_SPOTIFY,
    ),
    "nothing_linked": Page(
        200,
        "good",
        later("Nothing was linked"),
        later("This Spotify account is linked to nobody here."),
        later("You can close this page."),
    ),
    "kept": Page(
        200,
        "calm",
        later("Nothing was removed"),
        later("You cancelled on Spotify's page."),
        later("If you change your mind, open /disconnect again."),
    ),
    "not_removed": Page(
        503,
        "calm",
        later("Nothing was removed"),
        later("Spotify did not tell the bot whose account this is."),
        later(
            "Wait a minute, then open /disconnect again. If that does not help, ask the person who "
            "runs this bot: they can remove the link too."
        ),
    ),
    "removal_over": Page(
        410,
        "calm",
        later("This try is over"),
        later(
            "It ran out after ten minutes, or a newer one took its place. It has removed nothing."
        ),
        later("Open /disconnect again."),
    ),
    "not_removed_yet": Page(
        503,
        "bad",
        later("One moment, please"),
        later("The bot's database is busy, or its disk is full. Nothing was removed."),
        later(
            "Wait a minute, then go back and press the button again, or open /disconnect. "
            "/unlink in Discord works too."
        ),
    ),
    "unsure": Page(
        200,
        "calm",
        later("Not known"),
        later(
            "The bot stopped, or waited too long, while it was removing the link. It is not known "
            "whether that was done."
        ),
        later("Open /disconnect again: doing it twice does no harm."),
    ),
}
