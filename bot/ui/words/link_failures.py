"""How a link ended because a service, an app or the bot failed: its page and its message."""

from __future__ import annotations

from typing import Final, TypedDict

from bot.ui.language import later
from bot.ui.words.page import Ending, Message
from bot.ui.words.shared import (
    AFTER_RENEWING,
    APP_ASLEEP,
    NEW_LINK,
    NO_SEAT,
    SETTINGS_WRONG,
    SPOTIFY_SILENT,
)


class LinkFailures(TypedDict):
    """The words for each of these outcomes."""

    no_seat: Ending
    no_seat_owner: Ending
    owner_premium: Ending
    rejected: Ending
    half: Ending
    unavailable: Ending
    not_saved: Ending
    interrupted: Ending


LINK_FAILURES: Final[LinkFailures] = {
    "no_seat": Ending(
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
        message=Message(
            NO_SEAT,
            later(
                "Spotify lets only five people use such an app, and each must be added by hand. "
                "The host has been told. They need the e-mail of your Spotify account: the button "
                "sends it to them and keeps it nowhere. You are told as soon as you are linked; "
                "you need not log in again."
            ),
        ),
    ),
    "no_seat_owner": Ending(
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
        message=Message(
            NO_SEAT,
            later(
                "You agreed to a Spotify app of **{name}** (@{handle}), who must add you by hand "
                "and has been told. They need the e-mail of your Spotify account: the button sends "
                "it to them, and they will know it; it is kept nowhere here. You are told as soon "
                "as you are linked; you need not log in again."
            ),
        ),
    ),
    "owner_premium": Ending(
        502,
        "bad",
        APP_ASLEEP,
        later("Its owner needs an active Spotify Premium. Nothing was stored."),
        later("Tell the person who runs this bot. After renewing it can take a few hours."),
        then=AFTER_RENEWING,
    ),
    "rejected": Ending(
        502,
        "bad",
        SETTINGS_WRONG,
        later("Spotify does not accept its client ID or secret. Nothing was stored."),
        later("Tell the person who runs this bot: SPOTIPY_CLIENT_ID or SPOTIPY_CLIENT_SECRET."),
        then=later("Only the host can mend this."),
    ),
    "half": Ending(
        502,
        "bad",
        later("Spotify gave only half of a link"),
        later(
            "It granted access for an hour, but nothing to renew it with. Nothing was stored, and "
            "the app's owner has been told."
        ),
        later("Wait a while, then ask for a new link in Discord with /link."),
        then=later("Try a new link later."),
    ),
    "unavailable": Ending(
        503,
        "bad",
        SPOTIFY_SILENT,
        later("The link could not be completed. Nothing was stored."),
        later("Wait a minute, then ask for a new link in Discord with /link."),
        then=later("Please try again with a new link."),
    ),
    "not_saved": Ending(
        503,
        "bad",
        later("Your link could not be saved"),
        later("The bot's database is busy, or its disk is full. Nothing was stored."),
        later(
            "Wait a minute, then ask for a new link in Discord with /link. If it happens again, "
            "tell the person who runs this bot."
        ),
        then=later("Please try again in a minute with a new link."),
    ),
    "interrupted": Ending(
        410,
        "calm",
        later("This link was cut off"),
        later(
            "The bot stopped, or waited too long, while it was completing this link. Nothing was "
            "linked by it. Spotify may list the bot among your apps already."
        ),
        NEW_LINK,
        message=Message(
            later("Your link was cut off"),
            later(
                "I stopped, or waited too long, while completing it. Nothing was linked by it; "
                "please use a new link."
            ),
        ),
    ),
}
