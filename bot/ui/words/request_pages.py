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
    "aux_over",
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
    aux_over: Page
    too_many: Page
    server_error: Page
    discord_down: Page
    discord_settings: Page


REQUEST_PAGES: Final[RequestPages] = {
    "aux_over": Page(
        410,
        "calm",
        later("This page is closed"),
        later("The aux is over, or its owner has closed its page or made a new link."),
        later("Ask for the new link, if there is one."),
    ),
    "mix_up": Page(
        400,
        "bad",
        later("This answer comes from somewhere else"),
        later(
            "It comes from a different service than the one this page asked. Nothing was changed."
        ),
        later("Open the link from Discord again. If this happens again, tell the bot's host."),
    ),
    "not_a_visit": Page(
        403,
        "calm",
        later("Open this page yourself"),
        later(
            "It's meant for people, not for programs that load pages in advance. Nothing "
            "was changed."
        ),
        OPEN_AGAIN,
    ),
    "no_storage": Page(
        503,
        "bad",
        ONE_MOMENT,
        later(
            "The bot's database is busy, or its disk is full. Nothing was changed, and "
            "your link still works."
        ),
        later("Wait a minute, then reload this page. If it happens again, tell the bot's host."),
    ),
    "bad_request": Page(
        400,
        "calm",
        later("That didn't work"),
        later("This page didn't understand the request. Nothing was changed."),
        OPEN_AGAIN,
    ),
    "cross_site": Page(
        403,
        "bad",
        later("Not from here"),
        later("This step must start on our own page. Nothing was changed."),
        later("Open the link from Discord and press the button there."),
    ),
    "not_found": Page(
        404,
        "calm",
        later("Nothing here"),
        later("This page doesn't exist."),
        ASK_LINK,
    ),
    "not_allowed": Page(
        405,
        "calm",
        later("That won't work"),
        later("This page can't be used that way."),
        ASK_LINK,
    ),
    "too_many": Page(
        429,
        "calm",
        SLOW_DOWN,
        later("Too many requests came from your address."),
        later("Wait a minute, then try again."),
    ),
    "server_error": Page(
        500,
        "bad",
        BROKE,
        later("Something went wrong here; it's not your fault. It was logged for the bot's host."),
        later("Before you try again, use /account in Discord to check whether you're linked."),
    ),
    "discord_down": Page(
        503,
        "bad",
        later("Discord didn't answer"),
        later(
            "This page asked Discord whose browser this is, but got no answer. Nothing was linked."
        ),
        later("Wait a minute, then open the link from Discord again."),
    ),
    "discord_settings": Page(
        502,
        "bad",
        later("The bot's settings are wrong"),
        later("Discord doesn't accept the bot's client secret. Nothing was linked."),
        later("Tell the bot's host to check DISCORD_CLIENT_SECRET."),
    ),
}
