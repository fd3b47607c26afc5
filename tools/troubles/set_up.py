"""What the page of troubles says about the set-up page's refusals, and the status page's."""

from __future__ import annotations

from typing import Final

from bot.setup import words
from bot.setup.words import ENDINGS
from tools.troubles.entry import Entry

_PORTAL = "Copy it again from Discord's developer portal: Bot > Reset Token."
_DASHBOARD = "Copy both again from Spotify's dashboard, from the same app."

REFUSED: Final[dict[str, Entry]] = {
    words.NOT_A_CODE: Entry(
        "host",
        "The log has another code, or a browser has used this one.",
        "Restart for a new one.",
    ),
    words.CODE_USED: Entry(
        "host", "The code works once, in one browser.", "Go on there, or restart for a new one."
    ),
    words.NOT_A_TOKEN: Entry("host", "A token is long and has two dots.", _PORTAL),
    words.TOKEN_REFUSED: Entry("host", "Discord was asked, and said no.", _PORTAL),
    words.DISCORD_SILENT: Entry(
        "wait", "Discord wasn't reached, or has a fault.", "Check the network; try again."
    ),
    words.NOT_AN_ADDRESS: Entry(
        "host",
        "Spotify takes https addresses, and http only for 127.0.0.1 and [::1].",
        "Enter it as people will open it: https://music.example.org.",
    ),
    words.ONLY_HERE: Entry(
        "host",
        "`localhost` and 127.0.0.1 mean the computer of the person who opens them.",
        "Choose None: then the bot enters http://127.0.0.1 and its port, which Spotify takes.",
    ),
    words.PLAIN_HTTP: Entry(
        "host",
        "Spotify takes http only for 127.0.0.1 and [::1], not for addresses in your network.",
        "Use a reverse proxy or a tunnel, which have https; or choose None.",
    ),
    words.NOT_REACHED: Entry(
        "host",
        "What answers there isn't this bot, or nothing does. Some routers don't lead back inside.",
        "Point the proxy or tunnel here, then check again; or continue anyway.",
    ),
    words.NOT_AN_ID: Entry("host", "A client ID has 32 characters, 0-9 and a-f.", _DASHBOARD),
    words.NOT_A_SECRET: Entry("host", "A client secret has no spaces.", _DASHBOARD),
    words.CLIENT_REFUSED: Entry("host", "Spotify answered `invalid_client`.", _DASHBOARD),
    words.SWAPPED: Entry(
        "host",
        "Spotify was asked about the two in each other's place, and accepts them so.",
        "Correct the client ID where it's set, and start the bot again.",
    ),
    words.SPOTIFY_UNSURE: Entry(
        "wait", "Spotify wasn't reached, or has a fault.", "Try again, or continue anyway."
    ),
    words.NOT_KEPT: Entry(
        "host", "The data folder or its disk.", "Give the bot's user the folder; free some space."
    ),
    words.DOES_NOT_FIT: Entry(
        "host", "What is set elsewhere wins.", "Correct it there, and start the bot again."
    ),
}

ENDED: Final[dict[str, Entry]] = {
    "misdirected": Entry(
        "host", "The name may be someone else's that leads here.", "Use the IP address."
    ),
    "foreign": Entry(
        "host",
        "Another site sent it, or a proxy changes `Host` and `Origin`.",
        "Have the proxy pass everything on unchanged, or set `PUBLIC_URL`.",
    ),
    "too_many": Entry("wait", "90 requests a minute.", "Wait a minute."),
    "locked": Entry("host", "50 codes were wrong.", "Start the bot again: it prints a new code."),
    "not_found": Entry("host", "The bot isn't set up yet.", "Open the address that its log has."),
    "failed": Entry("host", "A fault in the bot. The log has it.", "Report it, with the log."),
    "unknown_answer": Entry("host", "It's from an earlier try.", "Press **Try it at Spotify**."),
}

SIGN_IN: Final[dict[str, Entry]] = {
    "Discord doesn't name an owner of this bot.": Entry(
        "host",
        "Owners are the application's owner, its team's admins and developers, or `OWNER_IDS`. Or "
        "the sign-in began in another browser.",
        "Sign in to Discord as one of them, or type the code from the log.",
    ),
}
"""Of the status page."""


def failing() -> set[str]:
    """Return the endings that are no success."""
    return {name for name, (status, _, _) in ENDINGS.items() if status != 200}
