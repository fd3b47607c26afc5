"""Pages about a browser's request itself, not about a link."""

from __future__ import annotations

from typing import Final, Literal, TypedDict

from bot.ui.language import later
from bot.ui.words.page import Page
from bot.ui.words.shared import ASK_LINK, BROKE, ONE_MOMENT, OPEN_AGAIN, SLOW_DOWN

RequestPage = Literal[
    "mix_up",
    "not_a_visit",
    "no_storage",
    "bad_request",
    "cross_site",
    "not_found",
    "not_allowed",
    "too_many",
    "server_error",
    "discord_down",
    "discord_settings",
]
"""The names of these pages."""


class RequestPages(TypedDict):
    """The words for each."""

    mix_up: Page
    not_a_visit: Page
    no_storage: Page
    bad_request: Page
    cross_site: Page
    not_found: Page
    not_allowed: Page
    too_many: Page
    server_error: Page
    discord_down: Page
    discord_settings: Page


REQUEST_PAGES: Final[RequestPages] = {
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
        OPEN_AGAIN,
    ),
    "no_storage": Page(
        503,
        "bad",
        ONE_MOMENT,
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
        OPEN_AGAIN,
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
        ASK_LINK,
    ),
    "not_allowed": Page(
        405,
        "calm",
        later("Not like that"),
        later("This page cannot be used that way."),
        ASK_LINK,
    ),
    "too_many": Page(
        429,
        "calm",
        SLOW_DOWN,
        later("There were too many requests from your address."),
        later("Wait a minute and try again."),
    ),
    "server_error": Page(
        500,
        "bad",
        BROKE,
        later("That is a fault here, not yours. It was noted for the host."),
        later("To see whether you are linked, use /account in Discord before you try again."),
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
        later("The bot's settings are wrong"),
        later("Discord does not accept the bot's client secret. Nothing was linked."),
        later("Tell the person who runs this bot: DISCORD_CLIENT_SECRET."),
    ),
}
