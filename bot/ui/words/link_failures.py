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
        later("One more step for the bot's host"),
        later(
            "Spotify lets only five people use a self-hosted bot, and your account isn't "
            "one of them yet. The host will be told which app to add you to, and where."
        ),
        later(
            "In the bot's message in Discord, you can send the host your Spotify email. "
            "Your agreement is kept encrypted for a week, so you won't need to do this "
            "again."
        ),
        message=Message(
            NO_SEAT,
            later(
                "The host adds people to the Spotify app by hand, five at most, and was told. "
                "Press the button to send the host your Spotify email (it isn't saved here); "
                "once you're added, I'll link you without another login and tell you."
            ),
        ),
    ),
    "no_seat_owner": Ending(
        403,
        "calm",
        later("One more step for the app's owner"),
        later(
            "You agreed to a Spotify app brought by a member. Its owner has to add you by "
            "hand and was told."
        ),
        later(
            "In the bot's message in Discord, you can send them your Spotify email. Your "
            "agreement is kept encrypted for a week, so you won't need to do this again."
        ),
        message=Message(
            NO_SEAT,
            later(
                "You agreed to a Spotify app owned by **{name}** (@{handle}), who adds people "
                "by hand and was told. Press the button to send them your Spotify email (it isn't "
                "saved here); once you're added, I'll link you without another login and tell "
                "you."
            ),
        ),
    ),
    "owner_premium": Ending(
        502,
        "bad",
        APP_ASLEEP,
        later("Its owner needs an active Spotify Premium, so nothing was saved."),
        later("Tell the bot's host. After renewal, it can take a few hours."),
        then=AFTER_RENEWING,
    ),
    "rejected": Ending(
        502,
        "bad",
        SETTINGS_WRONG,
        later("Spotify doesn't accept its client ID or secret, so nothing was saved."),
        later("Tell the bot's host to check SPOTIPY_CLIENT_ID and SPOTIPY_CLIENT_SECRET."),
        then=later("Only the bot's host can fix this."),
    ),
    "half": Ending(
        502,
        "bad",
        later("Spotify gave only half of a link"),
        later(
            "It granted access for an hour, but nothing to renew it with. Nothing was "
            "saved, and the app's owner was told."
        ),
        later("Wait a while, then get a new link in Discord with /link."),
        message=Message(
            later("Spotify gave only half of a link"),
            later(
                "It granted access for an hour, but nothing to renew it with, so nothing was "
                "saved. The app's owner was told; try a new link later."
            ),
        ),
    ),
    "unavailable": Ending(
        503,
        "bad",
        SPOTIFY_SILENT,
        later("The link couldn't be completed, and nothing was saved."),
        later("Wait a minute, then get a new link in Discord with /link."),
        then=later("Please try again with a new link."),
    ),
    "not_saved": Ending(
        503,
        "bad",
        later("Your link couldn't be saved"),
        later("The bot's database is busy, or its disk is full, so nothing was saved."),
        later(
            "Wait a minute, then get a new link in Discord with /link. If it happens "
            "again, tell the bot's host."
        ),
        then=later("Please try again in a minute with a new link."),
    ),
    "interrupted": Ending(
        410,
        "calm",
        later("This link was interrupted"),
        later(
            "The bot stopped or waited too long while finishing this link, so it linked "
            "nothing. Spotify may already list the bot among your apps."
        ),
        NEW_LINK,
        message=Message(
            later("Your link was interrupted"),
            later(
                "I stopped or waited too long while finishing it, so it linked nothing. Please "
                "get a new link."
            ),
        ),
    ),
}
