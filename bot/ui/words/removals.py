"""Words for removing a link without Discord: only web pages show them."""

from __future__ import annotations

from typing import Final, TypedDict

from bot.ui.language import later
from bot.ui.words.page import Page
from bot.ui.words.shared import KEPT_BY_SPOTIFY, ONE_MOMENT


class Removals(TypedDict):
    """The page for each of these outcomes."""

    undo_over: Page
    disconnected: Page
    nothing_linked: Page
    kept: Page
    not_removed: Page
    not_removed_yet: Page
    removal_over: Page
    unsure: Page


_NOT_REMOVED = later("Nothing was removed")

REMOVALS: Final[Removals] = {
    "undo_over": Page(
        410,
        "calm",
        later("Too late to undo here"),
        later("You can undo on this page for ten minutes, and only the link that was made here."),
        later(
            "Use /unlink in Discord, or the /disconnect page here. It removes every link "
            "of your Spotify account, without Discord."
        ),
    ),
    "disconnected": Page(
        200,
        "good",
        later("Removed"),
        later(
            "Your Spotify account is no longer linked to anyone here, and its tokens are deleted."
        ),
        KEPT_BY_SPOTIFY,
    ),
    "nothing_linked": Page(
        200,
        "good",
        later("Nothing was linked"),
        later("This Spotify account isn't linked to anyone here."),
        later("You can close this page."),
    ),
    "kept": Page(
        200,
        "calm",
        _NOT_REMOVED,
        later("You cancelled on Spotify's page."),
        later("If you change your mind, open /disconnect again."),
    ),
    "not_removed": Page(
        503,
        "calm",
        _NOT_REMOVED,
        later("Spotify didn't tell the bot whose account this is."),
        later(
            "Wait a minute, then open /disconnect again. If that doesn't help, ask the "
            "bot's host, who can remove the link too."
        ),
    ),
    "not_removed_yet": Page(
        503,
        "bad",
        ONE_MOMENT,
        later("The bot's database is busy, or its disk is full. Nothing was removed."),
        later(
            "Wait a minute, then go back and press the button again, or open /disconnect. "
            "/unlink in Discord works too."
        ),
    ),
    "removal_over": Page(
        410,
        "calm",
        later("This attempt is over"),
        later("It expired after ten minutes, or a newer one replaced it. It removed nothing."),
        later("Open /disconnect again."),
    ),
    "unsure": Page(
        200,
        "calm",
        later("Result unknown"),
        later(
            "The bot stopped or waited too long while removing the link. We don't know "
            "whether it was removed."
        ),
        later("Open /disconnect again; doing it twice does no harm."),
    ),
}
